"""Meta-analysis: estimates of the same quantity by several studies, put together and compared."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri, ndtr, stdtrit

# Standard deviations between studies are sought up to so many times the spread of the estimates and their errors.
_WIDEST = 100.0


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
    tau_lo, tau_hi : float
        Interval of it.
    q, df, p : float
        Cochran's Q, its degrees of freedom, and the p-value of the hypothesis that all true values are equal.
    """

    mean: float
    se: float
    lo: float
    hi: float
    tau: float
    tau_lo: float
    tau_hi: float
    q: float
    df: float
    p: float


def random_effects(estimates: np.ndarray, errors: np.ndarray, level: float) -> Pooled:
    """The mean of several studies and the spread between them.

    ``tau`` by Paule and Mandel (1982): the one for which Q with weights ``w = 1 / (errors^2 + tau^2)`` is what it is
    expected to be, k - 1; 0 if Q is less without any. Its interval holds the values for which Q lies between the
    quantiles of chi-squared (Viechtbauer 2007), so that the estimate is always inside. The interval of the mean by
    Hartung and Knapp (2001): t with k - 1 degrees of freedom on the weighted spread of the estimates, which holds its
    level with few studies.

    Parameters
    ----------
    estimates, errors : numpy.ndarray, (k,)
        Estimates and their standard errors, k at least 2, errors above 0.
    level : float
        Of the intervals, for example 0.95.

    Returns
    -------
    Pooled

    Raises
    ------
    ValueError
        If there are fewer than two studies, or an error is not above 0.
    """
    return _pooled(estimates, np.diag(errors**2), np.arange(estimates.size), level, least=0.0)


def dependent_effects(
    estimates: np.ndarray, covariance: np.ndarray, study: np.ndarray, level: float, *, one_sided_errors: bool = False
) -> Pooled:
    """The same for estimates whose errors depend on each other, being made from the same data.

    Weights are still the inverse variances, plus ``tau^2``, which no error of a covariance can make negative; the
    standard error of the mean takes in the whole covariance (Hedges, Tipton and Johnson 2010). Under equal true values
    Q is a sum of chi-squared variables with the weights' and the covariance's eigenvalues, for which Box's (1954)
    multiple of one chi-squared stands, of the same mean and variance. The standard error is that of the model or, if it
    is larger, that of the spread of the estimates (Rover, Knapp and Friede 2015). Independent errors give
    :func:`random_effects` but for that.

    Parameters
    ----------
    estimates : numpy.ndarray, (k,)
    covariance : numpy.ndarray, (k, k)
        Of the estimates' errors; variances above 0.
    study : numpy.ndarray, (k,) of int
        Estimates with the same number share their true value: ``tau`` is the spread between the numbers.
    level : float
    one_sided_errors : bool
        Whether errors may go one way, as biases of parameters near a bound do, of which no covariance tells. The
        standard error of the mean is then the weighted mean of the estimates' standard errors, which it is at most,
        whatever their correlation; and equal true values are rejected where no value lies in all intervals of level
        ``1 - p / k``: with z the largest ``|difference| / (sum of the standard errors)`` of two estimates, p is
        ``2 k (1 - Phi(z))`` (Bonferroni). ``tau`` and Q stay as they are.

    Returns
    -------
    Pooled

    Raises
    ------
    ValueError
        If there are fewer than two studies, or a variance is not above 0.
    """
    return _pooled(estimates, covariance, study, level, least=1.0, one_sided=one_sided_errors)


def _pooled(estimates, covariance, study, level, least, one_sided=False):
    own = np.diag(covariance)
    if np.unique(study).size < 2 or not (own > 0).all():
        raise ValueError("expected two studies or more, with standard errors above 0")
    same = (study[:, None] == study).astype(float)
    spread = _Spread(estimates - estimates.mean(), covariance, same)
    q, mean_q, df = spread.at(0.0)
    tau = spread.tau_where(lambda df: df)
    tau2 = tau**2
    w = 1 / (own + tau2)
    mean = float(w @ estimates / w.sum())
    seen, expected, _ = spread.at(tau2)
    errors = np.outer(np.sqrt(own), np.sqrt(own)) if one_sided else covariance
    model = float(w @ (errors + tau2 * same) @ w) / w.sum() ** 2
    se = float(np.sqrt(model * max(seen / expected, least)))
    reach = float(stdtrit(np.unique(study).size - 1.0, (1 + level) / 2)) * se
    ends = [spread.tau_where(lambda df, tail=tail: chdtri(df, tail)) for tail in ((1 - level) / 2, (1 + level) / 2)]
    p = _apart(estimates, np.sqrt(own)) if one_sided else float(chdtrc(df, q * df / mean_q))
    return Pooled(mean, se, mean - reach, mean + reach, tau, *ends, q, df, p)


def _apart(estimates, errors):
    """The p-value of one true value, whatever the correlation of the errors."""
    z = np.abs(np.subtract.outer(estimates, estimates)) / np.add.outer(errors, errors)
    return float(min(2 * estimates.size * ndtr(-z.max()), 1.0))


class _Spread:
    """The weighted spread Q of dependent estimates, and its distribution, by the true values' variance tau^2."""

    def __init__(self, estimates: np.ndarray, covariance: np.ndarray, same: np.ndarray):
        self.estimates, self.covariance, self.same = estimates, covariance, same

    def projector(self, tau2: float) -> np.ndarray:
        """The matrix (k, k) whose quadratic form is Q."""
        w = 1 / (np.diag(self.covariance) + tau2)
        return np.diag(w) - np.outer(w, w) / w.sum()

    def at(self, tau2: float) -> tuple[float, float, float]:
        """Q, its mean, and the degrees of freedom of the chi-squared variable that it is a multiple of."""
        projector = self.projector(tau2)
        of_errors = projector @ (self.covariance + tau2 * self.same)
        q, mean = float(self.estimates @ projector @ self.estimates), float(np.trace(of_errors))
        return q, mean, mean**2 / float(np.sum(of_errors * of_errors.T))

    def tau_where(self, wanted: Callable[[float], float]) -> float:
        """The tau with which Q, in units of its chi-squared variable, is what is wanted of these degrees of freedom.

        0 where Q is less without any spread.
        """

        def excess(tau: float) -> float:
            q, mean, df = self.at(tau**2)
            return q * df / mean - wanted(df)

        widest = _WIDEST * float(np.ptp(self.estimates) + np.sqrt(np.diag(self.covariance)).max())
        return _root(excess, widest)


def _root(falling: Callable[[float], float], highest: float) -> float:
    """Where a falling function of 0 to ``highest`` is zero; the nearer end if it is nowhere."""
    if falling(0.0) <= 0:
        return 0.0
    return float(brentq(falling, 0.0, highest)) if falling(highest) < 0 else highest
