"""Numbers as papers print and draw them: counts with a unit, percentages, and heights with a reading error."""

import re
from decimal import Decimal
from typing import Any

import numpy as np

from emergence.io.errors import DataError

_UNITS = {"": 1, "M": 10**6, "B": 10**9, "T": 10**12}
_DIGITS = 9  # after the point: more than any figure shows


def count(printed: str, file: str, where: str) -> float:
    """The number in a word such as 6.7B, 4M or 4096.

    Parameters
    ----------
    printed : str
        Digits, maybe with a point, and M, B, T or nothing.
    file, where : str
        The file and the place in it, for messages.

    Returns
    -------
    float
        The float nearest to the number: units are applied to the decimal digits.

    Raises
    ------
    DataError
        If the word is no such number.
    """
    if not (match := re.fullmatch(r"(\d+(?:\.\d+)?)([MBT]?)", printed)):
        raise DataError(file, "a number such as 4096, 4M, 6.7B or 1.0T", row=where, value=printed)
    return float(Decimal(match[1]) * _UNITS[match[2]])


def fraction(percentage: str) -> float:
    """The fraction of a printed percentage: 0.643 for 64.3, and not the neighbouring float."""
    return float(Decimal(percentage) / 100)


def reading_interval(
    value: Any, error: Any, lowest: float = -np.inf, highest: float = np.inf
) -> tuple[np.ndarray, np.ndarray]:
    """The ends of a drawn value's reading error, inside what the metric can be.

    Parameters
    ----------
    value, error : float or array-like
        In the metric's unit.
    lowest, highest : float
        What the metric can be.

    Returns
    -------
    (float or array-like, float or array-like)
        Lower and upper end, to nine decimals.
    """
    low, high = (np.clip(end, lowest, highest) for end in (value - error, value + error))
    return np.round(low, _DIGITS), np.round(high, _DIGITS)
