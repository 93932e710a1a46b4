"""Figures that we draw ourselves come back: positions to 1e-3 points, values to the error that this makes."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from emergence.digitise.figure import digitise
from emergence.digitise.read_pdf import read_pdf
from emergence.digitise.read_svg import read_svg
from emergence.digitise.spec import AxisSpec, Drop, FigureSpec, PanelSpec, SeriesSpec
from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.schema.digitised import AXIS_TICKS, DIGITISED

BLUE, RED, GREEN = "#1f77b4", "#d62728", "#2ca02c"
NEAR = 1e-3  # points


def new(columns=1, **kwargs):
    figure = Figure(figsize=(4 * columns, 3))
    return figure, figure.subplots(1, columns, **kwargs)


def drawn(figure, kind):
    """The figure's drawing, by way of a PDF or an SVG."""
    stream = io.BytesIO()
    if kind == "pdf":
        FigureCanvasPdf(figure).print_pdf(stream)
        return read_pdf(stream.getvalue(), {1})[1]
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        FigureCanvasSVG(figure).print_svg(stream)
    return read_svg(stream.getvalue())


def series(name, kind="markers", **style):
    return SeriesSpec(name, kind, **{"centre": "box", **style})


def spec(*entries, panels=None, drop=()):
    panels = panels or (PanelSpec("all", AxisSpec(side="bottom"), AxisSpec(side="left"), box=(0, 0, 288, 216)),)
    boxes = tuple(Drop(box, "a legend") for box in drop)
    return FigureSpec("source", "figure", "A figure", "file", 1, "Figure", panels, entries, boxes)


def read(figure, kind, *entries, **kwargs):
    reading = digitise(spec(*entries, **kwargs), drawn(figure, kind))
    check(reading.points, DIGITISED, "points")
    check(reading.ticks, AXIS_TICKS, "ticks")
    return reading


def places(axes, x, y):
    """Where the points lie, in points from the upper left corner."""
    figure = axes.figure
    pixels = axes.transData.transform(np.column_stack([x, y])) * 72 / figure.dpi
    return np.column_stack([pixels[:, 0], figure.get_size_inches()[1] * 72 - pixels[:, 1]])


def assert_found(points, axes, x, y):
    assert len(points) == len(x)
    np.testing.assert_allclose(points[["x_pt", "y_pt"]], places(axes, x, y), atol=NEAR)
    assert (np.abs(points["x"] - x) <= 2 * points["x_error"]).all()
    assert (np.abs(points["y"] - y) <= 2 * points["y_error"]).all()


@pytest.fixture(params=["pdf", "svg"])
def kind(request):
    return request.param


def test_a_curve_on_linear_axes(kind):
    x, y = np.linspace(0, 10, 40), np.sin(np.linspace(0, 10, 40))
    figure, axes = new()
    axes.plot(x, y, color=BLUE)
    assert_found(read(figure, kind, series("a", "line", stroke=BLUE)).points, axes, x, y)


def test_reversed_logarithmic_axes_with_raised_exponents(kind):
    x, y = np.logspace(18, 24, 9), np.linspace(5, 90, 9)
    figure, axes = new()
    axes.plot(x, y, "o", color=BLUE)
    axes.set_xscale("log")
    axes.invert_xaxis()
    reading = read(figure, kind, series("a", fill=BLUE, form="circle"))
    assert_found(reading.points, axes, x, y)
    assert reading.ticks.query("axis == 'x'")["scale"].eq("log").all()
    assert reading.ticks["label"].str.fullmatch(r"10\^\d\d").sum() >= 3


@pytest.mark.parametrize(("low", "high"), [(5e6, 3e11), (2e7, 8e9)])
def test_labels_with_units(kind, low, high):
    x = np.logspace(np.log10(low), np.log10(high), 6)
    figure, axes = new()
    axes.plot(x, x, "s", color=RED)
    axes.set_xscale("log")
    axes.set_yscale("log")
    units = {6: "M", 9: "B", 12: "T"}

    def label(value, _):
        power = 3 * int(np.floor(np.log10(value) / 3 + 1e-9))
        return f"{value / 10**power:g}{units.get(power, '')}"

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(label))
    assert_found(read(figure, kind, series("a", fill=RED)).points, axes, x, x)


def test_a_dashed_grid_without_ticks_gives_the_scale_and_dashed_levels_do_not(kind):
    x, y = np.arange(1.0, 6.0), np.array([12.0, 31.0, 47.0, 74.0, 88.0])
    figure, axes = new()
    axes.plot(x, y, "o", color=BLUE)
    axes.set_xlim(0.5, 5.5)
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 20, 40, 60, 80, 100])
    axes.grid(visible=True, color="#cccccc", linestyle="--", linewidth=0.5)
    axes.tick_params(length=0)
    for level in (21.5, 59.0):  # near enough to labels to be taken for their grid lines
        axes.axhline(level, color=RED, ls=":")
    reading = read(figure, kind, series("a", fill=BLUE, form="circle"), series("level", "level", stroke=RED))
    points = reading.points
    assert_found(points[points["series"] == "a"], axes, x, y)
    np.testing.assert_allclose(points.loc[points["series"] == "level", "y"], [21.5, 59.0], atol=1e-3)
    assert reading.ticks["residual_pt"].abs().max() < 1e-3


def test_a_level_across_an_axis_of_words_stands_over_none_of_them(kind):
    figure, axes = new()
    axes.plot(["small", "large"], [30.0, 60.0], "o", color=BLUE)
    axes.axhline(50, color=RED, ls="--")
    words = AxisSpec(side="bottom", scale="category", reason="words")
    panel = PanelSpec("all", words, AxisSpec(side="left"), box=(0, 0, 288, 216))
    entries = (series("a", fill=BLUE, form="circle"), series("level", "level", stroke=RED))
    points = read(figure, kind, *entries, panels=(panel,)).points
    assert points["series"].tolist() == ["a", "a", "level"]
    assert points["category"].tolist()[:2] == ["small", "large"]
    assert points["category"].isna().tolist() == [False, False, True]


def test_what_lies_outside_the_axes_is_marked_and_kept(kind):
    x = np.linspace(0, 10, 21)
    figure, axes = new()
    axes.plot(x, x, color=BLUE)
    axes.set_ylim(2, 8)
    axes.set_xlim(0, 10)
    points = read(figure, kind, series("a", "line", stroke=BLUE)).points
    inside = points[points["inside_axes"]]
    truly = (x >= 2) & (x <= 8)
    assert_found(inside[np.isin(np.round(inside["x"], 3), x)], axes, x[truly], x[truly])
    assert (~points["inside_axes"]).any()


def test_families_of_one_colour_are_told_apart_by_shape_width_and_dash(kind):
    x = np.arange(1.0, 7.0)
    figure, axes = new()
    axes.plot(x, x, "o", color=BLUE)
    axes.plot(x, x, "s", color=BLUE)  # exactly over the first
    axes.plot(x, 2 * x, color=RED, lw=1)
    axes.plot(x, 3 * x, color=RED, lw=2)
    axes.axhline(10, color=RED, lw=1, ls="--")
    reading = read(
        figure,
        kind,
        series("circles", fill=BLUE, form="circle"),
        series("squares", fill=BLUE, form="square"),
        series("thin", "line", stroke=RED, width=1, dashed=False),
        series("thick", "line", stroke=RED, width=2),
        series("level", "level", stroke=RED, dashed=True),
    )
    points = dict(list(reading.points.groupby("series")))
    for name, y in (("circles", x), ("squares", x), ("thin", 2 * x), ("thick", 3 * x)):
        assert_found(points[name], axes, x, y)
    assert points["level"]["y"].item() == pytest.approx(10, abs=1e-3)
    assert points["level"]["x"].isna().item()


def test_triangles_are_centred_by_their_vertices_where_the_figure_says_so(kind):
    """A regular triangle drawn about a point has that point in the mean of its vertices, not in its box."""
    turn = np.deg2rad([90, 210, 330])
    x, y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 1.0, 3.0])
    figure, axes = new()
    shape = np.column_stack([np.cos(turn), np.sin(turn)])
    axes.plot(x, y, color=GREEN, ls="none", ms=8, marker=shape)
    points = read(figure, kind, series("a", fill=GREEN, form="triangle", centre="vertices")).points
    # matplotlib centres a shape given by its vertices on the origin that they are given about
    assert_found(points, axes, x, y)
    shifted = read(figure, kind, series("a", fill=GREEN, form="triangle")).points
    assert np.abs(shifted["y_pt"] - points["y_pt"]).min() > 0.5


def test_a_legend_inside_is_left_out_by_its_box(kind):
    x = np.arange(1.0, 7.0)
    figure, axes = new()
    axes.plot(x, x, "o-", color=BLUE, label="one")
    legend = axes.legend(loc="upper left")
    entry = series("a", fill=BLUE, form="circle")
    assert len(read(figure, kind, entry).points) == len(x) + 1
    box = legend.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    height = figure.get_size_inches()[1]
    corners = (72 * box.x0, 72 * (height - box.y1), 72 * box.x1, 72 * (height - box.y0))
    assert_found(read(figure, kind, entry, drop=[corners]).points, axes, x, x)


def test_a_wrong_label_is_set_aside_and_its_residual_reported(kind):
    x = np.arange(0.0, 6.0)
    figure, axes = new()
    axes.plot(x, x, "o", color=BLUE)
    axes.set_yticks([0, 1, 2, 3, 4, 5], ["0", "1", "2", "3.2", "4", "5"])
    reading = read(figure, kind, series("a", fill=BLUE))
    assert_found(reading.points, axes, x, x)
    wrong = reading.ticks[~reading.ticks["is_used"]]
    assert wrong["label"].tolist() == ["3.2"]
    step = places(axes, [0, 0], [0, 1])[:, 1]
    assert wrong["residual_pt"].item() == pytest.approx(-0.2 * (step[1] - step[0]), abs=0.01)
    assert wrong["axis_says"].item() == pytest.approx(3, abs=1e-4)


def test_panels_by_title_with_axes_of_their_own(kind):
    x = np.arange(1.0, 6.0)
    figure, (left, right) = new(2)
    left.plot(x, x, "o", color=BLUE)
    left.set_title("On the left")
    right.plot(10**x, 5 * x, "o", color=BLUE)
    right.set_xscale("log")
    right.set_title("On the right")
    axes = AxisSpec(side="bottom"), AxisSpec(side="left", times=0.01)
    panels = tuple(PanelSpec(name, *axes, title=f"On the {name}") for name in ("left", "right"))
    points = dict(list(read(figure, kind, series("a", fill=BLUE), panels=panels).points.groupby("panel")))
    np.testing.assert_allclose(points["left"]["y"], 0.01 * x, rtol=1e-4)
    np.testing.assert_allclose(points["right"]["x"], 10**x, rtol=1e-3)
    np.testing.assert_allclose(points["right"]["y"], 0.05 * x, rtol=1e-4)


def test_bars_have_a_foot_a_top_and_a_category():
    names, height, foot = ["one", "two", "three"], np.array([3.0, 0.0, 5.0]), np.array([1.0, 2.0, 0.0])
    figure, axes = new()
    axes.bar(names, height, bottom=foot, color=BLUE)
    panel = PanelSpec("all", AxisSpec(side="bottom", scale="category"), AxisSpec(side="left"), box=(0, 0, 288, 216))
    points = read(figure, "pdf", series("a", "bars", fill=BLUE), panels=(panel,)).points
    assert points["category"].tolist() == names
    np.testing.assert_allclose(points["y"], foot + height, atol=1e-3)
    np.testing.assert_allclose(points["base"], foot, atol=1e-3)


def test_ticks_by_hand_override_what_is_printed(kind):
    x = np.arange(0.0, 6.0)
    figure, axes = new()
    axes.plot(x, x, "o", color=BLUE)
    figure.draw_without_rendering()
    at = places(axes, [0, 5], [0, 0])[:, 0]
    given = AxisSpec(side="bottom", ticks={at[0]: 1.0, at[1]: 1e5}, scale="log", reason="a test")
    panel = PanelSpec("all", given, AxisSpec(side="left"), box=(0, 0, 288, 216))
    points = read(figure, kind, series("a", fill=BLUE), panels=(panel,)).points
    np.testing.assert_allclose(points["x"], 10**x, rtol=1e-4)


def plain():
    figure, axes = new()
    axes.plot([1, 2, 3], [1, 4, 9], "o", color=BLUE)
    return figure, axes


@pytest.mark.parametrize(
    ("entries", "change", "message"),
    [
        ([series("a", fill="#123456")], None, r"series a.*the panel has.*#1f77b4"),
        ([series("a", fill=BLUE), series("b", form="circle")], None, "matches a and b"),
        ([series("a", fill=BLUE)], lambda axes: axes.set_xticks([]), "found 'none': expected two or more tick labels"),
        ([series("a", fill=BLUE)], lambda axes: axes.set_xticks([1, 2]), "two labels fit (both )?linear and log"),
        (
            [series("a", fill=BLUE)],
            lambda axes: axes.set_yticks([1, 3, 5, 7, 9], ["1", "9", "4", "2", "8"]),
            "agree on a scale",
        ),
        ([series("a", fill=BLUE)], lambda axes: axes.set_axis_off(), "two or more tick labels"),
    ],
)
def test_what_cannot_be_read_is_one_error_that_says_what_was_found(entries, change, message):
    figure, axes = plain()
    if change:
        change(axes)
    with pytest.raises(DataError, match=message):
        read(figure, "pdf", *entries)


def test_a_raster_figure_is_named_as_such():
    figure = Figure(figsize=(4, 3))
    figure.figimage(np.random.default_rng(0).random((100, 200)))
    with pytest.raises(DataError, match="which has .* paths, an image"):
        read(figure, "pdf", series("a", fill=BLUE))
