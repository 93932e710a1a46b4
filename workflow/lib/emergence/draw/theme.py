"""What every mark of one figure shares: colours, the size of points and of text, and the guides of the palette."""

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import LogNorm, Normalize
from matplotlib.transforms import ScaledTranslation

from emergence.draw.layout import POINTS, Box
from emergence.draw.palette import Style, order, styles
from emergence.draw.rows import Rows

_NAMED_SIZES = {"small": 0.8, "normal": 1.0, "large": 1.35}


@dataclass(frozen=True)
class Theme:
    """Colours, sizes and guides of one figure. Sizes in points."""

    palette: dict
    groups: dict[str, Style]  # in the order of the legend
    norm: Normalize | None = None  # of continuous values; None without them
    diameters: dict[int, float] = field(default_factory=dict)  # number of a layer to the diameter of its points
    small: float = 6.0  # font size of text inside a panel
    line_width: float = 0.8
    centred: bool = False  # whether the continuous values have a centre, from which they diverge

    @property
    def ink(self) -> str:
        """The colour of what belongs to no group."""
        return self.palette["ink"]

    @property
    def colours(self) -> Any:
        """The colour map of continuous values; a diverging one where they have a centre."""
        if self.centred:
            import seaborn  # registers its maps; other figures do not pay for the import

            return seaborn.color_palette(self.palette["diverging"], as_cmap=True)
        return colormaps[self.palette["colours"]]

    def style(self, group: str, layer: dict) -> Style:
        """The style of a group in a layer: the layer's own colour first, then the group's, then ink."""
        style = self.groups.get(group, Style(self.ink))
        style = replace(style, marker=layer.get("marker", style.marker), filled=layer.get("filled", style.filled))
        colour = layer.get("colour", "group")
        if colour in ("group", "value"):
            return style
        return Style(self.palette.get(colour, colour), style.marker, style.filled)

    def aside(self, group: str, layer: dict, axes: Any) -> Any:
        """From data to the sheet: each group of a layer with ``dodge`` so many points right of the one before."""
        if not layer.get("dodge"):
            return axes.transData
        names = list(self.groups)
        right = layer["dodge"] * (names.index(group) - (len(names) - 1) / 2)
        return axes.transData + ScaledTranslation(right / POINTS, 0, axes.figure.dpi_scale_trans)

    def diameter(self, layer: dict) -> float:
        """Diameter of a layer's points: by how many share a panel, times the layer's ``size``."""
        return self.diameters[layer["number"]] * _NAMED_SIZES[layer.get("size", "normal")]

    def opacity(self, layer: dict) -> float:
        """Opacity of a layer's points: the more points, the more transparent."""
        return layer.get("alpha", float(np.clip(0.4 + 0.35 * (self.diameters[layer["number"]] - 1.4), 0.4, 0.95)))


def make_theme(spec: dict, rows: Rows, palette: dict, box: Box) -> Theme:
    """The theme of a figure.

    Parameters
    ----------
    spec : dict
    rows : emergence.draw.rows.Rows
    palette : dict
        The parsed palette.yaml.
    box : emergence.draw.layout.Box
        The smallest panel, approximately.

    Returns
    -------
    Theme
    """
    names = [group for group in np.unique(rows["group"].astype(str)) if group]
    found = styles(names, palette)
    wanted = spec.get("legend", {}).get("order", [])
    listed = [n for n in wanted if n in found] + [n for n in order(names, palette) if n not in wanted]
    diameters = {number: _diameter(rows, number, box) for number in range(len(spec["layers"]))}
    line_width = 0.8 if box.width > 70 else 0.7
    groups, centred = {name: found[name] for name in listed}, "centre" in (spec.get("colourbar") or {})
    return Theme(palette, groups, _norm(spec, rows["value"]), diameters, line_width=line_width, centred=centred)


def _norm(spec, values):
    """From continuous values to shares of the colour map; None without values."""
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    bar = spec.get("colourbar") or {}
    kind = LogNorm if bar.get("scale") == "log" else Normalize
    low, high = values.min(), values.max()
    if "centre" in bar and kind is LogNorm:
        reach = max(high / bar["centre"], bar["centre"] / low)
        low, high = bar["centre"] / reach, bar["centre"] * reach
    elif "centre" in bar:
        reach = max(high - bar["centre"], bar["centre"] - low)
        low, high = bar["centre"] - reach, bar["centre"] + reach
    return kind(low, high if high > low else low + max(abs(low), 1.0))


def _diameter(rows, number, box):
    """Points so small that about a third of the fullest panel stays white, within the limits of legibility."""
    most = max((len(part) for _, part in rows.take(rows["layer"] == number).split("panel")), default=1)
    largest = min(3.8, max(2.6, 0.03 * box.width))
    return float(np.clip(0.5 * math.sqrt(box.width * box.height / most), 1.5, largest))
