"""Wild cluster bootstrap: random signs of runs, and p-values from as many draws as the decision needs.

A response simulated under a null hypothesis is its fit plus its residuals, those of each run times one random sign
(Cameron, Gelbach and Miller 2008). Draws come one after the other and stop early where the p-value is clearly large
(Besag and Clifford 1991): after ``h`` draws whose statistic is as large as the one seen, at the L-th draw, the p-value
is h / L. That is as valid a p-value as (1 + g) / (1 + n) of g among n draws, which is taken if they do not stop.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

# Below this many runs signs have too few combinations, and six weights take their place (Webb 2023).
_FEW_RUNS = 16
_WEBB = np.sqrt([0.5, 1.0, 1.5])
# A p-value above this need not be known precisely: so that "p <= _CLEAR" is decided as by all of the first draws.
_CLEAR = 0.05
# Correcting for many series asks for small p-values to be known well: up to so many times as many draws for them.
MORE = 50
# With fewer draws beyond what was seen, the p-value is read off the tail of the draws: this share of them.
_FEW_BEYOND, _TAIL = 10, 0.1
# No tail is believed further than this.
_LEAST_P = 1e-8
# Shares of the first draws after which they may stop.
_STOPS = np.array([0.12, 0.35])


def sign_rounds(n_runs: int, draws: int, seed: int, more: int = MORE) -> Iterator[np.ndarray]:
    """Random weights of mean 0 and variance 1: Rademacher's signs, or Webb's six points for few runs.

    Parameters
    ----------
    n_runs, draws : int
    seed : int
    more : int
        How many times ``draws`` there are in all.

    Yields
    ------
    numpy.ndarray, (m, n_runs)
        ``draws`` in several parts, then ``draws`` at a time.
    """
    first = _signs(n_runs, draws, (seed, 0))
    yield from (part for part in np.split(first, np.ceil(_STOPS * draws).astype(int)) if len(part))
    for part in range(1, more):
        yield _signs(n_runs, draws, (seed, part))


# The tests of one series ask for the same signs one after the other.
@lru_cache(maxsize=1)
def _signs(n_runs, draws, seed):
    values = np.concatenate([-_WEBB, _WEBB]) if n_runs < _FEW_RUNS else np.array([-1.0, 1.0])
    signs = values[np.random.default_rng(seed).integers(0, values.size, size=(draws, n_runs), dtype=np.uint8)]
    signs.flags.writeable = False
    return signs


def sequential_p(
    exceeding: Mapping[str, Callable[[np.ndarray], np.ndarray]], rounds: Iterable[np.ndarray], draws: int
) -> dict[str, float]:
    """Monte-Carlo p-values of several null hypotheses, precise where all are small.

    Where all nulls must be rejected (their union is the null, Berger 1982) the largest p-value counts. So each null is
    simulated until its p-value is clearly large or the first ``draws`` are used, and beyond that only while none is.

    Parameters
    ----------
    exceeding : dict of str to function
        From signs (m, n_runs) to a mask (m,): the draws whose statistic is as large as the one seen.
    rounds : iterable of numpy.ndarray
        Such signs, the same for all.
    draws : int
        The first draws.

    Returns
    -------
    dict of str to float
    """
    stop = int(np.ceil(_CLEAR * (draws + 1)))
    counts, p, done = dict.fromkeys(exceeding, 0), {}, 0
    for signs in rounds:
        for name in [name for name in exceeding if name not in p]:
            count = counts[name] + np.cumsum(exceeding[name](signs))
            counts[name] = int(count[-1])
            if counts[name] >= stop:
                p[name] = stop / (done + int(np.searchsorted(count, stop)) + 1)
        done += len(signs)
        if len(p) == len(exceeding) or (p and done >= draws):
            break
    return {name: p.get(name, (1 + counts[name]) / (1 + done)) for name in exceeding}


def tail_p(statistics: Callable[[np.ndarray], np.ndarray], seen: float, rounds: Iterable[np.ndarray]) -> float:
    """A Monte-Carlo p-value that is not bounded by the number of draws.

    Draws stop early where the p-value is clearly large (see above). Where fewer than ten draws of all exceed what was
    seen, their largest tenth, above the place t, is taken for exponential: ``p = 0.1 exp(-(seen - t) / mean excess)``.
    That is the generalized Pareto tail of Knijnenburg et al. 2009 (doi:10.1093/bioinformatics/btp211) with shape 0,
    which logarithms of ratios of squared errors have.

    Parameters
    ----------
    statistics : function
        From signs (m, n_runs) to statistics (m,); infinite where a draw has no error left.
    seen : float
    rounds : iterable of numpy.ndarray
        Signs.

    Returns
    -------
    float
    """
    every = np.empty(0)
    for signs in rounds:
        every = np.concatenate([every, statistics(signs)])
        beyond = int(np.sum(every >= seen))
        if beyond > _FEW_BEYOND and beyond > 2 * _CLEAR * every.size:
            break
    counted = (1 + beyond) / (1 + every.size)
    largest = np.sort(every[np.isfinite(every)])[-int(_TAIL * every.size) :]
    excess = float(np.mean(largest - largest[0])) if largest.size > _FEW_BEYOND else 0.0
    if beyond >= _FEW_BEYOND or not excess > 0:
        return counted
    return float(np.clip(_TAIL * np.exp(-(seen - largest[0]) / excess), _LEAST_P, 2 * counted))


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
