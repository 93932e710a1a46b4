"""What a position along an axis means: tick labels and tick strokes to a linear or logarithmic scale.

Labels give the approximate positions of their ticks, strokes the exact ones. The scale is that of the largest set of
labels that agree, so that a misprinted label is excluded and its residual reported.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from emergence.digitise.drawing import Box, Drawing
from emergence.digitise.labels import Label
from emergence.io.errors import DataError

PRECISION = 1e-3  # points: files give coordinates to about this
_NEAR = 2.5  # points between a label's middle and its tick
_EXACT = 0.05  # points: ticks that agree better than this are of one scale
_ROUGH = 0.9  # points: the same for labels without a tick
_TICK = 12.0  # points: longest tick
_MIDDLE = 0.1  # of the type size: how well the middle of a label is known


@dataclass(frozen=True)
class Tick:
    """A labelled tick: the printed label, its value, position and residual, and whether it was used in the fit."""

    label: str
    value: float
    position: float
    residual: float
    is_used: bool


@dataclass(frozen=True)
class Axis:
    """A scale: position = offset + slope t, where t is the value or its log10; ``error`` is that of a position."""

    scale: str
    offset: float
    slope: float
    error: float
    ticks: tuple[Tick, ...]

    def value(self, position: ArrayLike) -> np.ndarray:
        """The values at positions (array)."""
        t = (np.asarray(position, dtype=float) - self.offset) / self.slope
        return 10.0**t if self.scale == "log" else t

    def position(self, value: ArrayLike) -> np.ndarray:
        """The positions of values (array)."""
        t = np.log10(value) if self.scale == "log" else np.asarray(value, dtype=float)
        return self.offset + self.slope * t

    def reading_error(self, position: ArrayLike) -> np.ndarray:
        """The error of the value at positions, from the error of a position (array)."""
        step = abs(self.error / self.slope)
        return step * (self.value(position) * math.log(10) if self.scale == "log" else np.ones(np.shape(position)))


def tick_strokes(drawing: Drawing, frame: Box, side: str) -> list[tuple[float, ...]]:
    """Strokes across an edge and grid lines behind it, by their length: minor ticks are shorter than major ones.

    Dashed lines that run from edge to edge may be a grid or levels; those of one colour and dash are kept together and
    apart from the others, so that they count as a grid only where the labels agree with them.

    Returns
    -------
    list of tuple of float
        Positions along the edge of the strokes of one length, each once; the longest first, solid before dashed.
    """
    upright = side in ("bottom", "top")
    edge = {"left": frame[0], "top": frame[1], "right": frame[2], "bottom": frame[3]}[side]
    low, high = (frame[1], frame[3]) if upright else (frame[0], frame[2])
    first, last = (frame[0], frame[2]) if upright else (frame[1], frame[3])
    found: dict[tuple, dict[float, float]] = {}
    for path in drawing.paths:
        if path.stroke is None or len(path.points) != 2:
            continue
        (x0, y0), (x1, y1) = path.points
        at, other, start, end = (x0, x1, y0, y1) if upright else (y0, y1, x0, x1)
        start, end = min(start, end), max(start, end)
        crosses = end - start <= _TICK and start - 1 <= edge <= end + 1
        is_grid = start <= low + 1 and end >= high - 1 and end - start < 1.2 * (high - low)
        if abs(at - other) < 1e-6 and first - 1 <= at <= last + 1 and (crosses or is_grid):
            style = (path.stroke, path.dash) if path.dash else ("", ())
            found.setdefault((-round(end - start, 1), style), {}).setdefault(round(at, 4), at)
    return [tuple(found[key].values()) for key in sorted(found)]


def fit_axis(
    labels: Sequence[Label],
    strokes: Sequence[tuple[float, ...]],
    along: str,
    scale: str | None,
    file: str,
    row: str,
) -> Axis:
    """The scale of an axis.

    Parameters
    ----------
    labels : sequence of Label
        The labels of its edge.
    strokes : sequence of tuple of float
        Positions of ticks and grid lines, labelled or not, as :func:`tick_strokes` gives them.
    along : str
        ``x`` or ``y``: which coordinate runs along it.
    scale : str or None
        ``linear`` or ``log`` where the description fixes it, else the one that the ticks agree with better.
    file, row : str
        What messages call the file and the axis.

    Returns
    -------
    Axis

    Raises
    ------
    DataError
        If there are fewer than two labels, or they agree on no scale, or on both.
    """
    if len(labels) < 2:
        raise DataError(file, "two or more tick labels", row, value=", ".join(label.text for label in labels) or "none")
    kinds = [scale] if scale else ["linear", "log"]
    fits = [fit for kind in kinds if (fit := _fit(labels, strokes, along, kind)) is not None]
    printed = ", ".join(label.text for label in labels)
    if not fits:
        raise DataError(file, "tick labels that agree on a scale", row, value=printed)
    used = [sum(tick.is_used for tick in fit.ticks) for fit in fits]
    if max(used) < min(3, len(labels)) or 2 * max(used) <= len(labels):
        raise DataError(file, f"tick labels most of which agree on a scale ({max(used)} do)", row, value=printed)
    best = [fit for fit, count in zip(fits, used, strict=True) if count == max(used)]
    if len(best) > 1 and max(used) == 2:
        best = _told_by_other_ticks(best, labels, strokes)
        if len(best) > 1:
            raise DataError(file, "a scale in the description; two labels fit linear and log", row, value=printed)
    return min(best, key=lambda fit: fit.error)


def _transformed(labels, scale):
    values = np.array([label.value for label in labels])
    if scale == "linear":
        return values
    return np.log10(values) if (values > 0).all() else None


def _fit(labels, strokes, along, scale):
    """The axis on one scale: by the strokes of the length that most labels agree with, else by the labels alone."""
    t = _transformed(labels, scale)
    if t is None or len(set(t)) < 2:
        return None
    guess = np.array([getattr(label, along) for label in labels])
    line = _agreed(t, guess, _ROUGH)
    if line is None:
        return None
    best = None
    for marks in strokes:
        found = _on_strokes(t, guess, np.array(marks))
        if found is not None and (best is None or found[1].sum() > best[1].sum()):
            best = found
    size = max(label.size for label in labels)
    by_stroke = best is not None and best[1].sum() >= min(len(labels), max(2, len(labels) - 2))
    if by_stroke:
        position, used = best
    else:
        position, used = guess, _agreeing_labels(t, guess, line)
    if used.sum() < 2 or len(set(t[used])) < 2:
        return None
    slope, offset = np.polyfit(t[used], position[used], 1)
    residual = position - (offset + slope * t)
    error = max(PRECISION, float(np.abs(residual[used]).max()), 0.0 if by_stroke else _MIDDLE * size)
    rows = zip(labels, position, residual, used, strict=True)
    ticks = tuple(Tick(label.text, label.value, float(p), float(r), bool(u)) for label, p, r, u in rows)
    return Axis(scale, float(offset), float(slope), error, ticks)


def _agreeing_labels(t, guess, line):
    """Labels without ticks that lie on a common scale: exactly, where three or more do, else roughly."""
    exact = _agreed(t, guess, _EXACT)
    used = np.abs(guess - exact[0] - exact[1] * t) < _EXACT
    return used if used.sum() >= 3 and 2 * used.sum() > len(t) else np.abs(guess - line[0] - line[1] * t) < _ROUGH


def _on_strokes(t, guess, marks):
    """Each label's stroke (its own middle where it has none), and whether that stroke is of the common scale."""
    nearest = marks[np.abs(marks[None, :] - guess[:, None]).argmin(axis=1)]
    position = np.where(np.abs(nearest - guess) < _NEAR, nearest, guess)
    exact = np.abs(nearest - guess) < _NEAR
    # Labels may be displaced from their ticks: search again near the positions that the scale predicts.
    for _ in range(2):
        if exact.sum() < 2 or len(set(t[exact])) < 2 or not (found := _agreed(t[exact], position[exact], _EXACT)):
            return None
        aim = found[0] + found[1] * t
        nearest = marks[np.abs(marks[None, :] - aim[:, None]).argmin(axis=1)]
        on_scale = (np.abs(nearest - aim) < _EXACT) & (np.abs(nearest - guess) < 2 * _NEAR)
        position = np.where(on_scale, nearest, position)
        exact = exact | on_scale
    return position, on_scale


def _agreed(t, position, tolerance):
    """Offset and slope of the line that most points agree with; of lines with as many, the one that they fit best."""
    best, best_rank = None, None
    for i, j in combinations(range(len(t)), 2):
        if t[i] == t[j]:
            continue
        slope = (position[j] - position[i]) / (t[j] - t[i])
        if slope == 0:
            continue
        residual = np.abs(position - position[i] - slope * (t - t[i]))
        inside = residual < tolerance
        rank = (-int(inside.sum()), float(residual[inside].sum()))
        if best is None or rank < best_rank:
            best, best_rank = (position[i] - slope * t[i], slope), rank
    return best


def _told_by_other_ticks(fits, labels, strokes):
    """Of two scales through two labels, the one that minor ticks agree with; log where the labels are powers of ten."""
    log = [fit for fit in fits if fit.scale == "log"]
    if log and all(label.is_power for label in labels):
        return log
    others = [
        at
        for marks in strokes
        for at in marks
        if all(abs(at - tick.position) > _EXACT for fit in fits for tick in fit.ticks)
    ]
    if log and len(others) >= 3:
        values = log[0].value(np.array(others))
        leading = values / 10.0 ** np.floor(np.log10(values) + 1e-9)
        places = log[0].position(np.round(leading) * 10.0 ** np.floor(np.log10(values) + 1e-9))
        if np.mean(np.abs(places - np.array(others)) < 2 * _EXACT) > 0.8:
            return log
        return [fit for fit in fits if fit.scale == "linear"]
    return fits
