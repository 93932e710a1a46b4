"""Curves of fitted forms on a grid of x, with pointwise confidence bands."""

import numpy as np

from emergence.inference.bootstrap import ENOUGH_RUNS, LEAST_SHARE, percentiles
from emergence.inference.cluster_robust import cluster_robust
from emergence.models.base import Estimate, Form, Settings
from emergence.series.points import Points


def curve_rows(form: Form, points: Points, estimate: Estimate, draws: np.ndarray, settings: Settings) -> dict:
    """Columns of the table ``curves``; no band over few runs, or where too few draws gave a fit.

    Parameters
    ----------
    form : Form
    points : Points
    estimate : Estimate
    draws : numpy.ndarray, (m, p)
        Fits under the bootstrap's weights, those that failed left out.
    settings : Settings
    """
    x, x2 = form.grid(points, settings)
    lo = hi = np.full(x.size, np.nan)
    if points.n_runs >= ENOUGH_RUNS and draws.shape[0] >= LEAST_SHARE * settings.draws:
        lo, hi = band(form, points, estimate, draws, x, x2, settings)
    y = form.predict(estimate.best, x, x2, points.improves)
    return {"x": x, "x2": x2, "y": y, "lo": lo, "hi": hi}


def band(
    form: Form,
    points: Points,
    estimate: Estimate,
    draws: np.ndarray,
    x: np.ndarray,
    x2: np.ndarray,
    settings: Settings,
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of a curve's pointwise confidence interval at x (g,) and x2 (g,): two arrays (g,).

    The t interval of cluster-robust standard errors where the form is linear in its parameters, else the percentiles
    of the draws' curves at each x.
    """
    if not form.linear:
        return percentiles(form.predict(draws, x[:, None], x2[:, None], points.improves), settings.confidence)
    here, there = (points.x, points.x2, points.improves), (x, x2, points.improves)
    residual = points.y - form.predict(estimate.best, *here)
    of_points, of_grid = (form.gradient(estimate.best, *at) for at in (here, there))
    reach = cluster_robust(points, of_points, residual, of_grid).reach(settings.confidence)
    y = form.predict(estimate.best, *there)
    return y - reach, y + reach
