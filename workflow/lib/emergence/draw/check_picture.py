"""A check picture: a figure's own strokes in grey and what was read from it on top, one picture a figure."""

import io
import math
from collections.abc import Mapping
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

_MARGIN = 0.14  # of the panels' extent
_LEAST = 44.0  # points of the page around the panels
_WIDEST = 7.5  # inches
_COLOURS = ("#d62728", "#1f77b4", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2", "#7f7f7f")
_CROWDED = 300  # points: above, dots instead of rings
_RING = 3.2  # points across
_NAME = 6.0  # points: type size of the legend


def check_picture(
    drawing: Any,
    points: pd.DataFrame,
    ticks: pd.DataFrame,
    frames: Mapping[str, tuple[float, float, float, float]],
    title: str,
) -> tuple[bytes, bytes]:
    """Draw a check picture.

    Parameters
    ----------
    drawing : object
        With ``paths`` (``points``, ``stroke``, ``fill``, ``closed``) and ``words`` (``text``, ``left``, ``bottom``,
        ``size``, ``angle``), in points from the page's upper left corner.
    points : pandas.DataFrame
        DIGITISED.
    ticks : pandas.DataFrame
        AXIS_TICKS of this figure.
    frames : mapping of str to (float, float, float, float)
        The frames of the panels by their names.
    title : str

    Returns
    -------
    (bytes, bytes)
        The picture as PDF and as PNG.
    """
    edges = [list(edge) for edge in zip(*frames.values(), strict=True)]
    left, top, right, bottom = min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])
    margin = max(_LEAST, _MARGIN * (right - left))
    left, top, right, bottom = left - margin, top - margin, right + margin, bottom + margin
    width = min(_WIDEST, (right - left) / 72 * 2)
    head = 0.4 + _NAME / 72 * 2 * math.ceil(points["series"].nunique() / _columns(points, width))
    figure = Figure(figsize=(width, width * (bottom - top) / (right - left) + head), dpi=200)
    axes = figure.add_axes((0, 0, 1, 1 - head / figure.get_size_inches()[1]))
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_axis_off()
    scale = width * 72 / (right - left)
    _draw_page(axes, drawing, (left, top, right, bottom), scale)
    _draw_ticks(axes, ticks, frames)
    _draw_points(axes, points, frames)
    look = {"fontsize": _NAME, "frameon": False, "title": title, "title_fontsize": 7}
    legend = figure.legend(loc="upper center", ncols=_columns(points, width), **look)
    for handle in legend.legend_handles:
        if isinstance(handle, Line2D) and handle.get_marker() == ".":
            handle.set(marker="o", markersize=_RING)  # a dot alone could not be seen
    png = _as_png(figure)  # first: the PDF's canvas changes the resolution
    return _as_pdf(figure), png


def _columns(points, width):
    """How many of a legend's entries stand side by side in a picture of a width in inches."""
    longest = max(map(len, points["series"].unique())) + len(" (0000)")
    return max(1, min(5, int(72 * width / (0.6 * _NAME * longest + 6 * _NAME))))


def _draw_page(axes, drawing, view, scale):
    """The page's shapes and words, as far as they reach into the view."""
    paths = [path for path in drawing.paths if _reaches(path.box, view)]
    filled = [path.points for path in paths if path.fill not in (None, "#ffffff")]
    stroked = [(*path.points, path.points[0]) if path.closed else path.points for path in paths if path.stroke]
    axes.add_collection(PolyCollection(filled, facecolors="#e4e4e4", edgecolors="none", zorder=1))
    axes.add_collection(LineCollection(stroked, colors="#a8a8a8", linewidths=0.7, zorder=2))
    for word in drawing.words:
        if not _reaches((word.left, word.top, word.right, word.bottom), view):
            continue
        upright = abs(word.angle - 90) < 1
        place = (word.right if upright else word.left), word.bottom
        text = word.text.replace("$", r"\$")
        look = {"size": word.size * scale * 0.9, "color": "#a0a0a0", "clip_on": True, "zorder": 1}
        axes.text(*place, text, rotation=word.angle, rotation_mode="anchor", **look)


def _reaches(box, view):
    return box[0] <= view[2] and box[2] >= view[0] and box[1] <= view[3] and box[3] >= view[1]


def _draw_ticks(axes, ticks, frames):
    """Where the axes' ticks were taken to be and what their labels were read as; red where a label was set aside."""
    for tick in ticks.itertuples():
        if tick.panel not in frames:
            continue
        left, top, right, bottom = frames[tick.panel]
        colour = "#1a7f37" if tick.is_used else "#ff0000"
        label = f"{tick.value:.4g}"
        if tick.axis == "x":
            axes.plot([tick.position_pt] * 2, [bottom - 3, bottom + 3], color=colour, lw=0.7, zorder=3)
            axes.text(tick.position_pt, bottom - 4, label, size=3.5, color=colour, ha="center", va="bottom", zorder=6)
        else:
            axes.plot([left - 3, left + 3], [tick.position_pt] * 2, color=colour, lw=0.7, zorder=3)
            axes.text(left + 4, tick.position_pt, label, size=3.5, color=colour, ha="left", va="center", zorder=6)


def _draw_points(axes, points, frames):
    for number, (series, rows) in enumerate(points.groupby("series", sort=False)):
        colour = _COLOURS[number % len(_COLOURS)]
        label = f"{series} ({len(rows)})"
        inside = rows["inside_axes"].astype(bool)
        for row in rows[rows["kind"] == "level"].itertuples():
            left, top, right, bottom = frames[row.panel]
            flat = row.y == row.y
            ends = ([left, right], [row.y_pt] * 2) if flat else ([row.x_pt] * 2, [top, bottom])
            axes.plot(*ends, color=colour, lw=0.8, zorder=4, label=label)
            label = None
        seen = rows[inside & (rows["kind"] != "level")]
        beyond = rows[~inside & (rows["kind"] != "level")]
        look = (
            {"ms": 1.2, "marker": ".", "mew": 0.0} if len(rows) > _CROWDED else {"ms": _RING, "marker": "o", "mew": 0.5}
        )
        fill = colour if len(rows) > _CROWDED else "none"
        plain = {"ls": "none", "mec": colour, "mfc": fill, "zorder": 5, "rasterized": False}
        if len(seen):
            axes.plot(seen["x_pt"], seen["y_pt"], label=label, **plain, **look)
        axes.plot(beyond["x_pt"], beyond["y_pt"], "x", color=colour, ms=1.5, mew=0.3, zorder=5)


def _as_pdf(figure):
    stream = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": 42, "pdf.compression": 6}):
        FigureCanvasPdf(figure).print_pdf(stream, metadata={"CreationDate": None, "ModDate": None})
    return stream.getvalue()


def _as_png(figure):
    stream = io.BytesIO()
    FigureCanvasAgg(figure).print_png(stream, metadata={"Software": None})
    return stream.getvalue()
