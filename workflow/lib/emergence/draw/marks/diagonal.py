"""The line on which x and y are equal, across the panel: one a panel, whatever the rows."""

from matplotlib.lines import Line2D

from emergence.draw.marks import UNDER

COUNTS = {"x": (), "y": ()}
HEIGHT = UNDER


def draw(axes, rows, layer, theme):
    """A thin line; both axes must be linear, or both logarithmic."""
    low, high = (sorted(limits) for limits in (axes.get_xlim(), axes.get_ylim()))
    ends = max(low[0], high[0]), min(low[1], high[1])
    axes.plot(ends, ends, color=theme.style("", layer).colour, linewidth=0.7)


def key(layer, style, theme):
    """A piece of the line."""
    return [Line2D([], [], color=style.colour, linewidth=0.7)]
