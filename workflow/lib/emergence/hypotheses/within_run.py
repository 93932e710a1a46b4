"""Evidence from few runs that have many checkpoints: each run a series by itself, and what at least two of them show.

The errors of neighbouring checkpoints are dependent, so that blocks of them take the place of runs in the tests of an
onset (:mod:`emergence.hypotheses.onset`). What is said is said of these runs: that at least two of them have an abrupt
onset, for example, not that another run would.
"""

from dataclasses import replace

import numpy as np

from emergence.hypotheses.onset import CLAIMS, onset_tests, residuals_of
from emergence.hypotheses.resolution import LEVELS
from emergence.inference.bootstrap import ENOUGH_RUNS
from emergence.models.base import Settings
from emergence.series.points import Points

# Blocks have this many checkpoints or more; with fewer than ENOUGH_RUNS of them a run shows too little by itself.
_SHORTEST = 3
LEAST_CHECKPOINTS = _SHORTEST * ENOUGH_RUNS
# A statement is one about at least so many runs.
AT_LEAST = 2


def long_runs(points: Points, better: str) -> list[Points]:
    """The runs of a series that can be tested by themselves, each with blocks of checkpoints in place of runs.

    Parameters
    ----------
    points : Points
    better : str
        ``higher`` or ``lower``: which way the score improves.
    settings : Settings

    Returns
    -------
    list of Points
        Those with checkpoints enough at distinct x; y is turned so that larger is better.
    """
    return [in_blocks(own) for own in runs_apart(points, better).values()]


def runs_apart(points: Points, better: str) -> dict[int, Points]:
    """The runs that have checkpoints enough at distinct x, by number, each its own series with larger y better."""
    sign = 1.0 if better == "higher" else -1.0
    turned = replace(points, y=sign * points.y, floor=np.nan, chance=sign * points.chance)
    each = {run: turned.keep(turned.run == run) for run in range(points.n_runs)}
    return {run: own for run, own in each.items() if own.distinct >= LEAST_CHECKPOINTS and own.varies}


def within_run_tests(runs: list[Points], margin: float, settings: Settings, seed: int) -> dict[str, float]:
    """The tests of :func:`emergence.hypotheses.onset.onset_tests` within each of some runs, together.

    Parameters
    ----------
    runs : list of Points
        Two or more, from :func:`long_runs`.
    margin : float
        In units of x.
    settings : Settings
    seed : int

    Returns
    -------
    dict of str to float
        Columns of the table ``TESTS``. p-values are those of the hypothesis that fewer than two runs differ from the
        null hypothesis: ``(n - 1) p_(2)`` of the n runs' p-values in order (partial conjunction, Benjamini and Heller
        2008). ``onset``, ``width`` and ``r2`` are medians over the runs that show where their onset lies, if there are
        two or more, and else over all; the ends of the onset's interval, and the lower end of the width's, are the
        outermost of theirs. The upper end of the width's is the second smallest: two runs or more have a width below.
        So are minimum detectable widths, over all runs.
        NaN where fewer than two runs have the number.
    """
    found = [onset_tests(run, margin, settings, seed + place) for place, run in enumerate(runs)]
    placed = [row for row in found if np.isfinite([row.get("onset_lo", np.nan), row.get("onset_hi", np.nan)]).all()]
    shown = placed if len(placed) >= AT_LEAST else found
    together = {name: _partial_conjunction([row.get(name, np.nan) for row in found]) for name in CLAIMS}
    together |= {name: _over([row.get(name, np.nan) for row in found], _second_smallest) for name in LEVELS}
    return together | {name: _over([row.get(name, np.nan) for row in shown], how) for name, how in _SUMMARIES.items()}


def in_blocks(run: Points) -> Points:
    """One run with blocks of successive checkpoints in place of runs.

    Checkpoints stand in the order of x, which is that of training but for the loss's own noise. A block has
    ``n^(1/3) (2 r / (1 - r^2))^(2/3)`` of n checkpoints (Carlstein 1986, for errors that follow an autoregression of
    order one), r being the correlation of successive residuals, and three at least; there are twelve blocks at least.
    """
    blocks = number_of_blocks(residuals_of(run))
    return replace(run, run=np.arange(run.n) * blocks // run.n, n_runs=blocks)


def number_of_blocks(residual: np.ndarray) -> int:
    """How many blocks the residuals (n,) of a run's successive checkpoints ask for; see :func:`in_blocks`."""
    n, ahead, behind = residual.size, residual[1:], residual[:-1]
    varies = ahead.std() > 0 and behind.std() > 0  # not where a step fits a run of equal scores without error
    r = np.clip(np.corrcoef(behind, ahead)[0, 1], 0.0, 0.95) if varies else 0.0
    length = n ** (1 / 3) * (2 * r / (1 - r**2)) ** (2 / 3)
    return n // int(np.clip(np.ceil(length), _SHORTEST, n // ENOUGH_RUNS))


def _partial_conjunction(p):
    """The p-value of fewer than two of the hypotheses being false; NaN where fewer than two were tested."""
    known = np.sort([value for value in p if not np.isnan(value)])
    return float(min((known.size - AT_LEAST + 1) * known[AT_LEAST - 1], 1.0)) if known.size >= AT_LEAST else np.nan


def _second_smallest(values):
    return np.sort(values)[AT_LEAST - 1]


_SUMMARIES = {
    "onset": np.median,
    "onset_lo": np.min,
    "onset_hi": np.max,
    "width": np.median,
    "width_lo": np.min,
    "width_hi": _second_smallest,
    "r2": np.median,
}


def _over(values, how):
    """NaN sorts last, and makes means and extremes NaN."""
    return float(how(values)) if len(values) >= AT_LEAST else np.nan
