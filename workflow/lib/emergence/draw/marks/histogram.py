"""Counts of x in ``bins`` equal bins over the whole x axis, as steps, an outline a group; values beyond are dropped."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Patch

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "width": {"type": "number", "exclusiveMinimum": 0},
    "style": {"enum": ["solid", "dashed", "dotted"]},
    "bins": {"type": "integer", "minimum": 1},
}
COUNTS = {"x": ("x",), "y": ()}
BINS = 40
ALPHA = 0.25


def draw(axes, rows, layer, theme):
    """A filled outline for each group."""
    edges = np.linspace(*sorted(axes.get_xlim()), layer.get("bins", BINS) + 1)
    for group, part in rows.split("group"):
        counts, _ = np.histogram(part["x"], edges)
        colour, width = theme.style(group, layer).colour, layer.get("width", theme.line_width)
        axes.stairs(counts, edges, fill=True, color=colour, alpha=layer.get("alpha", ALPHA), linewidth=0)
        axes.stairs(counts, edges, color=colour, linewidth=width, linestyle=layer.get("style", "solid"))


def key(layer, style, theme):
    """A filled rectangle with its outline."""
    face = to_rgba(style.colour, layer.get("alpha", ALPHA))
    return [Patch(facecolor=face, edgecolor=style.colour, linewidth=0.6, linestyle=layer.get("style", "solid"))]
