"""Thresholds: a vertical line at x with its interval x_lo to x_hi as a band. They look the same in every figure.

An interval may lack an end: then its band has no edge there, but fades towards the panel's. One whose ``group`` is the
verdict "unresolved" is pale, its band hatched, and named with what it rests on, its ``line``: "3 runs".
"""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from emergence.draw import text_metrics
from emergence.draw.marks import UNDER

OPTIONS = {
    "side": {"enum": ["left", "right"]},
}
COUNTS = {"x": ("x",), "y": ()}
HEIGHT = UNDER
GUIDE = "threshold"
NEEDS_ONE_OF = ("x_lo", "x_hi")  # one whose interval has neither end may lie anywhere
ALPHA = 0.16
UNRESOLVED, PALE = "unresolved", 0.5  # the verdict, and the share of the opacity that is left to it
FADED, STEPS = 0.3, 12  # share of the opacity that is left at the panel's edge, and in how many steps it goes
_LEAST = FADED * ALPHA
_STEP = 1 - ((1 - ALPHA) / (1 - _LEAST)) ** (1 / STEPS)  # of spans that lie over each other


def draw(axes, rows, layer, theme):
    """One line and band a threshold, named at the top of the panel where the row has a text."""
    colour = theme.style("", layer).colour if "colour" in layer else theme.palette[GUIDE]["colour"]
    rank = 0
    columns = [rows[name] for name in ("x", "x_lo", "x_hi", "text", "group", "line")]
    for x, low, high, text, verdict, basis in sorted(zip(*columns, strict=True), key=lambda row: row[:4]):
        pale = PALE if verdict == UNRESOLVED else 1.0
        band = _band(axes, x, low, high, colour, pale)
        if np.isfinite(x):
            axes.axvline(x, color=colour, linewidth=0.9, alpha=pale)
        name = ", ".join(filter(None, [text, basis if pale < 1 else ""]))
        if np.isfinite(x) and name:
            lines, left = beside(axes, (x, *band), name, theme.small, layer.get("side", "left"))
            top = axes.bbox.height * 72 / axes.figure.dpi - 1.3 * theme.small * rank
            how = {"xycoords": "axes points", "color": colour, "fontsize": theme.small, "va": "top", "zorder": 4}
            axes.annotate(lines, (left, top), linespacing=text_metrics.LEADING, **how)
            rank += 1 + lines.count("\n")


def _band(axes, x, low, high, colour, pale):
    """Draw the interval; its ends on the panel, the panel's own where one is unknown, none if neither is known."""
    hatched = {"facecolor": "none", "edgecolor": to_rgba(colour, 0.5 * pale), "hatch": "/////", "linewidth": 0}
    if np.isfinite(low) and np.isfinite(high):
        axes.axvspan(low, high, **(hatched if pale < 1 else {"color": colour, "alpha": ALPHA, "linewidth": 0}))
        return low, high
    if not np.isfinite([low, high]).any():
        return ()
    # From a known end to the estimate as any band, from there fading. Spans over each other, because neighbours
    # would show a seam, and a picture would not bend with a logarithmic axis.
    first, last = sorted(axes.get_xlim())
    left = (low, low) if np.isfinite(low) else (first, np.fmin(x, high))
    right = (high, high) if np.isfinite(high) else (last, np.fmax(x, low))
    if pale < 1:
        axes.axvspan(left[1], right[1], **hatched)
    axes.axvspan(left[0], right[0], color=colour, alpha=_LEAST * pale, linewidth=0)
    for share in np.arange(STEPS) / STEPS:
        ends = [full + share * (edge - full) for edge, full in (left, right)]
        axes.axvspan(*ends, color=colour, alpha=_STEP * pale, linewidth=0)
    return left[0], right[0]


def beside(axes, values, text, size, side="left"):
    """Where a text stands: left of the band, else on it, left of the line, else right of the band, where it fits.

    From ``side`` right the other way round: right of the band first.

    In one line or else broken into two, or into three where it says what it rests on. The left is tried first, because
    scores rise to the right.

    Returns
    -------
    tuple of (str, float)
        The text with its line breaks, and where it begins, in points from the axes' left.
    """
    places = axes.transData.transform([(value, axes.get_ylim()[0]) for value in values])[:, 0]
    places = (places - axes.bbox.x0) * 72 / axes.figure.dpi
    room = axes.bbox.width * 72 / axes.figure.dpi
    broken = text.replace(" ", "\n", 1)
    for lines in (text, broken, broken.replace("], ", "]\n")):
        width = text_metrics.width(lines, size)
        lefts = [min(places) - 3 - width, places[0] - 3 - width, max(places) + 3]
        for left in lefts if side == "left" else reversed(lefts):
            if 1 <= left <= room - width:
                return lines, left
    left = places[0] + 3 if places[0] < room / 2 else places[0] - 3 - width
    return lines, float(np.clip(left, 0, max(room - width, 0)))


def key(layer, style, theme):
    """The line in its band."""
    plain = {"linestyle": "none", "markeredgecolor": style.colour}
    band = Line2D(
        [],
        [],
        marker="s",
        markersize=7,
        markerfacecolor=to_rgba(style.colour, ALPHA),
        linestyle="none",
        markeredgewidth=0,
    )
    return [band, Line2D([], [], marker="|", markersize=7, markeredgewidth=0.9, **plain)]
