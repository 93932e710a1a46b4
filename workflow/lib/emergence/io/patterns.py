"""Patterns such as "{task_title} {subtask}" in an exhibit's yaml, filled with the values of a row."""

import math
import re

_FACTOR = re.compile(r"\{(\w+):exponent\}")
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def exponent(log10):
    """The power of ten that a number is written with to two digits, given its logarithm."""
    return math.floor(log10 - math.log10(0.995))


class _Logarithm(float):
    """A logarithm, written as the factor of a power of ten."""

    def __new__(cls, value, power):
        made = super().__new__(cls, value)
        made.power = power
        return made

    def __format__(self, form):
        return f"{10 ** (self - self.power):.1f}" if form == "exponent" else super().__format__(form)


class _Unknown:
    """A value that is not known: prints as nothing, whatever the format asks for."""

    def __format__(self, _):
        return ""


def fill(pattern, row):
    """The pattern with the row's values in it.

    Unknown values leave no trace, but a dash where they are one end of an interval; underscores of words become blanks.

    Parameters
    ----------
    pattern : str
        A format string whose fields are columns. The format ``exponent`` of a logarithm gives the factor of a power of
        ten, that of the first such field; ``{ten}`` is the power: "{eta:exponent}{ten}" is 7.9×10²¹ for 21.9.
    row : dict
        Column to value.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If the pattern names a column that the row lacks.
    """
    shown = {column: _shown(value) for column, value in row.items()}
    if factor := _FACTOR.search(pattern):
        shown |= _scaled(row, row[factor[1]])
    filled = pattern.format_map(shown)
    for unknown, shown in ((" [, ]", ""), ("()", ""), ("[, ", "[–, "), (", ]", ", –]")):
        filled = filled.replace(unknown, shown)
    return " ".join(filled.split())


def _shown(value):
    if value is None or value != value:
        return _Unknown()
    return value.replace("_", " ") if isinstance(value, str) else value


def _scaled(row, first):
    """The numbers of a row as logarithms of the same power of ten, and the power."""
    if first is None or first != first:
        return {"ten": ""}
    power = exponent(first)
    numbers = {column: value for column, value in row.items() if isinstance(value, float) and value == value}
    logarithms = {column: _Logarithm(value, power) for column, value in numbers.items()}
    return logarithms | {"ten": f"×10{str(power).translate(SUPERSCRIPT)}"}
