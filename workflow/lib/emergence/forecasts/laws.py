"""Laws of a loss, by which a forecast starts from parameters and tokens, or from FLOPs.

    L = E + A / N^alpha + B / D^beta   (Hoffmann et al. 2022, arXiv 2203.15556, Equation 2)
    L = E + A / C^gamma                (the same along one budget: gamma = alpha beta / (alpha + beta))

A ladder that spans a factor of seven in N leaves the exponents loose, and a forecast leans on them. A law is therefore
fitted with one exponent for N and D (two could not be told from E and A by two sizes, which is what a ladder that
forecasts itself begins with), and with exponents that others published for other models: known before any target was.
Which of them to trust is for the errors inside the ladder to say.
"""

from collections.abc import Sequence

import numpy as np

from emergence.forecasts.least_squares import best_of

_EXPONENT = (0.05, 1.0)  # allowed; those that are published lie between 0.15 and 0.5
_STARTS = (0.15, 0.35)
_BILLION, _EXA = 1e9, 1e18


def scaled(params: np.ndarray, tokens: np.ndarray) -> np.ndarray:
    """What a law in parameters and tokens takes: (n, 2), in billions and in hundred billions."""
    return np.stack([params / _BILLION, tokens / (100 * _BILLION)], axis=-1)


def scaled_flops(flops: np.ndarray) -> np.ndarray:
    """What a law in FLOPs takes: (n, 1), in exaFLOPs."""
    return (flops / _EXA)[..., None]


def predict(theta: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Losses (b, n) of the laws ``theta`` (b, p) at ``x`` (n, 2) or (n, 1); with one exponent or as many as terms."""
    value, _ = _law(theta, np.broadcast_to(x, (len(theta), *x.shape)))
    return value


def fit(x: np.ndarray, loss: np.ndarray, exponents: Sequence[float] | None = None) -> np.ndarray:
    """Laws fitted to losses by least squares of the relative error, one a row.

    Parameters
    ----------
    x : numpy.ndarray, (n, 2) or (n, 1)
        As :func:`scaled` or :func:`scaled_flops` makes it.
    loss : numpy.ndarray, (b, n)
        Positive.
    exponents : tuple of float, optional
        (alpha, beta), or (gamma,), where they are not fitted.

    Returns
    -------
    numpy.ndarray, (b, p)
        E, then A (and B), then the exponents: one where it is fitted.
    """
    terms = x.shape[1]
    low, high = _bounds(len(loss), terms, exponents)
    smallest = loss.min(axis=1, keepdims=True)
    linear = np.concatenate([0.5 * smallest, *[0.2 * smallest] * terms], axis=1)
    tried = [exponents] if exponents else [(start,) for start in _STARTS]
    starts = [np.concatenate([linear, np.tile(start, (len(loss), 1))], axis=1) for start in tried]
    rows = np.broadcast_to(x, (len(loss), *x.shape))
    return best_of(_law, starts, rows, loss, loss**-2.0, low, high)


def of_compute(alpha: float, beta: float) -> float:
    """The exponent of FLOPs that belongs to those of parameters and tokens on the compute-optimal path."""
    return alpha * beta / (alpha + beta)


def _bounds(rows, terms, exponents):
    count = len(exponents) if exponents else 1
    low = np.zeros((rows, 1 + terms + count))
    high = np.full(low.shape, np.inf)
    low[:, 1 + terms :], high[:, 1 + terms :] = (exponents, exponents) if exponents else _EXPONENT
    return low, high


def _law(theta, x):
    terms = x.shape[2]
    factors, powers = theta[:, 1 : 1 + terms], theta[:, 1 + terms :]
    logs = np.log(x)
    shrunk = np.exp(-powers[:, None, :] * logs)
    gradient = np.empty((*x.shape[:2], theta.shape[1]))
    gradient[..., 0] = 1
    gradient[..., 1 : 1 + terms] = shrunk
    slopes = -factors[:, None, :] * shrunk * logs
    gradient[..., 1 + terms :] = slopes if powers.shape[1] == terms else slopes.sum(axis=2, keepdims=True)
    return theta[:, :1] + (factors[:, None, :] * shrunk).sum(axis=2), gradient
