"""Where the parts of a figure are: margins as wide as the labels need, labels as many as the margins leave room for."""

from dataclasses import dataclass, replace

from emergence.draw import colourbar, text_metrics
from emergence.draw.colourbar import ColourBar
from emergence.draw.layout import EDGE, Box, Grid, Margins
from emergence.draw.legend import Legend
from emergence.draw.scales import Axis
from emergence.io.errors import AtlasError

TICK = 4.4  # points: a tick and the pad to its label
_LETTER = 5.0  # points between a panel's letter and its title
_APART = 7.0  # points from a title to the next panel's letter: more, or the letter seems to belong to the title
OVER = 4.0  # points between a panel and its title
_UNDER = 9.0  # points under a panel: more than from a title to its own panel, or it seems to belong to the one above
_NUMBERS = 7.0  # points at least from the numbers under a panel to those under the next
_ROUNDS = 3  # after which labels and margins no longer change


@dataclass(frozen=True)
class Draft:
    """The parts of a figure before their places are known. Panels by their number in the grid, from 0."""

    spec: dict
    grid: Grid
    axes: tuple[tuple[Axis, Axis], ...]  # x and y of each panel
    headings: tuple[str, ...]
    size: float  # of tick labels
    legend: Legend | None
    place: str  # of the legend
    norm: object  # of continuous colours that need a bar
    valued: tuple[int, ...]  # the panels that have such colours

    @property
    def lettered(self) -> bool:
        """Whether panels have letters."""
        count = self.grid.count
        return self.spec.get("panels", {}).get("letters", 1 < count <= 26)

    @property
    def letter_size(self) -> float:
        """Font size of the panels' letters."""
        return 8.0 if self.size > 6 else 7.0

    def indent(self, number: int) -> float:
        """Room that a panel's letter takes before its heading."""
        width = text_metrics.width(letter(number), self.letter_size, "bold")
        return width + _LETTER if self.lettered else 0.0

    def axis(self, number: int, name: str) -> Axis:
        """An axis of a panel."""
        return self.axes[number]["xy".index(name)]

    def shows(self, number: int, name: str) -> bool:
        """Whether a panel has tick labels on an axis: unless the same axis is to its left or below."""
        if self.grid.lowest(number) if name == "x" else not self.grid.place(number)[1]:
            return True
        other = number - 1 if name == "y" else number + self.grid.columns
        apart = name == "x" and self.indented(number) != self.indented(other)
        return apart or not self.axis(number, name).like(self.axis(other, name))

    def indented(self, number: int) -> bool:
        """Whether a panel's row may begin right of others: it begins with names, and no x is shared."""
        first = number - number % self.grid.columns
        apart = self.spec.get("panels", {}).get("share_x", True) is False
        return apart and self.axis(first, "y").scale == "category"

    def entitled(self, name: str) -> bool:
        """Whether panels carry the titles of their axis themselves, because the titles differ."""
        return len({self.axis(number, name).title for number in range(self.grid.count)}) > 1

    def heads(self, number: int, name: str) -> bool:
        """Whether a panel carries the title of its axis: the panel to its left may have the same labels and title."""
        if name == "x" or not self.entitled(name):
            return self.entitled(name)
        if not self.axis(number, name).title:
            return False
        left = self.grid.place(number)[1] > 0 and not self.shows(number, "y")
        return not (left and self.axis(number, name).title == self.axis(number - 1, name).title)

    def beside(self, number: int) -> float:
        """Room that a panel's y axis takes to its left."""
        room = self.axis(number, "y").width(self.size) + TICK if self.shows(number, "y") else 0.0
        return room + (1.6 * (self.size + 0.5) if self.heads(number, "y") else 0.0)

    def column_beside(self, number: int) -> float:
        """Room that y axes with a title take left of a panel's column, so that these stand under each other."""
        column = range(number % self.grid.columns, self.grid.count, self.grid.columns)
        return max(self.beside(other) for other in column if self.heads(other, "y"))

    def below(self, number: int) -> float:
        """Room that a panel's x axis takes under it."""
        if not self.shows(number, "x"):
            return 0.0
        return TICK + self.size + (1.5 * (self.size + 0.5) if self.entitled("x") else 0.0)


@dataclass(frozen=True)
class Arrangement:
    """The parts of a figure with their places. Lengths in points."""

    draft: Draft  # its axes have ticks now
    margins: Margins
    boxes: list[Box]  # of the panels, then of the empty places
    headings: list[str]  # with line breaks
    heading_size: float
    bar: ColourBar | None

    def valued(self) -> Box:
        """The box about the panels that have a continuous colour, to the right end of all panels."""
        held = [self.boxes[number] for number in self.draft.valued]
        left, bottom = min(b.left for b in held), min(b.bottom for b in held)
        right = max(b.right for b in self.boxes[: self.draft.grid.count])
        return Box(left, bottom, right - left, max(b.top for b in held) - bottom)

    def row(self, number: int) -> list[str]:
        """The headings of the row of panels in which one is."""
        first = number - number % self.draft.grid.columns
        return self.headings[first:][: self.draft.grid.columns]

    def rise(self, number: int) -> float:
        """Points from a panel to the first line of its heading, by the longest of its row: first lines align."""
        lines = max(heading.count("\n") for heading in self.row(number))
        return OVER + lines * text_metrics.LEADING * self.heading_size

    def feet(self) -> list:
        """Rows of panels under whose middle the common title of the x axes is.

        The last row and, if that is not full, the panels above its empty places, where the title is no wider.
        """
        grid = self.draft.grid
        last = (grid.rows - 1) * grid.columns
        above = [k for k in range(max(last, 0)) if grid.lowest(k)]
        found = [list(range(last, grid.count))]
        if above:
            room = self.boxes[above[-1]].right - self.boxes[above[0]].left
            title = self.draft.axis(0, "x").title
            found += [above] if text_metrics.width(title, self.draft.size + 0.5) <= room else []
        return found

    def corner(self) -> tuple[float, float]:
        """Upper left corner of the legend."""
        draft, page, held = self.draft, self.draft.grid.page, self.boxes[: self.draft.grid.count]
        if draft.legend is None:
            raise AtlasError("figure: the corner of a legend that it does not have")
        if draft.place == "right":
            return page.width - EDGE - draft.legend.width, held[0].top
        if draft.place == "spare":
            lower = 1.5 * draft.size if draft.entitled("x") or len(self.feet()) > 1 else 0
            empty = self.boxes[len(held)]
            left = min(empty.left + 4, page.width - EDGE - draft.legend.width)
            return max(left, held[-1].right + 4), empty.top - lower
        middle = (min(b.left for b in held) + max(b.right for b in held)) / 2
        left = min(middle - draft.legend.width / 2, page.width - EDGE - draft.legend.width)
        return max(left, EDGE), EDGE + draft.grid.foot + draft.legend.height


def arrange(draft: Draft) -> Arrangement:
    """Find the places of all parts: ticks by the length of axes, margins by the ticks, and so on until both agree."""
    margins = draft.grid.rough()
    for _ in range(_ROUNDS):
        found = _within(draft, margins)
        margins, settled = _margins(found), found
    return settled


def letter(number: int) -> str:
    """a, b ... z, aa, ab ..."""
    return (chr(96 + number // 26) if number >= 26 else "") + chr(97 + number % 26)


def _within(draft, margins):
    """Everything arranged in the room that margins leave."""
    boxes = draft.grid.boxes(margins)
    axes = tuple(
        (x.labelled(box.width, draft.size, True), y.labelled(box.height, draft.size, False))
        for (x, y), box in zip(draft.axes, boxes, strict=False)
    )
    heading_size, headings = _headings(draft, margins, boxes)
    found = Arrangement(replace(draft, axes=axes), margins, boxes, headings, heading_size, None)
    if draft.norm is None:
        return found
    return replace(found, bar=colourbar.plan_bar(draft.spec, draft.norm, found.valued().height, draft.size))


def _headings(draft, margins, boxes):
    """The panels' titles broken to fit, in the size that the narrowest allows."""
    spare = min(0.6 * margins.between_x, margins.right)
    spare = min(spare, margins.between_x - _APART) if draft.lettered else spare
    rooms = [boxes[k].width + spare - draft.indent(k) for k in range(draft.grid.count)]
    return text_metrics.fit_all(list(draft.headings), rooms, 7.5 if draft.size > 6 else 6.5, text_metrics.SMALLEST)


def _margins(found):
    """The margins that labels, titles, legend and colour bar take."""
    draft, grid = found.draft, found.draft.grid
    numbers = range(grid.count)
    wide, deep = [draft.beside(k) for k in numbers], [draft.below(k) for k in numbers]
    over = [draft.axis(k, "x").overhang(found.boxes[k].width, draft.size) for k in numbers]
    title = {name: 1.5 * (draft.size + 0.5) * any(draft.axis(k, name).title for k in numbers) for name in "xy"}
    bottom = EDGE + max(d for k, d in enumerate(deep) if grid.lowest(k))
    bottom += 0 if draft.entitled("x") else title["x"]
    right = EDGE + max(o[1] for o in over)
    if draft.legend:
        bottom += draft.legend.height + 5 if draft.place == "bottom" else 0
        right += draft.legend.width + 10 if draft.place == "right" else 0
    right += found.bar.room if found.bar else 0
    inner_x = max((w for k, w in enumerate(wide) if grid.place(k)[1]), default=0)
    between_x = max(inner_x + 6, max(o[0] for o in over) + max(o[1] for o in over) + _NUMBERS)
    under = [max(deep[row * grid.columns :][: grid.columns]) for row in range(grid.rows - 1)]
    between_y = tuple(_UNDER + room + _uneven(found, row) for row, room in enumerate(under, 1))
    left = EDGE + (0 if draft.entitled("y") else title["y"])
    lefts = tuple(left + room for room in _lefts(draft, wide[:: grid.columns]))
    return Margins(lefts, right, EDGE, bottom, between_x, between_y, _heads(found))


def _uneven(found, row):
    """More room above a row whose short titles stand as high as its long ones, and would seem to belong to above.

    Where panels have letters: without, they are many, small and alike, and their titles are read as rows.
    """
    if not found.draft.lettered:
        return 0.0
    lines = [heading.count("\n") for heading in found.row(row * found.draft.grid.columns) if heading]
    return (max(lines) - min(lines)) * text_metrics.LEADING * found.heading_size if lines else 0.0


def _lefts(draft, rooms):
    """For each row of the grid the room for labels left of it.

    Columns of panels stand under each other, but where their x axes differ a row of numbers does not begin as far to
    the right as one of names.
    """
    indented = [draft.indented(row * draft.grid.columns) for row in range(len(rooms))]
    return [max(room for room, other in zip(rooms, indented, strict=True) if other == own) for own in indented]


def _heads(found):
    """For each row of the grid the room for titles above its panels."""
    grid, empty = found.draft.grid, 11 if found.draft.lettered else 3
    heads = [text_metrics.height(title, found.heading_size) + 2 if title else empty for title in found.headings]
    return tuple(max(heads[row * grid.columns :][: grid.columns]) for row in range(grid.rows))
