"""The wild cluster bootstrap: responses are a null hypothesis's fit plus its residuals, those of each run times one
random sign (Cameron, Gelbach and Miller 2008).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

import numpy as np

T = TypeVar("T")
# Below this many runs signs have too few combinations, and six weights take their place (Webb 2023).
_FEW_RUNS = 16
_WEBB = np.sqrt([0.5, 1.0, 1.5])
# Draws stop early where so many of them exceed what was seen, and the share of these is above that.
_FEW_BEYOND, _CLEAR = 10, 0.1
# ... or where the p-value is below this.
_SURE = 1e-6
# Shares of the draws after which they may stop.
_STOPS = np.array([0.12, 0.35])
# With fewer draws beyond what was seen, the p-value is read off the tail of the draws: this share of them.
_TAIL = 0.1
# No tail is believed further than this.
_LEAST_P = 1e-8


def sign_rounds(n_runs: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Random weights of mean 0 and variance 1: Rademacher's signs, or Webb's six points for few runs.

    Parameters
    ----------
    n_runs, draws, seed : int

    Yields
    ------
    numpy.ndarray, (m, n_runs)
        ``draws`` in several parts.
    """
    every = _signs(n_runs, draws, seed)
    yield from (part for part in np.split(every, np.ceil(_STOPS * draws).astype(int)) if len(part))


# The tests of one series ask for the same signs one after the other.
@lru_cache(maxsize=1)
def _signs(n_runs, draws, seed):
    values = np.concatenate([-_WEBB, _WEBB]) if n_runs < _FEW_RUNS else np.array([-1.0, 1.0])
    signs = values[np.random.default_rng(seed).integers(0, values.size, size=(draws, n_runs), dtype=np.uint8)]
    signs.flags.writeable = False
    return signs


def tail_p(statistics: Callable[[T], np.ndarray], seen: float, rounds: Iterable[T]) -> float:
    """A Monte-Carlo p-value that is not bounded by the number of draws, from as many draws as it needs.

    It is ``(1 + g) / (1 + n)`` where g of n draws are as large as what was seen. Where g is below ten, the draws beyond
    the place t, their largest tenth, are taken for exponential: that is the generalized Pareto tail of Knijnenburg et
    al. 2009 (doi:10.1093/bioinformatics/btp211) with shape 0, which logarithms of ratios of squared errors have. With
    m draws beyond t, their mean excess e is itself uncertain, so that ``(seen - t) / e`` follows F(2, 2 m) and
    ``p = (m + 1) / (n + 1) (1 + (seen - t) / (m e))^(-m)``: fewer draws give a larger p, not a less valid one.

    Draws end early where p is clear: where more than a tenth of them are as large as what was seen (Besag and Clifford
    1991, doi:10.1093/biomet/78.2.301), or where p is below 1e-6, which no correction for several thousand tests undoes.

    Parameters
    ----------
    statistics : function
        From a round of draws to their statistics (m,); infinite where a draw has no error left.
    seen : float
    rounds : iterable
        What ``statistics`` takes.

    Returns
    -------
    float
    """
    every, p = np.empty(0), 1.0
    for draws in rounds:
        every = np.concatenate([every, statistics(draws)])
        beyond = int(np.sum(every >= seen))
        p = (1 + beyond) / (1 + every.size)
        if beyond > max(_FEW_BEYOND, _CLEAR * every.size):
            break
        if beyond < _FEW_BEYOND:
            p = _beyond_tail(every, seen, p)
        if p < _SURE:
            break
    return p


def _beyond_tail(every, seen, counted):
    """The p-value by the tail of the draws, or the one that was counted where they show too little of a tail."""
    start, *above = np.sort(every[np.isfinite(every)])[-1 - int(_TAIL * every.size) :]
    excess = np.mean(above) - start if len(above) >= _FEW_BEYOND else 0.0
    if not excess > 0:
        return counted
    share, m = (len(above) + 1) / (every.size + 1), len(above)
    return float(np.clip(share * (1 + (seen - start) / (m * excess)) ** -m, _LEAST_P, 2 * counted))


class RunSums:
    """Sums over the points of each run.

    Parameters
    ----------
    run : numpy.ndarray, (n,)
        0..n_runs-1, each there.
    n_runs : int
    """

    def __init__(self, run: np.ndarray, n_runs: int):
        self.order = np.argsort(run, kind="stable")
        self.first = np.searchsorted(run[self.order], np.arange(n_runs))
        self.alone = run.size == n_runs

    def of(self, rows: np.ndarray) -> np.ndarray:
        """Sums (..., n_runs) of rows (..., n)."""
        ordered = rows[..., self.order]
        return ordered if self.alone else np.add.reduceat(ordered, self.first, axis=-1)
