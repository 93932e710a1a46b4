"""The contract of a table: columns with kinds, units and ranges, and a key.

Standard library only: it is imported when a workflow is planned.
"""

from dataclasses import dataclass
from math import inf
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
    kind : {"text", "number", "flag"}
    doc : str
        What the values mean; it travels in the metadata of Parquet files.
    required : bool
        Whether null values are errors.
    low, high : float
        Inclusive bounds of numbers.
    above : float
        An exclusive lower bound of numbers.
    choices : tuple of str
        The words that a text may be; any if empty.
    rare : bool
        Whether the column is left out of files in which it is null throughout.
    unit : str
        Unit of a number ("tokens", "nats per token", "1" for ratios and fractions); it travels with ``doc``.
    """

    name: str
    kind: str = "text"
    doc: str = ""
    required: bool = False
    low: float = -inf
    high: float = inf
    above: float = -inf
    choices: tuple[str, ...] = ()
    rare: bool = False
    unit: str = ""

    @property
    def range(self) -> str:
        """The allowed range in words."""
        if self.above > -inf:
            return f"a finite number above {self.above:g}"
        if self.low == -inf and self.high == inf:
            return "a finite number"
        return f"a finite number in {self.low:g}..{self.high:g}"


@dataclass(frozen=True)
class Table:
    """A table: its columns in order and the columns that together identify one row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


def text(name: str, doc: str = "", **limits: Any) -> Column:
    """A column of words."""
    return Column(name, "text", doc, **limits)


def number(name: str, doc: str = "", **limits: Any) -> Column:
    """A column of numbers."""
    return Column(name, "number", doc, **limits)


def flag(name: str, doc: str = "", **limits: Any) -> Column:
    """A column of true and false."""
    return Column(name, "flag", doc, **limits)
