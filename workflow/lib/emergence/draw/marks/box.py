"""Boxes of the values x in rows of names at y: quartiles, median, whiskers to the 5th and 95th percentile (seaborn)."""

import numpy as np
import seaborn
from matplotlib.lines import Line2D

from emergence.draw.seaborn_axes import planned

OPTIONS = {"width": {"type": "number", "exclusiveMinimum": 0, "maximum": 1}}
COUNTS = {"x": ("x",), "y": ("y",)}
WIDTH = 0.6  # of the distance between two rows
WHISKERS = (5, 95)  # percentiles: the same on a logarithmic axis as on a linear one
FEWEST = 5  # values; fewer are shown by their median alone


def draw(axes, rows, layer, theme):
    """One box a row of names, without its outliers, which other marks may show; a tick at the median of few values."""
    rows = rows.take(np.isfinite(rows["x"] + rows["y"]))
    colour, width = theme.style("", layer).colour, layer.get("width", WIDTH)
    parts = rows.split("y")
    boxed = [(y, part["x"]) for y, part in parts if len(part) >= FEWEST]
    if boxed:
        x, y = np.concatenate([x for _, x in boxed]), np.concatenate([np.full(len(x), y) for y, x in boxed])
        how = {
            "fill": False,
            "color": colour,
            "linewidth": 0.7,
            "showfliers": False,
            "whis": WHISKERS,
            "showcaps": False,
        }
        how |= {"width": width / _spacing(y), "medianprops": {"linewidth": 0}, "zorder": 3}
        with planned(axes):
            seaborn.boxplot(x=_on_axis(axes, x), y=y, orient="y", native_scale=True, ax=axes, **how)
    for y, part in parts:
        axes.vlines(np.median(part["x"]), y - width / 2, y + width / 2, colors=colour, linewidth=1.4, zorder=3.5)


def _spacing(positions):
    """The least distance of two positions, of which seaborn takes widths as shares."""
    return min(np.diff(np.unique(positions)), default=1.0)


def _on_axis(axes, x):
    """Values that a logarithmic axis cannot hold moved far beyond its end: seaborn would leave them out of the box."""
    return np.maximum(x, 0.01 * min(axes.get_xlim())) if axes.get_xscale() == "log" else x


def key(layer, style, theme):
    """A box on its whiskers, with its median."""
    box = {"marker": "s", "markersize": 5.5, "markerfacecolor": "white", "markeredgewidth": 0.7}
    median = {"marker": "|", "markersize": 5.5, "markeredgewidth": 1.4}
    parts = [Line2D([], [], linestyle="none", color=style.colour, **part) for part in (box, median)]
    return [Line2D([], [], color=style.colour, linewidth=0.7), *parts]
