"""Patterns such as "{task_title} {subtask}" in an exhibit's yaml, filled with the values of a row."""

import math

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def exponent(log10):
    """The power of ten that a number is written with to two digits, given its logarithm."""
    return math.floor(log10 - math.log10(0.995))


class _Number(float):
    """A number whose format may be ``exponent``: it is a logarithm, and 21.9 is written as 7.9×10²¹."""

    def __format__(self, form):
        if form != "exponent":
            return super().__format__(form)
        power = exponent(self)
        return f"{10 ** (self - power):.1f}×10{str(power).translate(SUPERSCRIPT)}"


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
        A format string whose fields are columns; formats are Python's, and ``exponent`` of a logarithm.
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
    filled = pattern.format_map({column: _shown(value) for column, value in row.items()})
    for unknown, shown in (("[, ]", ""), ("()", ""), ("[, ", "[–, "), (", ]", ", –]")):
        filled = filled.replace(unknown, shown)
    return " ".join(filled.split())


def _shown(value):
    if value is None or value != value:
        return _Unknown()
    if isinstance(value, float):
        return _Number(value)
    return value.replace("_", " ") if isinstance(value, str) else value
