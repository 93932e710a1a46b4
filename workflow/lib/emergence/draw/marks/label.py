"""Text at (x, y), beside the point and in its group's colour; labels that would overlap are moved apart.

With ``align: free`` a text speaks of its panel and not of a point: it stands where the panel has most room.
"""

import numpy as np
from matplotlib.legend import Legend

from emergence.draw import text_metrics
from emergence.draw.marks import WORDS

OPTIONS = {
    "align": {
        "enum": ["left", "right", "center", "free"],
        "description": "the side of the point, right by default, or where the panel has room",
    },
}
COUNTS = {"x": ("x",), "y": ("y",)}
HEIGHT = WORDS
GAP = 3.0  # points between the point and its text


def draw(axes, rows, layer, theme):
    """Texts to the ``align`` side of their points (right by default)."""
    rows = rows.take(np.array([bool(text) for text in rows["text"]], dtype=bool) & np.isfinite(rows["x"] + rows["y"]))
    if not len(rows):
        return
    size, align = theme.small, layer.get("align", "right")
    if align == "free":
        text, colour = ", ".join(dict.fromkeys(rows["text"])), theme.style(rows["group"][0], layer).colour
        # matplotlib finds the emptiest place of a panel for legends alone.
        words = Legend(axes, [], [], title=text, loc="best", frameon=False, borderpad=0, title_fontsize=size)
        words.get_title().set_color(colour)
        axes.add_artist(words)
        return
    placed = axes.transData.transform(np.column_stack([rows["x"], rows["y"]])) * 72 / axes.figure.dpi
    widths = np.array([text_metrics.width(text, size) for text in rows["text"]])
    shift = {"right": GAP, "left": -GAP - widths, "center": -widths / 2}[align]
    left = placed[:, 0] + shift
    bottom = apart(placed[:, 1] - size * 0.36 + (GAP + 1 if align == "center" else 0), left, left + widths, size * 1.1)
    for k in range(len(rows)):
        colour = theme.style(rows["group"][k], layer).colour
        offset = (left[k] - placed[k, 0], bottom[k] - placed[k, 1])
        back = {"boxstyle": "square,pad=0.05", "facecolor": "white", "alpha": 0.7, "linewidth": 0}
        how = {"bbox": back, "textcoords": "offset points", "color": colour, "fontsize": size, "annotation_clip": True}
        axes.annotate(rows["text"][k], (rows["x"][k], rows["y"][k]), offset, **how)


def apart(bottom, left, right, height):
    """Move texts up or down until none that share a column overlap.

    Parameters
    ----------
    bottom, left, right : ndarray, points
    height : float
        Of one text.

    Returns
    -------
    ndarray
        New bottoms; the order from low to high is kept.
    """
    bottom = bottom.astype(float).copy()
    for _ in range(200):
        moved = False
        order = np.argsort(bottom, kind="stable")
        for k, one in enumerate(order):
            for other in order[k + 1 :]:
                overlap = height - (bottom[other] - bottom[one])
                if overlap > 1e-6 and left[one] < right[other] and left[other] < right[one]:
                    bottom[one] -= overlap / 2
                    bottom[other] += overlap / 2
                    moved = True
        if not moved:
            break
    return bottom


def key(layer, style, theme):
    """Labels need no entry in the legend."""
    return []
