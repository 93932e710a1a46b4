"""An axis whose ticks are labelled with words, upright or slanting, or beside it in lines."""

import itertools
from collections.abc import Iterable, Sequence

from emergence.digitise.drawing import Box, Word
from emergence.io.errors import DataError

_REACH = 12.0  # points from the axis to the near end of a word
_LEVEL = 0.2  # of the type size: baselines closer than this are one line
_HALF = 0.36  # of the type size: from a line's baseline to its middle


def categories(
    words: Iterable[Word], strokes: Sequence[tuple[float, ...]], frame: Box, file: str, row: str
) -> list[tuple[float, str]]:
    """The words under a frame and their ticks.

    Slanting words end at their tick: the highest and rightmost corner of each is next to it.

    Parameters
    ----------
    words : sequence of Word
    strokes : sequence of tuple of float
        As :func:`emergence.digitise.axes.tick_strokes` gives them.
    frame : (float, float, float, float)
    file, row : str
        What messages call the file and the axis.

    Returns
    -------
    list of (float, str)
        Position and name, from left to right.

    Raises
    ------
    DataError
        If the words are not as many as the ticks.
    """
    near = [word for word in words if frame[0] - 4 <= _end(word) <= frame[2] + 4 and -1 < word.top - frame[3] < _REACH]
    ends = sorted(near, key=_end)
    for marks in strokes:
        ticks = sorted(mark for mark in marks if frame[0] + 1 < mark < frame[2] - 1)
        if ticks and len(ticks) == len(ends):
            return [(tick, word.text) for tick, word in zip(ticks, ends, strict=True)]
    counts = ", ".join(str(len(marks)) for marks in strokes) or "no"
    found = ", ".join(word.text for word in ends) or "none"
    raise DataError(file, f"one word a tick ({len(ends)} words, {counts} ticks)", row, value=found)


def lines_beside(words: Iterable[Word], frame: Box, file: str, row: str) -> list[tuple[float, str]]:
    """The lines of words to the left of a frame, which has no ticks there.

    Parameters
    ----------
    words : sequence of Word
    frame : (float, float, float, float)
    file, row : str
        What messages call the file and the axis.

    Returns
    -------
    list of (float, str)
        Middle of the line and its words, from top to bottom.

    Raises
    ------
    DataError
        If there are fewer than two lines, or they are not evenly spaced.
    """
    level = [word for word in words if abs(word.angle) < 1 and word.right < frame[0]]
    lines: list[list[Word]] = []
    for word in sorted(level, key=lambda word: (word.bottom, word.left)):
        if lines and word.bottom - lines[-1][-1].bottom < _LEVEL * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    found = []
    for line in (sorted(line, key=lambda word: word.left) for line in lines):
        middle = line[-1].bottom - _HALF * line[-1].size
        if frame[0] - line[-1].right < _REACH and frame[1] < middle < frame[3]:
            found.append((middle, " ".join(word.text for word in line)))
    steps = [after[0] - before[0] for before, after in itertools.pairwise(found)]
    if not steps or max(steps) > 1.2 * min(steps):
        raise DataError(file, "evenly spaced lines of words", row, value=", ".join(text for _, text in found) or "none")
    return found


def _end(word):
    """Where a word points at its tick: a slanting one with its end, an upright one with its middle."""
    return word.right if word.angle > 1 else word.middle[0]
