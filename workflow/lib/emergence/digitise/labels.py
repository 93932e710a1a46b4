"""Tick labels: words that are numbers, and which of them lie along the edge of a frame."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from emergence.digitise.drawing import Box, Drawing, Word

_UNITS = {"": 1, "%": 1, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)(e[+-]?\d+)?([kKMBT%]?)")
_POWER = re.compile(r"(?:([+-]?\d+(?:\.\d+)?)[×·])?10\^([+-]?\d+)")
_REACH = 3.0  # of the type size: largest distance of labels from the edge that they label
_BEYOND = 4.0  # points that a label's middle may lie beyond the edge's ends


@dataclass(frozen=True)
class Label:
    """A printed number: its text, its value, the middle of its words, and its type size."""

    text: str
    value: float
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float
    size: float

    @property
    def is_power(self):
        """Is it printed as a power of ten?"""
        return "^" in self.text


def spelled_number(text: str) -> float | None:
    """The number in a label such as 10M, 1B, 2,000, 6e+18, 10^18 or -0.5; None where there is none."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-").replace(",", "").replace(" ", "")
    if match := _POWER.fullmatch(plain):
        return float(match[1] or 1) * 10.0 ** int(match[2])
    if match := _NUMBER.fullmatch(plain):
        return float(match[1] + (match[2] or "")) * _UNITS[match[3]]
    return None


def labels(drawing: Drawing) -> list[Label]:
    """Every number printed on a page; a raised smaller word behind a word is its exponent."""
    found, skip = [], False
    words = _with_drawn_signs(drawing)
    for word, following in zip(words, [*words[1:], None], strict=False):
        if skip:
            skip = False
            continue
        text, right, top = word.text, word.right, word.top
        if following is not None and _is_raised(word, following):
            text, right, top, skip = f"{text}^{following.text}", following.right, following.top, True
        value = spelled_number(text)
        if value is not None and abs(word.angle) < 1:
            middle = (word.left + right) / 2, word.bottom - 0.36 * word.size
            found.append(Label(text, value, *middle, word.left, right, top, word.bottom, word.size))
    return found


def _with_drawn_signs(drawing: Drawing) -> list[Word]:
    """The words, with the minus signs that some programs draw as rectangles in front of numbers."""
    signs = [path.box for path in drawing.paths if path.stroke is None and path.fill and len(path.points) == 4]
    flat = [box for box in signs if 0 < 3 * (box[3] - box[1]) < box[2] - box[0]]
    return [_signed(word, flat) if word.text[:1].isdigit() else word for word in drawing.words]


def _signed(word, signs):
    for left, top, right, bottom in signs:
        alike = 0.3 * word.size < right - left < 0.9 * word.size and bottom - top < 0.15 * word.size
        if alike and 0 <= word.left - right < 0.35 * word.size and word.top < (top + bottom) / 2 < word.bottom:
            return replace(word, text=f"\N{MINUS SIGN}{word.text}", left=left)
    return word


def along(labels_: Iterable[Label], frame: Box, side: str) -> list[Label]:
    """The labels along one edge of a frame.

    Parameters
    ----------
    labels_ : sequence of Label
    frame : (float, float, float, float)
    side : str
        ``bottom``, ``top``, ``left`` or ``right``.

    Returns
    -------
    list of Label
        Along the bottom or the top, of the nearest line of type only.
    """
    near = [label for label in labels_ if _stands(label, frame, side)]
    if side in ("left", "right") or not near:
        return near
    line = min(near, key=lambda label: _distance(label, frame, side)).bottom
    return [label for label in near if abs(label.bottom - line) < 0.3 * label.size]


def _is_raised(word, following):
    return (
        following.size < 0.85 * word.size
        and abs(following.left - word.right) < 0.35 * word.size
        and 0.15 * word.size < word.bottom - following.bottom < 0.8 * word.size
        and abs(following.angle - word.angle) < 1
    )


def _distance(label, frame, side):
    left, top, right, bottom = frame
    return {
        "bottom": label.top - bottom,
        "top": top - label.bottom,
        "left": left - label.right,
        "right": label.left - right,
    }[side]


def _stands(label, frame, side):
    first, last = (frame[0], frame[2]) if side in ("bottom", "top") else (frame[1], frame[3])
    middle = label.x if side in ("bottom", "top") else label.y
    within = first - _BEYOND <= middle <= last + _BEYOND
    return within and -1.0 < _distance(label, frame, side) < _REACH * label.size
