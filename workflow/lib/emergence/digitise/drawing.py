"""The plain model of a drawing that every reader fills and everything else in this folder works on.

Lengths are points; x runs to the right and y downwards from the page's upper left corner. No pandas here: readers run
in a process of their own, which should start fast and stay small.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]  # left, top, right, bottom

_SAME_LINE = 0.12  # of the type size: baselines closer than this are one
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_JOINED = 0.15  # of the type size: letters closer than this are of one word


@dataclass(frozen=True)
class Path:
    """One subpath as painted: its vertices and its style.

    Attributes
    ----------
    order : int
        Number of the painting operation; subpaths painted together share it.
    points : tuple of (float, float)
        Vertices; of a curved segment its end, its control points are left out.
    curved : int
        Number of curved segments.
    closed : bool
        Does it end where it began?
    stroke, fill : str or None
        Colours as #rrggbb, None where not stroked or not filled.
    width : float
        Width of the stroke.
    dash : tuple of float
        Lengths of dashes and gaps; empty where the stroke is solid.
    clip : (float, float, float, float) or None
        Left, top, right, bottom of what can be seen of it; None where nothing clips.
    """

    order: int
    points: tuple[tuple[float, float], ...]
    curved: int
    closed: bool
    stroke: str | None
    fill: str | None
    width: float
    dash: tuple[float, ...]
    clip: Box | None

    @property
    def box(self) -> Box:
        """Left, top, right and bottom of the vertices."""
        xs, ys = [p[0] for p in self.points], [p[1] for p in self.points]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True)
class Word:
    """Letters that belong together: their box, baseline, type size, and direction in degrees (0 is upright)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    angle: float
    order: int

    @property
    def middle(self) -> tuple[float, float]:
        """The x and y of the box's middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Image:
    """A raster image: its box and rows of #rrggbb, or no rows where it was not decoded."""

    box: Box
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Drawing:
    """One page: its size and everything that is painted on it, in drawing order."""

    width: float
    height: float
    paths: tuple[Path, ...]
    words: tuple[Word, ...]
    images: tuple[Image, ...] = ()


@dataclass(frozen=True)
class Letter:
    """One glyph: where its baseline begins and ends, type size and direction."""

    text: str
    x: float
    y: float
    end_x: float
    end_y: float
    size: float
    order: int


def words_of(letters: Iterable[Letter]) -> tuple[Word, ...]:
    """Letters in drawing order as words.

    A word continues while the next letter has the same size, direction and baseline and begins where the word ends; so
    a superscript is a separate word. The box reaches from the baseline to 0.7 of the type size above it.
    """
    words: list[Word] = []
    run: list[Letter] = []
    for letter in letters:
        if run and not _goes_on(run[-1], letter):
            words.append(_word(run))
            run = []
        if letter.text.strip():
            run.append(letter)
        elif run:
            words.append(_word(run))
            run = []
    return tuple(words + ([_word(run)] if run else []))


def hexadecimal(red: float, green: float, blue: float) -> str:
    """The colour whose parts are fractions of 1, as #rrggbb."""
    return "#" + "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02x}" for part in (red, green, blue))


def meet(one: Box | None, other: Box | None) -> Box | None:
    """The intersection of two boxes (possibly empty); None is the whole plane."""
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def to_plain(drawing: Drawing) -> dict[str, Any]:
    """The drawing as lists and dicts that JSON can carry without a loss."""
    parts = {name: [vars(item) for item in getattr(drawing, name)] for name in ("paths", "words", "images")}
    return {"width": drawing.width, "height": drawing.height, **parts}


def from_plain(plain: Mapping[str, Any]) -> Drawing:
    """The drawing that :func:`to_plain` flattened."""
    paths = [
        Path(**p | {"points": tuple(map(tuple, p["points"])), "dash": tuple(p["dash"]), "clip": _box(p["clip"])})
        for p in plain["paths"]
    ]
    words = [Word(**word) for word in plain["words"]]
    images = [Image(_box(i["box"]), tuple(map(tuple, i["rows"]))) for i in plain["images"]]
    return Drawing(plain["width"], plain["height"], tuple(paths), tuple(words), tuple(images))


def _box(values):
    return None if values is None else tuple(values)


def _angle(letter):
    """Direction of writing in degrees, counter-clockwise as people see it."""
    return math.degrees(math.atan2(letter.y - letter.end_y, letter.end_x - letter.x))


def _goes_on(last, letter):
    size = last.size
    if abs(letter.size - size) > 0.02 * size or abs(_angle(letter) - _angle(last)) > 1:
        return False
    turn = math.radians(_angle(last))
    dx, dy = letter.x - last.end_x, letter.y - last.end_y
    along = dx * math.cos(turn) - dy * math.sin(turn)
    across = dx * math.sin(turn) + dy * math.cos(turn)
    return abs(across) < _SAME_LINE * size and abs(along) < _JOINED * size


def _word(run):
    first, last = run[0], run[-1]
    angle = _angle(first)
    rise = 0.7 * first.size
    up = -rise * math.sin(math.radians(angle)), -rise * math.cos(math.radians(angle))
    xs = [first.x, last.end_x, first.x + up[0], last.end_x + up[0]]
    ys = [first.y, last.end_y, first.y + up[1], last.end_y + up[1]]
    text = "".join(letter.text for letter in run).translate(_LIGATURES)
    return Word(text, min(xs), min(ys), max(xs), max(ys), first.size, round(angle, 3), first.order)
