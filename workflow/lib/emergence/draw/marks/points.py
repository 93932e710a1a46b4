"""Points at (x, y), in their group's colour and marker or coloured by value."""

import numpy as np
from matplotlib.lines import Line2D

# fmt: off
OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "size": {"enum": ["small", "normal", "large"]},
    "filled": {"type": "boolean"},
    "dodge": {"type": "number", "description": "points by which a group lies right of the one before it"},
    "marker": {"enum": [
        "o", "s", "^", "v", "<", ">", "D", "d", "P", "X", "p", "h",
        "H", "*", "8", "+", "x", "1", "2", "3", "4", "|", "_", "."
    ]},
}
# fmt: on
COUNTS = {"x": ("x",), "y": ("y",)}
_SCALED = {"^": 1.1, "v": 1.1, "<": 1.1, ">": 1.1, "P": 1.15, "X": 1.15, "*": 1.4, "p": 1.1, "h": 1.1, "D": 0.88}


def draw(axes, rows, layer, theme):
    """Points; groups with many first, so that they never bury those with few."""
    size, alpha = theme.diameter(layer), theme.opacity(layer)
    rows = rows.take(_inside(axes, rows["x"], "x") & _inside(axes, rows["y"], "y"))
    for group, part in sorted(rows.split("group"), key=lambda pair: -len(pair[1])):
        style = theme.style(group, layer)
        if layer.get("colour") == "value":
            edge = {"linewidths": 0.2, "edgecolors": "0.35"} if size > 2.2 else {"linewidths": 0}
            shape = {"s": size**2, "marker": style.marker, "alpha": alpha}
            part = part.take(np.argsort(part["value"], kind="stable"))
            shape |= {"c": part["value"], "cmap": theme.colours, "norm": theme.norm, "clip_on": False}
            axes.scatter(part["x"], part["y"], **shape, **edge)
        else:
            how = _marker(style, size, alpha) | {"transform": theme.aside(group, layer, axes)}
            axes.plot(part["x"], part["y"], clip_on=False, **how)


def _inside(axes, values, name):
    """Which points lie on the axis; those on its end are then drawn whole and not cut in half."""
    low, high = sorted(getattr(axes, f"get_{name}lim")())
    return (values >= low) & (values <= high)


def key(layer, style, theme):
    """One marker, large enough to recognise its shape, and opaque enough to recognise its colour."""
    size, alpha = max(theme.diameter(layer), 3.6), max(theme.opacity(layer), 0.9)
    return [Line2D([], [], **_marker(style, size, alpha))]


def _marker(style, size, alpha):
    """Arguments of ``plot`` for a marker; shapes are scaled so that all look as large as the circle."""
    full = size * _SCALED.get(style.marker, 1.0)
    face = {"markerfacecolor": style.colour, "markeredgecolor": "white", "markeredgewidth": 0.25 if size >= 2.8 else 0}
    if not style.filled or style.marker in "12348+x|_":
        face = {"markerfacecolor": "none", "markeredgecolor": style.colour, "markeredgewidth": max(0.4, size / 5)}
    return {"linestyle": "none", "marker": style.marker, "markersize": full, "alpha": alpha} | face
