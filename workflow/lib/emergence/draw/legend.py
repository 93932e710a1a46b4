"""The legend that all panels share, and the colour bar. Drawn on axes that span the page in points."""

import math
from dataclasses import dataclass

from emergence.draw import lettering, marks
from emergence.draw.palette import Style

SIGN, GAP, COLUMN_GAP = 16.0, 4.0, 12.0  # points: width of a sign, to its text, between columns


@dataclass(frozen=True)
class Entry:
    """One line of the legend: its text, and the signs drawn over each other: (mark's module, layer, style)."""

    text: str
    signs: tuple


@dataclass(frozen=True)
class Legend:
    """Entries laid out in columns, row by row. Lengths in points."""

    entries: tuple
    widths: tuple  # of the columns, without the gaps between them
    size: float
    title: str

    @property
    def lead(self):
        """Height of one row."""
        return 1.45 * self.size

    @property
    def width(self):
        """Width of the whole legend."""
        full = sum(self.widths) + COLUMN_GAP * (len(self.widths) - 1)
        return max(full, lettering.width(self.title, self.size, "bold"))

    @property
    def height(self):
        """Height of the whole legend."""
        return (math.ceil(len(self.entries) / len(self.widths)) + bool(self.title)) * self.lead

    def draw(self, axes, left, top, look):
        """Draw with the upper left corner at (left, top)."""
        if self.title:
            axes.text(left, top - self.lead * 0.72, self.title, fontsize=self.size, fontweight="bold")
            top -= self.lead
        for number, entry in enumerate(self.entries):
            row, column = divmod(number, len(self.widths))
            x = left + sum(self.widths[:column]) + COLUMN_GAP * column
            y = top - self.lead * (row + 0.5)
            for mark, layer, style in entry.signs:
                mark.key(axes, x, x + SIGN, y, layer, style, look)
            axes.text(x + SIGN + GAP, y - 0.36 * self.size, entry.text, fontsize=self.size)


def collect(spec, rows, look):
    """What the legend lists: each group once, with the signs of all its layers, then layers with a name and the guides.

    Parameters
    ----------
    spec : dict
    rows : emergence.draw.rows.Rows
    look : emergence.draw.look.Look

    Returns
    -------
    list of Entry
    """
    found = {name: {} for name in look.groups}
    later = {}
    for number, part in rows.split("layer"):
        layer = spec["layers"][int(number)]
        if layer.get("legend", "") is None:
            continue
        mark = marks.get(layer["mark"])
        guide = look.palette.get(getattr(mark, "NAME", None))
        text = layer.get("legend") or (guide or {}).get("name")
        if text:
            style = Style(guide["colour"]) if guide else look.style("", layer)
            later.setdefault(text, {})[layer["mark"]] = (mark, layer, style)
        if guide is None and layer.get("colour", "group") == "group":
            for name in {group for group in part["group"] if group}:
                found[name].setdefault(layer["mark"], (mark, layer, look.groups[name]))
    labels = look.palette.get("labels", {})
    return [Entry(labels.get(text, text), tuple(signs.values())) for text, signs in (found | later).items() if signs]


def arrange(entries, room, size, title="", columns=None):
    """Entries in as many columns as fit, the rows of about equal length.

    Parameters
    ----------
    entries : list of Entry
    room : float
        Width there is.
    size : float
        Font size.
    title : str
    columns : int, optional
        At most so many.

    Returns
    -------
    Legend
    """
    longest = room - SIGN - GAP
    entries = [Entry(lettering.shorten(entry.text, size, longest), entry.signs) for entry in entries]
    for count in range(min(columns or len(entries), len(entries)), 0, -1):
        count = math.ceil(len(entries) / math.ceil(len(entries) / count))
        texts = [[lettering.width(entry.text, size) for entry in entries[k::count]] for k in range(count)]
        widths = tuple(SIGN + GAP + max(column) for column in texts)
        if count == 1 or sum(widths) + COLUMN_GAP * (count - 1) <= room:
            break
    return Legend(tuple(entries), widths, size, title)
