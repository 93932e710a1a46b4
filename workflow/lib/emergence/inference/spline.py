"""Restricted cubic splines: smooth curves of few parameters, by linear least squares, of no given shape."""

import numpy as np

# Least number of points, and the quantiles of x that the knots then lie at (Harrell 2015, Regression Modeling
# Strategies, section 2.4.6).
_KNOTS = (
    (100, (0.05, 0.275, 0.5, 0.725, 0.95)),
    (30, (0.05, 0.35, 0.65, 0.95)),
    (0, (0.1, 0.5, 0.9)),
)


def spline_basis(x: np.ndarray, at: np.ndarray | None = None) -> np.ndarray:
    """The design matrix of a restricted cubic spline: cubic between its knots and straight beyond the outer ones.

    Parameters
    ----------
    x : numpy.ndarray, (n,)
        Points, whose quantiles are the knots.
    at : numpy.ndarray, (m,), optional
        Where to evaluate; at the points if absent.

    Returns
    -------
    numpy.ndarray, (m, k)
        The constant, x and, for knots t_1 < ... < t_k at quantiles of x, the k - 2 functions
        ``c(x - t_j) - c(x - t_(k-1)) (t_k - t_j) / (t_k - t_(k-1)) + c(x - t_k) (t_(k-1) - t_j) / (t_k - t_(k-1))``
        with ``c(u) = max(0, u)^3`` (Harrell 2015, section 2.4.5), x being scaled so that the outer knots are 0 and 1.
        k is 5 from 100 points on, 4 from 30, else 3; a straight line where quantiles coincide.
    """
    shares = next(shares for least, shares in _KNOTS if x.size >= least)
    knots, at = np.quantile(x, shares), x if at is None else at
    if not (np.diff(knots) > 0).all():
        return np.column_stack([np.ones(at.size), at])
    u, t = ((of - knots[0]) / (knots[-1] - knots[0]) for of in (at, knots))
    last, gap = t[-2], t[-1] - t[-2]
    bends = [
        _cube(u - knot) - _cube(u - last) * (1 - knot) / gap + _cube(u - 1) * (last - knot) / gap for knot in t[:-2]
    ]
    return np.column_stack([np.ones(at.size), u, *bends])


def _cube(values):
    return np.maximum(0.0, values) ** 3
