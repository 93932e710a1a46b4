"""Dotted lines in their group's colour, across the panel at y or upright at x: a score by others, or a limit."""

import numpy as np
from matplotlib.lines import Line2D

from emergence.draw.marks import UNDER

OPTIONS = {
    "width": {"type": "number", "exclusiveMinimum": 0},
}
COUNTS = {"x": ("x",), "y": ("y",)}
HEIGHT = UNDER
DASHES = (0, (1, 1.2))


def draw(axes, rows, layer, theme):
    """One line a group and height, and one a group and x."""
    for group, part in rows.split("group"):
        how = {"color": theme.style(group, layer).colour, "linestyle": DASHES, "linewidth": layer.get("width", 0.9)}
        for column, line in (("y", axes.axhline), ("x", axes.axvline)):
            for place in np.unique(part[column][np.isfinite(part[column])]):
                line(place, **how)


def key(layer, style, theme):
    """A piece of the line."""
    return [Line2D([], [], color=style.colour, linestyle=DASHES, linewidth=layer.get("width", 0.9))]
