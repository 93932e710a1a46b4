"""Ticks at x along the foot of the panel, one row a group: which values there are, where they have no y."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.path import Path

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "width": {"type": "number", "exclusiveMinimum": 0},
}
COUNTS = {"x": ("x",), "y": ()}
_TICKS = Path([(-1, -1), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 1)], [Path.MOVETO, Path.LINETO] * 3)
HEIGHT = 5.0  # points, of a row


def draw(axes, rows, layer, theme):
    """Each different x once, in its group's colour; the first group of the legend lowest."""
    present = dict(rows.split("group"))
    row = HEIGHT / (axes.bbox.height * 72 / axes.figure.dpi)
    for number, group in enumerate(group for group in ("", *theme.groups) if group in present):
        x = np.unique(present[group]["x"])
        ends = {"ymin": number * row, "ymax": (number + 0.8) * row, "transform": axes.get_xaxis_transform()}
        colour = theme.style(group, layer).colour
        axes.vlines(x, **ends, colors=colour, linewidth=layer.get("width", 0.6), alpha=layer.get("alpha", 0.8))


def key(layer, style, theme):
    """Three ticks."""
    how = {"markersize": 5.6, "markeredgewidth": 0.8, "markerfacecolor": "none"}
    return [Line2D([], [], linestyle="none", marker=_TICKS, color=style.colour, **how)]
