"""The points of a series as the tests see them: up and right are better, one cell a run and stretch of x."""

from dataclasses import dataclass

import numpy as np

# Stretches that the range of x is cut into. A run's points in one stretch count as one, so that the tests' cost and
# the weight of a run do not grow with how often it was evaluated.
STRETCHES = 32


@dataclass(frozen=True)
class Cells:
    """Means of the points of each run in each stretch of x, sorted by u.

    Attributes
    ----------
    u : numpy.ndarray, (n,)
        x turned so that larger is better, 0 at the worst point and 1 at the best.
    y : numpy.ndarray, (n,)
        Score turned so that larger is better.
    run : numpy.ndarray, (n,) of int64
        0..n_runs-1.
    n_runs : int
    chance : float
        Turned as y is; NaN where it is not known.
    """

    u: np.ndarray
    y: np.ndarray
    run: np.ndarray
    n_runs: int
    chance: float

    @property
    def n(self):
        """Number of cells."""
        return self.y.size


def run_bins_of(points, better):
    """The cells of one series.

    Parameters
    ----------
    points : emergence.series.points.Points
        At least two distinct x.
    better : str
        ``higher`` or ``lower``: which way the score improves.

    Returns
    -------
    Cells
        A run with one point is one cell, its point.
    """
    turned = points.improves * points.x
    low, high = turned.min(), turned.max()
    u = (turned - low) / (high - low)
    sign = 1.0 if better == "higher" else -1.0
    key = points.run * STRETCHES + np.minimum((u * STRETCHES).astype(np.int64), STRETCHES - 1)
    names, cell = np.unique(key, return_inverse=True)
    count = np.bincount(cell)
    mean_u, mean_y = (np.bincount(cell, of) / count for of in (u, points.y))
    run = names // STRETCHES
    order = np.lexsort((run, mean_u))
    return Cells(mean_u[order], sign * mean_y[order], run[order], points.n_runs, sign * points.chance)


def inner_range(cells, min_points, min_runs):
    """The least and largest u that have enough cells and runs on either side; a cell at the end counts for both.

    Parameters
    ----------
    cells : Cells
    min_points, min_runs : int
        Cells and runs on either side.

    Returns
    -------
    tuple of float
        The least is not below the largest where there is no such range.
    """
    if cells.n < min_points or cells.n_runs < min_runs:
        return 0.0, 0.0
    _, first = np.unique(cells.run, return_index=True)
    _, last = np.unique(cells.run[::-1], return_index=True)
    low = max(cells.u[min_points - 1], cells.u[np.sort(first)[min_runs - 1]])
    high = min(cells.u[-min_points], cells.u[np.sort(cells.n - 1 - last)[-min_runs]])
    return float(low), float(high)
