"""Bars as long as ``value`` on the x axis, centred on x, below the top of the panel: a length and no place on y.

A row's text is written to the left of its bar, where a panel of scores that rise to the right is empty.
"""

import numpy as np
from matplotlib.lines import Line2D

COUNTS = {"x": ("x",), "y": ()}
_TOP = 0.84  # of the panel's height
_END = 2.2  # points: half the height of the strokes that end a bar


def place(rows, layer):
    """The rows with the ends of their bars; a length is no colour."""
    half = rows["value"] / 2
    return rows.assign(x_lo=rows["x"] - half, x_hi=rows["x"] + half, value=np.full(len(rows), np.nan))


def draw(axes, rows, layer, theme):
    """One bar a row, in its group's colour; what reaches beyond the panel is cut."""
    for group, part in rows.take(np.isfinite(rows["x_lo"])).split("group"):
        colour = theme.style(group, layer).colour
        how = {"transform": axes.get_xaxis_transform(), "color": colour, "linewidth": 1.4}
        for low, high, text in zip(part["x_lo"], part["x_hi"], part["text"], strict=True):
            axes.plot((low, high), (_TOP, _TOP), marker="|", markersize=2 * _END, solid_capstyle="butt", **how)
            left = high if axes.xaxis_inverted() else low
            words = {"color": colour, "fontsize": theme.small, "ha": "right", "va": "center"}
            axes.annotate(text, (left, _TOP), (-4, 0), axes.get_xaxis_transform(), "offset points", **words)


def key(layer, style, theme):
    """A bar with its ends."""
    return [Line2D([], [], color=style.colour, linewidth=1.4, marker="|", markersize=2 * _END)]
