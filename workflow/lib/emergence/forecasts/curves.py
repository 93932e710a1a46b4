"""Accuracy as a curve of the loss: sigmoids between a floor and a ceiling.

    accuracy(x) = floor + (ceiling - floor) G(rate (midpoint - u)),   u = x or log x,

with G a distribution function. On log x a loss of 0 has accuracy ``ceiling`` exactly: the ideal point of Bhagia et al.
2024 (arXiv 2412.04403), which they add to the data, is built in. On x itself (their sigmoid) it has nearly so. The
shapes on log x are those of dose-response analysis (Ritz et al. 2015, PLoS ONE 10:e0146021).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit, ndtr

from emergence.forecasts.least_squares import best_of

_PARAMETERS = 4  # floor, ceiling, midpoint, log rate
_LOG_RATE = (-4.0, 6.0)
_FLOORS = (0.98, 0.4)  # of the least accuracy: where fits of a free floor start
_LEAST_EXPONENT = -30.0  # exp(30) would overflow the next exp
_FARTHEST = 40.0  # exp(-40^2 / 2) is 0, the square of what diverges is no number


class Form(NamedTuple):
    """``distribution`` z -> (G(z), G'(z)); ``log``: is u the logarithm of x."""

    distribution: Callable
    log: bool


def _logistic(z):
    share = expit(z)
    return share, share * (1 - share)


def _normal(z):
    return ndtr(z), np.exp(-(np.clip(z, -_FARTHEST, _FARTHEST) ** 2) / 2) / np.sqrt(2 * np.pi)


def _gumbel(z):
    inner = np.exp(-np.clip(z, _LEAST_EXPONENT, None))
    share = np.exp(-inner)
    return share, share * inner


def _mirrored_gumbel(z):
    share, slope = _gumbel(-z)
    return 1 - share, slope


FORMS = {
    "logistic": Form(_logistic, log=False),
    "log_logistic": Form(_logistic, log=True),
    "log_normal": Form(_normal, log=True),
    "weibull": Form(_gumbel, log=True),
    "frechet": Form(_mirrored_gumbel, log=True),
}


def predict(form: str, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Accuracies (b, e) at losses ``x`` (b, e) of the curves ``theta`` (b, 4) of the form of this name."""
    value, _ = _curve(FORMS[form])(theta, _scaled(form, x))
    return value


def fit(form: str, x: np.ndarray, y: np.ndarray, floor: np.ndarray, ceiling: np.ndarray) -> np.ndarray:
    """Curves fitted to accuracies by least squares, one a row.

    Parameters
    ----------
    form : str
        A name in :data:`FORMS`.
    x, y : numpy.ndarray, (b, n)
        Losses, and accuracies in 0..1.
    floor, ceiling : numpy.ndarray, (b,)
        Where they are to be held; NaN where they are free: the floor in 0..1, the ceiling up to 1.

    Returns
    -------
    numpy.ndarray, (b, 4)
        Floor, ceiling, midpoint and the logarithm of the rate.
    """
    u = _scaled(form, x)
    low, high = _bounds(floor, ceiling)
    tops = np.where(np.isnan(ceiling), 1.0, ceiling)
    theta = np.empty((len(y), _PARAMETERS))
    free = np.isnan(floor)
    for rows, shares in ((free, _FLOORS), (~free, (None,))):  # a floor that is held needs one start
        if rows.any():
            floors = [floor[rows] if share is None else y[rows].min(axis=1) * share for share in shares]
            starts = [_start(u[rows], y[rows], start, tops[rows]) for start in floors]
            own = (of[rows] for of in (u, y, np.ones_like(y), low, high))
            theta[rows] = best_of(_curve(FORMS[form]), starts, *own)
    return theta


def _scaled(form, x):
    return np.log(x) if FORMS[form].log else x


def _bounds(floor, ceiling):
    low = np.tile([0.0, 0.0, -np.inf, _LOG_RATE[0]], (floor.size, 1))
    high = np.tile([1.0, 1.0, np.inf, _LOG_RATE[1]], (floor.size, 1))
    for column, fixed in enumerate((floor, ceiling)):
        known = ~np.isnan(fixed)
        low[known, column] = high[known, column] = fixed[known]
    return low, high


def _start(u, y, floor, ceiling):
    """The straight line of the logit of the share of the way up, as a curve."""
    share = np.clip((y - floor[:, None]) / (ceiling - floor)[:, None], 0.02, 0.98)
    target = np.log(share / (1 - share))
    mean_u, mean_t = u.mean(axis=1), target.mean(axis=1)
    du = u - mean_u[:, None]
    squares = (du**2).sum(axis=1)  # 0 where the law of a loss that does not fall gives one loss to all
    slope = (du * target).sum(axis=1) / np.where(squares > 0, squares, 1.0)
    rate = np.maximum(-slope, 0.1)
    return np.stack([floor, ceiling, mean_u + mean_t / rate, np.log(rate)], axis=1)


def _curve(form):
    def model(theta, u):
        rate = np.exp(theta[:, 3:4])
        z = rate * (theta[:, 2:3] - u)
        share, slope = form.distribution(z)
        span = theta[:, 1:2] - theta[:, 0:1]
        gradient = np.empty((*u.shape, _PARAMETERS))
        gradient[..., 0], gradient[..., 1] = 1 - share, share
        gradient[..., 2], gradient[..., 3] = span * slope * rate, span * slope * z
        return theta[:, 0:1] + span * share, gradient

    return model
