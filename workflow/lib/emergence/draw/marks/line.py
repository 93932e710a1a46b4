"""Lines through (x, y) in the order of x, one for each value of ``line`` (of ``group`` where that is empty).

A line coloured by value has the colour of its first row.
"""

import numpy as np
from matplotlib.lines import Line2D

from emergence.draw.marks import LINES

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "width": {"type": "number", "exclusiveMinimum": 0},
    "style": {"enum": ["solid", "dashed", "dotted"]},
}
COUNTS = {"x": ("x",), "y": ("y",)}
HEIGHT = LINES


def draw(axes, rows, layer, theme):
    """Thin lines."""
    width = layer.get("width", theme.line_width)
    for (group, _), part in rows.split("group", "line"):
        colour = theme.style(group, layer).colour
        if layer.get("colour") == "value":
            colour = theme.colours(theme.norm(part["value"][0]))
        part = part.take(np.argsort(part["x"], kind="stable"))
        shape = {"linestyle": layer.get("style", "solid"), "alpha": layer.get("alpha", 1.0)}
        axes.plot(part["x"], part["y"], color=colour, linewidth=width, **shape)


def key(layer, style, theme):
    """A piece of the line."""
    width = layer.get("width", theme.line_width)
    return [Line2D([], [], color=style.colour, linestyle=layer.get("style", "solid"), linewidth=width)]
