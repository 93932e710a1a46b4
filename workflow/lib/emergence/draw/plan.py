"""From an exhibit's spec and rows to the plan of its figure: everything that is drawn, and where.

The spec is read here and nowhere later: what draws (:mod:`emergence.draw.figure` and the marks) takes the plan.
"""

from dataclasses import dataclass
from types import ModuleType

import numpy as np

from emergence.draw import legend, marks, text_metrics, titling
from emergence.draw.arrangement import TICK, Arrangement, Draft, arrange, letter
from emergence.draw.colourbar import ColourBar
from emergence.draw.layout import EDGE, Box, grid, page_width
from emergence.draw.rows import Rows, concatenate
from emergence.draw.scales import Axis, levelled, plan_axes, seen
from emergence.draw.theme import Theme, make_theme

_MINOR_PANELS = 20  # in the very small panels of larger grids minor ticks are noise, and slow


@dataclass(frozen=True)
class Layer:
    """One mark in one panel: its module, the keys of its layer and its rows."""

    mark: ModuleType
    options: dict
    rows: Rows


@dataclass(frozen=True)
class Text:
    """A text at a place of the page: the title of one axis or of the same axis of several panels."""

    text: str
    x: float
    y: float
    size: float
    how: dict


@dataclass(frozen=True)
class Panel:
    """One panel: its box, axes, heading and layers."""

    box: Box
    x: Axis
    y: Axis
    shows_x: bool  # tick labels
    shows_y: bool
    letter: str
    heading: str  # with line breaks
    indent: float  # of the heading behind the letter
    rise: float  # of the heading's first line and of the letter above the panel: the same for all panels of a row
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class FigurePlan:
    """All that is drawn in a figure. Lengths in points from the page's lower left corner."""

    page: Box
    theme: Theme
    panels: tuple[Panel, ...]
    titles: tuple[Text, ...]
    legend: legend.Legend | None
    legend_corner: tuple[float, float]
    bar: ColourBar | None
    bar_beside: Box | None
    size: float  # of tick labels
    heading_size: float
    letter_size: float
    minor: bool


def plan_figure(spec: dict, rows: Rows, palette: dict) -> FigurePlan:
    """Plan a figure.

    Parameters
    ----------
    spec : dict
        A validated exhibit of kind ``figure``.
    rows : Rows
    palette : dict
        The parsed palette.yaml.

    Returns
    -------
    FigurePlan
    """
    spec = spec | {"layers": _numbered(spec["layers"])}
    rows = levelled(spec, _placed(spec["layers"], rows))
    panels = sorted(set(rows["panel"]))
    words = titling.words(spec, page_width(spec))
    cells = grid(spec, len(panels), words.head, words.foot)
    box = min(cells.boxes(cells.rough())[: len(panels)], key=lambda b: b.width * b.height)
    theme = make_theme(spec, rows, palette, box)
    size = 7.0 if box.width > 90 else text_metrics.SMALLEST
    axes = plan_axes(spec, rows, panels, cells.columns)
    names = dict(zip(rows["panel"][::-1], rows["panel_title"][::-1], strict=True))
    place = _legend_place(spec, cells)
    held = set(rows["panel"][np.isfinite(rows["value"])])
    draft = Draft(
        spec,
        cells,
        tuple((axes[panel, "x"], axes[panel, "y"]) for panel in panels),
        tuple(names[panel] for panel in panels),
        size,
        _legend(spec, seen(rows, axes), theme, cells, box, size, place),
        place,
        theme.norm if spec.get("colourbar") is not False else None,
        tuple(number for number, panel in enumerate(panels) if panel in held),
    )
    return _planned(arrange(draft), rows, panels, theme, words)


def _numbered(layers):
    """The layers with their numbers."""
    return [layer | {"number": k} for k, layer in enumerate(layers)]


def _placed(layers, rows):
    """The rows with the positions that marks themselves give them."""
    found = []
    for number, part in rows.split("layer"):
        layer = layers[int(number)]
        place = getattr(marks.get(layer["mark"]), "place", None)
        found.append(place(part, layer) if place else part)
    return concatenate(found)


def _legend_place(spec, cells):
    """Where the legend is: at the bottom if it was to fill the empty places of the grid and there are none."""
    place = spec.get("legend", {}).get("place", "bottom")
    return "bottom" if place == "spare" and not cells.count % cells.columns else place


def _legend(spec, rows, theme, cells, box, size, place):
    entries = legend.collect(spec, rows, theme)
    if not entries or place == "none":
        return None
    room, columns = cells.page.width - 2 * EDGE, spec.get("legend", {}).get("columns")
    if place == "spare":
        room = (box.width + 8) * (cells.columns - cells.count % cells.columns) - 12
    room, columns = (0.4 * room, 1) if place == "right" else (room, columns)
    return legend.arrange(entries, room, max(size, 6.5), spec.get("legend", {}).get("title", ""), columns)


def _planned(found: Arrangement, rows: Rows, panels: list, theme: Theme, words: titling.Words) -> FigurePlan:
    """The plan of a figure whose parts are arranged."""
    draft, parts = found.draft, dict(rows.split("panel", "layer"))
    made = []
    for number, panel in enumerate(panels):
        layers = tuple(
            Layer(marks.get(layer["mark"]), layer, parts[panel, order])
            for order, layer in enumerate(draft.spec["layers"])
            if (panel, order) in parts
        )
        shown = draft.shows(number, "x"), draft.shows(number, "y")
        name = letter(number) if draft.lettered else ""
        heading, indent, rise = found.headings[number], draft.indent(number), found.rise(number)
        made.append(Panel(found.boxes[number], *draft.axes[number], *shown, name, heading, indent, rise, layers))
    return FigurePlan(
        draft.grid.page,
        theme,
        tuple(made),
        (*_about(words, draft.grid.page), *_titles_of_y(found), *_titles_of_x(found)),
        draft.legend,
        found.corner() if draft.legend else (0.0, 0.0),
        found.bar,
        found.valued() if found.bar else None,
        draft.size,
        found.heading_size,
        draft.letter_size,
        len(panels) <= _MINOR_PANELS,
    )


def _about(words, page):
    """The figure's title at the top of the page and its short caption at the foot."""
    how = {"ha": "left", "linespacing": text_metrics.LEADING}
    if words.title:
        yield Text(words.title, EDGE, page.height - EDGE, titling.TITLE, how | {"va": "top", "weight": "bold"})
    if words.caption:
        yield Text(words.caption, EDGE, EDGE, titling.CAPTION, how | {"va": "bottom"})


def _titles_of_y(found):
    """Titles of the y axes: one for all panels where they agree."""
    draft, held = found.draft, found.boxes[: found.draft.grid.count]
    size, each = draft.size + 0.5, found.draft.entitled("y")
    for number, box in enumerate(held if each else held[:1]):
        if each and not draft.heads(number, "y"):
            continue
        title = draft.axis(number, "y").title
        x = box.left - draft.column_beside(number) + size if each else EDGE + size
        low, high = (box.bottom, box.top) if each else (min(b.bottom for b in held), max(b.top for b in held))
        small = size * min(1.0, 1.1 * (high - low) / max(text_metrics.width(title, size), 1.0))
        yield Text(
            title,
            x,
            (low + high) / 2,
            max(small, text_metrics.SMALLEST),
            {"rotation": 90, "ha": "right", "va": "center"},
        )


def _titles_of_x(found):
    """Titles of the x axes: where they agree one for each row that ends the grid, else one for neighbours alike."""
    draft, boxes, size = found.draft, found.boxes, found.draft.size + 0.5
    for row in _alike(draft) if draft.entitled("x") else found.feet():
        title = draft.axis(row[0], "x").title
        middle = (boxes[row[0]].left + boxes[row[-1]].right) / 2
        x = max(middle, EDGE + text_metrics.width(title, size) / 2)  # one panel may be narrower than its title
        yield Text(title, x, boxes[row[0]].bottom - TICK - draft.size - 1.2 * size, size, {"ha": "center"})


def _alike(draft):
    """Runs of neighbours with tick labels under them whose x axes have the same title."""
    runs = []
    for number in range(draft.grid.count):
        if not draft.shows(number, "x"):
            continue
        last = runs[-1][-1] if runs else None
        beside = last == number - 1 and draft.grid.place(number)[1] > 0
        if beside and draft.axis(last, "x").title == draft.axis(number, "x").title:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
