"""Does any model of a series exceed chance by more than binomial noise, and which effect could its items detect."""

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtrc

from emergence.inference.multiple_testing import holm
from emergence.series.points import Points


@dataclass(frozen=True)
class ChanceTest:
    """Exact binomial tests of the models of one series.

    Attributes
    ----------
    status : str
        ``ok``, or why there is no test: ``no_count`` (the metric is no share of items), ``no_chance`` or ``no_items``
        (not known).
    n_tested : float
        Models tested; NaN, like all that follows, where the status is not ok.
    n_above_chance : float
        Models that exceed chance, corrected by Holm.
    p : float
        The smallest p-value, corrected by Holm.
    minimum_detectable_effect : float
        The smallest lead over chance that could be significant for the model of best x, given its items and Holm's
        first step.
    """

    status: str
    n_tested: float = np.nan
    n_above_chance: float = np.nan
    p: float = np.nan
    minimum_detectable_effect: float = np.nan


def against_chance(points: Points, n_items: np.ndarray, counts: bool, alpha: float) -> ChanceTest:
    """Test the models of a series against chance.

    Of each run the point of best x is tested (its last checkpoint, where x is compute), one-sided: P(X >= k) for
    k right answers of n items under the chance of a uniform guess. The minimum detectable effect is the argument of
    Schaeffer et al. 2023 (arXiv 2304.15004): with few items a small ability of a small model stays unseen.

    Parameters
    ----------
    points : emergence.series.points.Points
    n_items : numpy.ndarray, (n,)
        NaN where not known.
    counts : bool
        Is the score the share of items answered correctly.
    alpha : float
        Family-wise error over the series' models.
    """
    if not counts:
        return ChanceTest("no_count")
    if np.isnan(points.chance):
        return ChanceTest("no_chance")
    order = np.argsort(points.improves * points.x, kind="stable")
    last = {run: place for place, run in zip(order, points.run[order], strict=True)}
    chosen = np.array([last[run] for run in sorted(last)])
    chosen = chosen[np.isfinite(n_items[chosen])]
    if not chosen.size:
        return ChanceTest("no_items")
    items = np.rint(n_items[chosen])
    right = np.rint(points.y[chosen] * items)
    corrected = holm(at_least(right, items, points.chance))
    best = int(np.argmax(points.improves * points.x[chosen]))
    return ChanceTest(
        "ok",
        chosen.size,
        int(np.sum(corrected <= alpha)),
        float(corrected.min()),
        minimum_detectable_effect(items[best], points.chance, alpha / chosen.size),
    )


def at_least(right, items, chance):
    """P(X >= right) for X binomial (items, chance), element by element."""
    items = np.asarray(items, dtype=np.int64)
    return np.where(right > 0, bdtrc(np.maximum(right - 1, 0), items, chance), 1.0)


def minimum_detectable_effect(items, chance, alpha):
    """The smallest lead over chance that a binomial test could find significant.

    Parameters
    ----------
    items : float
        Whole number of items.
    chance, alpha : float
        0..1: score of a uniform guess, and level of the one-sided test.

    Returns
    -------
    float
        The smallest ``k / items - chance`` with ``P(X >= k) <= alpha``; NaN where even all right is not enough.
    """
    low, high = 0, int(items) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at_least(middle, items, chance) <= alpha else (middle, high)
    return high / items - chance if high <= items else np.nan
