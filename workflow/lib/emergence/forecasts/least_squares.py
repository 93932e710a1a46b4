"""Many small non-linear least-squares problems at a time.

scipy.optimize.least_squares solves one; the candidates' curves on eight tasks, from every cut of the ladder and from
several starts, are more than ten thousand of three or four parameters and thirty points. The tests hold the optima
against scipy's.
"""

from collections.abc import Callable, Sequence

import numpy as np

STEPS = 250
_TOLERANCE = 1e-12  # of the cost: a step that gains less than this share ends the search ...
_FREE = 1e-6  # ... if it was hardly damped; a short step gains little in a flat valley too
_STUCK = 1e8  # with steps damped as much as this no longer better, there is nowhere to go


def minimise(
    model: Callable,
    start: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Levenberg-Marquardt within bounds, one problem a row.

    Minimises sum_i weight_i (model(theta, x)_i - y_i)^2 over low <= theta <= high. A parameter that lies on a bound
    which the gradient would leave is held there for the step; a parameter whose bounds are equal is fixed.

    Parameters
    ----------
    model : callable
        ``model(theta, x)`` with theta (b, p) and x of the b rows gives values (b, n) and their gradients (b, n, p).
    start : numpy.ndarray, (b, p)
    x : numpy.ndarray, (b, n, ...)
    y, weight : numpy.ndarray, (b, n)
    low, high : numpy.ndarray, (b, p) or broadcast to it

    Returns
    -------
    theta : numpy.ndarray, (b, p)
    cost : numpy.ndarray, (b,)
        The weighted sum of squares.
    """
    theta = np.clip(start, low, high)
    value, slope = model(theta, x)
    cost = _cost(value, y, weight)
    rows = [theta.copy(), *(np.broadcast_to(of, start.shape) for of in (low, high)), np.full(len(theta), 1e-2)]
    rows += [x, y, weight, value, slope, cost.copy()]
    going = np.arange(len(theta))
    for _ in range(STEPS):
        if going.size == 0:
            break
        settled = _advance(model, *rows)
        if settled.any():
            for every, own in ((theta, rows[0]), (cost, rows[-1])):
                every[going[settled]] = own[settled]
            going, rows = going[~settled], [of[~settled] for of in rows]
    theta[going], cost[going] = rows[0], rows[-1]
    return theta, cost


def _advance(model, theta, low, high, damping, x, y, weight, value, slope, cost):
    """Take each row's step, where it is better, and change its damping; which rows (b,) are at their end."""
    trial = _step(theta, low, high, damping, value - y, slope, weight)
    new_value, new_slope = model(trial, x)
    new_cost = _cost(new_value, y, weight)
    better = new_cost < cost
    gain = np.where(better, cost - new_cost, 0.0)
    idle = (gain <= _TOLERANCE * cost) & (damping <= _FREE)
    settled = np.where(better, idle, damping > _STUCK)
    for of, new in ((theta, trial), (value, new_value), (slope, new_slope), (cost, new_cost)):
        of[better] = new[better]
    damping[:] = np.maximum(np.where(better, damping / 10, damping * 5), 1e-12)
    return settled


def best_of(
    model: Callable,
    starts: Sequence[np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    """The best of :func:`minimise` from several starts (a list of (b, p)): theta (b, p)."""
    count, rows = len(starts), len(y)
    x, y, weight, low, high = (np.concatenate([part] * count) for part in (x, y, weight, low, high))
    theta, cost = minimise(model, np.concatenate(starts), x, y, weight, low, high)
    return theta.reshape(count, rows, -1)[cost.reshape(count, rows).argmin(axis=0), np.arange(rows)]


def _cost(value, y, weight):
    return (weight * (value - y) ** 2).sum(axis=1)


def _step(theta, low, high, damping, error, slope, weight):
    """The damped Gauss-Newton step of each row, cut to the bounds."""
    weighted = slope * weight[:, :, None]
    gradient = np.einsum("bnp,bn->bp", weighted, error)
    held = (low == high) | ((theta <= low) & (gradient > 0)) | ((theta >= high) & (gradient < 0))
    normal = weighted.transpose(0, 2, 1) @ slope
    normal = np.where(held[:, :, None] | held[:, None, :], 0.0, normal)
    scale = np.einsum("bpp->bp", normal)
    diagonal = np.where(held | (scale == 0), 1.0, scale * damping[:, None])
    step = np.linalg.solve(normal + diagonal[:, :, None] * np.eye(theta.shape[1]), -gradient[:, :, None])[:, :, 0]
    return np.clip(theta + np.where(held, 0.0, step), low, high)
