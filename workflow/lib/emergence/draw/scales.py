"""What each axis of each panel spans and says, from the exhibit's ``axes`` and the rows drawn."""

import math
from dataclasses import dataclass, replace

import numpy as np

from emergence.draw import marks, number_format, text_metrics
from emergence.draw.rows import Rows
from emergence.draw.ticks import Ticks, choose, named

PAD = 0.04  # of the span, on either side of the data
WIDER = 0.15  # of the span, at most, on either side for what only widens


@dataclass(frozen=True)
class Axis:
    """One axis of one panel."""

    title: str
    scale: str
    limits: tuple[float, float]
    reverse: bool
    labels: str  # "power" or "count"
    ticks: Ticks = Ticks()

    def like(self, other: "Axis") -> bool:
        """Whether another axis says the same, so that one of two neighbours needs no labels; names are never shared."""
        alike = all(getattr(self, name) == getattr(other, name) for name in ("title", "scale", "limits", "reverse"))
        return alike and (self.scale != "category" or self.ticks == other.ticks)

    def labelled(self, length: float, size: float, across: bool) -> "Axis":
        """The same axis with the ticks that fit its length."""
        if self.scale == "category":
            return self
        return replace(self, ticks=choose(self.limits, self.scale, length, size, across, self.labels))

    def share(self, value: float) -> float:
        """How far along the axis a value is, 0 to 1 from left or bottom."""
        low, high = (math.log10(v) for v in self.limits) if self.scale == "log" else self.limits
        value = math.log10(value) if self.scale == "log" else value
        part = (value - low) / (high - low)
        return 1 - part if self.reverse else part

    def width(self, size: float) -> float:
        """Width of the widest tick label."""
        return max((text_metrics.width(label, size) for label in self.ticks.labels), default=0.0)

    def overhang(self, length: float, size: float) -> tuple[float, float]:
        """How far the labels of an x axis reach beyond its left and right end."""
        left = right = 0.0
        for position, label in zip(self.ticks.positions, self.ticks.labels, strict=True):
            half, at = text_metrics.width(label, size) / 2, self.share(position) * length
            left, right = max(left, half - at), max(right, half - (length - at))
        return left, right


def plan_axes(spec: dict, rows: Rows, panels: list, columns: int) -> dict:
    """The axes of every panel.

    Parameters
    ----------
    spec : dict
    rows : emergence.draw.rows.Rows
    panels : list of float
        Numbers of the panels.
    columns : int
        Of the grid, which is filled row by row.

    Returns
    -------
    dict of (panel, "x" or "y") to Axis
        Without ticks, which depend on the length, but for axes of categories.
    """
    listed = spec.get("panels", {}).get("list", [])
    exceptions = {float(panel): entry["axes"] for panel, entry in enumerate(listed) if "axes" in entry}
    found = {}
    for name in "xy":
        basis = spec.get("axes", {}).get(name, {})
        shared = spec.get("panels", {}).get(f"share_{name}", True)
        for number, panel in enumerate(panels):
            own = exceptions.get(panel, {}).get(name, {})
            row = number - number % columns
            group = {True: panels, False: [panel], "row": panels[row : row + columns]}[shared]
            alike = [other for other in group if exceptions.get(other, {}).get(name, {}) == own]
            entry = {**basis, **own}
            found[panel, name] = _axis(spec, entry, rows.take(np.isin(rows["panel"], alike)), name)
    return found


def levelled(spec: dict, rows: Rows) -> Rows:
    """The rows with ranks for values, evenly spaced, on an axis of categories without names; the values name them."""
    for name in "xy":
        if spec.get("axes", {}).get(name, {}).get("scale") == "category" and not any(rows["text"]):
            values, ranks = np.unique(rows[name], return_inverse=True)
            names = np.array([number_format.count(value) for value in values], dtype=object)
            rows = rows.assign(**{name: ranks.astype(float), "text": names[ranks]})
    return rows


def seen(rows: Rows, axes: dict) -> Rows:
    """The rows of which something lies within the axes of their panel, which ``axes`` has as :func:`plan_axes` does."""
    shown = np.ones(len(rows), dtype=bool)
    for name in "xy":
        reach = np.stack([rows[column] for column in (name, f"{name}_lo", f"{name}_hi")])
        limits = np.array([sorted(axes[panel, name].limits) for panel in rows["panel"]])
        shown &= ~(np.fmin.reduce(reach) > limits[:, 1]) & ~(np.fmax.reduce(reach) < limits[:, 0])
    return rows.take(shown)


def _axis(spec, entry, rows, name):
    scale, ticks = entry.get("scale", "linear"), Ticks()
    if scale == "category":
        ticks = _categories(spec, rows, name)
        limits = (min(ticks.positions, default=0.0) - 0.6, max(ticks.positions, default=1.0) + 0.6)
    else:
        limits = _limits(spec, entry, rows, name, scale)
    labels, reverse = entry.get("labels", "power"), entry.get("reverse", False)
    return Axis(entry.get("title", ""), scale, limits, reverse, labels, ticks)


def _categories(spec, rows, name):
    """The names on an axis: of each layer in the column in which its mark has them."""
    positions, names = [], []
    for number, part in rows.split("layer"):
        mark = marks.get(spec["layers"][int(number)]["mark"])
        positions += part[name].tolist()
        names += part[getattr(mark, "NAMES", {}).get(name, "text")].tolist()
    return named(positions, names)


def _limits(spec, entry, rows, name, scale):
    """The limits that the spec sets, and from the data where it leaves them open."""
    values, around = [np.array([])], [np.array([])]
    for number, part in rows.split("layer"):
        layer = spec["layers"][int(number)]
        mark = marks.get(layer["mark"])
        values += [part[column] for column in mark.COUNTS[name]]
        around += [part[column] for column in getattr(mark, "WIDENS", {}).get(name, ())]
        if hasattr(mark, "baseline") and mark.baseline(layer) == name:
            values.append(np.zeros(1))
    values, around = _coordinates(values, scale), _coordinates(around, scale)
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    wider = WIDER * (high - low)
    low, high = max(min([low, *around]), low - wider), min(max([high, *around]), high + wider)
    pad = PAD * (high - low) or max(abs(low) * PAD, 0.05)
    low, high = low - pad, high + pad
    if scale == "log":
        low, high = 10.0**low, 10.0**high
    fixed = entry.get("limits") or [None, None]
    return tuple(float(given if given is not None else ours) for given, ours in zip(fixed, (low, high), strict=True))


def _coordinates(parts, scale):
    """All values that the axis can hold, in units of its length: of a logarithmic axis the logarithms."""
    values = np.concatenate(parts)
    values = values[np.isfinite(values) & ((values > 0) | (scale != "log"))]
    return np.log10(values) if scale == "log" else values
