"""Lines through (x, y) in the order of x, one for each value of ``line`` (of ``group`` where that is empty).

A line coloured by value has the colour of its first row. With ``ends`` each is named at its end and not in the legend.
"""

import numpy as np
from matplotlib.lines import Line2D

from emergence.draw.marks import LINES

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "width": {"type": "number", "exclusiveMinimum": 0},
    "style": {"enum": ["solid", "dashed", "dotted"]},
    "steps": {"type": "boolean", "description": "whether y jumps half way between two points, and is level elsewhere"},
    "ends": {
        "enum": [True, False, "beside"],
        "description": "whether lines are named at their ends, over or under or beside them, and not in the legend",
    },
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
        shape |= {"drawstyle": "steps-mid"} if layer.get("steps") else {}
        axes.plot(part["x"], part["y"], color=colour, linewidth=width, **shape)
        if layer.get("ends"):
            _name(axes, part, group, colour, theme, layer["ends"] == "beside")


def _name(axes, part, group, colour, theme, beside):
    """The group at the line's right end: above a line that rises to it, below one that falls, or else to the right."""
    right, before = (0, len(part) // 5) if axes.xaxis_inverted() else (-1, -1 - len(part) // 5)
    rises = (part["y"][right] >= part["y"][before]) != axes.yaxis_inverted()
    how = {"color": colour, "fontsize": theme.small, "ha": "right", "va": "bottom" if rises else "top"}
    text = theme.palette.get("labels", {}).get(group, group)
    offset = (0, 2.5 if rises else -2.5)
    if beside:
        offset, how = (2.5, 0), {**how, "ha": "left", "va": "center_baseline"}
    axes.annotate(text, (part["x"][right], part["y"][right]), offset, **how, textcoords="offset points")


def key(layer, style, theme):
    """A piece of the line."""
    width = layer.get("width", theme.line_width)
    return [Line2D([], [], color=style.colour, linestyle=layer.get("style", "solid"), linewidth=width)]
