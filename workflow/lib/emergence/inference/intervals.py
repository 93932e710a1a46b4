"""Every interval of a fit's parameters, and the one that is taken.

The rule comes from the coverage study (``studies/coverage.py``): a threshold has its profile-likelihood interval, any
other parameter of a least-squares form its cluster-robust t interval. From three runs on, 95 % intervals cover 93 to
99 %, the slope of a hinge whose runs stand apart in x 91 %; the percentiles of the bootstrap over runs cover thresholds
less than 90 % of the time where runs are fewer than a dozen. The laws of the loss, which are not fitted by least
squares, have those percentiles. Percentile and BCa intervals are made for every form and published beside the others.
"""

from typing import NamedTuple

import numpy as np

from emergence.inference.bootstrap import ENOUGH_RUNS, LEAST_SHARE, bca_interval, percentile_interval
from emergence.inference.cluster_robust import Robust, cluster_robust
from emergence.inference.profile import profile_interval
from emergence.models.base import Estimate, Form, Settings
from emergence.series.domain import edges_of
from emergence.series.points import Points

PERCENTILE, BCA = "bootstrap_runs_percentile", "bootstrap_runs_bca"
ROBUST, PROFILE = "cluster_robust_t", "profile_likelihood"

# Runs from which on a method covers as it claims in the coverage study; below, its status is "few_runs".
LEAST_RUNS = {PERCENTILE: ENOUGH_RUNS, BCA: ENOUGH_RUNS, ROBUST: 3, PROFILE: 3}


class Interval(NamedTuple):
    """Standard errors and ends of intervals, each (p,), NaN where there is none."""

    se: np.ndarray
    lo: np.ndarray
    hi: np.ndarray


def every_interval(
    form: Form, points: Points, estimate: Estimate, left_out: np.ndarray, draws: np.ndarray, settings: Settings
) -> dict[str, Interval]:
    """Intervals of all parameters by every method that the form allows.

    Parameters
    ----------
    form : Form
    points : Points
    estimate : Estimate
    left_out : numpy.ndarray, (n_runs, p)
        Fits with each run left out.
    draws : numpy.ndarray, (m, p)
        Fits under the bootstrap's weights, those that failed left out.
    settings : Settings

    Returns
    -------
    dict of str to Interval
        NaN for a parameter that a method does not give, or that is not free. An end of a threshold's that lies on the
        edge of its range is no end, and NaN.
    """
    found = _bootstrapped(estimate, left_out, draws, settings)
    if form.least_squares:
        found |= _likely(form, points, estimate, settings)
    free = form.free(points)
    found = {method: Interval(*(np.where(free, of, np.nan) for of in own)) for method, own in found.items()}
    if not form.threshold:
        return found
    return {method: _open_ends(form, points, estimate, own, settings) for method, own in found.items()}


def methods_of(form: Form) -> dict[str, np.ndarray]:
    """The methods that a form allows.

    Returns
    -------
    dict of str to numpy.ndarray, (p,) of bool
        Method to the parameters that it gives an interval of.
    """
    every = np.ones(len(form.parameters), dtype=bool)
    threshold = np.array([name == form.threshold for name in form.parameters])
    methods = {PERCENTILE: every, BCA: every} if form.bootstrapped else {}
    if form.least_squares:
        methods[ROBUST] = every
    if form.threshold:
        methods[PROFILE] = threshold
    return methods


def chosen(form: Form) -> list[str]:
    """The method whose interval is taken for each parameter: a list (p,)."""
    if not form.least_squares:
        return [PERCENTILE] * len(form.parameters)
    return [PROFILE if name == form.threshold else ROBUST for name in form.parameters]


def _bootstrapped(estimate, left_out, draws, settings):
    """Percentile and BCa intervals, or NaN where too few draws gave a fit."""
    if draws.shape[0] < max(2, LEAST_SHARE * settings.draws):
        none = Interval(*np.full((3, estimate.best.size), np.nan))
        return {PERCENTILE: none, BCA: none}
    percentile = Interval(*percentile_interval(draws, settings.confidence))
    bca = Interval(percentile.se, *bca_interval(draws, estimate.best, left_out, settings.confidence))
    return {PERCENTILE: percentile, BCA: bca}


def _likely(form, points, estimate, settings):
    """The cluster-robust t interval of every parameter, and the profile likelihood's of a threshold."""
    held = estimate.at_bound & np.array([name == form.shape for name in form.parameters])
    free = form.free(points) & ~held
    at = points.x, points.x2, points.improves
    gradient, residual = form.gradient(estimate.best, *at)[:, free], points.y - form.predict(estimate.best, *at)
    found = Robust(*np.full((3, free.size), np.nan))
    for of, of_free in zip(found, cluster_robust(points, gradient, residual), strict=True):
        of[free] = of_free
    reach = found.reach(settings.confidence)
    robust = Interval(found.se, estimate.best - reach, estimate.best + reach)
    if not form.threshold:
        return {ROBUST: robust}
    k = form.parameters.index(form.threshold)
    none = np.full(free.size, np.nan)
    profile = Interval(np.where(np.arange(free.size) == k, found.se, np.nan), none, none.copy())
    rise = reach[k] ** 2 / found.unit[k]
    if np.isfinite(rise):
        edges, breaks = edges_of(points, settings), form.breaks(points, settings)
        inside = breaks[(breaks > edges[0]) & (breaks < edges[1])]
        etas = np.unique(np.concatenate([edges, inside, np.clip(estimate.best[[k]], *edges)]))
        profile.lo[k], profile.hi[k] = profile_interval(lambda some: form.profile(points, some, settings), etas, rise)
    return {ROBUST: robust, PROFILE: profile}


def _open_ends(form, points, estimate, interval, settings):
    """The interval without the ends of a threshold that lie on the edge of its range, or beyond it."""
    k = form.parameters.index(form.threshold)
    low, high = edges_of(points, settings)
    lo, hi = interval.lo.copy(), interval.hi.copy()
    if estimate.at_bound[k] or not low < lo[k] < high:
        lo[k] = np.nan
    if estimate.at_bound[k] or not low < hi[k] < high:
        hi[k] = np.nan
    return interval._replace(lo=lo, hi=hi)
