"""Bands between y_lo and y_hi in the order of x. A band widens the axis a little; wide ones are cut by the frame.

Where one end is not known the band is open: it runs to the frame.
"""

import numpy as np
from matplotlib.patches import Patch

from emergence.draw.marks import UNDER

OPTIONS = {
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
}
COUNTS = {"x": ("x",), "y": ()}
HEIGHT = UNDER
WIDENS = {"x": (), "y": ("y_lo", "y_hi")}
ALPHA = 0.22


def draw(axes, rows, layer, theme):
    """One band for each value of ``line`` (of ``group`` where that is empty)."""
    for (group, _), part in rows.split("group", "line"):
        part = part.take(np.argsort(part["x"], kind="stable"))
        colour = theme.style(group, layer).colour
        low, high = _closed(part["y_lo"], part["y_hi"], *sorted(axes.get_ylim()))
        axes.fill_between(part["x"], low, high, color=colour, alpha=layer.get("alpha", ALPHA), linewidth=0)


def _closed(low, high, bottom, top):
    """The ends of a band, those that are not known at the frame if the other one is."""
    with np.errstate(invalid="ignore"):
        opens_up, opens_down = np.isnan(high) & (low < top), np.isnan(low) & (high > bottom)
    return np.where(opens_down, bottom, low), np.where(opens_up, top, high)


def key(layer, style, theme):
    """A piece of the band."""
    return [Patch(facecolor=style.colour, alpha=layer.get("alpha", ALPHA), linewidth=0)]
