"""How much room text takes, and how it is broken and shortened to fit. All lengths in points."""

import re
from collections.abc import Sequence
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

SMALLEST = 6.0  # font size, of any text in any figure
LEADING = 1.18  # distance between base lines, in font sizes
SHRINK = 1.0  # points by which titles may be smaller than they should be, to be of one line all
_MEASURED_AT = 100.0
_PIECE = r"(?:[^\s_/\-]|(?<=\d) (?=%))*[\s_/\-]?"


@lru_cache(maxsize=8192)
def _unit_width(text, weight):
    prop = FontProperties(family="DejaVu Sans", weight=weight, size=_MEASURED_AT)
    return text_to_path.get_text_width_height_descent(text, prop, False)[0] / _MEASURED_AT


def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of the widest line of ``text`` in DejaVu Sans of ``size`` points."""
    return max((_unit_width(line, weight) * size for line in text.split("\n") if line), default=0.0)


def height(text: str, size: float) -> float:
    """Height of ``text``, all its lines."""
    return (text.count("\n") + 1) * LEADING * size


def wrap(text: str, size: float, room: float, lines: int, weight: str = "normal") -> str | None:
    """``text`` broken after spaces, underscores, hyphens and slashes into lines no wider than ``room``.

    A number and its % stay together, and so does what stands in brackets, where it can. None if that takes more than
    ``lines``.
    """
    kept = _broken(re.findall(rf"\([^()]*\)|{_PIECE}", text), size, room, lines, weight)
    return kept or _broken(re.findall(_PIECE, text), size, room, lines, weight)


def _broken(pieces, size, room, lines, weight):
    done, line = [], ""
    for piece in pieces:
        if line and width((line + piece).rstrip(), size, weight) > room:
            done.append(line.rstrip())
            line = ""
        line += piece
    done.append(line.rstrip())
    fits = len(done) <= lines and all(width(part, size, weight) <= room for part in done)
    return "\n".join(done) if fits else None


def shorten(text: str, size: float, room: float) -> str:
    """``text`` cut at its end, with an ellipsis, to ``room``."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def fit_all(texts: Sequence[str], room: Sequence[float], largest: float, smallest: float) -> tuple[float, list[str]]:
    """One size for several titles, and each of them broken to fit.

    One line a title where a size no more than :data:`SHRINK` below ``largest`` allows it, since titles of one and of
    two lines beside each other are restless; else two, the size going down from ``largest`` in quarter points, three
    at the smallest size, and only then is a title shortened.

    Parameters
    ----------
    texts : list of str
    room : list of float
        Width for each title.
    largest, smallest : float
        Font sizes.

    Returns
    -------
    tuple of (float, list of str)
        The size, and the titles with their line breaks.
    """
    for lines, least in ((1, max(smallest, largest - SHRINK)), (2, smallest)):
        size = largest
        while size >= least:
            broken = [wrap(text, size, space, lines) for text, space in zip(texts, room, strict=True)]
            fitting = [text for text in broken if text is not None]
            if len(fitting) == len(broken):
                return size, fitting
            size -= 0.25
    broken = [wrap(text, smallest, space, 3) for text, space in zip(texts, room, strict=True)]
    cut = [b or shorten(text, smallest, space) for b, text, space in zip(broken, texts, room, strict=True)]
    return smallest, cut
