"""Empirical distributions: the share of a group's values at or below x, as steps (seaborn's ecdf plot)."""

import numpy as np
import pandas as pd
import seaborn
from matplotlib.lines import Line2D

from emergence.draw.marks import LINES
from emergence.draw.seaborn_axes import planned

OPTIONS = {
    "width": {"type": "number", "exclusiveMinimum": 0},
    "style": {"enum": ["solid", "dashed", "dotted"]},
}
COUNTS = {"x": ("x",), "y": ("y",)}
HEIGHT = LINES


def place(rows, layer):
    """The rows at the heights of their curve: the share of their panel's group at or below them."""
    x = pd.Series(rows["x"])
    return rows.assign(y=x.groupby([rows["panel"], rows["group"]]).rank(method="max", pct=True).to_numpy())


def baseline(layer):
    """Shares begin at zero."""
    return "y"


def draw(axes, rows, layer, theme):
    """One curve a group."""
    for group, part in rows.take(np.isfinite(rows["x"])).split("group"):
        how = {"color": theme.style(group, layer).colour, "linewidth": layer.get("width", theme.line_width)}
        with planned(axes):
            seaborn.ecdfplot(x=part["x"], ax=axes, legend=False, linestyle=layer.get("style", "solid"), **how)


def key(layer, style, theme):
    """A piece of the curve."""
    width = layer.get("width", theme.line_width)
    return [Line2D([], [], color=style.colour, linestyle=layer.get("style", "solid"), linewidth=width)]
