"""Lines across the panel: chance. They look the same in every figure.

They are horizontal at y, or vertical at x where the score is on that axis.
"""

import numpy as np
from matplotlib.lines import Line2D

from emergence.draw.marks import UNDER

COUNTS = {"x": ("x",), "y": ("y",)}
HEIGHT = UNDER
GUIDE = "chance"
DASHES = (0, (4, 2))


def draw(axes, rows, layer, theme):
    """One line a value; a horizontal one is named at its end where the row has a text."""
    guide = theme.palette[GUIDE]
    for x in np.unique(rows["x"][np.isfinite(rows["x"])]):
        axes.axvline(x, color=guide["colour"], linestyle=DASHES, linewidth=0.7)
    for y in np.unique(rows["y"][np.isfinite(rows["y"])]):
        axes.axhline(y, color=guide["colour"], linestyle=DASHES, linewidth=0.7)
        text = next((t for t in rows["text"][rows["y"] == y] if t), "")
        if text:
            how = {"textcoords": "offset points", "ha": "right", "va": "bottom", "fontsize": theme.small}
            axes.annotate(text, (0.99, y), (0, 1.2), ("axes fraction", "data"), color=guide["colour"], **how)


def key(layer, style, theme):
    """A piece of the line."""
    return [Line2D([], [], color=style.colour, linestyle=DASHES, linewidth=0.7)]
