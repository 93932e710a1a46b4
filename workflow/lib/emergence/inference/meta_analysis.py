"""Meta-analysis: estimates of the same quantity by several studies, put together and compared."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, stdtrit


@dataclass(frozen=True)
class Pooled:
    """What a random-effects model makes of several estimates.

    Attributes
    ----------
    mean, se : float
        Mean of the studies' true values and its standard error.
    lo, hi : float
        Interval of the mean.
    tau : float
        Standard deviation of the true values between studies; 0 where the estimates differ no more than their standard
        errors let expect.
    q, df, p : float
        Cochran's Q, its degrees of freedom, and the p-value of the hypothesis that all true values are equal.
    """

    mean: float
    se: float
    lo: float
    hi: float
    tau: float
    q: float
    df: float
    p: float


def random_effects(estimates: np.ndarray, errors: np.ndarray, level: float) -> Pooled:
    """The mean of several studies and the spread between them.

    ``tau`` by DerSimonian and Laird (1986): ``tau^2 = max(0, (Q - k + 1) / (sum w - sum w^2 / sum w))`` with
    ``w = 1 / errors^2``. The interval of the mean by Hartung and Knapp (2001): t with k - 1 degrees of freedom on the
    weighted spread of the estimates, which holds its level with few studies.

    Parameters
    ----------
    estimates, errors : numpy.ndarray, (k,)
        Estimates and their standard errors, k at least 2, errors above 0.
    level : float
        Of the interval, for example 0.95.

    Returns
    -------
    Pooled

    Raises
    ------
    ValueError
        If there are fewer than two studies, or an error is not above 0.
    """
    if estimates.size < 2 or not (errors > 0).all():
        raise ValueError("expected two studies or more, with standard errors above 0")
    df = estimates.size - 1.0
    w = errors**-2.0
    q = float((w * (estimates - (w * estimates).sum() / w.sum()) ** 2).sum())
    tau2 = max(0.0, (q - df) / (w.sum() - (w**2).sum() / w.sum()))
    w = 1 / (errors**2 + tau2)
    mean = float((w * estimates).sum() / w.sum())
    se = float(np.sqrt((w * (estimates - mean) ** 2).sum() / (df * w.sum())))
    reach = float(stdtrit(df, (1 + level) / 2)) * se
    return Pooled(mean, se, mean - reach, mean + reach, float(np.sqrt(tau2)), q, df, float(chdtrc(df, q)))
