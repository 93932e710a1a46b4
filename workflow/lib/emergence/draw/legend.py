"""The legend that all panels share: what it lists, in how many columns, and matplotlib's legend made of it."""

import math
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple

from emergence.draw import marks, text_metrics
from emergence.draw.palette import Style, sized
from emergence.draw.rows import Rows
from emergence.draw.theme import Theme

KEY, GAP, COLUMN_GAP = 16.0, 4.0, 12.0  # points: width of a key, to its text, between columns
STEP = 8.0  # points: width of each key of a strip
_LEADING = 1.45  # height of a row in font sizes


@dataclass(frozen=True)
class Entry:
    """One entry: its text, and its keys, side by side. A key is what lies over each other, as (mark, layer, style).

    The sizes of one family are one entry, a strip of keys from light to dark; its text names them all, or where that
    is too long the first and the last (``brief``).
    """

    text: str
    keys: tuple
    brief: str = ""

    @property
    def room(self) -> float:
        """Width of the keys in points."""
        return max(KEY, STEP * len(self.keys))

    def width(self, size: float) -> float:
        """Width of keys and text in points."""
        return self.room + GAP + text_metrics.width(self.text, size)

    def within(self, room: float, size: float) -> "Entry":
        """The entry with as much text as there is room for."""
        if self.width(size) <= room:
            return self
        text = text_metrics.shorten(self.brief or self.text, size, room - self.room - GAP)
        return replace(self, text=text)


class _Strip(tuple):
    """Keys that are drawn beside and not over each other."""

    __slots__ = ()


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
        if layer.get("legend", "") is None or layer.get("ends"):
            continue
        mark = marks.get(layer["mark"])
        guide = theme.palette.get(getattr(mark, "GUIDE", None))
        text = layer.get("legend") or (guide or {}).get("name")
        if text:
            style = Style(guide["colour"]) if guide and "colour" not in layer else theme.style("", layer)
            later.setdefault(text, {})[layer["mark"]] = (mark, layer, style)
        if guide is None and layer.get("colour", "group") == "group":
            for name in {group for group in part["group"] if group in found}:
                found[name].setdefault(layer["mark"], (mark, layer, theme.groups[name]))
    labels = theme.palette.get("labels", {})
    rest = [Entry(labels.get(text, text), (tuple(keys.values()),)) for text, keys in later.items()]
    return [*_of_families({name: keys for name, keys in found.items() if keys}, theme, labels), *rest]


def _of_families(found, theme, labels):
    """The entries of groups: the sizes of one family that are drawn with the same marks make one strip."""
    strips: dict = {}
    for name, keys in found.items():
        family = None if name in labels else sized(name, theme.palette)
        kind = (family[0], theme.groups[name].marker, tuple(keys)) if family else name
        strips.setdefault(kind, []).append(name)
    for run in strips.values():
        keys = tuple(tuple(found[name].values()) for name in run)
        if len(run) == 1:
            yield Entry(labels.get(run[0], run[0]), keys)
        else:
            family, sizes = sized(run[0], theme.palette)[0], [sized(name, theme.palette)[1] for name in run]
            yield Entry(f"{family} {', '.join(sizes)}", keys, f"{family} {sizes[0]} to {sizes[-1]}")


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
    entries = [entry.within(room, size) for entry in entries]
    for count in range(min(columns or len(entries), len(entries)), 0, -1):
        count = math.ceil(len(entries) / math.ceil(len(entries) / count))
        widths = tuple(max(entry.width(size) for entry in entries[k::count]) for k in range(count))
        if count == 1 or sum(widths) + COLUMN_GAP * (count - 1) <= room:
            break
    return Legend(tuple(entries), widths, size, title)


def draw(figure: Figure, legend: Legend, left: float, top: float, theme: Theme) -> None:
    """Draw a legend with its upper left corner at (left, top), in points from the lower left corner of the page."""
    size, page = legend.size, figure.get_size_inches() * 72
    spacing = _LEADING - 1.02  # a line of text is so much higher than its font size
    if legend.title:
        place = left / page[0], (top - 0.5 * spacing * size) / page[1]
        figure.text(*place, legend.title, fontsize=size, weight="bold", va="top")
        top -= _LEADING * size
    for number, entry in enumerate(legend.entries):  # each by itself, because keys are not all as wide
        row, column = divmod(number, len(legend.widths))
        x = left + sum(legend.widths[:column]) + COLUMN_GAP * column
        y = top - (row * _LEADING + 0.5 * spacing) * size
        handle: Any = _Strip(tuple(a for part in key for a in part[0].key(*part[1:], theme)) for key in entry.keys)
        figure.legend(
            [handle],
            [entry.text],
            handler_map={_Strip: HandlerTuple(ndivide=None, pad=0)},
            loc="upper left",
            bbox_to_anchor=(x / page[0], y / page[1]),
            frameon=False,
            fontsize=size,
            borderpad=0,
            borderaxespad=0,
            handlelength=entry.room / size,
            handletextpad=GAP / size,
        )
