"""Intervals about a point: y_lo to y_hi upright, x_lo to x_hi lying, in their group's colour."""

import numpy as np
from matplotlib.lines import Line2D

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "width": {"type": "number", "exclusiveMinimum": 0},
    "along": {"enum": ["x", "y"], "description": "how the bar in the legend lies; y by default"},
}
COUNTS = {"x": ("x", "x_lo", "x_hi"), "y": ("y", "y_lo", "y_hi")}


def draw(axes, rows, layer, theme):
    """Thin bars without caps; a row may have either interval or both."""
    width = layer.get("width", 0.8)
    for group, part in rows.split("group"):
        colour = theme.style(group, layer).colour
        shape = {"colors": colour, "linewidth": width, "alpha": layer.get("alpha", 0.9)}
        upright = part.take(np.isfinite(part["y_lo"] + part["y_hi"]))
        lying = part.take(np.isfinite(part["x_lo"] + part["x_hi"]))
        if len(upright):
            axes.vlines(upright["x"], upright["y_lo"], upright["y_hi"], **shape)
        if len(lying):
            axes.hlines(lying["y"], lying["x_lo"], lying["x_hi"], **shape)


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
