"""Printed tables of a PDF, read from the positions of its words.

Made for tables in the usual style of conference papers: a caption "Table n:" below the table, horizontal rules across
its whole width above and below the head, between groups of rows and at the end, and no vertical rules. A group's name
may stand once, half-way up the group, instead of on each row.

Words that overlap a column's neighbour, a row with a cell too few, a head that differs from what the caller expects:
each is an error, never a guess.
"""

import io
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from itertools import pairwise

from emergence.io import limited
from emergence.io.errors import DataError

_SAME = 1.0  # points: edges closer than this are one edge
_LINE = 4.0  # points: words whose feet are closer than this are on one line; lines of 10 pt type are 12 or more apart
_DEADLINE = 300  # seconds for all pages of a paper
_GAP = 40.0  # points: largest distance between a table's last rule and its caption


@dataclass(frozen=True)
class Word:
    """A word and the edges of its box, in points from the page's left and top."""

    text: str
    left: float
    right: float
    top: float
    foot: float

    @property
    def middle(self) -> float:
        """The x of the word's middle."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class PrintedTable:
    """One table as printed: ``head`` and ``groups`` (separated by rules) hold lines of words from left to right."""

    number: int
    page: int
    head: tuple[tuple[Word, ...], ...]
    groups: tuple[tuple[tuple[Word, ...], ...], ...]


@dataclass(frozen=True)
class PrintedRow:
    """A row's label ("" if the table names no rows) and its cells as printed, one a column."""

    label: str
    cells: tuple[str, ...]


def find_tables(content: bytes, numbers: Collection[int], file: str) -> dict[int, PrintedTable]:
    """Find tables by the numbers in their captions.

    Parameters
    ----------
    content : bytes
        The PDF.
    numbers : collection of int
        Numbers of the tables wanted.
    file : str
        The PDF's name, for messages.

    Returns
    -------
    dict of int to PrintedTable

    Raises
    ------
    DataError
        If the bytes are no readable PDF, or a table or its rules are missing.
    """
    function, expected = f"{__name__}:plain_tables", "a whole PDF, readable as far as its tables"
    plain = limited.parse(function, content, sorted(numbers), file=file, expected=expected, deadline=_DEADLINE)
    found = {int(number): _table(**own) for number, own in plain.items()}
    for number in sorted(set(numbers) - set(found)):
        raise DataError(file, f"a caption 'Table {number}:' below a table with ruled head and foot")
    return found


def plain_tables(content: bytes, numbers: Collection[int]) -> dict[int, dict]:
    """The tables as JSON says them; called within the limits of :mod:`emergence.io.limited`."""
    import pdfplumber

    found: dict[int, PrintedTable] = {}
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            for page in document.pages:
                words = [Word(w["text"], w["x0"], w["x1"], w["top"], w["bottom"]) for w in page.extract_words()]
                edges = [edge for edge in page.edges if edge["orientation"] == "h"]
                found |= _tables_of_page(page.page_number, words, edges, set(numbers) - set(found))
                if len(found) == len(numbers):
                    break
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # pdfminer has no common ancestor for what it raises on a damaged file
        raise limited.NotReadableError(str(error) or type(error).__name__) from None
    return {number: asdict(table) for number, table in found.items()}


def _table(number, page, head, groups):
    """The table that JSON says."""
    head, *groups = [tuple(tuple(Word(**word) for word in line) for line in part) for part in (head, *groups)]
    return PrintedTable(number, page, head, tuple(groups))


def rows(table: PrintedTable, head: str, columns: int, file: str) -> list[PrintedRow]:
    """Split the lines of a table into labels and cells.

    Parameters
    ----------
    table : PrintedTable
    head : str
        All words of the head as printed, from left to right and line by line; spaces do not count.
    columns : int
        Columns of cells: the last ``columns`` words of the head's last line are above them.
    file : str
        The PDF's name, for messages.

    Returns
    -------
    list of PrintedRow
        In the printed order.

    Raises
    ------
    DataError
        If the head differs, or the words cannot be assigned to labels and cells.
    """
    where = f"Table {table.number} (page {table.page})"
    printed = "".join(word.text for line in table.head for word in line)
    if printed != head.replace(" ", ""):
        raise DataError(file, f"the head {head!r}", row=where, value=printed)
    middles = [word.middle for word in table.head[-1][-columns:]]
    return [row for group in table.groups for row in _rows_of_group(group, middles, file, where)]


def _rows_of_group(group, middles, file, where):
    # A cell is nearer to the middle of its head than half-way to the next head.
    reach = [min((abs(own - other) for other in middles if other != own), default=_GAP) / 2 for own in middles]
    names, stubs, cells = [], [], []
    for line in group:
        cut = len(line) - len(middles)
        if cut < 0:  # a line without cells holds the group's name, half-way up the group
            names.append(" ".join(word.text for word in line))
            continue
        for column, word in enumerate(line[cut:]):
            if abs(word.middle - middles[column]) > reach[column]:
                line_text = " ".join(word.text for word in line)
                raise DataError(file, f"a cell under head {column + 1}", row=where, value=line_text)
        words = [word.text for word in line[:cut]]
        names += [" ".join(words[:-1])] if words[:-1] else []
        stubs.append(words[-1] if words else "")
        cells.append(tuple(word.text for word in line[cut:]))
    if len(names) not in {0, 1, len(stubs)}:
        raise DataError(file, "one name for a group of rows, or one for each row", row=where, value=", ".join(names))
    names = names * len(stubs) if len(names) == 1 else names or [""] * len(stubs)
    return [PrintedRow(f"{n} {s}".strip(), c) for n, s, c in zip(names, stubs, cells, strict=True)]


def _tables_of_page(page, words, edges, numbers):
    captions = _captions(words)
    tables = {}
    for number in numbers & set(captions):
        rules = _rules_above(edges, captions[number], captions.values())
        if len(rules) >= 3:
            head, *groups = (_lines(words, *band) for band in pairwise(rules))
            tables[number] = PrintedTable(number, page, head, tuple(groups))
    return tables


def _captions(words):
    """The first word of each caption; justified lines print "Table 5:" in two words, tight ones "Table5:" in one."""
    captions = {}
    for word, following in pairwise([*words, Word("", 0, 0, 0, 0)]):
        text = word.text + (following.text if word.text == "Table" else "")
        if match := re.match(r"Table(\d+):", text):
            captions.setdefault(int(match[1]), word)
    return captions


def _rules_above(edges, caption, captions):
    """The rules of the table over a caption, from top to bottom, as (left, right, y).

    They are as wide as the lowest rule above the caption and lie below any other caption in that width.
    """
    rules = [
        (edge["x0"], edge["x1"], edge["top"])
        for edge in edges
        if edge["top"] < caption.foot and edge["x0"] - _GAP < caption.left < edge["x1"]
    ]
    left, right, lowest = max(rules, key=lambda rule: rule[2], default=(0.0, 0.0, -_GAP))
    if caption.foot - lowest > _GAP:
        return []
    feet = [other.foot for other in captions if other.foot < lowest and left - _GAP < other.left < right]
    same = [
        r for r in rules if abs(r[0] - left) < _SAME and abs(r[1] - right) < _SAME and r[2] > max(feet, default=0.0)
    ]
    same.sort(key=lambda rule: rule[2])
    # A thick rule is a filled box with two long edges: keep the lower.
    return [rule for rule, lower in pairwise([*same, (0, 0, float("inf"))]) if lower[2] - rule[2] > _SAME]


def _lines(words, upper, lower):
    """Words between two rules as lines from top to bottom, each from left to right."""
    left, right, above = upper
    below = lower[2]
    inside = [w for w in words if above < (w.top + w.foot) / 2 < below and left - _SAME < w.middle < right + _SAME]
    lines = []
    for word in sorted(inside, key=lambda word: word.foot):
        if lines and word.foot - lines[-1][-1].foot < _LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(tuple(sorted(line, key=lambda word: word.left)) for line in lines)
