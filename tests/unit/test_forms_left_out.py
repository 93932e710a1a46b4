"""What is left of an exhibit where the config fits fewer forms than it shows."""

import pytest

from emergence.catalogue.forms import FormSpec, default, registered, with_threshold
from emergence.catalogue.forms_left import forms_of, left_of
from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, Project
from emergence.models import registry

THRESHOLDS = with_threshold()
FIGURE = {
    "kind": "figure",
    "sort": {"from": "fit_stats", "where": {"form": "hinge"}, "by": "r2"},
    "layers": [
        {"mark": "line", "from": "curves", "where": {"form": "logistic"}},
        {"mark": "points", "from": "points"},
        {"mark": "line", "from": "curves", "where": {"form": ["hinge", "linear"]}},
        {"mark": "threshold", "from": "fits", "where": {"kind": "threshold", "best": True}},
    ],
    "published": [
        {"quantity": "curves", "where": {"layer": 0}, "value": 1},
        {"quantity": "points", "where": {"layer": 1, "group": "a"}, "value": 2},
        {"quantity": "rows", "value": 3},
    ],
}
TABLE = {
    "kind": "table",
    "from": "fits",
    "where": {"source": "chinchilla", "form": ["chinchilla_huber", "chinchilla_lad"]},
    "pivot": {"index": ["parameter"], "columns": ["form"], "values": ["estimate", "lo"]},
    "join": [
        {"from": "fits", "where": {"form": "hinge"}, "on": ["task"], "fields": {"estimate": "eta", "lo": "eta_lo"}}
    ],
    "columns": [
        {"field": "parameter"},
        {"field": "chinchilla_huber.estimate", "interval": ["chinchilla_huber.lo"]},
        {"field": "chinchilla_lad.estimate"},
        {"field": "eta"},
        {"field": "parameter", "interval": ["eta_lo"]},
    ],
    "published": [{"field": "chinchilla_lad.estimate", "value": 1}, {"field": "chinchilla_huber.estimate", "value": 2}],
}
LAWS = {"kind": "figure", "layers": [{"from": "law_values", "where": {"law": "chinchilla_huber"}}]}


@pytest.mark.parametrize("spec", [FIGURE, TABLE, LAWS])
def test_an_exhibit_is_left_as_it_is_where_all_its_forms_are_fitted(spec):
    assert left_of(spec, set()) == spec
    assert left_of(spec, {"broken_power_law"}) == spec


def test_a_figure_lacks_the_layers_of_forms_that_are_not_fitted():
    left = left_of(FIGURE, {"logistic", "linear"})
    assert left["layers"] == [
        FIGURE["layers"][1],
        {**FIGURE["layers"][2], "where": {"form": ["hinge"]}},
        FIGURE["layers"][3],
    ]
    assert [entry["value"] for entry in left["published"]] == [2, 3]
    assert left["published"][0]["where"] == {"layer": 0, "group": "a"}
    assert left["sort"] == FIGURE["sort"]
    assert "sort" not in left_of(FIGURE, {"hinge"})


def test_thresholds_are_left_out_once_no_form_has_one():
    *most, last = THRESHOLDS
    assert left_of(FIGURE, set(most))["layers"][-1] == FIGURE["layers"][-1]
    assert FIGURE["layers"][-1] not in left_of(FIGURE, {*most, last})["layers"]


def test_what_is_selected_from_tables_without_rows_is_left_out():
    spec = {"kind": "table", "from": "thresholds", "columns": []}
    assert left_of(spec, {"hinge", "thresholds"}) is None
    assert left_of(spec, {"hinge"}) == spec


@pytest.mark.parametrize(
    ("forms", "gone"),
    [(["hinge"], "atlas/corpora"), (["hinge"], "wei2022/table_lag"), (THRESHOLDS, "atlas/thresholds_table")],
)
def test_exhibits_of_tables_that_need_forms_are_left_out_without_them(root, monkeypatch, forms, gone):
    monkeypatch.chdir(root)
    project = Project()
    config = project.load(CONFIG, "config")
    fits = {**config["fits"], "forms": [name for name in default() if name not in forms]}
    assert gone in plan(config, project=project).exhibits
    assert gone not in plan({**config, "fits": fits}, project=project).exhibits


def test_forms_read_from_their_files_are_those_of_the_registry():
    assert registered() == {name: FormSpec(form.kind, form.default) for name, form in registry().items()}


def test_a_table_lacks_the_columns_and_joins_of_forms_that_are_not_fitted():
    left = left_of(TABLE, {"chinchilla_lad", "hinge"})
    assert left["where"]["form"] == ["chinchilla_huber"]
    assert left["join"] == []
    assert left["columns"] == TABLE["columns"][:2]
    assert [entry["value"] for entry in left["published"]] == [2]


def test_an_exhibit_of_which_nothing_is_left_is_none():
    assert left_of(TABLE, {"chinchilla_huber", "chinchilla_lad"}) is None
    assert left_of(LAWS, {"chinchilla_huber"}) is None


def test_words_of_other_tables_are_no_forms():
    simulated = {"from": "coverage", "where": {"source": "studies", "form": "hinge"}}
    table = {"kind": "table", **simulated, "pivot": {"columns": ["n_runs"]}, "columns": [{"field": "linear"}]}
    figure = {"kind": "figure", "layers": [simulated]}
    for spec in (table, figure):
        assert forms_of(spec) == set()
        assert left_of(spec, {"hinge", "linear"}) == spec


def test_the_forms_that_an_exhibit_names():
    assert forms_of(FIGURE) == {"hinge", "linear", "logistic"}
    assert forms_of(TABLE) == {"chinchilla_huber", "chinchilla_lad", "hinge"}
