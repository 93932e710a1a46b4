"""The bar that explains a continuous colour, to the right of the panels."""

from dataclasses import dataclass
from typing import Any

from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from emergence.draw import text_metrics
from emergence.draw.layout import Box
from emergence.draw.theme import Theme
from emergence.draw.ticks import Ticks, choose

WIDTH, GAP = 6.0, 9.0  # points: the bar, and from the panels to it
_TO_LABELS = 4.0


@dataclass(frozen=True)
class ColourBar:
    """A colour bar as high as the panels that it explains. Lengths in points."""

    title: str
    ticks: Ticks
    room: float  # to the right of the panels
    size: float


def plan_bar(spec: dict, norm: Normalize, length: float, size: float) -> ColourBar:
    """The ticks of a bar of a length and the room it takes to the right of the panels."""
    bar = spec.get("colourbar") or {}
    scale = bar.get("scale", "linear")
    labels = bar.get("labels", "count" if scale != "percent" else "power")
    ticks = choose((float(norm.vmin or 0), float(norm.vmax or 0)), scale, length, size, False, labels)
    widest = max((text_metrics.width(label, size) for label in ticks.labels), default=0.0)
    title = bar.get("title", "")
    return ColourBar(title, ticks, GAP + WIDTH + _TO_LABELS + widest + (1.5 * size if title else 0), size)


def draw(figure: Figure, bar: ColourBar, beside: Box, theme: Theme) -> None:
    """Draw the bar to the right of a box, as high as it."""
    page = figure.get_size_inches() * 72
    place = (beside.right + GAP) / page[0], beside.bottom / page[1], WIDTH / page[0], beside.height / page[1]
    drawn = figure.colorbar(ScalarMappable(theme.norm, theme.colours), cax=figure.add_axes(place))
    drawn.outline.set_visible(False)
    if drawn.solids is not None:
        drawn.solids.set_edgecolor("face")  # or readers of PDF show white seams between the steps
    drawn.set_ticks(list(bar.ticks.positions), labels=list(bar.ticks.labels))
    drawn.set_ticks(list(bar.ticks.minor), minor=True)
    drawn.ax.yaxis.set_minor_formatter(NullFormatter())  # of a logarithmic bar matplotlib would write some
    drawn.ax.tick_params(labelsize=bar.size, pad=_TO_LABELS - 2.2)
    if bar.title:
        x, y = beside.right + bar.room, beside.bottom + beside.height / 2
        how: dict[str, Any] = {"rotation": 90, "ha": "right", "va": "center", "fontsize": bar.size + 0.5}
        figure.text(x / page[0], y / page[1], bar.title, **how)
