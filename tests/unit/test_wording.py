"""Words of exhibits when a workflow is planned: placeholders, shared phrases, settings of the config."""

import pytest

from emergence.catalogue import wording
from emergence.catalogue.exhibits import inputs, shown_inputs, sources
from emergence.catalogue.forms_left import left_of
from emergence.catalogue.wording import placeholders, settled
from emergence.io.errors import DataError

SHARED = {
    "numbers": {"level": {"from": "config", "field": "fits.level", "scale": 100}},
    "phrases": {"interval": "the {level} % interval\n", "unused": "nothing"},
}
CONFIG = {"fits": {"level": 0.95, "draws": 1000}}
SPEC = {"file": "fig.yaml", "kind": "table", "title": "A table", "caption": "Plain."}


def worded(spec, shared, config):
    """Both steps of planning."""
    return settled(wording.worded(spec, shared), config)


def table(caption, **numbers):
    return {**SPEC, "caption": caption, **({"numbers": numbers} if numbers else {})}


def test_phrases_are_written_out_and_settings_looked_up():
    spec = worded(
        table("Bars: {interval}, {draws} draws.", draws={"from": "config", "field": "fits.draws"}), SHARED, CONFIG
    )
    assert spec["caption"] == "Bars: the {level} % interval, {draws} draws."
    assert {name: entry["value"] for name, entry in spec["numbers"].items()} == {"level": 0.95, "draws": 1000}


def test_a_text_without_names_needs_nothing():
    assert worded(SPEC, {}, {}) == SPEC


def test_a_name_of_the_exhibit_wins_over_a_shared_one():
    spec = worded(table("{level}", level={"from": "fits", "field": "r2"}), SHARED, CONFIG)
    assert spec["numbers"] == {"level": {"from": "fits", "field": "r2"}}


@pytest.mark.parametrize("text", ["{}", "{a.b}", "{a[0]}", "{a!r}", "{a:.2f}", "{A}", "a {b", "b} c", "{{a}}"])
def test_braces_hold_plain_names_only(text):
    with pytest.raises(DataError, match=r"fig.yaml, column 'caption': found .*: expected a name of small letters"):
        placeholders(text, "fig.yaml", "caption")


def test_unknown_and_unused_names_are_errors():
    with pytest.raises(DataError, match=r"fig.yaml, column 'caption': found 'levle': expected a name .*: level"):
        worded(table("{levle}"), SHARED, CONFIG)
    with pytest.raises(DataError, match=r"column 'numbers.n': expected {n} in the text"):
        worded(table("Plain.", n={"from": "fits"}), SHARED, CONFIG)


@pytest.mark.parametrize("field", ["fits.drawz", "fits.level.of", "fit"])
def test_a_setting_that_does_not_exist_is_an_error(field):
    with pytest.raises(DataError, match=r"column 'numbers.n': found '.*': expected a setting of the config: no"):
        worded(table("{n}", n={"from": "config", "field": field}), SHARED, CONFIG)


def test_tables_of_numbers_are_inputs_of_the_exhibit_and_not_of_its_frame():
    numbers = {
        "n": {"from": "verdicts", "take": "count"},
        "m": {"from": "fits", "where": {"source": "llama"}, "field": "r2"},
        "k": {"from": "contents"},
        "s": {"from": "config", "field": "fits.draws"},
    }
    spec = {**table("{n} {m} {k} {s}", **numbers), "from": "tasks", "where": {"source": "olmo"}}
    assert shown_inputs(spec) == [("tasks", "olmo")]
    own = [("fits", "llama"), ("fit_stats", "llama"), ("series", "llama"), ("series", ""), ("verdicts", "")]
    assert inputs(spec) == sorted([("tasks", "olmo"), ("contents", ""), *own])
    assert sources(spec) == {"olmo", "llama"}


def test_a_number_of_a_form_that_is_not_fitted_is_a_dash():
    numbers = {"n": {"from": "fits", "where": {"form": "hinge"}, "field": "r2"}, "m": {"from": "tasks"}}
    spec = {**table("{n} {m}", **numbers), "from": "tasks", "columns": [], "where": {"source": "olmo"}}
    left = left_of(spec, {"hinge"})
    assert left["numbers"] == {"n": {"value": "–", "from": "config"}, "m": {"from": "tasks"}}
    assert left_of(spec, {"linear"})["numbers"] == numbers
    assert worded(left, SHARED, CONFIG)["numbers"]["n"]["value"] == "–"
