"""How many items a drawn score is a mean of: the smallest number that makes the drawn shares whole counts."""

from typing import Any

import numpy as np

LARGEST = 200_000  # items: larger numbers make any drawn share a whole count
_CHANCE = 0.01  # of a smaller number that fits by coincidence
_NORMAL = 1.959963984540054  # half the width of a 95 % interval, in standard errors
_FEW = 10  # successes or failures below which the interval's width is not that of a normal variable
_NEAR = 0.2  # fraction: how well the width of a resampled interval tells the number of items


def smallest_number(values: Any, errors: Any) -> float | None:
    """The smallest n of which all values are whole multiples of 1/n, within their errors.

    The expected number of smaller n that fit by coincidence is the sum over m <= n of the products of min(1, 2 m e)
    over the values, e their errors. The answer is None where it exceeds 0.01, where no n fits, or where all values are
    whole.

    Parameters
    ----------
    values, errors : array-like
        Means over the same items, and their absolute errors.
    """
    values, errors = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    told = np.abs(values - np.round(values)) > errors
    if not told.any():
        return None
    values, errors = values[told][:, None], errors[told][:, None]
    n = np.arange(1, LARGEST + 1)
    fits = (np.abs(values * n - np.round(values * n)) <= n * errors).all(axis=0)
    if not fits.any():
        return None
    found = int(n[fits][0])
    by_coincidence = np.minimum(1.0, 2 * n[:found] * errors).prod(axis=0).sum()
    return float(found) if by_coincidence < _CHANCE else None


def confirmed_number(smallest: float | None, share: float, low: float, high: float) -> float | None:
    """The number of items, where the width of a share's 95 % interval tells which multiple of the smallest it is.

    A resampled interval of a share q of n items is 2 x 1.96 sqrt(q (1 - q) / n) wide.

    Parameters
    ----------
    smallest : float or None
        As :func:`smallest_number` gives it.
    share, low, high : float
        The share and the ends of its interval.

    Returns
    -------
    float or None
        None without a smallest number, where fewer than ten items are right or wrong, or where the width agrees within
        20 % neither with the smallest number nor with twice that.
    """
    if smallest is None or high <= low:
        return None
    n = share * (1 - share) * (2 * _NORMAL / (high - low)) ** 2
    times = round(n / smallest)
    if times not in (1, 2) or abs(n / smallest / times - 1) > _NEAR:
        return None
    whole = times * smallest
    return whole if min(share, 1 - share) * whole > _FEW - 0.5 else None
