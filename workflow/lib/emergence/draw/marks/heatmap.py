"""Cells coloured by value in columns named by ``line`` and rows named by ``text`` (seaborn's heat map).

Columns and rows are in the order of x and y where these are given, else in that of their first appearance.
"""

import re

import numpy as np
import pandas as pd
import seaborn

from emergence.draw.seaborn_axes import planned

OPTIONS = {
    "format": {"type": "string", "description": "how the value is written in its cell, as Python has it: .0%, +.1f"},
}
COUNTS = {"x": ("x",), "y": ("y",)}
NAMES = {"x": "line", "y": "text"}


def place(rows, layer):
    """The cells one beside the other: columns and rows are 0.5, 1.5 ... in all panels of the layer."""
    return rows.assign(**{axis: _ranks(rows[axis], rows[NAMES[axis]]) + 0.5 for axis in "xy"})


def _ranks(positions, names):
    """The rank of each row's position; without positions that of its name by first appearance."""
    if np.isfinite(positions).all():
        return np.unique(positions, return_inverse=True)[1].astype(float)
    return pd.factorize(names)[0].astype(float)


def draw(axes, rows, layer, theme):
    """All cells of a panel; those without a value stay white."""
    columns, lines = (
        [k + 0.5 for k in range(round(max(limits) - 0.1))] for limits in (axes.get_xlim(), axes.get_ylim())
    )
    cells = pd.DataFrame({name: rows[name] for name in ("x", "y", "value")})
    table = cells.pivot_table(index="y", columns="x", values="value").reindex(index=lines, columns=columns)
    texts = table.map(lambda value: _written(value, layer["format"])) if "format" in layer else False
    how = {"cmap": theme.colours, "norm": theme.norm, "cbar": False, "linewidths": 0.5, "linecolor": "white"}
    how |= {"annot": texts, "fmt": "", "annot_kws": {"fontsize": theme.small}}
    with planned(axes):
        seaborn.heatmap(table, xticklabels=False, yticklabels=False, ax=axes, **how)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)


def _written(value, form):
    """A value as text, with a true minus and no sign before zero; nothing for an unknown one."""
    if np.isnan(value):
        return ""
    text = format(value, form)
    return text.replace("-", "−") if re.search("[1-9]", text) else text.lstrip("+-")


def key(layer, style, theme):
    """The colour bar explains the cells: nothing in the legend."""
    return []
