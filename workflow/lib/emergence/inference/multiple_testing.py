"""The false discovery rate among many tests."""

import numpy as np


def false_discovery_rate(p: np.ndarray) -> np.ndarray:
    """p-values corrected by Benjamini and Hochberg (1995).

    ``q_(i) = min over j >= i of p_(j) m / j`` for the m p-values in order, and at most 1: the rule of statsmodels, for
    the tests that there were.

    Parameters
    ----------
    p : array-like, (n,)
        NaN where there was no test.

    Returns
    -------
    numpy.ndarray, (n,)
        NaN where ``p`` is.
    """
    from statsmodels.stats.multitest import multipletests  # takes longer to import than most jobs that need no q

    p = np.asarray(p, dtype=float)
    known = ~np.isnan(p)
    q = np.full(p.size, np.nan)
    if known.any():
        q[known] = multipletests(p[known], method="fdr_bh")[1]
    return q
