"""Points at x in rows of names at y, jittered so that equal values do not hide each other (seaborn's strip plot)."""

import numpy as np
import seaborn
from matplotlib.lines import Line2D

from emergence.draw.seaborn_axes import planned

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "size": {"enum": ["small", "normal", "large"]},
}
COUNTS = {"x": ("x",), "y": ("y",)}
JITTER = 0.28  # to either side, of the distance between two rows


def draw(axes, rows, layer, theme):
    """Points of each group in its colour."""
    rows = rows.take(np.isfinite(rows["x"] + rows["y"]))
    groups = list(dict.fromkeys(rows["group"]))
    palette = {group: theme.style(group, layer).colour for group in groups}
    how = {"palette": palette, "size": theme.diameter(layer), "alpha": theme.opacity(layer), "linewidth": 0}
    how |= {"orient": "y", "native_scale": True, "jitter": JITTER, "legend": False}
    with planned(axes):
        seaborn.stripplot(x=rows["x"], y=rows["y"], hue=rows["group"], hue_order=groups, ax=axes, **how)


def key(layer, style, theme):
    """One point."""
    size, alpha = max(theme.diameter(layer), 3.6), max(theme.opacity(layer), 0.9)
    return [Line2D([], [], linestyle="none", marker="o", markersize=size, color=style.colour, alpha=alpha, mew=0)]
