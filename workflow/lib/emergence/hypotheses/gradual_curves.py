"""All curves that rise gradually: non-negative mixtures of rounded steps.

A rounded step has a slope that climbs evenly from 0 over a length, and then ends. Mixtures of rounded steps of one
length are curves that rise, whose slope may fall as fast as it likes but climbs no faster than such steps allow: lines,
powers, logistics and their powers, Gompertz curves, staircases of them, each with an onset width of the length or more.
Curves that fall first, as mirrored steps do, down to a given place, and rise from there on can be had too.
They are a convex cone, so that non-negative least squares (Lawson and Hanson 1974) finds the best of them for certain.
"""

import numpy as np
from scipy.optimize import nnls

# Rounded steps begin this share of their length apart, unless there would be more than so many.
_APART, _MOST = 1 / 4, 120
# Where a curve that falls first may be lowest.
_LOWEST = np.linspace(0.05, 0.95, 19)


class GradualCurves:
    """Least squares among the curves whose onset width is a length or more.

    Parameters
    ----------
    u : numpy.ndarray, (n,)
        Places from 0 to 1, larger is better.
    length : float
        Share of the range.
    lowest : float, optional
        Where curves are lowest that fall first, and from there on rise; they rise from the start on if absent.
    """

    def __init__(self, u: np.ndarray, length: float, lowest: float | None = None):
        begins = np.arange(-length, 1.0, max(_APART * length, (1 + length) / _MOST))
        rises = _steps(u, begins if lowest is None else begins[begins >= lowest], length)
        falls = _steps(1.0 - u, begins[begins >= 1.0 - lowest] if lowest is not None else [], length)
        rows = np.concatenate([rises, falls])
        rows = rows - rows.mean(axis=1, keepdims=True)
        size = np.sqrt(np.einsum("kn,kn->k", rows, rows))
        shown = size > 1e-9 * length**2
        self.steps = np.ascontiguousarray((rows[shown] / size[shown, None]).T)

    def fit(self, y: np.ndarray) -> np.ndarray:
        """The best curve (n,) for scores (n,) of mean 0."""
        return self.steps @ nnls(self.steps, y)[0]

    def errors(self, responses: np.ndarray) -> np.ndarray:
        """Sums of squared errors (m,) of the best curves for responses (m, n) of mean 0."""
        return np.array([nnls(self.steps, response)[1] ** 2 for response in responses])


def with_a_fall_first(u: np.ndarray, length: float, y: np.ndarray) -> GradualCurves:
    """The curves that fall down to the place from which the best of all such curves for scores (n,) rises."""
    every = [GradualCurves(u, length, lowest) for lowest in _LOWEST]
    return min(every, key=lambda curves: float(curves.errors(y[None])[0]))


def _steps(u, begins, length):
    """Rounded steps (k, n)."""
    return np.clip(u - np.reshape(begins, (-1, 1)), 0.0, length) ** 2
