"""Shapes of rising curves: what the truths of the calibration study are made of.

A smooth shape F maps z = (u - middle) / scale to 0..1; an abrupt one maps the distance past its break, v = u - break on
the range 0..1 of x, to a score, and has no scale. :mod:`emergence.simulations._truths` names them all.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import expit, ndtr, ndtri, stdtr

Curve = Callable[[np.ndarray], np.ndarray]
_FAR = 500.0  # e^500 is finite
_NODES = 60  # of Gauss-Hermite quadrature: to 1e-10


def generalised_logistic(nu: float, m: float) -> Curve:
    """F(z) = (1 - (1 + e^z)^(-nu))^m; Richards' curve (1959) for m = 1, a power of the logistic for nu = 1."""
    return lambda z: (-np.expm1(-nu * np.logaddexp(0.0, z))) ** m


def gompertz(z: np.ndarray) -> np.ndarray:
    """F(z) = exp(-e^-z): the limit of powers of the logistic, and p^T where the loss is a power of e^z."""
    return np.exp(-np.exp(np.clip(-z, -_FAR, _FAR)))


def complementary_gompertz(z: np.ndarray) -> np.ndarray:
    """F(z) = 1 - exp(-e^z), the complementary log-log."""
    return -np.expm1(-np.exp(np.clip(z, -_FAR, _FAR)))


def algebraic(power: float) -> Curve:
    """F(z) = (1 + z / (1 + |z|^k)^(1/k)) / 2: an S whose tails fall as a power, not exponentially."""

    def curve(z):
        # divided by the larger of 1 and |z|, so that no power overflows
        large = np.maximum(1.0, np.abs(z))
        return 0.5 + 0.5 * (z / large) / ((1 / large) ** power + (np.abs(z) / large) ** power) ** (1 / power)

    return curve


def arctangent(z: np.ndarray) -> np.ndarray:
    """F(z) = 1/2 + arctan(z) / pi: the Cauchy distribution."""
    return 0.5 + np.arctan(z) / np.pi


def student(df: float) -> Curve:
    """F(z), the distribution function of Student's t: tails that fall as a power, but smooth in the middle."""
    return lambda z: stdtr(df, z)


def frechet(power: float) -> Curve:
    """F(z) = exp(-z^-k), 0 below 0: a start flatter than any power, and an end that comes as slowly as a power."""
    return lambda z: np.exp(-(np.maximum(z, np.exp(-_FAR / power)) ** -power))


def mixture(places: tuple[float, ...], shares: tuple[float, ...], scale: float = 1.0) -> Curve:
    """F(z) = sum_j share_j logistic((z - place_j) / scale): items, or parts of a task, of different difficulty."""
    at, weight = np.array(places), np.array(shares) / np.sum(shares)
    return lambda z: expit((np.asarray(z)[..., None] - at) / scale) @ weight


def normal_mixture(items: int, scale: float) -> Curve:
    """A mixture of equal items whose difficulties are normal quantiles, each a logistic of this scale."""
    return mixture(tuple(ndtri((np.arange(items) + 0.5) / items)), (1.0,) * items, scale)


def largest_of(choices: int) -> Curve:
    """F(z) = E[N(z + e)^(k - 1)], e standard normal: the right choice of k has the highest utility, and is taken.

    Utilities have standard normal errors, and the right one's mean is z above the others' (Thurstone's model, with k
    choices): accuracy from choices by argmax where what the model knows of them grows evenly.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    share = weights / weights.sum()
    return lambda z: ndtr(np.asarray(z)[..., None] + nodes) ** (choices - 1) @ share


def two_power_laws(tokens: float, ratio: float, share: float) -> Curve:
    """F(z) = exp(-T (s e^-z + (1 - s) e^(-r z))): p^T where the loss is a sum of two powers of compute.

    One term is what parameters remove and one what tokens do (Hoffmann et al. 2022, arXiv 2203.15556); z is the
    logarithm of compute times the first exponent, r the ratio of exponents. The irreducible loss changes the ceiling
    alone.
    """

    def curve(z):
        parameters, data = (np.exp(np.clip(-rate * z, -_FAR, _FAR)) for rate in (1.0, ratio))
        return np.exp(-tokens * (share * parameters + (1 - share) * data))

    return curve


def power_of_share(tokens: float) -> Curve:
    """F(z) = max(0, 1 - e^-z)^T: p^T where the share of wrong tokens is a power of compute."""
    return lambda z: np.maximum(0.0, -np.expm1(-np.clip(z, 0.0, _FAR))) ** tokens


def hill(power: float) -> Curve:
    """F(z) = v^k / (1 + v^k) with v = max(0, z): the Hill or log-logistic curve."""
    return lambda z: expit(power * np.log(np.maximum(z, np.exp(-_FAR / power))))


def weibull(power: float) -> Curve:
    """F(z) = 1 - exp(-max(0, z)^k): smooth at its start for k > 1."""
    return lambda z: -np.expm1(-(np.maximum(0.0, z) ** power))


def ramp(power: float) -> Curve:
    """The slope rises as max(0, z)^(k-1) to 1 at z = 1 and stays: a quadratic (k = 2) or cubic start of a line."""
    return lambda z: np.minimum(np.maximum(0.0, z), 1.0) ** power / power + np.maximum(0.0, z - 1.0)


def smoothstep(z: np.ndarray) -> np.ndarray:
    """F(z) = 3 t^2 - 2 t^3 with t = z held to 0..1: a cubic between floor and ceiling."""
    t = np.clip(z, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def exponential(z: np.ndarray) -> np.ndarray:
    """F(z) = e^z: p^T against the loss itself; no ceiling."""
    return np.exp(np.clip(z, -_FAR, _FAR))


def softplus(z: np.ndarray) -> np.ndarray:
    """F(z) = log(1 + e^z): a hinge with a rounded corner."""
    return np.logaddexp(0.0, z)
