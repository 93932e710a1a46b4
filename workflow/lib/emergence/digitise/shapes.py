"""Shapes: what one operation painted, as a marker, a curve, a bar or a level."""

from dataclasses import dataclass
from itertools import groupby

from emergence.digitise.drawing import Box, Drawing, Path

_STRAIGHT = 1e-3  # points: sides that differ by less are parallel to an axis
_POLYGONS = {3: "triangle", 5: "pentagon", 6: "hexagon"}
LARGEST_MARKER = 16.0  # points


@dataclass(frozen=True)
class Shape:
    """The subpaths of one painting operation.

    Attributes
    ----------
    order : int
        Number of the painting operation.
    parts : tuple of Path
    form : str
        circle, square, diamond, triangle, pentagon, hexagon, polygon, cross (strokes through one middle), line, or
        other.
    """

    order: int
    parts: tuple[Path, ...]
    form: str

    @property
    def first(self) -> Path:
        """Its first subpath, which has the style of all."""
        return self.parts[0]

    @property
    def box(self) -> Box:
        """Left, top, right, bottom of all vertices."""
        boxes = [part.box for part in self.parts]
        return tuple(pick(edges) for pick, edges in zip((min, min, max, max), zip(*boxes, strict=True), strict=True))

    @property
    def is_small(self) -> bool:
        """Is it of a marker's size?"""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top) <= LARGEST_MARKER

    def centre(self, by: str) -> tuple[float, float]:
        """Its middle: of the vertices (right for regular polygons) or of the box."""
        if by == "box":
            left, top, right, bottom = self.box
            return (left + right) / 2, (top + bottom) / 2
        points = [point for part in self.parts for point in part.points]
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def shapes(drawing: Drawing) -> list[Shape]:
    """The shapes of a drawing, in drawing order.

    What is filled and then stroked on the same outline is one shape; outlines painted in one go are several.
    """
    found: list[Shape] = []
    for order, group in groupby(drawing.paths, key=lambda path: path.order):
        parts = tuple(group)
        before = found[-len(parts) :]
        if len(before) == len(parts) and all(map(_is_outline, parts, before)):
            parts = tuple(_filled(part, shape.first.fill) for part, shape in zip(parts, before, strict=True))
            del found[-len(parts) :]
            order = before[0].order
        # Some programs paint all bars or markers of a series in one go.
        groups = [(part,) for part in parts] if all(map(_is_closed, parts)) else [parts]
        found += [Shape(order, group, _form(group)) for group in groups]
    return found


def _is_outline(part, shape):
    """Is this the stroke around what was just filled?"""
    filled = shape.first
    return part.fill is None and filled.stroke is None and len(shape.parts) == 1 and part.points == filled.points


def _is_closed(path):
    """A filled path is closed, even if its outline is not marked so."""
    return path.closed or (path.fill is not None and len(path.points) > 2)


def _filled(part, fill):
    return type(part)(**vars(part) | {"fill": fill})


def _form(parts):
    if len(parts) > 1:
        return "cross" if all(len(part.points) == 2 for part in parts) and _meet_in_the_middle(parts) else "other"
    path = parts[0]
    if not _is_closed(path):
        return "line"
    count = len(path.points)
    if path.curved:
        return "circle" if path.curved == count or path.curved == count - 1 else "other"
    left, top, right, bottom = path.box
    if min(right - left, bottom - top) < _STRAIGHT:
        return "square"  # a bar without a height
    if count == 4:
        sides = zip(path.points, path.points[1:] + path.points[:1], strict=True)
        straight = all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) < _STRAIGHT for a, b in sides)
        return "square" if straight else "diamond"
    return _POLYGONS.get(count, "polygon")


def _meet_in_the_middle(parts):
    middles = [((p.points[0][0] + p.points[1][0]) / 2, (p.points[0][1] + p.points[1][1]) / 2) for p in parts]
    return all(abs(x - middles[0][0]) < 0.3 and abs(y - middles[0][1]) < 0.3 for x, y in middles)
