"""Patterns such as "{task_title} {subtask}" in an exhibit's yaml, filled with the values of a row."""

import math
import re
from collections.abc import Mapping
from typing import Any

_FACTOR = re.compile(r"\{(\w+):exponent\}")
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def exponent(log10: float) -> int:
    """The power of ten that a number is written with to two digits, given its logarithm."""
    return math.floor(log10 - math.log10(0.995))


class _Logarithm(float):
    """A logarithm, written as the factor of a power of ten."""

    power: int

    def __new__(cls, value: float, power: int) -> "_Logarithm":
        made = super().__new__(cls, value)
        made.power = power
        return made

    def __format__(self, form: str) -> str:
        return f"{10 ** (self - self.power):.1f}" if form == "exponent" else super().__format__(form)


class _Key(str):
    """A text, written with blanks for underscores; by the format ``words`` as what readers see in place of a key."""

    words: str

    def __new__(cls, value: str, labels: Mapping[str, str]) -> "_Key":
        blank = value.replace("_", " ")
        made = super().__new__(cls, blank)
        made.words = labels.get(value, blank)
        return made

    def __format__(self, form: str) -> str:
        return self.words if form == "words" else super().__format__(form)


class _Unknown:
    """A missing value: prints as nothing, whatever the format asks for."""

    def __format__(self, _: str) -> str:
        return ""


def fill(pattern: str, row: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> str:
    """The pattern with the row's values in it.

    Missing values print as nothing, and as a dash where they are one end of an interval; underscores become blanks.

    Parameters
    ----------
    pattern : str
        A format string whose fields are columns. The format ``exponent`` of a logarithm gives the factor of a power of
        ten, that of the first such field; ``{ten}`` is the power: "{eta:exponent}{ten}" is 7.9×10²¹ for 21.9. The
        format ``words`` of a key, as in "{source:words}", gives its label.
    row : dict
        Column to value.
    labels : dict of str to str, optional
        What readers see in place of keys.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If the pattern names a column that the row does not have.
    """
    shown = {column: _shown(value, labels or {}) for column, value in row.items()}
    if factor := _FACTOR.search(pattern):
        shown |= _scaled(row, row[factor[1]])
    filled = pattern.format_map(shown)
    for unknown, instead in ((" [, ]", ""), ("()", ""), ("[, ", "[–, "), (", ]", ", –]")):
        filled = filled.replace(unknown, instead)
    return " ".join(filled.split())


def _shown(value: Any, labels: Mapping[str, str]) -> Any:
    if value is None or value != value:
        return _Unknown()
    return _Key(value, labels) if isinstance(value, str) else value


def _scaled(row: Mapping[str, Any], first: float | None) -> dict[str, Any]:
    """The numbers of a row as logarithms of the same power of ten, and the power."""
    if first is None or first != first:
        return {"ten": ""}
    power = exponent(first)
    numbers = {column: value for column, value in row.items() if isinstance(value, float) and value == value}
    logarithms = {column: _Logarithm(value, power) for column, value in numbers.items()}
    return {**logarithms, "ten": f"×10{str(power).translate(SUPERSCRIPT)}"}
