"""What a table promises: columns with kinds and ranges, and a key. No numpy: it is read when a workflow is planned."""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Column:
    """One column: its name, kind (``text``, ``number`` or ``flag``), what it means, and what it may hold.

    ``required`` columns may not be null; ``low`` and ``high`` bound numbers (inclusive, unless ``above`` gives an
    exclusive lower bound); ``choices`` lists the words that a text may be. A ``rare`` column is left out of files in
    which it is null throughout.
    """

    name: str
    kind: str = "text"
    doc: str = ""
    required: bool = False
    low: float = -inf
    high: float = inf
    above: float = -inf
    choices: tuple = ()
    rare: bool = False

    @property
    def range(self):
        """The allowed range in words."""
        if self.above > -inf:
            return f"a finite number above {self.above:g}"
        if self.low == -inf and self.high == inf:
            return "a finite number"
        return f"a finite number in {self.low:g}..{self.high:g}"


@dataclass(frozen=True)
class Table:
    """A table: its columns in order and the columns that together name one row."""

    name: str
    columns: tuple
    key: tuple = ()

    @property
    def names(self):
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


def text(name, doc="", **limits):
    """A column of words."""
    return Column(name, "text", doc, **limits)


def number(name, doc="", **limits):
    """A column of numbers."""
    return Column(name, "number", doc, **limits)


def flag(name, doc="", **limits):
    """A column of true and false."""
    return Column(name, "flag", doc, **limits)
