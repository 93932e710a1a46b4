"""Comparison of digitised numbers with printed ones: agreement, and single contradictions."""

import numpy as np
from numpy.typing import ArrayLike


def agreement(
    quantity: str, differences: ArrayLike, tolerance: float, unit: str, locator: str
) -> dict[str, str | float]:
    """One row: how many numbers, the largest difference, and how many are within a tolerance.

    Parameters
    ----------
    quantity, unit, locator : str
    differences : sequence of float
        Absolute differences.
    tolerance : float

    Returns
    -------
    dict
        A row of AGREEMENTS.
    """
    found = np.asarray(differences, dtype=float)
    return {
        "quantity": quantity,
        "n": float(found.size),
        "largest": float(f"{found.max():.3g}"),
        "within": float((found <= tolerance).sum()),
        "tolerance": tolerance,
        "unit": unit,
        "locator": locator,
    }


def disagreement(
    place: str, read: float, printed: float, unit: str, locator: str, digits: int = 3
) -> dict[str, str | float]:
    """One number of a publication that another place in it contradicts.

    Parameters
    ----------
    place, unit, locator : str
        What is read, in which unit, and the other place.
    read, printed : float
        Its value there, and its value in the other place.
    digits : int
        Significant digits of ``read``.

    Returns
    -------
    dict
        A row of INCONSISTENCIES; its ``difference`` is read over printed, less one.
    """
    row: dict[str, str | float] = {"drawn_at": place, "read": float(f"{read:.{digits}g}"), "printed": printed}
    return row | {"difference": float(f"{read / printed - 1:.3g}"), "unit": unit, "locator": locator}
