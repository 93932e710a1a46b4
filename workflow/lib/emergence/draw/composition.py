"""The composition of a figure: where everything stands, before anything is drawn."""

from dataclasses import dataclass

import numpy as np

from emergence.draw import colourbar, layout, legend, lettering, scales
from emergence.draw.look import look as make_look

TICK = 4.4  # points: a tick and the pad to its label
_LETTER = 5.0  # points between a panel's letter and its title
_APART = 7.0  # points from a title to the next panel's letter: more than that, or the letter seems to be the title's


@dataclass
class Composition:
    """A figure whose every place is known. Lengths in points; panels by their number in the grid, from 0."""

    spec: dict
    rows: object
    panels: list
    grid: layout.Grid
    axes: dict
    look: object
    legend: object = None
    margins: layout.Margins = None
    bar: tuple = None  # ticks of the colour bar and the room it takes
    titles: list = None
    size: float = 7.0  # of tick labels
    title_size: float = 7.5

    @classmethod
    def planned(cls, spec, rows, palette):
        """Everything placed: first about, to know which ticks fit, then by the room that those take."""
        spec = spec | {"layers": _numbered(spec["layers"])}
        panels = sorted(set(rows["panel"]))
        grid = layout.grid(spec, len(panels))
        about = layout.Margins(36, 8, 3, 36, 8, 6, (14,) * grid.rows)
        box = min(grid.boxes(about), key=lambda b: b.width * b.height)
        axes = scales.plan(spec, rows, panels, grid.columns)
        self = cls(spec, rows, panels, grid, axes, make_look(spec, rows, palette, box))
        self.size = 7.0 if box.width > 90 else 6.0 if box.width > 60 else 5.5
        entries = legend.collect(spec, rows, self.look)
        if entries and self.place != "none":
            room, place = grid.page.width - 2 * layout.EDGE, self.place
            if place == "spare":
                room = (box.width + 8) * (grid.columns - grid.count % grid.columns) - 12
            room, columns = (0.4 * room, 1) if place == "right" else (room, self.option("legend", "columns"))
            title = self.option("legend", "title", "")
            self.legend = legend.arrange(entries, room, max(self.size, 6.5), title, columns)
        self.margins = about
        for _ in range(2):
            self._label()
            self._letter()
            self.margins = self._room()
        self._label()
        self._letter()
        return self

    def option(self, part, key, default=None):
        """An option of a part of the spec."""
        return self.spec.get(part, {}).get(key, default)

    @property
    def place(self):
        """Where the legend stands; at the bottom if it was to fill the grid's empty places and there are none."""
        place = self.option("legend", "place", "bottom")
        return "bottom" if place == "spare" and not self.grid.count % self.grid.columns else place

    def _label(self):
        """Choose the ticks by the length that each axis has for now."""
        boxes = self.grid.boxes(self.margins)
        for number, panel in enumerate(self.panels):
            box = boxes[number]
            self.axes[panel, "x"] = self.axes[panel, "x"].labelled(box.width, self.size, True)
            self.axes[panel, "y"] = self.axes[panel, "y"].labelled(box.height, self.size, False)
        if self.look.norm is not None and self.spec.get("colourbar") is not False:
            self.bar = colourbar.plan(self.spec, self.look.norm, self.valued().height, self.size)

    def _letter(self):
        """Break the panels' titles, and set letters before them, in the size that the narrowest allows."""
        texts = dict(zip(self.rows["panel"][::-1], self.rows["panel_title"][::-1], strict=True))
        boxes = self.grid.boxes(self.margins)
        spare = min(0.6 * self.margins.between_x, self.margins.right)
        spare = min(spare, self.margins.between_x - _APART) if self.indent(0) else spare
        rooms = [boxes[k].width + spare - self.indent(k) for k in range(len(self.panels))]
        largest = 7.5 if self.size > 6 else 6.5
        self.title_size, self.titles = lettering.fit_all([texts[p] for p in self.panels], rooms, largest, 4.5)

    def indent(self, number):
        """Room that a panel's letter takes before its title."""
        lettered = self.option("panels", "letters", 1 < len(self.panels) <= 26)
        return lettering.width(letter(number), self.letter_size, "bold") + _LETTER if lettered else 0.0

    @property
    def letter_size(self):
        """Font size of the panels' letters."""
        return 8.0 if self.size > 6 else 7.0

    def shows(self, number, name):
        """Whether a panel has tick labels on an axis: always, or where no like axis is left of it or below."""
        if not self.option("panels", f"share_{name}", True):
            return True
        other = number - 1 if name == "y" else number + self.grid.columns
        edge = not self.grid.place(number)[1] if name == "y" else self.grid.lowest(number)
        if edge:
            return True
        one, other = self.axes[self.panels[number], name], self.axes[self.panels[other], name]
        return one.own or other.own or one.limits != other.limits

    def entitled(self, name):
        """Whether each panel carries the title of its axis, because they differ."""
        return len({self.axes[panel, name].title for panel in self.panels}) > 1

    def feet(self):
        """Rows of panels under whose middle the x axes' common title stands.

        The last row's and, if that is not full, the panels above its empty places, where the title is no wider.
        """
        last = (self.grid.rows - 1) * self.grid.columns
        above = [k for k in range(max(last, 0)) if self.grid.lowest(k)]
        found = [range(last, len(self.panels))]
        if above:
            boxes = self.grid.boxes(self.margins)
            room = boxes[above[-1]].right - boxes[above[0]].left
            title = self.axes[self.panels[0], "x"].title
            found += [above] if lettering.width(title, self.size + 0.5) <= room else []
        return found

    def _room(self):
        """The margins that labels, titles, legend and colour bar take."""
        numbers, columns, boxes = range(len(self.panels)), self.grid.columns, self.grid.boxes(self.margins)
        wide = [self.beside(k) for k in numbers]
        deep = [self._below(k) for k in numbers]
        over = [self.axes[p, "x"].overhang(boxes[k].width, self.size) for k, p in enumerate(self.panels)]
        heads = [lettering.height(t, self.title_size) + 2 if t else 11 if self.indent(0) else 3 for t in self.titles]
        heads = [max(heads[row * columns : (row + 1) * columns]) for row in range(self.grid.rows)]
        title = {name: 1.5 * (self.size + 0.5) * bool(a.title) for (_, name), a in self.axes.items()}
        left = layout.EDGE + max(w for k, w in enumerate(wide) if k % columns == 0)
        left += 0 if self.entitled("y") else title["y"]
        inner_x = [w for k, w in enumerate(wide) if k % columns] or [0]
        between_x = max(max(inner_x) + 6, max(o[0] for o in over) + max(o[1] for o in over) + 4, 6)
        inner_y = [d for k, d in enumerate(deep) if not self.grid.lowest(k)] or [0]
        bottom = layout.EDGE + max(d for k, d in enumerate(deep) if self.grid.lowest(k))
        bottom += 0 if self.entitled("x") else title["x"]
        right = layout.EDGE + max(o[1] for o in over)
        if self.legend:
            bottom += self.legend.height + 5 if self.place == "bottom" else 0
            right += self.legend.width + 10 if self.place == "right" else 0
        right += self.bar[1] if self.bar else 0
        return layout.Margins(left, right, layout.EDGE, bottom, between_x, max(inner_y) + 4, tuple(heads))

    def beside(self, number):
        """Room that a panel's y axis takes to its left."""
        axis = self.axes[self.panels[number], "y"]
        room = axis.width(self.size) + TICK if self.shows(number, "y") else 0.0
        return room + (1.6 * (self.size + 0.5) if self.entitled("y") else 0.0)

    def _below(self, number):
        """Room that a panel's x axis takes under it."""
        room = TICK + self.size if self.shows(number, "x") else 0.0
        return room + (1.5 * (self.size + 0.5) if self.entitled("x") and self.shows(number, "x") else 0.0)

    def valued(self):
        """The box about the panels that have a continuous colour."""
        boxes = self.grid.boxes(self.margins)
        valued = set(self.rows["panel"][np.isfinite(self.rows["value"])])
        held = [boxes[k] for k, panel in enumerate(self.panels) if panel in valued]
        left, bottom = min(b.left for b in held), min(b.bottom for b in held)
        right = max(b.right for b in boxes[: len(self.panels)])
        return layout.Box(left, bottom, right - left, max(b.top for b in held) - bottom)

    def corner(self, boxes):
        """Upper left corner of the legend."""
        page, held = self.grid.page, boxes[: len(self.panels)]
        if self.place == "right":
            return page.width - layout.EDGE - self.legend.width, held[0].top
        if self.place == "spare":
            lower = 1.5 * self.size if self.entitled("x") or len(self.feet()) > 1 else 0
            return boxes[len(held)].left + 4, boxes[len(held)].top - lower
        middle = (held[0].left + max(b.right for b in held)) / 2
        left = min(max(middle - self.legend.width / 2, layout.EDGE), page.width - layout.EDGE - self.legend.width)
        return max(left, layout.EDGE), layout.EDGE + self.legend.height


def _numbered(layers):
    """The layers with their numbers, and lines that cross points with a casing."""
    drawn = [layer["mark"] for layer in layers]
    return [layer | {"number": k, "casing": "points" in drawn[:k]} for k, layer in enumerate(layers)]


def letter(number):
    """a, b ... z, aa, ab ..."""
    return (chr(96 + number // 26) if number >= 26 else "") + chr(97 + number % 26)
