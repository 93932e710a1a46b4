"""Dotted lines across the panel at y in their group's colour: what is not chance, as a score by others or a limit."""

import numpy as np
from matplotlib.lines import Line2D

OPTIONS = {
    "width": {"type": "number", "exclusiveMinimum": 0},
}
COUNTS = {"x": (), "y": ("y",)}
DASHES = (0, (1, 1.2))


def draw(axes, rows, layer, theme):
    """One line a group and height."""
    for group, part in rows.split("group"):
        for y in np.unique(part["y"][np.isfinite(part["y"])]):
            axes.axhline(y, color=theme.style(group, layer).colour, linestyle=DASHES, linewidth=layer.get("width", 0.9))


def key(layer, style, theme):
    """A piece of the line."""
    return [Line2D([], [], color=style.colour, linestyle=DASHES, linewidth=layer.get("width", 0.9))]
