"""One figure: its description and its drawing -> the table of points, the table of ticks."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergence.digitise.axes import Axis, Tick, fit_axis, tick_strokes
from emergence.digitise.categories import categories, lines_beside
from emergence.digitise.colours import read_colours
from emergence.digitise.drawing import Box, Drawing
from emergence.digitise.labels import Label, along, labels
from emergence.digitise.panels import find_panel
from emergence.digitise.series import read_series, styles
from emergence.digitise.shapes import shapes
from emergence.digitise.spec import FigureSpec
from emergence.io.errors import DataError
from emergence.schema.digitised import AXIS_TICKS, DIGITISED

_ZERO = 0.01  # of the reading error: a value nearer to zero is zero


@dataclass(frozen=True)
class Reading:
    """What was read from one figure: points (DIGITISED), ticks (AXIS_TICKS), and the frames of its panels by name."""

    points: pd.DataFrame
    ticks: pd.DataFrame
    frames: dict[str, Box]


def digitise(spec: FigureSpec, drawing: Drawing) -> Reading:
    """Read a figure.

    Parameters
    ----------
    spec : FigureSpec
    drawing : Drawing
        The page that the figure is on.

    Returns
    -------
    Reading
        Values in the units of the description; errors from the residual of the ticks and the drawing's precision.

    Raises
    ------
    DataError
        If a panel, an axis or a series cannot be found, or two match one description.
    """
    name = spec.place
    drawn, numbers = shapes(drawing), labels(drawing)
    dropped = [drop.box for drop in spec.drop]
    rows: list[dict] = []
    ticks: list[dict] = []
    frames: dict[str, Box] = {}
    seen: dict[str, list[bool]] = {}
    for panel in spec.panels:
        row = f"panel {panel.name}"
        frame = frames[panel.name] = find_panel(drawing, panel.title, panel.box, name, row)
        axes = {which: _axis(drawing, numbers, frame, panel, which, name) for which in ("x", "y")}
        wanted = [entry for entry in spec.series if entry.panels is None or panel.name in entry.panels]
        read = read_series(drawn, frame, wanted, dropped, name, row)
        found = {point.series for point in read}
        for entry in wanted:
            seen.setdefault(entry.name, []).append(entry.name in found)
            if entry.panels is not None and entry.name not in found:
                raise DataError(name, _not_there(drawn, frame), f"{row}, series {entry.name}")
        along = {entry.name: entry.along for entry in wanted}
        rows += [_row(point, panel, axes, spec.page, along[point.series]) for point in read]
        ticks += [row for which, axis in axes.items() for row in _ticks(spec.name, panel.name, which, axis)]
    for series, drawn_in in seen.items():
        if not any(drawn_in):
            raise DataError(name, _not_there(drawn, frame), f"series {series}")
    points = pd.DataFrame(rows)
    points["order"] = np.arange(1, len(points) + 1, dtype=float)
    if spec.colour_scale:
        points, bar = read_colours(points, spec.colour_scale, drawing, numbers, name)
        ticks += _ticks(spec.name, "colour bar", "colour", bar)
    names = [column for column in DIGITISED.names if column in points.columns]
    return Reading(points[names], pd.DataFrame(ticks, columns=AXIS_TICKS.names), frames)


def _not_there(drawn, frame):
    return "shapes of this description; the panel has " + "; ".join(styles(drawn, frame)[:10])


def _axis(drawing, numbers, frame, panel, which, file):
    given = getattr(panel, which)
    row = f"panel {panel.name}, axis {which}"
    strokes = tick_strokes(drawing, frame, given.side)
    if given.ticks:
        by_hand = [_by_hand(at, value, which) for at, value in given.ticks.items()]
        return fit_axis(by_hand, [], which, given.scale, file, row)
    if given.scale == "category":
        return _categories(drawing, strokes, frame, which, file, row)
    return fit_axis(along(numbers, frame, given.side), strokes, which, given.scale, file, row)


def _by_hand(at, value, which):
    x, y = (at, 0.0) if which == "x" else (0.0, at)
    return Label(f"{value:g}", value, x, y, x, x, y, y, 0.0)


def _categories(drawing, strokes, frame, which, file, row):
    """An axis of words: the n-th category has the value n."""
    beside = which == "y"
    names = (
        lines_beside(drawing.words, frame, file, row)
        if beside
        else categories(drawing.words, strokes, frame, file, row)
    )
    positions = np.array([at for at, _ in names])
    slope, offset = np.polyfit(np.arange(1, len(names) + 1), positions, 1)
    residual = positions - offset - slope * np.arange(1, len(names) + 1)
    rows = zip(names, residual, strict=True)
    ticks = tuple(Tick(word, float(i), at, float(off), True) for i, ((at, word), off) in enumerate(rows, start=1))
    return Axis("category", float(offset), float(slope), max(1e-3, float(np.abs(residual).max())), ticks)


def _value(axis, position, times):
    """The value at a position and its error, without the digits beyond a thousandth of it."""
    error = abs(float(axis.reading_error(position)) * times)
    last = 3 - math.floor(math.log10(error))
    return round(float(axis.value(position)) * times, last) + 0.0, float(f"{error:.2e}")


def _row(point, panel, axes, page, along):
    row = {
        "panel": panel.name,
        "series": point.series,
        "kind": point.kind,
        "piece": float(point.piece),
        "inside_axes": point.is_inside,
        "colour": point.colour,
        "page": float(page),
        "x_pt": None if point.x is None else round(point.x, 6),
        "y_pt": None if point.y is None else round(point.y, 6),
    }
    for which, position in (("x", point.x), ("y", point.y)):
        times = getattr(panel, which).times
        value, error = (None, None) if position is None else _value(axes[which], position, times)
        row |= {which: value, f"{which}_error": error}
    if point.base is not None:
        row["base"] = _value(axes[along], point.base, getattr(panel, along).times)[0]
    for which, position in (("x", point.x), ("y", point.y)):
        if axes[which].scale == "category" and position is not None:
            row["category"] = axes[which].ticks[round(row[which]) - 1].label
    return row


def _ticks(figure, panel, which, axis):
    """The ticks of an axis as rows of AXIS_TICKS."""
    return [_tick(figure, panel, which, axis, tick) for tick in axis.ticks]


def _tick(figure, panel, which, axis, tick):
    return {
        "figure": figure,
        "panel": panel,
        "axis": which,
        "scale": axis.scale,
        "label": tick.label,
        "value": tick.value,
        "position_pt": round(tick.position, 6),
        "residual_pt": round(tick.residual, 6) + 0.0,
        "axis_says": _says(axis, tick.position),
        "is_used": tick.is_used,
    }


def _says(axis, position):
    """The value at a tick to six digits; 0 where only rounding, which depends on the processor, differs."""
    value = float(axis.value(position))
    return 0.0 if abs(value) < _ZERO * abs(float(axis.reading_error(position))) else float(f"{value:.6g}")
