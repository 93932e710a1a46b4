"""How far numbers that were read agree with numbers that are printed, and where they do not."""

from collections.abc import Sequence

import numpy as np


def agreement(
    quantity: str, differences: Sequence[float], tolerance: float, unit: str, locator: str
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
    differences = np.asarray(differences, dtype=float)
    return {
        "quantity": quantity,
        "n": float(differences.size),
        "largest": float(f"{differences.max():.3g}"),
        "within": float((differences <= tolerance).sum()),
        "tolerance": tolerance,
        "unit": unit,
        "locator": locator,
    }


def disagreement(
    place: str, read: float, printed: float, unit: str, locator: str, digits: int = 3
) -> dict[str, str | float]:
    """One number of a publication that another place of it contradicts.

    Parameters
    ----------
    place, unit, locator : str
        What is read, in which unit, and the other place.
    read, printed : float
        What it shows, and what the other place says.
    digits : int
        Significant digits to which ``read`` is had.

    Returns
    -------
    dict
        A row of INCONSISTENCIES; its ``difference`` is read over printed, less one.
    """
    row = {"place": place, "read": float(f"{read:.{digits}g}"), "printed": printed}
    return row | {"difference": float(f"{read / printed - 1:.3g}"), "unit": unit, "locator": locator}
