"""The profile-likelihood interval of a threshold, with the noise that dependent checkpoints leave.

A threshold is in the interval if the best fit with that threshold is not much worse than the best of all:
``S(eta) <= S(best) + t^2 se^2 / v``. S is the squared error; t is Student's quantile; se and t's degrees of freedom
are the cluster-robust ones of the threshold, and v its variance for independent residuals of variance 1
(``cluster_robust``). For independent residuals, se^2 / v is their variance and this is the likelihood-ratio (F)
interval. Otherwise it is the likelihood ratio scaled for dependence (Kent 1982; Rotnitzky and Jewell 1990; Chandler
and Bate 2007), which keeps the curve's lopsidedness that an interval of plus and minus t se has not.
"""

from collections.abc import Callable

import numpy as np

_ROUNDS = 60
_NEAR = 1e-12


def profile_interval(errors: Callable[[np.ndarray], np.ndarray], etas: np.ndarray, rise: float) -> tuple[float, float]:
    """Ends of the set of thresholds whose squared error is at most ``rise`` above the least.

    Parameters
    ----------
    errors : callable
        Thresholds (m,) to the least squared error with each, (m,).
    etas : numpy.ndarray, (c,)
        Ascending: places between which the error has no further minimum; the first and the last are the edges of the
        range that a threshold may lie in.
    rise : float

    Returns
    -------
    lo, hi : float
        Of the outermost members, if the set has gaps; NaN on a side where the set reaches the edge.
    """
    above = errors(etas)
    limit = above.min() + rise
    inside = np.flatnonzero(above <= limit)
    member, beyond = inside[[0, -1]], np.clip(inside[[0, -1]] + [-1, 1], 0, etas.size - 1)
    near, far = above[member] - limit, above[beyond] - limit
    ends = _crossings(lambda some: errors(some) - limit, etas[member], etas[beyond], near, far)
    lo, hi = np.where(member == beyond, np.nan, ends)
    return lo, hi


def _crossings(excess, inside, outside, near, far):
    """Where the excess changes sign between two pairs of places, where it is ``near`` and ``far``; all (2,).

    By false position with the Illinois rule (Dowell and Jarratt 1971), both at a time.
    """
    tolerance = _NEAR * np.abs(outside - inside)
    kept = np.zeros(2)
    for _ in range(_ROUNDS):
        open_ = (np.abs(outside - inside) > tolerance) & (near != 0.0)
        if not open_.any():
            break
        middle = np.where(open_, inside + (outside - inside) * (near / np.where(open_, near - far, 1.0)), inside)
        value = excess(middle)
        nearer, farther = open_ & (value <= 0.0), open_ & (value > 0.0)
        far = np.where(nearer & (kept == 1), 0.5 * far, np.where(farther, value, far))
        near = np.where(farther & (kept == -1), 0.5 * near, np.where(nearer, value, near))
        inside, outside = np.where(nearer, middle, inside), np.where(farther, middle, outside)
        kept = np.where(nearer, 1, np.where(farther, -1, kept))
    return inside
