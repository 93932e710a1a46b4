"""Intervals about a point: y_lo to y_hi upright, x_lo to x_hi lying, in their group's colour.

With ``open``, an end that is unknown, or lies beyond the panel, is an arrow at the panel's edge.
"""

import numpy as np
from matplotlib.lines import Line2D

from emergence.draw.marks import LINES

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "width": {"type": "number", "exclusiveMinimum": 0},
    "along": {"enum": ["x", "y"], "description": "how bars lie: in the legend, and with open ends; y by default"},
    "dodge": {"type": "number", "description": "points by which a group lies right of the one before it"},
    "open": {"type": "boolean", "description": "whether an interval without an end is drawn to the panel's edge"},
}
COUNTS = {"x": ("x", "x_lo", "x_hi"), "y": ("y", "y_lo", "y_hi")}
HEIGHT = LINES
ARROWS = {"x": ("<", ">"), "y": ("v", "^")}  # at the low and the high end


def draw(axes, rows, layer, theme):
    """Thin bars without caps; a row may have either interval or both."""
    width = layer.get("width", 0.8)
    for group, part in rows.split("group"):
        colour = theme.style(group, layer).colour
        aside = theme.aside(group, layer, axes)
        shape = {"colors": colour, "linewidth": width, "alpha": layer.get("alpha", 0.9), "transform": aside}
        if layer.get("open", False):
            part = _to_the_edge(axes, part, layer.get("along", "y"), colour, aside)
        upright = part.take(np.isfinite(part["y_lo"] + part["y_hi"]))
        lying = part.take(np.isfinite(part["x_lo"] + part["x_hi"]))
        if len(upright):
            axes.vlines(upright["x"], upright["y_lo"], upright["y_hi"], **shape)
        if len(lying):
            axes.hlines(lying["y"], lying["x_lo"], lying["x_hi"], **shape)


def _to_the_edge(axes, part, name, colour, aside):
    """The rows with their open ends at the panel's edge, where an arrow is drawn for each."""
    first, last = sorted(getattr(axes, f"get_{name}lim")())
    low, high = part[f"{name}_lo"], part[f"{name}_hi"]
    ends = ((first, ~(low >= first)), (last, ~(high <= last)))
    heads = ARROWS[name][::-1] if getattr(axes, f"{name}axis_inverted")() else ARROWS[name]
    how = {"linestyle": "none", "color": colour, "markersize": 3, "markeredgewidth": 0, "clip_on": False, "zorder": 3}
    how["transform"] = aside
    for (edge, there), marker in zip(ends, heads, strict=True):
        place = part[{"x": "y", "y": "x"}[name]][there]
        at = np.full(len(place), edge)
        axes.plot(*((at, place) if name == "x" else (place, at)), marker=marker, **how)
    low, high = (np.where(there, edge, own) for (edge, there), own in zip(ends, (low, high), strict=True))
    return part.assign(**{f"{name}_lo": low, f"{name}_hi": high})


def key(layer, style, theme):
    """One bar, horizontal where the layer says ``along: x``."""
    marker = "_" if layer.get("along") == "x" else "|"
    return [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=marker,
            markersize=7,
            markeredgewidth=layer.get("width", 0.8),
            color=style.colour,
        )
    ]
