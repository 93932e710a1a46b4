"""Intervals by the atlas's own methods (:mod:`emergence.inference.intervals`), and by two more to show how they fail.

``naive_checkpoints_percentile`` draws checkpoints as if they were independent; ``wald_threshold_known`` gives the slope
the error of a straight line, as if the fitted threshold were the true one.
"""

from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from emergence.inference.bootstrap import distinct, draw_runs, fitted, leave_one_out, percentile_interval
from emergence.inference.intervals import BCA, PERCENTILE, PROFILE, ROBUST, Interval, every_interval, methods_of
from emergence.models.base import Estimate, Form, Settings
from emergence.series.points import Points

NAIVE, WALD = "naive_checkpoints_percentile", "wald_threshold_known"
TITLES = {
    PROFILE: "profile likelihood",
    ROBUST: "cluster-robust t",
    PERCENTILE: "bootstrap of runs, percentile",
    BCA: "bootstrap of runs, BCa",
    NAIVE: "bootstrap of checkpoints",
    WALD: "Wald, threshold taken as known",
}
_NAIVE_DRAWS = 200  # enough to see how far they are off


def methods_for(form: Form, parameter: str) -> list[str]:
    """Names of the methods that give an interval of a parameter."""
    k = form.parameters.index(parameter)
    methods = [method for method, given in methods_of(form).items() if given[k]] + [NAIVE]
    return methods + [WALD] if (form.name, parameter) == ("hinge", "slope") else methods


def ends_by_method(
    form: Form, points: Points, estimate: Estimate, seed: int, settings: Settings
) -> dict[str, np.ndarray]:
    """Lower and upper ends (2, p) of intervals of all parameters, by every method.

    Parameters
    ----------
    form : Form
    points : Points
    estimate : Estimate
    seed : int
        Of the bootstraps.
    settings : Settings

    Returns
    -------
    dict of str to numpy.ndarray
    """
    rows, place = distinct(draw_runs(points.n_runs, settings.draws, seed))
    left_out = form.refit(points, leave_one_out(points.n_runs), estimate, settings)
    draws = fitted(form.refit(points, rows, estimate, settings)[place])
    found = every_interval(form, points, estimate, left_out, draws, settings)
    if points.n > points.n_runs:
        found[NAIVE] = _naive(form, points, estimate, seed, settings)
    if form.name == "hinge":
        found[WALD] = _threshold_known(form, points, estimate, settings)
    return {method: np.array([own.lo, own.hi]) for method, own in found.items()}


def _naive(form, points, estimate, seed, settings):
    """Percentiles of a bootstrap that takes every checkpoint for a run."""
    apart = replace(points, run=np.arange(points.n), n_runs=points.n)
    weights = draw_runs(points.n, min(settings.draws, _NAIVE_DRAWS), seed)
    draws = fitted(form.refit(apart, weights, estimate, settings))
    return Interval(*percentile_interval(draws, settings.confidence))


def _threshold_known(form, points, estimate, settings):
    """The textbook interval of least squares, normal quantiles, with eta no parameter."""
    given = form.free(points) & np.array([name != form.threshold for name in form.parameters])
    gradient = form.gradient(estimate.best, points.x, points.x2, points.improves)[:, given]
    residual = points.y - form.predict(estimate.best, points.x, points.x2, points.improves)
    variance = residual @ residual / (points.n - given.sum())
    se = np.full(given.size, np.nan)
    se[given] = np.sqrt(variance * np.diag(np.linalg.inv(gradient.T @ gradient)))
    reach = ndtri((1 + settings.confidence) / 2) * se
    return Interval(se, estimate.best - reach, estimate.best + reach)
