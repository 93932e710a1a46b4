"""An axis whose ticks are labelled with words, upright or slanting."""

from collections.abc import Iterable, Sequence

from emergence.digitise.drawing import Box, Word
from emergence.io.errors import DataError

_REACH = 12.0  # points from the axis to the near end of a word


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


def _end(word):
    """Where a word points at its tick: a slanting one with its end, an upright one with its middle."""
    return word.right if word.angle > 1 else word.middle[0]
