"""Bars from zero to y at x (``along: x``: from zero to x at y); groups are side by side.

Bars with a base, y_lo (x_lo), begin there and are stacked.
"""

import numpy as np
from matplotlib.lines import Line2D

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "along": {"enum": ["x", "y"], "description": "the axis along which the bars lie; y by default"},
}
COUNTS = {"x": ("x",), "y": ("y",)}
SHARE = 0.8  # of the distance between two positions


def draw(axes, rows, layer, theme):
    """Bars on whole positions 0, 1, 2 ...; an unknown length leaves a gap."""
    lying = layer.get("along") == "x"
    end, foot, where = ("x", "x_lo", "y") if lying else ("y", "y_lo", "x")
    present = dict(rows.split("group"))
    groups = [group for group in ("", *theme.groups) if group in present]
    stacked = np.isfinite(rows[foot]).any()
    width = SHARE if stacked else SHARE / max(len(groups), 1)
    for number, group in enumerate(groups):
        part = present[group]
        shift = 0.0 if stacked else (number - (len(groups) - 1) / 2) * width
        base = np.nan_to_num(part[foot])
        draw_bars = axes.barh if lying else axes.bar
        colour = theme.style(group, layer).colour
        shape = {"color": colour, "alpha": layer.get("alpha", 1.0), "linewidth": 0}
        draw_bars(part[where] + shift, np.nan_to_num(part[end]) - base, width * 0.94, base, **shape)


def baseline(layer):
    """Bars begin at zero."""
    return layer.get("along", "y")


def key(layer, style, theme):
    """A square."""
    return [
        Line2D([], [], linestyle="none", marker="s", markersize=6, color=style.colour, alpha=layer.get("alpha", 1.0))
    ]
