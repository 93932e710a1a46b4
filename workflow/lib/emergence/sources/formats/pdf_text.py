"""The printed lines of a PDF's pages, for tables without rules and for lists in running text."""

import io
import re
from collections.abc import Iterable, Sequence

from emergence.io import limited
from emergence.io.errors import DataError

# Points. Letters closer than _GAP are of one word (narrow enough for tightly justified lines); small print less than
# _DROP above or below a line belongs to it.
_GAP = 1.2
_DROP = 6.0


def lines(content: bytes, page: int, file: str, drop: float = _DROP) -> list[str]:
    """The lines of a page from top to bottom, words separated by one blank.

    Parameters
    ----------
    content : bytes
        The PDF.
    page : int
        Number of the page, from 1.
    file : str
        The PDF's name, for messages.
    drop : float
        Largest distance in points between the feet of words of one line.

    Returns
    -------
    list of str

    Raises
    ------
    DataError
        If the bytes are no readable PDF, or it has no such page.
    """
    function = f"{__name__}:lines_of"
    return limited.parse(function, content, page, drop, file=file, expected="a whole PDF", deadline=limited.DEADLINE)


def lines_of(content: bytes, page: int, drop: float) -> list[str]:
    """The lines of a page; called within the limits of :mod:`emergence.io.limited`."""
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if page > len(document.pages):
                raise limited.NotReadableError(f"it has {len(document.pages)} pages and no page {page}")
            return document.pages[page - 1].extract_text(x_tolerance=_GAP, y_tolerance=drop).split("\n")
    except (limited.NotReadableError, MemoryError, RecursionError):
        raise
    except Exception as error:  # pdfminer has no common ancestor for what it raises on a damaged file
        raise limited.NotReadableError(str(error) or type(error).__name__) from None


def between(printed: Sequence[str], first: str, last: str, file: str) -> list[str]:
    """The lines after the one that begins with ``first`` and before the next that begins with ``last``.

    A number is a whole line: the page number at the foot.
    """
    starts = [index for index, line in enumerate(printed) if line.startswith(first)]
    if not starts:
        raise DataError(file, f"a line that begins with {first!r}")
    for index in range(starts[0] + 1, len(printed)):
        if printed[index] == last or (printed[index].startswith(last) and not last.isdigit()):
            return list(printed[starts[0] + 1 : index])
    raise DataError(file, f"a line that begins with {last!r} below {first!r}")


def joined(printed: Iterable[str]) -> str:
    """Lines as one text; a hyphen at the end of a line splits a word and is removed."""
    return re.sub(r"- ", "", " ".join(printed))
