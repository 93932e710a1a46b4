"""The false discovery rate among many tests."""

import numpy as np


def discovery_rate(p):
    """p-values corrected by Benjamini and Hochberg (1995).

    ``q_(i) = min over j >= i of p_(j) m / j`` for the m p-values in order, and at most 1. The rule of statsmodels'
    ``multipletests``, by which it is tested; importing that takes longer than most jobs.

    Parameters
    ----------
    p : array-like, (n,)
        NaN where there was no test.

    Returns
    -------
    numpy.ndarray, (n,)
        NaN where ``p`` is.
    """
    p = np.asarray(p, dtype=float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(-p[known], kind="stable")]
    shares = np.arange(known.size, 0, -1) / max(known.size, 1)
    q = np.full(p.size, np.nan)
    q[order] = np.minimum(np.minimum.accumulate(p[order] / shares), 1.0)
    return q
