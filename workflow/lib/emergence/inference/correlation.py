"""Spearman and Pearson correlation of y and x, with intervals from the bootstrap over runs."""

import numpy as np

from emergence.solvers.rank_correlation import LANES, spearman


def spearman_under(points, weights):
    """Spearman's correlation of a series' points under weights (m, n_runs): an array (m,)."""
    draws = weights.shape[0]
    lanes = np.ones((points.n_runs, -(-draws // LANES) * LANES))
    lanes[:, :draws] = weights.T
    result = np.empty(lanes.shape[1])
    y_order = np.argsort(points.y, kind="stable")
    spearman(_ends(points.x), y_order, _ends(points.y[y_order]), points.run, lanes, result)
    return result[:draws]


def pearson_under(points, weights):
    """Pearson's correlation of a series' points under weights (m, n_runs), from each run's sums: an array (m,)."""
    x, y = (of / np.abs(of).max() for of in (points.x - points.x.mean(), points.y - points.y.mean()))
    sums = [np.bincount(points.run, of, points.n_runs) for of in (np.ones_like(x), x, y, x * x, x * y, y * y)]
    w, wx, wy, wxx, wxy, wyy = ((weights * of).sum(axis=1) for of in sums)
    with np.errstate(invalid="ignore", divide="ignore"):
        x_spread, y_spread = wxx - wx * wx / w, wyy - wy * wy / w
        # a sum that cancels to rounding is no variation
        some = (x_spread > 1e-12 * wxx) & (y_spread > 1e-12 * wyy)
        return np.where(some, np.clip((wxy - wx * wy / w) / np.sqrt(x_spread * y_spread), -1.0, 1.0), np.nan)


def _ends(ordered):
    """Where each tie of an ascending array ends."""
    return np.append(np.flatnonzero(np.diff(ordered)) + 1, ordered.size).astype(np.int64)


CORRELATIONS = {"pearson": pearson_under, "spearman": spearman_under}
