"""The assignment of shapes in a panel to series, and the positions of their points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emergence.digitise.drawing import Box
from emergence.digitise.shapes import Shape
from emergence.digitise.spec import SeriesSpec
from emergence.io.errors import DataError

_WIDTH = 0.03  # of a stroke's width: strokes closer than this are of one width
_MARGIN = 8.0  # points: markers may extend beyond the edge of their panel
_EDGE = 0.02  # points: closer to the frame is inside


@dataclass(frozen=True)
class Point:
    """One point of a series, in points on the page; ``base`` is a bar's foot or left end; a level has no x or no y."""

    series: str
    kind: str
    piece: int
    order: int
    x: float | None
    y: float | None
    base: float | None
    is_inside: bool
    colour: str


def read_series(
    shapes: Iterable[Shape], frame: Box, wanted: Sequence[SeriesSpec], dropped: Sequence[Box], file: str, row: str
) -> list[Point]:
    """The points of a panel's series.

    Parameters
    ----------
    shapes : sequence of Shape
    frame : (float, float, float, float)
    wanted : sequence of SeriesSpec
    dropped : sequence of 4 floats
        Boxes whose content is no data.
    file, row : str
        What messages call the file and the panel.

    Returns
    -------
    list of Point
        In drawing order.

    Raises
    ------
    DataError
        If a shape matches two series.
    """
    points: list[Point] = []
    pieces: dict[str, int] = {}
    for shape in shapes:
        if any(lies_in(shape.box, box) for box in dropped):
            continue
        owners = [entry for entry in wanted if _belongs(shape, entry, frame)]
        if len(owners) > 1:
            names = " and ".join(entry.name for entry in owners)
            raise DataError(file, f"descriptions that distinguish the series: one shape matches {names}", row)
        for entry in owners:
            for found in _points(shape, entry, frame):
                pieces[entry.name] = pieces.get(entry.name, 0) + 1
                points += _placed(found, entry, shape, pieces[entry.name], frame)
    return points


def styles(shapes: Iterable[Shape], frame: Box) -> list[str]:
    """The styles of what is drawn in a frame, in words, the most frequent first: for messages."""
    counts: dict[str, int] = {}
    for shape in shapes:
        if _overlaps(shape.box, frame) and shape.form != "other":
            path = shape.first
            style = f"{shape.form} stroke {path.stroke} fill {path.fill} width {path.width:.2f}"
            counts[style + (" dashed" if path.dash else "")] = counts.get(style, 0) + 1
    return sorted(counts, key=lambda style: -counts[style])


def _belongs(shape, entry, frame):
    path = shape.first
    answers = (
        (entry.stroke is None or path.stroke == entry.stroke)
        and (entry.fill is None or path.fill == entry.fill)
        and (entry.width is None or abs(path.width - entry.width) <= _WIDTH * entry.width)
        and (entry.dashed is None or bool(path.dash) == entry.dashed)
        and (entry.dash is None or _is_dashed(path.dash, entry.dash))
        and (entry.form is None or shape.form == entry.form)
        and (entry.vertices is None or len(path.points) >= entry.vertices)
    )
    return answers and _FITS[entry.kind](shape, entry, frame)


def _is_dashed(drawn, wanted):
    alike = (abs(length - other) <= _WIDTH * other for length, other in zip(drawn, wanted, strict=False))
    return len(drawn) == len(wanted) and all(alike)


def _is_marker(shape, entry, frame):
    closed = shape.form not in ("line", "other")
    return closed and shape.is_small and _holds(frame, shape.centre(entry.centre), _MARGIN)


def _is_curve(shape, _entry, frame):
    lines = all(not part.closed and part.fill is None for part in shape.parts)
    return lines and _overlaps(shape.box, frame) and _is_seen(shape, frame)


def _is_level(shape, entry, frame):
    """A straight line along an axis across most of the panel."""
    if not _is_curve(shape, entry, frame):
        return False
    left, top, right, bottom = shape.box
    flat, upright = bottom - top < 1e-3, right - left < 1e-3
    across = min(right, frame[2]) - max(left, frame[0]), min(bottom, frame[3]) - max(top, frame[1])
    wide = across[0] > 0.5 * (frame[2] - frame[0]), across[1] > 0.5 * (frame[3] - frame[1])
    return (flat and wide[0]) or (upright and wide[1])


def _is_bar(shape, _entry, frame):
    return shape.form == "square" and shape.first.fill is not None and _holds(frame, shape.centre("box"), 0.0)


def _is_band(shape, _entry, frame):
    """A filled outline, of which the edges matter."""
    return shape.first.fill is not None and _overlaps(shape.box, frame) and _is_seen(shape, frame)


_ANY = SeriesSpec("any", "any")
_FITS = {"markers": _is_marker, "line": _is_curve, "level": _is_level, "bars": _is_bar, "band": _is_band}


def kind_of(shape: Shape, frame: Box) -> str | None:
    """The kind of series that a shape in a frame may belong to, None where it is none; for descriptions to begin with.

    A small closed shape is a marker; a straight line along an axis across most of the panel is a level.
    """
    fitting = [kind for kind in ("markers", "bars", "level", "line", "band") if _FITS[kind](shape, _ANY, frame)]
    is_stroke = shape.form == "line" and len(shape.first.points) == 2 and shape.is_small  # ticks and keys of legends
    return None if not fitting or is_stroke else fitting[0]


def _points(shape, entry, frame):
    """Runs of (x, y, base): of a curve or a band its vertices, of everything else one."""
    left, top, right, bottom = shape.box
    if entry.kind in ("line", "band"):
        return [[(x, y, None) for x, y in part.points] for part in shape.parts]
    if entry.kind == "level":
        is_flat = bottom - top < 1e-3
        return [[(None, top, None) if is_flat else (left, None, None)]]
    if entry.kind == "bars":
        flat = right, (top + bottom) / 2, left
        return [[flat if entry.along == "x" else ((left + right) / 2, top, bottom)]]
    return [[(*shape.centre(entry.centre), None)]]


def _placed(run, entry, shape, piece, frame):
    colour = shape.first.fill or shape.first.stroke
    for x, y, base in run:
        middle = (frame[0] if x is None else x, frame[1] if y is None else y)
        inside = _holds(frame, middle, _EDGE)
        yield Point(entry.name, entry.kind, piece, shape.order, x, y, base, inside, colour)


def _holds(frame, point, margin):
    within = frame[0] - margin <= point[0] <= frame[2] + margin
    return within and frame[1] - margin <= point[1] <= frame[3] + margin


def _overlaps(box, frame):
    return box[0] <= frame[2] and box[2] >= frame[0] and box[1] <= frame[3] and box[3] >= frame[1]


def lies_in(box: Box, outer: Box) -> bool:
    """Does a box lie in another, or on its edge?"""
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _is_seen(shape, frame):
    """Does its clip leave anything of it in this frame? Curves of a neighbour may run on beyond the page's panels."""
    clip = shape.first.clip
    middle = (frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2
    return clip is None or _holds(clip, middle, 0.0)
