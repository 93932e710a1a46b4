"""The marks: what they put on axes, and that a new one needs nothing but its file."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from emergence.catalogue import marks as catalogue
from emergence.draw import marks, text_metrics
from emergence.draw.figure import draw as draw_plan
from emergence.draw.marks.label import apart
from emergence.draw.marks.threshold import ALPHA, beside
from emergence.draw.palette import Style
from emergence.draw.plan import plan_figure
from emergence.draw.rows import from_frame
from emergence.draw.theme import Theme
from emergence.io.errors import AtlasError

PALETTE = yaml.safe_load((Path(__file__).parents[2] / "workflow/exhibits/palette.yaml").read_text(encoding="utf-8"))
GUIDES = {"ink": "#000000", "colours": "viridis", "chance": {"colour": "#666666"}, "threshold": {"colour": "#b5179e"}}
THEME = Theme(GUIDES, {"many": Style("#ff0000"), "few": Style("#0000ff", "s")}, None, {0: 3.0})


def drawn(name, layer=None, **columns):
    """Axes with one mark drawn on them."""
    axes = Figure(dpi=72).add_axes([0, 0, 1, 1])
    axes.set(xlim=(0, 10), ylim=(0, 1))
    size = max(len(values) for values in columns.values())
    rows = from_frame({"panel": [0.0] * size, "layer": [0.0] * size} | columns)
    marks.get(name).draw(axes, rows, {"mark": name, "number": 0} | (layer or {}), THEME)
    return axes


def test_every_mark_keeps_the_contract():
    assert {"points", "line", "band", "chance_line", "threshold", "errorbars", "bars", "label"} <= set(marks.names())
    for name in marks.names():
        mark = marks.get(name)
        assert set(mark.COUNTS) == {"x", "y"}
        assert callable(mark.draw)
        assert callable(mark.key)


def test_a_new_mark_is_a_new_file(tmp_path, monkeypatch):
    (tmp_path / "star.py").write_text("COUNTS = {'x': (), 'y': ()}\n")
    monkeypatch.setattr(marks, "__path__", [*marks.__path__, str(tmp_path)])
    marks.names.cache_clear()
    try:
        assert "star" in marks.names()
        assert marks.get("star").COUNTS == {"x": (), "y": ()}
    finally:
        marks.names.cache_clear()


def test_an_unknown_mark_is_told_with_those_there_are():
    with pytest.raises(AtlasError, match="unknown mark 'dots'.*band.*points"):
        marks.get("dots")


def test_groups_with_few_points_lie_on_top():
    axes = drawn("points", x=[1, 2, 3, 4], y=[0.1, 0.2, 0.3, 0.4], group=["few", "many", "many", "many"])
    assert [line.get_markerfacecolor() for line in axes.lines] == ["#ff0000", "#0000ff"]
    assert [line.get_marker() for line in axes.lines] == ["o", "s"]


def test_a_line_runs_in_the_order_of_x_and_each_line_alone():
    axes = drawn("line", x=[3, 1, 2, 5], y=[0.3, 0.1, 0.2, 0.5], line=["a", "a", "a", "b"])
    assert [line.get_xdata().tolist() for line in axes.lines] == [[1, 2, 3], [5]]
    assert axes.lines[0].get_ydata().tolist() == [0.1, 0.2, 0.3]


def test_a_band_alone_never_sets_the_limits():
    assert marks.get("band").COUNTS["y"] == ()
    assert marks.get("band").WIDENS["y"] == ("y_lo", "y_hi")
    assert len(drawn("band", x=[1, 2], y_lo=[-50, 0], y_hi=[0.5, 50]).collections) == 1


def test_chance_is_one_line_a_height():
    axes = drawn("chance_line", y=[0.25, 0.25, 0.5, None])
    assert sorted(line.get_ydata()[0] for line in axes.lines) == [0.25, 0.5]
    assert {line.get_color() for line in axes.lines} == {"#666666"}


def test_a_threshold_without_estimate_has_no_line():
    axes = drawn("threshold", x=[2, None], x_lo=[1.5, 4], x_hi=[2.5, 5], text=["2.0", ""])
    assert [line.get_xdata()[0] for line in axes.lines] == [2]
    assert len(axes.patches) == 2
    assert [text.get_text() for text in axes.texts] == ["2.0"]


@pytest.mark.parametrize(
    ("low", "high", "limits", "reach"),
    [(None, 5, (0, 10), (0, 5)), (3, None, (0, 10), (3, 10)), (None, 5, (10, 0), (0, 5)), (3, None, (10, 0), (3, 10))],
)
def test_a_threshold_whose_interval_lacks_an_end_fades_towards_the_edge_of_the_panel(low, high, limits, reach):
    axes = Figure(dpi=72).add_axes([0, 0, 1, 1])
    axes.set(xlim=limits, ylim=(0, 1))
    rows = from_frame({"panel": [0], "layer": [0], "x": [4], "x_lo": [low], "x_hi": [high], "text": ["4"]})
    marks.get("threshold").draw(axes, rows, {"mark": "threshold"}, THEME)
    spans = [(span.get_x(), span.get_x() + span.get_width(), span.get_alpha()) for span in axes.patches]

    def opacity(x):
        return 1 - np.prod([1 - alpha for one, other, alpha in spans if min(one, other) <= x <= max(one, other)])

    ends = [end for one, other, _ in spans for end in (one, other)]
    assert (min(ends), max(ends)) == reach
    toward = np.linspace(4, 0.01, 50) if low is None else np.linspace(4, 9.99, 50)
    seen = [opacity(x) for x in toward]
    assert seen == sorted(seen, reverse=True)
    assert opacity(4.5 if low is None else 3.5) == pytest.approx(ALPHA)
    assert 0.02 < seen[-1] < 0.5 * ALPHA
    assert axes.get_xlim() == limits


def test_a_threshold_without_interval_is_a_line():
    axes = drawn("threshold", x=[4], x_lo=[None], x_hi=[None], text=["4"])
    assert [line.get_xdata()[0] for line in axes.lines] == [4]
    assert len(axes.patches) == 0


def test_errorbars_stand_and_lie():
    upright, lying = {"y_lo": [0.4, None], "y_hi": [0.6, None]}, {"x_lo": [None, 1], "x_hi": [None, 3]}
    axes = drawn("errorbars", x=[1, 2], y=[0.5, 0.5], **upright, **lying)
    first, second = (collection.get_segments()[0].tolist() for collection in axes.collections)
    assert first == [[1, 0.4], [1, 0.6]]
    assert second == [[1, 0.5], [3, 0.5]]


@pytest.mark.parametrize(
    ("limits", "scale", "heads"), [((0, 10), "linear", "<>"), ((10, 0), "linear", "><"), ((0.5, 10), "log", "<>")]
)
def test_open_errorbars_end_in_arrows_at_the_edge_of_the_panel(limits, scale, heads):
    axes = Figure(dpi=72).add_axes([0, 0, 1, 1])
    axes.set(xscale=scale, xlim=limits, ylim=(0, 4))
    # whole, without either end, and with ends that lie beyond the panel or, at zero, on no logarithmic axis
    ends = {"x_lo": [2, None, 0 if scale == "log" else -1], "x_hi": [3, None, 12]}
    rows = from_frame({"panel": [0] * 3, "layer": [0] * 3, "x": [2.5, 5, 5], "y": [1, 2, 3]} | ends)
    marks.get("errorbars").draw(axes, rows, {"mark": "errorbars", "along": "x", "open": True}, THEME)
    low, high = sorted(limits)
    (bars,) = axes.collections
    assert [(*part[:, 0], part[0, 1]) for part in bars.get_segments()] == [(2, 3, 1), (low, high, 2), (low, high, 3)]
    arrows = {line.get_marker(): (line.get_xdata().tolist(), line.get_ydata().tolist()) for line in axes.lines}
    assert arrows == {heads[0]: ([low] * 2, [2, 3]), heads[1]: ([high] * 2, [2, 3])}


def test_errorbars_without_an_end_are_left_out_unless_they_may_be_open():
    assert not drawn("errorbars", {"along": "x"}, x=[5], y=[0.5], x_lo=[None], x_hi=[6]).collections


def test_bars_of_groups_stand_side_by_side():
    axes = drawn("bars", x=[0, 0, 1, 1], y=[0.1, 0.2, 0.3, 0.4], group=["many", "few", "many", "few"])
    spans = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches)
    assert all(left[1] <= right[0] + 1e-9 for left, right in zip(spans, spans[1:], strict=False))


def test_bars_with_a_foot_stand_on_each_other():
    columns = {"y": [2, 2], "x": [3, 5], "x_lo": [0, 3], "group": ["many", "few"]}
    bars = sorted(drawn("bars", {"along": "x"}, **columns).patches, key=lambda bar: bar.get_x())
    assert [(bar.get_x(), bar.get_width(), bar.get_y()) for bar in bars] == [
        (0, 3, bars[0].get_y()),
        (3, 2, bars[0].get_y()),
    ]


def test_a_reference_is_one_line_a_group_and_height():
    lines = drawn("reference", y=[0.5, 0.5, 0.7], group=["few", "few", "many"]).lines
    assert [(line.get_color(), line.get_ydata()[0]) for line in lines] == [("#0000ff", 0.5), ("#ff0000", 0.7)]


def test_a_reference_at_an_x_stands_upright():
    (line,) = drawn("reference", x=[2, 2]).lines
    assert (line.get_xdata(), line.get_ydata()) == ([2, 2], [0, 1])


def test_labels_at_one_place_are_moved_apart():
    axes = drawn("label", x=[1, 1, 1], y=[0.5, 0.5, 0.5], text=["one", "two", ""])
    assert [text.get_text() for text in axes.texts] == ["one", "two"]
    assert abs(axes.texts[0].xyann[1] - axes.texts[1].xyann[1]) >= THEME.small


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 50), st.floats(1, 40)), min_size=1, max_size=12))
def test_apart_leaves_no_overlap(places):
    bottom, left, width = (np.array(column) for column in zip(*places, strict=True))
    moved = apart(bottom, left, left + width, 5.0)
    for i in range(len(moved)):
        for j in range(i):
            beside = left[i] + width[i] <= left[j] or left[j] + width[j] <= left[i]
            assert beside or abs(moved[i] - moved[j]) >= 5.0 - 0.3


def test_a_free_label_stands_where_the_panel_has_room():
    axes = Figure(dpi=72).add_axes([0, 0, 1, 1])
    axes.plot([0, 0.9, 0.97], [0, 0.05, 0.98], marker="o")  # all but the upper left is taken
    axes.set(xlim=(0, 1), ylim=(0, 1))
    at = {"panel": [0.0], "layer": [0.0], "x": [1.0], "y": [0.0], "text": ["abrupt"], "group": ["few"]}
    marks.get("label").draw(axes, from_frame(at), {"mark": "label", "number": 0, "align": "free"}, THEME)
    (words,) = [artist for artist in axes.get_children() if isinstance(artist, Legend)]
    axes.figure.canvas.draw()
    box = words.get_window_extent().transformed(axes.transAxes.inverted())
    assert words.get_title().get_text() == "abrupt"
    assert words.get_title().get_color() == "#0000ff"
    assert box.x1 < 0.5 < box.y0


def test_a_line_in_steps_is_level_between_its_jumps():
    axes = drawn("line", {"steps": True}, x=[1, 2, 3], y=[0.1, 0.1, 0.9])
    corners = axes.lines[0].get_path().vertices
    assert {tuple(corner) for corner in corners.tolist()} >= {(2.5, 0.1), (2.5, 0.9)}


def test_the_name_of_a_threshold_stays_on_its_panel_and_off_its_band():
    axes = Figure((2, 1), dpi=72).add_axes([0, 0, 1, 1])
    axes.set(xlim=(0, 144), ylim=(0, 1))
    text, size = "2.00 [1.90, 2.10]", 6.0
    width, broken = text_metrics.width(text, size), text.replace(" ", "\n", 1)
    assert beside(axes, (100, 90, 110), text, size) == (text, pytest.approx(90 - 3 - width))
    assert beside(axes, (30, 20, 50), text, size) == (text, pytest.approx(50 + 3))
    assert beside(axes, (50, 45, 92), text, size) == (broken, pytest.approx(45 - 3 - text_metrics.width(broken, size)))
    assert beside(axes, (120, 10, 130), text, size) == (text, pytest.approx(120 - 3 - width))
    for x in (0, 10, 70, 134, 144):
        lines, left = beside(axes, (x, 0, 144), text, size)
        assert 0 <= left <= 144 - text_metrics.width(lines, size)
    assert beside(axes, (75, 65, 78), text, size, "right") == (text, pytest.approx(78 + 3))
    axes.set_xlim(144, 0)
    assert beside(axes, (44, 34, 54), text, size) == (text, pytest.approx(90 - 3 - width))


def test_points_on_the_rim_are_whole_and_points_beyond_it_are_not_drawn():
    axes = drawn("points", x=[0, 5, 11, 5, None], y=[0, 1, 0.5, 1.1, 0.5])
    assert axes.lines[0].get_xdata().tolist() == [0, 5]
    assert not axes.lines[0].get_clip_on()


def test_a_rug_has_a_row_a_group_and_each_value_once():
    axes = drawn("rug", x=[1, 1, 2, 3], y=[None] * 4, group=["many", "many", "many", "few"])
    many, few = axes.collections
    assert [segment[0][0] for segment in many.get_segments()] == [1, 2]
    assert [segment[0][0] for segment in few.get_segments()] == [3]
    assert many.get_segments()[0][1][1] < few.get_segments()[0][0][1]


def test_a_reference_without_a_group_is_drawn_once_a_height():
    axes = drawn("reference", y=[0.25, 0.25, 0.5, None])
    assert [line.get_ydata()[0] for line in axes.lines] == [0.25, 0.5]


def test_every_mark_has_a_key_that_a_legend_can_draw():
    for name in marks.names():
        keys = marks.get(name).key({"mark": name, "number": 0}, Style("#ff0000"), THEME)
        legend = Figure().legend([tuple(keys)], ["text"]) if keys else None
        assert (legend is None) == (name in ("label", "heatmap"))
        assert all(isinstance(key, (Line2D, Patch)) for key in keys)


def test_no_fit_lies_over_the_points_whatever_the_order_of_the_layers():
    names = ["points", "line", "band", "threshold", "chance_line", "label"]
    made = {"layers": [{"mark": name} for name in names], "axes": {}}
    size = 2 * len(names)
    rows = {"panel": [0] * size, "layer": [k // 2 for k in range(size)], "x": [1, 2] * len(names)}
    rows |= {"y": [1, 2] * len(names), "y_lo": [0] * size, "y_hi": [3] * size, "x_lo": [1] * size, "x_hi": [2] * size}
    rows |= {"group": ["a"] * 2 + [""] * (size - 2), "text": [""] * (size - 2) + ["one", "two"]}
    (axes,) = draw_plan(plan_figure(made, from_frame(rows), PALETTE)).axes
    (points,) = [line for line in axes.lines if line.get_marker() != "None"]
    others = [artist for artist in (*axes.lines, *axes.collections, *axes.patches) if artist is not points]
    assert len(others) >= 4
    assert max(artist.get_zorder() for artist in others) < points.get_zorder()
    assert min(text.get_zorder() for text in axes.texts) > points.get_zorder()


def test_lines_are_named_at_their_ends_and_then_not_in_the_legend():
    axes = drawn(
        "line",
        {"ends": True},
        x=[*range(5)] * 2,
        y=[0.1, 0.1, 0.1, 0.1, 0.2, 0.9, 0.9, 0.9, 0.9, 0.8],
        group=["few"] * 5 + ["many"] * 5,
    )
    assert [(text.get_text(), text.xy, text.get_va()) for text in axes.texts] == [
        ("few", (4, 0.2), "bottom"),
        ("many", (4, 0.8), "top"),
    ]
    rows = from_frame({"panel": [0, 0], "layer": [0, 0], "x": [1, 2], "y": [1, 2], "group": ["a", "a"]})
    for ends in (False, True):
        made = {"layers": [{"mark": "line", "ends": ends}], "axes": {}}
        assert (plan_figure(made, rows, PALETTE).legend is None) == ends


def test_lines_may_be_named_beside_their_ends():
    axes = drawn("line", {"ends": "beside"}, x=[1.0, 5.0], y=[0.9, 0.1], group=["many", "many"])
    [name] = axes.texts
    assert (name.get_ha(), name.xyann[1], name.xy) == ("left", 0, (5.0, 0.1))


def test_the_diagonal_spans_what_both_axes_have():
    axes = drawn("diagonal", x=[3.0])
    assert [list(line.get_xdata()) for line in axes.lines] == [[0, 1]]
    assert list(axes.lines[0].get_ydata()) == [0, 1]


def test_an_extent_is_as_long_as_its_value_and_centred_and_brings_no_colours():
    rows = from_frame({"panel": [0], "layer": [0], "x": [4.0], "value": [3.0], "text": ["3.0 nats"]})
    placed = marks.get("extent").place(rows, {"mark": "extent"})
    assert np.isnan(placed["value"]).all()
    axes = Figure(dpi=72).add_axes([0, 0, 1, 1])
    axes.set(xlim=(10, 0), ylim=(0, 1))
    marks.get("extent").draw(axes, placed, {"mark": "extent", "number": 0}, THEME)
    assert list(axes.lines[0].get_xdata()) == [2.5, 5.5]
    assert axes.texts[0].xy[0] == 5.5, "at the bar's left end, which is the high one of a reversed axis"


def test_a_threshold_may_have_a_colour_of_its_own():
    for layer, colour in (({}, GUIDES["threshold"]["colour"]), ({"colour": "ink"}, GUIDES["ink"])):
        axes = drawn("threshold", layer, x=[2.0], x_lo=[1.9], x_hi=[2.1])
        assert axes.lines[0].get_color() == colour


def test_an_unresolved_threshold_is_pale_hatched_and_says_what_it_rests_on():
    axes = drawn(
        "threshold", x=[2, 6], x_lo=[1, 5], x_hi=[3, 7], text=["2", "6"], group=["abrupt", "unresolved"], line=["9"] * 2
    )
    assert [patch.get_hatch() is not None for patch in axes.patches] == [False, True]
    firm, pale = axes.lines
    assert (firm.get_alpha() or 1) > pale.get_alpha()
    assert [text.get_text().replace("\n", " ") for text in axes.texts] == ["2", "6, 9"]


def test_bars_begin_at_zero_on_the_axis_along_which_they_lie():
    rows = from_frame({"panel": [0, 0], "layer": [0, 0], "x": [5, 6], "y": [7, 8]})
    for along, expected in (("x", (True, False)), ("y", (False, True))):
        made = {"layers": [{"mark": "bars", "along": along}], "axes": {}}
        (panel,) = plan_figure(made, rows, PALETTE).panels
        assert tuple(axis.limits[0] < 0 for axis in (panel.x, panel.y)) == expected


def test_a_mark_takes_its_own_options_and_no_others(tmp_path):
    (tmp_path / "star.py").write_text("OPTIONS = {'rays': {'type': 'integer'}}\nNEEDS_ONE_OF = ('x_lo',)\n")
    (tmp_path / "dot.py").write_text("COUNTS = {}\n")
    found = catalogue.discover(tmp_path)
    assert found == {"dot": catalogue.MarkSpec(), "star": catalogue.MarkSpec({"rays": {"type": "integer"}}, ("x_lo",))}
    layer = {"type": "object", "required": ["mark"], "additionalProperties": False, "properties": {"mark": {}}}
    schema = {"$defs": {"layer": layer}, "items": {"$ref": "#/$defs/layer"}, "type": "array"}
    validator = Draft202012Validator(catalogue.exhibit_schema(schema, found))
    assert validator.is_valid([{"mark": "star", "rays": 5}, {"mark": "dot"}])
    for wrong in ({"mark": "dot", "rays": 5}, {"mark": "star", "rays": "many"}, {}):
        assert not validator.is_valid([wrong])
    assert layer["properties"] == {"mark": {}}


def test_a_strip_is_the_same_every_time_and_keeps_the_axes():
    columns = {"x": [1, 2, 2, 3, None], "y": [0.2, 0.2, 0.2, 0.8, 0.8], "group": ["many", "many", "many", "few", "few"]}
    first, second = (drawn("strip", **columns) for _ in range(2))
    places = [np.concatenate([dots.get_offsets() for dots in axes.collections]) for axes in (first, second)]
    assert np.array_equal(*places)
    assert sorted(places[0][:, 0]) == [1, 2, 2, 3]
    assert np.abs(places[0][:, 1] - [0.2, 0.2, 0.2, 0.8]).max() <= 0.28 * 0.6 + 1e-9
    assert (first.get_xlim(), first.get_ylim(), first.get_xlabel()) == ((0, 10), (0, 1), "")


def test_a_box_has_the_median_and_quartiles_of_its_row():
    axes = Figure(dpi=72).add_axes([0, 0, 1, 1])
    axes.set(xlim=(0, 10), ylim=(-1, 5))
    x = [1, 2, 3, 4, 5, 9, 7]
    rows = from_frame({"panel": [0] * 7, "layer": [0] * 7, "x": x, "y": [0] * 5 + [3] * 2})
    marks.get("box").draw(axes, rows, {"mark": "box", "number": 0}, THEME)
    medians = [segment.tolist() for lines in axes.collections for segment in lines.get_segments()]
    assert [[point[0] for point in segment] for segment in medians] == [[3, 3], [8, 8]]
    boxes = [line for line in axes.lines if len(line.get_xdata()) > 2] + list(axes.patches)
    corners = {round(float(value), 9) for box in boxes for value in np.unique(box.get_path().vertices[:, 0])}
    assert {2.0, 4.0} <= corners


def test_an_ecdf_climbs_from_zero_to_one():
    columns = {"x": [3, 1, 2, 2], "group": ["many"] * 4}
    axes = drawn("ecdf", **columns)
    assert (axes.lines[0].get_ydata().min(), axes.lines[0].get_ydata().max()) == (0, 1)
    rows = from_frame({"panel": [0] * 4, "layer": [0] * 4} | columns)
    assert marks.get("ecdf").place(rows, {})["y"].tolist() == [1, 0.25, 0.75, 0.75]


def test_a_heat_map_names_its_columns_and_rows_and_writes_its_values():
    columns = {"line": ["a", "b", "a"], "text": ["one", "one", "two"], "value": [-0.25, 0.0, 0.5]}
    rows = from_frame({"panel": [0] * 3, "layer": [0] * 3} | columns)
    axes = {name: {"scale": "category"} for name in "xy"}
    made = {"layers": [{"mark": "heatmap", "format": "+.0%"}], "axes": axes, "colourbar": {"centre": 0}}
    plan = plan_figure(made, rows, PALETTE)
    (panel,) = plan.panels
    assert (panel.x.ticks.labels, panel.y.ticks.labels) == (("a", "b"), ("one", "two"))
    assert (plan.theme.norm.vmin, plan.theme.norm.vmax) == (-0.5, 0.5)
    drawing = draw_plan(plan).axes[0]
    texts = {text.get_text(): text.get_position() for text in drawing.texts if text.get_text()}
    assert texts == {"−25%": (0.5, 0.5), "0%": (1.5, 0.5), "+50%": (0.5, 1.5)}


def test_groups_that_dodge_lie_side_by_side_about_their_place():
    rows = {"x": [5.0, 5.0], "y": [0.5, 0.5], "y_lo": [0.4, 0.4], "y_hi": [0.6, 0.6], "group": ["few", "many"]}
    points = drawn("points", {"dodge": 4}, **rows)
    places = {line.get_color(): line.get_transform().transform((5.0, 0.5))[0] for line in points.lines}
    middle = points.transData.transform((5.0, 0.5))[0]
    assert sorted(place - middle for place in places.values()) == pytest.approx([-2, 2])
    bars = drawn("errorbars", {"dodge": 4}, **rows).collections
    assert [bar.get_transform().transform((5.0, 0.5))[0] - middle for bar in bars] == pytest.approx([2, -2])
