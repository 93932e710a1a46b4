"""What a test of n items can see: the smallest score that it tells from chance.

Schaeffer et al. 2023 (arXiv 2304.15004), section 3: a test set resolves scores to 1/n, so that a small model's score,
above chance but below that, reads as no ability at all.
"""

import numpy as np
import pandas as pd
from scipy.special import bdtrc, betaincinv

LEVEL = 0.05  # of the one-sided test
POWER = 0.8
CHANCES = (0.0, 0.2, 0.25, 0.5)
# Every size to 100 items, then 24 a decade.
ITEMS = np.unique(np.concatenate([np.arange(1, 101), np.logspace(2, 5, 73).round(), [200, 500, 2000, 5000]]))


def least_right(items, chance, level=LEVEL):
    """The fewest right answers that a guesser reaches with a probability of at most ``level``.

    Parameters
    ----------
    items : int
        n.
    chance : float
        Probability of a right guess.
    level : float
        Of the exact one-sided binomial test.

    Returns
    -------
    int
        k with P(X >= k) <= level, the smallest; n + 1 where even n right answers could be luck.
    """
    right = np.arange(items + 1)
    at_least = np.concatenate([[1.0], bdtrc(right[:-1], items, chance)])
    return int(np.count_nonzero(at_least > level))


def least_detectable(items, chance, level=LEVEL, power=POWER):
    """The true score from which the test finds a model better than chance with probability ``power``.

    P(X >= k | n, p) is the incomplete beta function I_p(k, n - k + 1), which is solved for p at k of
    :func:`least_right`. Without luck (chance 0) this is 1 - (1 - power)^(1/n), about 1.6 / n.

    Returns
    -------
    float
        Not a number where the test cannot find anything.
    """
    right = least_right(items, chance, level)
    return float(betaincinv(right, items - right + 1, power)) if right <= items else float("nan")


def resolution(settings, threads):
    """The table of what tests of each size can see.

    Parameters
    ----------
    settings, threads
        Not used: nothing is fitted.

    Returns
    -------
    pandas.DataFrame
        Table ``RESOLUTION``.
    """
    rows = []
    for chance in CHANCES:
        for items in map(int, ITEMS):
            score = least_detectable(items, chance)
            row = {"chance": chance, "n_items": items, "step": 1 / items, "score": score, "gain": score - chance}
            rows.append({name: float(f"{value:.12g}") for name, value in row.items()})
    return pd.DataFrame(rows)


STUDY = resolution
