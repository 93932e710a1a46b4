"""False discoveries among many tests: their rate, or the probability of any."""

import numpy as np


def false_discovery_rate(p: np.ndarray, dependent: bool = False) -> np.ndarray:
    """p-values corrected by Benjamini and Hochberg (1995), or by Benjamini and Yekutieli (2001).

    ``q_(i) = min over j >= i of p_(j) m / j`` for the m p-values in order, and at most 1, for the tests that there
    were. It holds where tests are independent, or depend on each other positively. Benjamini and Yekutieli's q is
    ``1 + 1/2 + ... + 1/m`` times as large, at most 1, and holds under any dependence. Written out like :func:`holm`.

    Parameters
    ----------
    p : array-like, (n,)
        NaN where there was no test.
    dependent : bool
        Whether to allow for any dependence.

    Returns
    -------
    numpy.ndarray, (n,)
        NaN where ``p`` is.
    """
    p = np.asarray(p, dtype=float)
    q = np.full(p.size, np.nan)
    order = np.argsort(p, kind="stable")[: p.size - np.isnan(p).sum()]  # which puts NaN last
    ranks = np.arange(1, order.size + 1)
    shares = ranks / order.size / (np.sum(1 / ranks) if dependent else 1.0)
    q[order] = np.minimum(np.minimum.accumulate((p[order] / shares)[::-1])[::-1], 1.0)
    return q


def next_rejected(p: np.ndarray, level: float) -> float:
    """The p-value with which one more test would be rejected, under any dependence.

    With R of m hypotheses rejected by Benjamini and Yekutieli, ``(R + 1) level / (m (1 + 1/2 + ... + 1/m))``, at most
    ``level``.

    Parameters
    ----------
    p : array-like, (n,)
        NaN where there was no test.
    level : float

    Returns
    -------
    float
        ``level`` where there was none.
    """
    count = int(np.sum(~np.isnan(np.asarray(p, dtype=float))))
    if not count:
        return level
    rejected = int(np.sum(false_discovery_rate(p, dependent=True) <= level))
    return min(level, (rejected + 1) * level / (count * float(np.sum(1 / np.arange(1, count + 1)))))


def holm(p: np.ndarray) -> np.ndarray:
    """p-values (n,) corrected for their number by Holm's step-down rule (1979).

    Written out: importing statsmodels for it would take longer than the tests of many a source; tests compare them.
    """
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * (p.size - np.arange(p.size)))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def least_false(p: np.ndarray, alpha: float) -> int:
    """A lower confidence bound on how many of some null hypotheses are false, under any dependence.

    "Fewer than u of n are false" has the partial-conjunction p-value ``(n - u + 1) p_(u)`` (Benjamini and Heller 2008,
    Bonferroni's combination). These hypotheses are nested, so that each can be tested at the whole level until one is
    not rejected; the last u rejected is the number of rejections by Holm (1979).

    Parameters
    ----------
    p : numpy.ndarray, (n,)
        p-values, none of them NaN.
    alpha : float
        The bound is too high with at most this probability.

    Returns
    -------
    int
        0..n.
    """
    ordered = np.sort(p)
    passed = ordered * np.arange(ordered.size, 0, -1) <= alpha
    return int(passed.size if passed.all() else passed.argmin())
