"""A first description of a figure from what its page shows: panels, scales of axes, and styles of what is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from emergence.digitise.axes import Axis, fit_axis, tick_strokes
from emergence.digitise.drawing import Box, Drawing
from emergence.digitise.labels import Label, along, labels
from emergence.digitise.panels import frames
from emergence.digitise.series import kind_of, lies_in
from emergence.digitise.shapes import Shape, shapes
from emergence.io.errors import DataError

_SIDES = {"x": ("bottom", "top"), "y": ("left", "right")}
_MOST = 40  # styles; a page with more has drawings that are no plots
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MIDDLE = 5  # points around the middle of a frame that its box takes


@dataclass(frozen=True)
class Panel:
    """A frame with two axes: what the yaml says of each, the scales that were found, and sentences on them."""

    name: str
    frame: Box
    given: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Axis] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)


def draft(drawing: Drawing, file: str, page: int) -> str:
    """The text of a description, as ``data/<source>/figures/<figure>.yaml`` has it, to be completed by hand.

    Parameters
    ----------
    drawing : Drawing
        The page.
    file : str
        Name of the file that the figure is in.
    page : int

    Returns
    -------
    str
        YAML that reads as it is: each panel by a box around its middle, each style as a series of that style. What is
        to be filled in is named so.

    Raises
    ------
    DataError
        If the page has no frame with labels along two sides.
    """
    found = _panels(drawing, file)
    if not found:
        what = "an image" if drawing.images else f"{len(drawing.paths)} paths and {len(frames(drawing))} frames"
        expected = "axes drawn as lines, with numbers along two sides; --page chooses another page"
        raise DataError(file, expected, value=f"page {page} with {what}")
    lines = [
        "# A first description, from what the page shows. Give titles, units and names, delete series that are no",
        "# data, and put legends inside panels under drop. Positions are in points from the page's upper left corner.",
        "title: TITLE",
        f'file: "{file}"',
        f"page: {page}",
        "locator: FIGURE OF THE PUBLICATION",
        "x: {title: TITLE OF X, unit: UNIT}",
        "y: {title: TITLE OF Y, unit: UNIT}",
        "panels:",
    ]
    for panel in found:
        lines += [f"  # {sentence}" for sentence in panel.says]
        lines.append(f"  - {{name: {panel.name}, box: {_around(panel.frame)}{_of_axes(panel.given)}}}")
    lines.append("series:")
    lines += _series(shapes(drawing), found)
    return "\n".join(lines) + "\n"


def _panels(drawing: Drawing, file: str) -> list[Panel]:
    """The frames with a scale along x and y, in reading order; neighbours may share one that is labelled once."""
    numbers, found = labels(drawing), list[Panel]()
    for frame in sorted(frames(drawing), key=lambda box: (round(box[1] / 20), box[0])):
        name = _LETTERS[len(found)] if len(found) < len(_LETTERS) else f"p{len(found) + 1}"
        panel = Panel(name, frame)
        has = [_axis(drawing, panel, which, numbers, file) or _shared(panel, which, found) for which in _SIDES]
        if all(has) and not any(_same_middle(frame, other.frame) for other in found):
            found.append(panel)
    return found


def _axis(drawing: Drawing, panel: Panel, which: str, numbers: Sequence[Label], file: str) -> bool:
    """Note the axis that is labelled along one of its sides, if there is one."""
    for side in _SIDES[which]:
        beside = along(numbers, panel.frame, side)
        if len({label.value for label in beside}) > 1:
            break
    else:
        return False
    if side != _SIDES[which][0]:
        panel.given[which] = f"{{side: {side}}}"
    try:
        axis = fit_axis(beside, tick_strokes(drawing, panel.frame, side), which, None, file, which)
    except DataError as error:
        panel.says.append(f"{which}: no scale is found ({error}); give scale, ticks and a reason")
        return True
    panel.scales[which] = axis
    ends = (panel.frame[0], panel.frame[2]) if which == "x" else (panel.frame[3], panel.frame[1])
    first, last = (f"{float(axis.value(end)):.3g}" for end in ends)
    used = sum(tick.is_used for tick in axis.ticks)
    panel.says.append(f"{which}: {axis.scale}, {first} to {last}, by {used} of {len(axis.ticks)} labels")
    return True


def _shared(panel: Panel, which: str, found: Sequence[Panel]) -> bool:
    """Note the axis of a panel in the same row or column, whose frame has the same ends."""
    ends = (0, 2) if which == "x" else (1, 3)
    for other in found:
        if which in other.scales and all(abs(panel.frame[end] - other.frame[end]) < 1 for end in ends):
            axis = other.scales[which]
            used = [tick for tick in axis.ticks if tick.is_used]
            ticks = ", ".join(f'"{tick.position:.5f}": {tick.value!r}' for tick in (used[0], used[-1]))
            reason = f"it has no labels, and the ends of the axis of panel {other.name}"
            panel.given[which] = f"{{scale: {axis.scale}, ticks: {{{ticks}}}, reason: '{reason}'}}"
            panel.scales[which] = axis
            panel.says.append(f"{which}: that of panel {other.name}")
            return True
    return False


def _series(drawn: Sequence[Shape], panels: Sequence[Panel]) -> list[str]:
    """A series for each style inside the panels, the most frequent first, with how often it occurs."""
    counts: dict[tuple, dict[str, int]] = {}
    for panel in panels:
        for shape in drawn:
            kind = kind_of(shape, panel.frame)
            if kind and not _is_frame(shape, panel.frame):
                style = (kind, *_style(shape, kind))
                own = counts.setdefault(style, {})
                own[panel.name] = own.get(panel.name, 0) + 1
    order = sorted(counts, key=lambda style: (-sum(counts[style].values()), style))[:_MOST]
    lines = []
    for number, style in enumerate(order, 1):
        where = ", ".join(f"{count} in {panel}" for panel, count in counts[style].items())
        words = ", ".join([f"kind: {style[0]}", *style[1:]])
        lines.append(f"  - {{name: series {number}, {words}}}  # {where}")
    return lines or ["  []  # nothing is drawn in the panels"]


def _style(shape: Shape, kind: str) -> Iterator[str]:
    path = shape.first
    if kind == "markers":
        yield f"form: {shape.form}"
    for name in ("stroke", "fill"):
        if colour := getattr(path, name):
            yield f'{name}: "{colour}"'
    if kind in ("line", "level"):
        yield f"dashed: {str(bool(path.dash)).lower()}"


def _is_frame(shape: Shape, frame: Box) -> bool:
    """Is it the frame itself, a part of it, or the ground that it stands on?"""
    left, top, right, bottom = shape.box
    ends = abs(left - frame[0]) < 1, abs(top - frame[1]) < 1, abs(right - frame[2]) < 1, abs(bottom - frame[3]) < 1
    edge = (right - left < 1 and (ends[0] or ends[2])) or (bottom - top < 1 and (ends[1] or ends[3]))
    return edge or all(ends) or lies_in(frame, shape.box)


def _same_middle(one: Box, other: Box) -> bool:
    middles = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in (one, other)]
    return all(abs(a - b) < 2 * _MIDDLE for a, b in zip(*middles, strict=True))


def _around(frame: Box) -> list[int]:
    x, y = round((frame[0] + frame[2]) / 2), round((frame[1] + frame[3]) / 2)
    return [x - _MIDDLE, y - _MIDDLE, x + _MIDDLE, y + _MIDDLE]


def _of_axes(given: dict[str, str]) -> str:
    return "".join(f", {which}: {words}" for which, words in given.items())
