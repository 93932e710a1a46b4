"""The legend that all panels share: what it lists, in how many columns, and matplotlib's legend made of it."""

import math
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from emergence.draw import marks, text_metrics
from emergence.draw.palette import Style
from emergence.draw.rows import Rows
from emergence.draw.theme import Theme

KEY, GAP, COLUMN_GAP = 16.0, 4.0, 12.0  # points: width of a key, to its text, between columns
_LEADING = 1.45  # height of a row in font sizes


@dataclass(frozen=True)
class Entry:
    """One entry: its text, and its keys as (mark, layer, style)."""

    text: str
    keys: tuple


@dataclass(frozen=True)
class Legend:
    """Entries in columns, row by row; lengths in points."""

    entries: tuple[Entry, ...]
    widths: tuple[float, ...]  # of the columns, without the gaps between them
    size: float
    title: str

    @property
    def width(self) -> float:
        """Width of the whole legend."""
        full = sum(self.widths) + COLUMN_GAP * (len(self.widths) - 1)
        return max(full, text_metrics.width(self.title, self.size, "bold"))

    @property
    def height(self) -> float:
        """Height of the whole legend."""
        return (math.ceil(len(self.entries) / len(self.widths)) + bool(self.title)) * _LEADING * self.size


def collect(spec: dict, rows: Rows, theme: Theme) -> list[Entry]:
    """What the legend lists: each group once, with the keys of all its layers, then layers with a name and the guides.

    Parameters
    ----------
    spec : dict
    rows : emergence.draw.rows.Rows
    theme : emergence.draw.theme.Theme

    Returns
    -------
    list of Entry
    """
    found: dict[str, dict] = {name: {} for name in theme.groups}
    later: dict[str, dict] = {}
    for number, part in rows.split("layer"):
        layer = spec["layers"][int(number)]
        if layer.get("legend", "") is None:
            continue
        mark = marks.get(layer["mark"])
        guide = theme.palette.get(getattr(mark, "GUIDE", None))
        text = layer.get("legend") or (guide or {}).get("name")
        if text:
            style = Style(guide["colour"]) if guide else theme.style("", layer)
            later.setdefault(text, {})[layer["mark"]] = (mark, layer, style)
        if guide is None and layer.get("colour", "group") == "group":
            for name in {group for group in part["group"] if group in found}:
                found[name].setdefault(layer["mark"], (mark, layer, theme.groups[name]))
    labels = theme.palette.get("labels", {})
    return [Entry(labels.get(text, text), tuple(keys.values())) for text, keys in (found | later).items() if keys]


def arrange(entries: list, room: float, size: float, title: str = "", columns: int | None = None) -> Legend:
    """Entries in as many columns as fit into ``room``, the rows of about equal length.

    Parameters
    ----------
    entries : list of Entry
    room : float
        Available width.
    size : float
        Font size.
    title : str
    columns : int, optional
        The largest number of columns.

    Returns
    -------
    Legend
    """
    longest = room - KEY - GAP
    entries = [Entry(text_metrics.shorten(entry.text, size, longest), entry.keys) for entry in entries]
    for count in range(min(columns or len(entries), len(entries)), 0, -1):
        count = math.ceil(len(entries) / math.ceil(len(entries) / count))
        texts = [[text_metrics.width(entry.text, size) for entry in entries[k::count]] for k in range(count)]
        widths = tuple(KEY + GAP + max(column) for column in texts)
        if count == 1 or sum(widths) + COLUMN_GAP * (count - 1) <= room:
            break
    return Legend(tuple(entries), widths, size, title)


def draw(figure: Figure, legend: Legend, left: float, top: float, theme: Theme) -> None:
    """Draw a legend with its upper left corner at (left, top), in points from the lower left corner of the page."""
    count, size = len(legend.widths), legend.size
    entries = [entry for column in range(count) for entry in legend.entries[column::count]]  # as matplotlib fills them
    handles: Any = [tuple(artist for key in entry.keys for artist in key[0].key(*key[1:], theme)) for entry in entries]
    page = figure.get_size_inches() * 72
    spacing = _LEADING - 1.02  # a line of text is so much higher than its font size
    figure.legend(
        handles,
        [entry.text for entry in entries],
        loc="upper left",
        bbox_to_anchor=(left / page[0], (top - 0.5 * spacing * size) / page[1]),
        ncols=count,
        frameon=False,
        fontsize=size,
        title=legend.title or None,
        title_fontproperties={"size": size, "weight": "bold"},
        alignment="left",
        borderpad=0,
        borderaxespad=0,
        handlelength=KEY / size,
        handletextpad=GAP / size,
        columnspacing=COLUMN_GAP / size,
        labelspacing=spacing,
    )
