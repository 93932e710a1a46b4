"""All curves that rise gradually: non-negative mixtures of rounded steps.

A rounded step has a slope that climbs evenly from 0 over a length, and then ends. Mixtures of rounded steps of one
length are curves that rise, whose slope may fall as fast as it likes but climbs no faster than such steps allow: lines,
powers, logistics and their powers, Gompertz curves, staircases of them, each with an onset width of the length or more.
They are a convex cone, so that non-negative least squares (Lawson and Hanson 1974) finds the best of them for certain.
"""

import numpy as np
from scipy.optimize import nnls

# Rounded steps begin this share of their length apart, unless there would be more than so many.
_APART, _MOST = 1 / 4, 120


class GradualCurves:
    """Least squares among the curves whose onset width is a length or more.

    Parameters
    ----------
    u : numpy.ndarray, (n,)
        Places from 0 to 1, larger is better.
    length : float
        Share of the range.
    """

    def __init__(self, u: np.ndarray, length: float):
        begins = np.arange(-length, 1.0, max(_APART * length, (1 + length) / _MOST))
        rows = np.clip(u - begins[:, None], 0.0, length) ** 2
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
