"""Spearman's rank correlation under many weightings of the runs at once."""

import numpy as np

from emergence.solvers.compiling import inner, kernel

LANES = 16  # weightings side by side; their number must be a multiple of this

# A mask that changes no index, but tells the compiler that it is not negative: three times as fast.
_ANY = (1 << 40) - 1

# Slots of the state, each LANES wide: weight ranked so far, weight in the tie at hand, mean rank, moments of the ranks.
_BELOW, _INSIDE, _MEAN, _XX, _YY, _XY, _SLOTS = range(7)


@inner
def _gather(s, weights, base):
    for d in range(LANES):
        s[_INSIDE * LANES + d] += weights[(base & _ANY) + d]


@inner
def _place(s, ranks, i):
    for d in range(LANES):
        ranks[(i & _ANY) * LANES + d] = (
            s[_BELOW * LANES + d] + 0.5 * (s[_INSIDE * LANES + d] + 1.0) - s[_MEAN * LANES + d]
        )


@inner
def _cross(s, ranks, i, weights, base):
    for d in range(LANES):
        x = ranks[(i & _ANY) * LANES + d]
        y = s[_BELOW * LANES + d] + 0.5 * (s[_INSIDE * LANES + d] + 1.0) - s[_MEAN * LANES + d]
        w = weights[(base & _ANY) + d]
        s[_XX * LANES + d] += w * x * x
        s[_YY * LANES + d] += w * y * y
        s[_XY * LANES + d] += w * x * y


@inner
def _close(s):
    for d in range(LANES):
        s[_BELOW * LANES + d] += s[_INSIDE * LANES + d]
        s[_INSIDE * LANES + d] = 0.0


@kernel("void(i8[::1],i8[::1],i8[::1],i8[::1],f8[:,::1],f8[::1])")
def spearman(
    x_ends: np.ndarray,
    y_order: np.ndarray,
    y_ends: np.ndarray,
    run: np.ndarray,
    weights: np.ndarray,
    result: np.ndarray,
) -> None:
    """Spearman's rank correlation under weights on runs.

    A point of weight w stands for w equal points, all at their common mid-rank.

    Parameters
    ----------
    x_ends : (ties,) where each tie of x ends; the points are in the order of x
    y_order, y_ends : (n,) positions of the points by ascending y, and where each tie ends there
    run : (n,)
    weights : (n_runs, m), m a multiple of LANES
    result : (m,), written
        NaN where all ranks of x or all of y are equal.
    """
    ranks = np.empty(run.size * LANES)
    count = np.bincount(run, minlength=weights.shape[0])
    s = np.empty(_SLOTS * LANES)
    for base in range(0, weights.shape[1], LANES):
        s[:] = 0.0
        for r in range(count.size):
            for d in range(LANES):
                s[_MEAN * LANES + d] += 0.5 * count[r] * weights[r, base + d]
        for d in range(LANES):
            s[_MEAN * LANES + d] += 0.5
        start = 0
        for end in x_ends:
            for i in range(start, end):
                _gather(s, weights[run[i]], base)
            for i in range(start, end):
                _place(s, ranks, i)
            _close(s)
            start = end
        start = 0
        s[: _MEAN * LANES] = 0.0
        for end in y_ends:
            for k in range(start, end):
                _gather(s, weights[run[y_order[k]]], base)
            for k in range(start, end):
                _cross(s, ranks, y_order[k], weights[run[y_order[k]]], base)
            _close(s)
            start = end
        for d in range(LANES):
            product = s[_XX * LANES + d] * s[_YY * LANES + d]
            result[base + d] = s[_XY * LANES + d] / np.sqrt(product) if product > 0.0 else np.nan
