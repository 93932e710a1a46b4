"""Run bins: the means of each run's points in parts of the range of x, which the tests take for points."""

import numpy as np

from emergence.series.points import Points

# Parts that the range of x is cut into. A run's points in one part count as one, so that the tests' cost and the weight
# of a run do not grow with how often it was evaluated. The mean of a curve over a part is not the curve at the mean x:
# with half as many parts that moves narrow onsets by more than their intervals are wide.
PARTS = 64


def run_bins_of(points: Points, better: str) -> Points:
    """The run bins of one series.

    Parameters
    ----------
    points : Points
        At least two distinct x.
    better : str
        ``higher`` or ``lower``: which way the score improves.

    Returns
    -------
    Points
        One point a run and part of x, both coordinates means, x in its own unit; y is turned so that larger is better,
        and chance with it. All have the same weight and the floor is free. A run with one point has one bin, its point.
    """
    turned = points.improves * points.x
    scaled = (turned - turned.min()) / np.ptp(turned)
    part = np.minimum((scaled * PARTS).astype(np.int64), PARTS - 1)
    names, cell = np.unique(points.run * PARTS + part, return_inverse=True)
    sign = 1.0 if better == "higher" else -1.0
    count = np.bincount(cell)
    x, y = (np.bincount(cell, of) / count for of in (points.x, sign * points.y))
    run = names // PARTS
    order = np.lexsort((run, y, x))
    none = np.full(x.size, np.nan)
    return Points(
        points.series_id, x[order], none, y[order], run[order], points.n_runs, points.improves, np.nan,
        np.arange(x.size), chance=sign * points.chance,
    )  # fmt: skip
