"""Exhibits select and join: panels, layers, pivots, order, and the comparison with what is published."""

import numpy as np
import pandas as pd
import pytest

from emergence.catalogue.exhibits import inputs, sources
from emergence.catalogue.project import Project
from emergence.exhibits.building import about, complete, gather
from emergence.exhibits.checking import compare
from emergence.exhibits.figure import build_figure
from emergence.exhibits.numbers import number
from emergence.exhibits.ordering import in_order
from emergence.exhibits.selecting import chosen_series
from emergence.exhibits.table import build_table
from emergence.io.errors import DataError
from emergence.io.patterns import fill
from emergence.io.storage import read_about, write_frame

SERIES = pd.DataFrame(
    {
        "series_id": ["s1", "s2", "s3"],
        "source": "olmo",
        "x_kind": "loss_c4_en",
        "task": ["mmlu", "mmlu", "piqa"],
        "subtask": ["stem", "other", None],
        "task_title": ["MMLU", "MMLU", "PIQA"],
        "chance": [0.25, 0.25, np.nan],
    }
)
POINTS = pd.DataFrame(
    {"series_id": ["s1", "s1", "s2", "s3"], "model": ["7B", "13B", "7B", "7B"], "x": [3.0, 2.5, 3.0, 3.0], "y": 0.3}
)
FITS = pd.DataFrame(
    {
        "series_id": ["s1", "s2", "s3", "s1"],
        "form": ["hinge", "hinge", "hinge", "linear"],
        "parameter": ["eta", "eta", "eta", "slope"],
        "estimate": [2.8, 2.9, np.nan, 1.0],
        "lo": [2.7, 2.8, np.nan, 0.9],
        "hi": [2.9, 3.0, np.nan, 1.1],
        "r2": [0.1, 0.9, 0.5, 0.0],
    }
)
CURVES = pd.DataFrame(
    {"series_id": ["s1", "s1", "s2"], "form": ["hinge", "linear", "hinge"], "x": 1.0, "y": [1.0, 2.0, 3.0]}
)
CURVES = CURVES.assign(lo=0.0, hi=9.0)
STATS = pd.DataFrame({"series_id": ["s1", "s1", "s2"], "form": ["hinge", "linear", "hinge"]})
STATS = STATS.assign(status=["at_bound", "ok", "ok"], delta_aicc=[-2.0, 2.0, 1.0])
TABLES = {"series": SERIES, "points": POINTS, "fits": FITS, "curves": CURVES, "fit_stats": STATS}
FIGURE = {
    "kind": "figure",
    "title": "A figure",
    "file": "fig.yaml",
    "series": [
        {"source": "olmo", "x_kind": "loss_c4_en", "task": ["piqa", "mmlu"], "subtask": [None, "other", "stem"]}
    ],
    "panels": {"by": ["task", "subtask"], "title": "{task_title} {subtask}"},
    "layers": [
        {"mark": "points", "from": "points", "group": "model"},
        {"mark": "chance_line", "from": "series"},
        {
            "mark": "threshold",
            "from": "fits",
            "where": {"form": "hinge", "parameter": "eta"},
            "text": "{estimate:.1f} [{lo:.1f}, {hi:.1f}]",
        },
    ],
}


def figure(**changes):
    return build_figure({**FIGURE, **changes}, TABLES)


def test_panels_stand_in_the_order_of_the_yaml_and_hold_their_series():
    frame = figure()
    titles = frame.drop_duplicates("panel").set_index("panel")["panel_title"].to_dict()
    assert titles == {0: "PIQA", 1: "MMLU other", 2: "MMLU stem"}
    points = frame[frame["mark"] == "points"]
    assert points.groupby("panel")["series_id"].unique().map(list).to_dict() == {0: ["s3"], 1: ["s2"], 2: ["s1"]}
    assert sorted(points["group"].unique()) == ["13B", "7B"]


def test_a_layer_takes_the_rows_that_it_names_and_drops_the_unknown():
    frame = figure()
    thresholds = frame[frame["mark"] == "threshold"]
    assert thresholds["x"].tolist() == [2.9, 2.8]
    assert thresholds["text"].tolist() == ["2.9 [2.8, 3.0]", "2.8 [2.7, 2.9]"]
    assert frame.loc[frame["mark"] == "chance_line", "y"].tolist() == [0.25, 0.25]


def test_a_threshold_is_drawn_where_its_interval_has_an_end():
    fits = FITS.assign(estimate=2.8, lo=[2.7, np.nan, np.nan, 1.0], hi=[np.nan, 3.0, np.nan, 1.0])
    stats = pd.DataFrame({"series_id": ["s1", "s2", "s3"], "form": "hinge"})
    tables = TABLES | {"fits": fits, "fit_stats": stats}
    layer = {"from": "fits", "where": {"form": "hinge"}}
    frame = build_figure(FIGURE | {"layers": [layer | {"mark": "threshold"}]}, tables)
    assert set(frame["series_id"]) == {"s1", "s2"}
    frame = build_figure(FIGURE | {"layers": [layer | {"mark": "rug"}]}, tables)
    assert set(frame["series_id"]) == {"s1", "s2", "s3"}


def test_a_row_about_a_group_of_series_is_drawn_for_each_of_them():
    joint = pd.DataFrame({"source": "olmo", "task": ["mmlu", "arc"], "onset": [2.7, 2.8], "lo": 2.6, "hi": 2.9})
    layer = {"mark": "threshold", "from": "common_onsets", "per_series": ["source", "task"], "x": "onset"}
    layer |= {"x_lo": "lo", "x_hi": "hi"}
    frame = build_figure({**FIGURE, "layers": [layer]}, {**TABLES, "common_onsets": joint})
    assert list(zip(frame["panel"], frame["x"], frame["series_id"], strict=True)) == [(1, 2.7, "s2"), (2, 2.7, "s1")]


def test_a_layer_may_show_what_exceeds_another_column():
    points = POINTS.assign(y=[0.2, 0.3, 0.25, 0.9])
    layer = {"mark": "points", "from": "points", "above": {"y": "chance"}}
    frame = build_figure({**FIGURE, "layers": [layer]}, {**TABLES, "points": points})
    assert frame[["panel", "y"]].to_numpy().tolist() == [[2, 0.3]]


def test_a_whole_that_was_put_together_from_its_parts_is_shown_where_its_pool_is_named():
    pools = SERIES.assign(pool=["all", "whole_tasks", "all"])
    assert chosen_series({**FIGURE, "series": [{"source": "olmo"}]}, pools)["series_id"].tolist() == ["s1", "s3"]
    named = chosen_series({**FIGURE, "series": [{"pool": ["whole_tasks", "all"]}]}, pools)
    assert named["series_id"].tolist() == ["s2", "s1", "s3"]
    count = {"from": "series", "take": "count"}
    assert number(count, {"series": pools}, "fig.yaml", "n") == 2
    assert number({**count, "where": {"pool": "whole_tasks"}}, {"series": pools}, "fig.yaml", "n") == 1


def test_series_can_be_sorted_by_what_was_found_for_them():
    sort = {"from": "fits", "where": {"form": "hinge"}, "by": "r2", "descending": True}
    frame = figure(sort=sort)
    assert frame.drop_duplicates("panel")["panel_title"].tolist() == ["MMLU other", "PIQA", "MMLU stem"]


@pytest.mark.parametrize(
    ("where", "y"),
    [({"form": "hinge", "status": "ok"}, [3.0]), ({"delta_aicc": {"min": 0}}, [3.0, 2.0]), ({}, [3.0, 1.0, 2.0])],
)
def test_curves_can_be_chosen_by_how_their_form_fits(where, y):
    layers = [{"mark": "line", "from": "curves", "where": where}]
    assert figure(layers=layers)["y"].tolist() == y


def test_thresholds_can_be_chosen_by_how_their_form_fits():
    where = {"form": "hinge", "parameter": "eta", "delta_aicc": {"min": 0}}
    assert figure(layers=[{"mark": "threshold", "from": "fits", "where": where}])["x"].tolist() == [2.9]


def test_thresholds_and_curves_can_be_chosen_by_the_verdict_on_their_series():
    verdicts = pd.DataFrame({"series_id": ["s1", "s2", "s3"], "verdict": ["abrupt", "gradual", "unresolved"]})
    where = {"form": "hinge", "verdict": ["abrupt", "unresolved"]}
    layers = [
        {"mark": "threshold", "from": "fits", "where": where | {"parameter": "eta"}},
        {"mark": "line", "from": "curves", "where": where},
    ]
    spec = {**FIGURE, "layers": layers}
    assert set(inputs(spec)) - set(inputs(FIGURE)) == {("curves", "olmo"), ("verdicts", "olmo")}
    frame = build_figure(spec, {**TABLES, "verdicts": verdicts})
    assert frame["series_id"].tolist() == ["s1", "s1"]


@pytest.mark.parametrize(
    "where",
    [{"task": "mmul"}, {"task": ["mmlu", "mmul"]}, {"form": "hing"}, {"source": None}, {"verdict": "abrubt"}],
)
def test_a_misspelt_value_is_told_also_where_a_layer_may_be_empty(where):
    verdicts = pd.DataFrame({"series_id": ["s1"], "verdict": ["abrupt"]})
    layers = [
        {"mark": "points", "from": "points"},
        {"mark": "line", "from": "curves", "where": where, "optional": True},
    ]
    with pytest.raises(DataError, match="a value of the figure's series"):
        build_figure({**FIGURE, "layers": layers}, {**TABLES, "verdicts": verdicts})


def test_a_layer_that_may_be_empty_asks_for_what_no_row_meets():
    where = {"task": "piqa", "subtask": None, "form": "hinge"}
    layers = [
        {"mark": "points", "from": "points"},
        {"mark": "line", "from": "curves", "where": where, "optional": True},
    ]
    assert set(figure(layers=layers)["mark"]) == {"points"}


def test_a_layer_may_draw_a_multiple_of_what_the_table_has():
    layers = [{"mark": "line", "from": "curves", "where": {"form": "hinge"}, "scale": 0.5}]
    assert figure(layers=layers)[["y", "y_lo", "y_hi"]].to_numpy().tolist() == [[1.5, 0.0, 4.5], [0.5, 0.0, 4.5]]


def test_a_list_of_panels_takes_its_layers_by_number():
    layers = [{"mark": "points", "from": "points", "panel": 0}, {"mark": "chance_line", "from": "series", "panel": 1}]
    frame = figure(panels={"list": [{"title": "left"}, {"title": "right"}]}, layers=layers)
    assert frame.groupby("panel_title")["mark"].unique().map(list).to_dict() == {
        "left": ["points"],
        "right": ["chance_line"],
    }


def test_a_listed_panel_may_choose_the_rows_of_its_layers():
    layers = [{"mark": "points", "from": "points"}, {"mark": "chance_line", "from": "series", "panel": 1}]
    listed = [{"title": "one", "where": {"task": "piqa"}}, {"title": "other", "where": {"task": "mmlu"}}]
    frame = figure(panels={"list": listed}, layers=layers)
    drawn = frame.groupby(["panel_title", "mark"])["series_id"].agg(list).to_dict()
    assert drawn[("one", "points")] == ["s3"]
    assert sorted(drawn[("other", "points")]) == ["s1", "s1", "s2"]
    assert sorted(drawn[("other", "chance_line")]) == ["s1", "s2"]
    assert ("one", "chance_line") not in drawn
    listed[0]["where"] = {"task": "piqa", "subtask": "stem"}
    with pytest.raises(DataError, match="panels.*series that match"):
        figure(panels={"list": listed}, layers=layers)
    with pytest.raises(DataError, match="layers.*found 1: expected a panel from 0 to 0"):
        figure(panels={"list": [{}]}, layers=layers)


def test_a_list_of_panels_takes_series_and_rows_of_a_table_without_them(tmp_path):
    markers = pd.DataFrame({"source": "wei", "panel": ["Arithmetic", "MMLU"], "x": [1.0, 2.0], "y": 0.5})
    for name, table in {"series": SERIES, "points": POINTS, "markers": markers}.items():
        write_frame(table, tmp_path / f"{name}.parquet")
    layers = [
        {"mark": "points", "from": "points", "panel": 0},
        {
            "mark": "points",
            "from": "markers",
            "where": {"panel": "MMLU"},
            "x": "x",
            "y": "y",
            "text": "panel",
            "panel": 1,
        },
    ]
    spec = {**FIGURE, "panels": {"list": [{"title": "ours"}, {"title": "theirs"}]}, "layers": layers}
    files = [(path.stem, "olmo", path) for path in sorted(tmp_path.glob("*.parquet"))]
    frame = build_figure(spec, gather(files, spec))
    assert frame.loc[frame["panel_title"] == "theirs", "text"].tolist() == ["MMLU"]
    assert frame["panel"].tolist() == [0, 0, 0, 0, 1]


def test_a_layer_may_be_empty_where_its_yaml_says_so():
    layer = {"mark": "points", "from": "points", "where": {"model": "8B"}, "optional": True}
    assert set(figure(layers=[*FIGURE["layers"], layer])["layer"]) == {0, 1, 2}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"series": [{"source": "pythia"}]}, "fig.yaml, column 'series': expected series that match"),
        ({"layers": [{"mark": "points", "from": "points", "group": "size"}]}, "column 'group': found 'size'"),
        (
            {"layers": [{"mark": "points", "from": "points", "where": {"model": "8B"}}]},
            "column 'layers': expected rows",
        ),
        ({"layers": [{"mark": "points", "from": "points", "where": {"size": 8}}]}, "fig.yaml, column 'size': expected"),
        ({"panels": {"by": ["task"], "title": "{name}"}}, "fig.yaml: found 'name': expected a pattern"),
    ],
)
def test_a_selection_that_finds_nothing_is_an_error(changes, message):
    with pytest.raises(DataError) as error:
        figure(**changes)
    assert message in str(error.value)


OBSERVATIONS = pd.DataFrame(
    {
        "source": "llama",
        "model": ["13B", "13B", "7B", "7B", "7B"],
        "task": ["boolq", "mmlu", "boolq", "mmlu", "piqa"],
        "subtask": [None, "stem", None, "stem", None],
        "shots": [0.0, 5.0, 0.0, 5.0, 0.0],
        "value": [0.78, 0.4, 0.76, 0.3, 0.8],
    }
)
TABLE = {
    "kind": "table",
    "title": "A table",
    "file": "table.yaml",
    "from": "observations",
    "where": {"source": "llama"},
    "pivot": {"index": ["model"], "columns": ["task", "subtask"], "values": "value"},
    "order": {"model": ["7B", "13B"]},
    "columns": [
        {"field": "model", "title": "Model"},
        {"field": "mmlu.stem", "title": "STEM"},
        {"field": "piqa", "title": "P"},
    ],
}


def table(**changes):
    return build_table({**TABLE, **changes}, {"observations": OBSERVATIONS, "series": SERIES, "fits": FITS})


def test_a_pivot_turns_values_into_columns_and_leaves_holes_null():
    frame = table()
    assert frame["model"].tolist() == ["7B", "13B"]
    assert frame["mmlu.stem"].tolist() == [0.3, 0.4]
    assert frame["piqa"][0] == 0.8
    assert np.isnan(frame["piqa"][1])


def test_rows_are_sorted_by_what_a_reader_sees():
    spec = {**TABLE, "pivot": None, "order": {}, "where": {"subtask": None}, "sort": ["task", "model"]}
    columns = [{"field": "task", "format": "words"}, {"field": "model"}]
    tables, labels = {"observations": OBSERVATIONS}, {"boolq": "Questions", "piqa": "physics"}
    found = build_table({**spec, "columns": columns}, tables, labels)["task"]
    assert found.tolist() == ["piqa", "boolq", "boolq"]
    plain = [{"field": "task"}, {"field": "model"}]  # without words the keys are what is seen
    assert build_table({**spec, "columns": plain}, tables, labels)["task"].tolist() == ["boolq", "boolq", "piqa"]


def test_numbers_name_columns_without_a_point():
    columns = [{"field": "5", "title": "5-shot"}]
    spec = {"where": {"source": "llama", "task": "mmlu"}, "columns": columns}
    assert table(**spec, pivot={"index": ["model"], "columns": ["shots"], "values": "value"})["5"].tolist() == [
        0.3,
        0.4,
    ]


def test_a_join_counts_rows_that_say_the_same_once_and_another_field_steps_in():
    join = [{"from": "tasks", "on": ["task"], "fields": {"title": "title"}}]
    tasks = pd.DataFrame({"source": ["a", "b"], "task": "mmlu", "title": "MMLU"})
    columns = [{"field": "title", "else": "task", "title": "Task"}]
    where = {"source": "llama", "model": "7B"}
    spec = {**TABLE, "pivot": None, "join": join, "columns": columns, "where": where, "order": {}}
    frame = build_table(spec, {"observations": OBSERVATIONS, "tasks": tasks})
    assert frame["title"].tolist() == ["boolq", "MMLU", "piqa"]
    with pytest.raises(DataError, match="found 'printed': expected a field"):
        build_table(
            {**spec, "columns": [{**columns[0], "else": "printed"}]}, {"observations": OBSERVATIONS, "tasks": tasks}
        )


def test_what_is_not_to_be_shown_is_left_out_before_values_are_turned():
    frame = table(blank={"where": {"model": "13B", "task": ["mmlu", "boolq"]}, "fields": ["value"]})
    assert np.isnan(frame["mmlu.stem"][1])
    assert frame["mmlu.stem"][0] == 0.3
    with pytest.raises(DataError, match="column 'blank': found 'low'"):
        table(blank={"where": {}, "fields": ["low"]})


def test_two_numbers_in_a_cell_are_an_error():
    with pytest.raises(DataError, match=r"found 'model=13B, source=llama': expected one number a cell"):
        table(pivot={"index": ["model"], "columns": ["source"], "values": "value"})


def test_a_join_adds_fields_by_key():
    join = [
        {
            "from": "fits",
            "where": {"source": "olmo", "form": "hinge"},
            "on": ["task", "subtask"],
            "fields": {"estimate": "eta"},
        }
    ]
    columns = [{"field": "task", "title": "t"}, {"field": "eta", "title": "e"}]
    frame = table(pivot=None, join=join, columns=columns, where={"source": "llama", "subtask": "stem"}, order={})
    assert frame["eta"].tolist() == [2.8, 2.8]


def test_published_values_stand_in_a_column_of_their_own():
    published = [{"quantity": "q", "where": {"model": "7B"}, "column": "printed", "value": 0.31, "locator": "Table 1"}]
    columns = [*TABLE["columns"], {"field": "printed", "title": "Printed"}]
    frame = table(published=published, columns=columns)
    assert frame["printed"][0] == 0.31
    assert np.isnan(frame["printed"][1])
    assert frame["mmlu.stem"].tolist() == [0.3, 0.4]


def test_an_unknown_field_is_an_error():
    with pytest.raises(DataError, match=r"found 'hellaswag': expected a field: model, boolq"):
        table(columns=[{"field": "hellaswag", "title": "H"}])


def test_patterns_leave_out_what_is_unknown():
    row = {"task": "arc_easy", "part": None, "lo": np.nan, "estimate": 2.5}
    assert fill("{task}: {part} {estimate:.2f} [{lo:.2f}, {lo:.2f}]", row) == "arc easy: 2.50"
    assert fill("{estimate:.2f} [{lo:.2f}, {estimate:.2f}]", row) == "2.50 [–, 2.50]"
    assert fill("{estimate:.2f} [{estimate:.2f}, {lo:.2f}]", row) == "2.50 [2.50, –]"


def test_order_follows_lists_first_column_first():
    rows = pd.DataFrame({"a": ["x", "y", "z", "x"], "b": [1, 2, 3, 0]})
    assert in_order(rows, {"a": ["y", "x"], "b": [0, 1]})["b"].tolist() == [2, 0, 1, 3]


def test_comparison_with_what_is_published():
    entry = {
        "quantity": "stem",
        "where": {"model": "7B"},
        "field": "mmlu.stem",
        "value": 0.31,
        "tolerance": 0.02,
        "locator": "l",
    }
    count = {"quantity": "models", "where": {}, "value": 3, "tolerance": 0, "locator": "l"}
    shown_only = {"quantity": "shown", "value": 1, "locator": "l"}
    checks = compare({"p/t": [entry, count, shown_only]}, {"p/t": table()})
    assert checks[["quantity", "ours", "ok"]].to_numpy().tolist() == [["stem", 0.3, True], ["models", 2.0, False]]
    with pytest.raises(DataError, match=r"found '2 rows': expected one row"):
        compare({"p/t": [{**entry, "where": {}}]}, {"p/t": table()})


def test_a_figure_can_show_observations_that_are_in_no_series():
    tasks = {"task": ["boolq", "mmlu", "piqa"], "subtask": [None, "stem", None], "title": ["BoolQ", "STEM", "PIQA"]}
    tables = {"observations": OBSERVATIONS, "tasks": pd.DataFrame(tasks).assign(source="llama")}
    layer = {"mark": "points", "from": "observations", "where": {"source": "llama", "task": ["mmlu", "boolq"]}}
    layer |= {"x": "shots", "y": "value", "group": "model"}
    spec = {**FIGURE, "panels": {"by": ["task"], "title": "{task_title}"}, "layers": [layer]}
    del spec["series"]
    frame = build_figure(spec, tables)
    assert frame.groupby("panel", sort=False)["panel_title"].first().tolist() == ["STEM", "BoolQ"]
    assert frame["y"].tolist() == [0.4, 0.3, 0.78, 0.76]
    with pytest.raises(DataError, match="expected rows of observations that match"):
        build_figure({**spec, "layers": [{**layer, "where": {"source": "gopher"}}]}, tables)


def test_a_figure_reads_only_the_rows_of_its_series(tmp_path):
    files = []
    models = pd.DataFrame({"model": ["7B", "13B"], "source": "olmo"})
    for name, table in {"series": SERIES, "points": POINTS, "fits": FITS, "fit_stats": STATS, "models": models}.items():
        files.append((name, "olmo", tmp_path / f"{name}.parquet"))
        write_frame(table, files[-1][-1])
    layers = [*FIGURE["layers"], {"mark": "points", "from": "models", "where": {"source": "olmo"}}]
    spec = {**FIGURE, "series": [{"source": "olmo", "task": "piqa"}], "layers": layers}
    tables = gather([*files, ("points", "llama", tmp_path / "not_read.parquet")], spec)
    assert tables["points"]["series_id"].tolist() == ["s3"]
    assert tables["models"]["model"].tolist() == ["7B", "13B"]
    assert len(tables["series"]) == 3


def test_the_numbers_of_a_caption_are_of_whole_tables_and_travel_with_the_frame(tmp_path):
    files = [(name, "olmo", tmp_path / f"{name}.parquet") for name in ("series", "points")]
    for name, _, path in files:
        write_frame(TABLES[name], path)
    numbers = {"n": {"from": "points", "take": "count"}, "tasks": {"from": "points", "field": "task", "take": "list"}}
    spec = {**FIGURE, "title": "{n} points", "caption": "Of {tasks}:\n  {n}.\n", "numbers": numbers}
    spec |= {"series": [{"source": "olmo", "task": "piqa"}], "layers": FIGURE["layers"][:2]}
    worded, frame = complete(spec, files)
    assert (worded["title"], worded["caption"]) == ("4 points", "Of mmlu and piqa: 4.")
    assert frame["series_id"].unique().tolist() == ["s3"]
    write_frame(frame, tmp_path / "frame.parquet", about(worded))
    assert read_about(tmp_path / "frame.parquet") == {
        "kind": "figure",
        "title": "4 points",
        "caption": "Of mmlu and piqa: 4.",
    }


def test_inputs_are_the_tables_of_the_sources_that_are_named():
    assert inputs(FIGURE) == [("fit_stats", "olmo"), ("fits", "olmo"), ("points", "olmo"), ("series", "olmo")]
    assert inputs(TABLE) == [("observations", "llama"), ("tasks", "llama")]
    join = {"from": "fits", "where": {"source": ["a", "b"], "x_kind": "log10_flops"}, "on": ["task"], "fields": {}}
    fits = [(table, source) for table in ("fits", "fit_stats", "series") for source in "ab"]
    assert inputs({**TABLE, "join": [join]}) == sorted([*inputs(TABLE), *fits])


def test_a_table_of_series_without_a_source_is_taken_of_all_that_have_it():
    assert inputs({**TABLE, "from": "verdict_counts", "where": {}}) == [("series", ""), ("verdict_counts", "")]
    with pytest.raises(DataError, match="a source"):
        inputs({**TABLE, "from": "observations", "where": {}})


def test_sources_that_an_exhibit_needs():
    """Those that it names, for tables of all sources too, and those that it says it needs."""
    assert sources(FIGURE) == {"olmo"}
    everything = {**TABLE, "from": "thresholds", "where": {}}
    assert sources(everything) == set()
    everything |= {"where": {"source": ["olmo", "llama"]}, "needs": ["pythia"]}
    assert sources(everything) == {"olmo", "llama", "pythia"}


def test_a_pattern_writes_a_logarithm_as_its_power_of_ten():
    row = {"eta": 21.9, "lo": np.nan, "hi": 22.9985}
    assert fill("{eta:exponent} [{lo:exponent}, {hi:exponent}]{ten}", row) == "7.9 [–, 99.7]×10²¹"
    assert fill("{hi:exponent} [{lo:exponent}, {lo:exponent}]{ten} {eta:.2f}", row) == "1.0×10²³ 21.90"
    assert fill("{lo:exponent}{ten}", row) == ""


def test_a_pattern_can_ask_for_the_words_of_a_key():
    row = {"source": "olmo_ladder", "metric": "exact_match", "part": None}
    labels = {"olmo_ladder": "OLMo-2 and ladder"}
    assert fill("{source:words}: {metric:words} {part:words}", row, labels) == "OLMo-2 and ladder: exact match"
    assert fill("{source}", row, labels) == "olmo ladder"


def test_points_may_be_chosen_and_coloured_by_the_verdict_on_their_series():
    layer = {"mark": "points", "from": "points", "where": {"verdict": ["abrupt", "flat"]}, "group": "{verdict}"}
    spec = {**FIGURE, "layers": [layer]}
    assert ("verdicts", "olmo") in inputs(spec)
    verdicts = pd.DataFrame({"series_id": ["s1", "s2", "s3"], "verdict": ["abrupt", "gradual", "flat"]})
    frame = build_figure(spec, {**TABLES, "verdicts": verdicts})
    assert list(zip(frame["series_id"], frame["group"], strict=True)) == [("s3", "flat")] + [("s1", "abrupt")] * 2


def test_only_what_any_source_fills_is_in_a_run_of_own_runs_alone():
    """All else says what it ``needs``: an exhibit without rows stops a run."""
    of_any = {name for name, spec in Project().exhibits.items() if not sources(spec)}
    assert of_any == {"atlas/index", "atlas/margin", "atlas/verdicts_table", "schaeffer2023/fig5b"}


def test_a_position_may_be_the_place_of_a_name_in_the_alphabet_of_its_panel():
    shares = pd.DataFrame({"source": ["beta", "alpha", "Gamma", "alpha"], "kind": ["a", "a", "a", "b"], "share": 0.5})
    layer = {"mark": "bars", "along": "x", "from": "shares", "x": "share", "y": "{source:words}", "text": "{source}"}
    spec = {"kind": "figure", "file": "fig.yaml", "panels": {"by": ["kind"], "title": "{kind}"}, "layers": [layer]}
    frame = build_figure(spec, {"shares": shares}, {"beta": "Zeta"})
    assert dict(zip(frame["text"][:3], frame["y"][:3], strict=True)) == {"beta": 2, "alpha": 0, "Gamma": 1}
    assert frame["y"].tolist()[3] == 0
