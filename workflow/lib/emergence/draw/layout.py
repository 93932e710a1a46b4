"""The grid of panels, computed in points.

Not by matplotlib's constrained layout: it takes a fifth of a second more for a figure of four panels, one more for 30
and six more for 85 (twice the time of a figure), and knows neither titles that are broken to the width of their panel
nor ticks whose number depends on the room they have.
"""

import math
from dataclasses import dataclass

POINTS = 72.0
WIDTHS = {1: 3.25, 2: 6.75}  # inches: one and two columns of a printed page
EDGE = 3.0  # empty rim of the page


@dataclass(frozen=True)
class Margins:
    """Room about the panels and between them, in points."""

    left: tuple  # for each row of the grid
    right: float
    top: float
    bottom: float
    between_x: float
    between_y: tuple  # for each row of the grid but the last, the room for what is below its panels
    heads: tuple  # for each row of the grid, the room for titles above its panels


@dataclass(frozen=True)
class Box:
    """A rectangle on the page in points, from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self):
        """The right edge."""
        return self.left + self.width

    @property
    def top(self):
        """The upper edge."""
        return self.bottom + self.height


@dataclass(frozen=True)
class Grid:
    """Where ``count`` panels are, row by row: columns of relative ``widths``, rows of relative ``heights``.

    Above and below them are the figure's own words, in ``head`` and ``foot`` points of the page.
    """

    page: Box
    count: int
    columns: int
    widths: tuple
    heights: tuple
    head: float = 0.0
    foot: float = 0.0

    @property
    def rows(self) -> int:
        """Number of rows."""
        return math.ceil(self.count / self.columns)

    def place(self, panel: int) -> tuple[int, int]:
        """Row and column of a panel."""
        return divmod(panel, self.columns)

    def lowest(self, panel: int) -> bool:
        """Whether no panel is below this one."""
        return panel + self.columns >= self.count

    def rough(self) -> Margins:
        """Margins to begin with, as labels of a usual length take them."""
        return Margins((36,) * self.rows, 8, 3, 36, 8, (6,) * (self.rows - 1), (14,) * self.rows)

    def boxes(self, margins: Margins) -> list[Box]:
        """A box for each panel, and then one for each empty place of the last row."""
        page, gaps_x, gaps_y = self.page, margins.between_x * (self.columns - 1), sum(margins.between_y)
        room = page.height - self.head - self.foot - margins.top - margins.bottom
        high = max(room - gaps_y - sum(margins.heads), 1.0)
        heights = [high * share / sum(self.heights) for share in self.heights]
        found = []
        for panel in range(self.rows * self.columns):
            row, column = self.place(panel)
            wide = max(page.width - margins.left[row] - margins.right - gaps_x, 1.0)
            widths = [wide * share / sum(self.widths) for share in self.widths]
            left = margins.left[row] + sum(widths[:column]) + margins.between_x * column
            above = sum(margins.heads[: row + 1]) + sum(heights[:row]) + sum(margins.between_y[:row])
            top = page.height - self.head - margins.top - above
            found.append(Box(left, top - heights[row], widths[column], heights[row]))
        return found


def page_width(spec: dict) -> float:
    """Width in points of the page that an exhibit asks for."""
    size = spec.get("size", {})
    return size.get("width", WIDTHS[size.get("columns", 2)]) * POINTS


def grid(spec: dict, count: int, head: float = 0.0, foot: float = 0.0) -> Grid:
    """The grid that an exhibit's ``size`` and ``panels`` ask for; the page is higher by its title and caption.

    Parameters
    ----------
    spec : dict
    count : int
        Number of panels.
    head, foot : float
        Room for title and caption in points, by which the page is higher than its ``size``.

    Returns
    -------
    Grid
    """
    size, panels = spec.get("size", {}), spec.get("panels", {})
    columns = min(panels.get("columns", min(count, 4)), count)
    rows = math.ceil(count / columns)
    page = Box(0.0, 0.0, page_width(spec), size.get("height", 2.4) * POINTS + head + foot)
    widths, heights = panels.get("widths", [1] * columns), panels.get("heights", [1] * rows)
    shares = tuple((*widths, *[1] * columns)[:columns]), tuple((*heights, *[1] * rows)[:rows])
    return Grid(page, count, columns, *shares, head, foot)
