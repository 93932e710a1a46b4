"""Bootstrap over runs: the checkpoints of one run are not independent, so whole runs are drawn, with replacement.

Where each run has one checkpoint, this is the bootstrap of pairs (x, y).
"""

import zlib
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri

# No interval is given if a smaller share of the draws than this gave a fit.
LEAST_SHARE = 0.5
# With fewer runs the status is "few_runs": in the coverage study (:mod:`emergence.simulations.coverage`) percentile
# intervals then cover the truth much less often than their nominal level.
ENOUGH_RUNS = 12
# Up to this many runs many draws are equal (4 runs have 35 distinct draws), so that each is fitted only once.
_REPEATING = 6


def seed_of(series_id: str, seed: int) -> int:
    """The seed of one series: CRC-32 of its name, continued from the atlas's seed; 0..2**32-1."""
    return zlib.crc32(series_id.encode(), seed & 0xFFFFFFFF)


# The forms of one series ask for the same draws one after the other, and several series may be fitted at a time.
@lru_cache(maxsize=8)
def draw_runs(n_runs: int, draws: int, seed: int) -> np.ndarray:
    """How often each draw takes each run.

    Parameters
    ----------
    n_runs, draws : int
    seed : int
        Of the series, from :func:`seed_of`.

    Returns
    -------
    numpy.ndarray, (draws, n_runs) of float
        Each row sums to ``n_runs``; not to be written to.
    """
    taken = np.random.default_rng(seed).integers(0, n_runs, size=(draws, n_runs))
    taken += np.arange(draws)[:, None] * n_runs
    weights = np.bincount(taken.ravel(), minlength=draws * n_runs).reshape(draws, n_runs).astype(float)
    weights.flags.writeable = False
    return weights


def distinct(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights without repetition, and where each of the given rows is among them.

    Parameters
    ----------
    weights : numpy.ndarray, (m, n_runs)

    Returns
    -------
    rows : numpy.ndarray, (d, n_runs)
        All of ``weights`` where runs are too many for draws to repeat often.
    place : numpy.ndarray, (m,) of int
        ``rows[place]`` are the weights.
    """
    if weights.shape[1] > _REPEATING:
        return weights, np.arange(weights.shape[0])
    return np.unique(weights, axis=0, return_inverse=True)


def leave_one_out(n_runs: int) -> np.ndarray:
    """Weights (n_runs, n_runs) whose row r leaves run r out."""
    return 1.0 - np.eye(n_runs)


def fitted(draws: np.ndarray) -> np.ndarray:
    """The rows of refits (m, p) that gave a fit."""
    return draws[np.isfinite(draws).all(axis=1)]


def percentile_interval(draws: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Standard errors and percentile intervals, column by column.

    Parameters
    ----------
    draws : numpy.ndarray, (m, p)
        Finite.
    level : float
        For example 0.95.

    Returns
    -------
    se, lo, hi : numpy.ndarray, (p,)
        NaN where there are fewer than two draws; the ends are :func:`quantiles` at (1 - level) / 2 from either end.
    """
    if draws.shape[0] < 2:
        return (np.full(draws.shape[1], np.nan),) * 3
    rows = np.ascontiguousarray(draws.T)
    return rows.std(axis=1, ddof=1), *percentiles(rows, level)


def percentiles(rows: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Ends (k,) and (k,) of the percentile intervals of rows of draws (k, m)."""
    ascending = np.sort(rows, axis=1)  # faster than a partial sort, since numpy sorts by vector instructions
    lo, hi = (quantiles(ascending, np.full(len(rows), share)) for share in _tails(level))
    return lo, hi


def quantiles(ascending: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Quantiles, interpolated linearly between order statistics (type 7 of Hyndman and Fan 1996).

    Parameters
    ----------
    ascending : numpy.ndarray, (k, m)
        Each row in order.
    shares : numpy.ndarray, (k,)
        0..1; where NaN, so is the quantile.

    Returns
    -------
    numpy.ndarray, (k,)
    """
    count = ascending.shape[1]
    place = np.where(np.isnan(shares), 0.0, shares) * (count - 1)
    below = place.astype(np.int64)
    row = np.arange(len(ascending))
    low, high = ascending[row, below], ascending[row, np.minimum(below + 1, count - 1)]
    return np.where(np.isnan(shares), np.nan, low + (place - below) * (high - low))


def bca_interval(
    draws: np.ndarray, best: np.ndarray, left_out: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Bias-corrected and accelerated intervals (Efron 1987), column by column.

    The quantiles of the draws at ``Phi(z0 + (z0 + z) / (1 - a (z0 + z)))``, z the normal quantile of either tail. z0
    is the normal quantile of the share of draws below the estimate, draws equal to it counting half; with d the mean
    of the jackknife's values less each of them, ``a = sum d^3 / (6 (sum d^2)^1.5)``, the jackknife leaving out one run
    at a time.

    Parameters
    ----------
    draws : numpy.ndarray, (m, p)
        Finite.
    best : numpy.ndarray, (p,)
    left_out : numpy.ndarray, (n_runs, p)
        Fits with each run left out.
    level : float

    Returns
    -------
    lo, hi : numpy.ndarray, (p,)
        NaN where a run cannot be left out, where all draws lie on one side of the estimate, or where the acceleration
        is too strong.
    """
    below = 0.5 * ((draws < best).mean(axis=0) + (draws <= best).mean(axis=0))
    away = left_out.mean(axis=0) - left_out
    ascending = np.sort(np.ascontiguousarray(draws.T), axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        z0 = ndtri(below)
        acceleration = (away**3).sum(axis=0) / (6 * (away**2).sum(axis=0) ** 1.5)
        ends = []
        for tail in _tails(level):
            z = z0 + ndtri(tail)
            stretch = 1 - acceleration * z
            ends.append(quantiles(ascending, np.where(stretch > 0, ndtr(z0 + z / stretch), np.nan)))
    return ends[0], ends[1]


def _tails(level):
    return (1 - level) / 2, (1 + level) / 2
