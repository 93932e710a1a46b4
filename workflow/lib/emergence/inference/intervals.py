"""Every interval of a fit's parameters, and the one that is taken.

The rule comes from the coverage study (``studies/coverage.py``): a threshold has its profile-likelihood interval, any
other parameter of a least-squares form its cluster-robust t interval. From three runs on, 95 % intervals cover 93 to
99 %, the slope of a hinge whose runs stand apart in x 91 %; the percentiles of the bootstrap over runs cover thresholds
less than 90 % of the time where runs are fewer than a dozen. The laws of the loss, which are not fitted by least
squares, have those percentiles. Percentile and BCa intervals are made for every form and published beside the others.
"""

import numpy as np

from emergence.inference.bootstrap import ENOUGH_RUNS, LEAST_SHARE, bca_interval, percentile_interval
from emergence.inference.cluster_robust import Robust, cluster_robust
from emergence.inference.profile import profile_interval
from emergence.models.base import Interval
from emergence.series.domain import domain, oriented

PERCENTILE, BCA = "bootstrap_runs_percentile", "bootstrap_runs_bca"
ROBUST, PROFILE = "cluster_robust_t", "profile_likelihood"

# Runs from which on a method covers as it claims in the coverage study; below, its status is "few_runs".
LEAST_RUNS = {PERCENTILE: ENOUGH_RUNS, BCA: ENOUGH_RUNS, ROBUST: 3, PROFILE: 3}


def every_interval(form, points, estimate, left_out, draws, settings):
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
    if "eta" not in form.parameters:
        return found
    return {method: _open_ends(form, points, estimate, own, settings) for method, own in found.items()}


def methods_of(form):
    """The methods that a form allows.

    Returns
    -------
    dict of str to numpy.ndarray, (p,) of bool
        Method to the parameters that it gives an interval of.
    """
    every = np.ones(len(form.parameters), dtype=bool)
    eta = np.array([name == "eta" for name in form.parameters])
    methods = {PERCENTILE: every, BCA: every} if form.bootstrapped else {}
    if form.least_squares:
        methods[ROBUST] = every
    if eta.any():
        methods[PROFILE] = eta
    return methods


def status_of(form, estimate, n_runs):
    """The status of a fit that was made.

    Parameters
    ----------
    form : Form
    estimate : Estimate
    n_runs : int

    Returns
    -------
    str
        ``at_bound`` where a parameter that is decisive for the form is at its bound, ``few_runs`` where a method that
        is taken needs more runs to cover as it claims (:data:`LEAST_RUNS`), else ``ok``.
    """
    if estimate.at_bound[[name in form.decisive for name in form.parameters]].any():
        return "at_bound"
    return "ok" if n_runs >= max(LEAST_RUNS[method] for method in chosen(form)) else "few_runs"


def parameter_rows(form, estimate, intervals, settings):
    """Rows of the table ``fits``, each parameter with the interval that is taken for it.

    Parameters
    ----------
    form : Form
    estimate : Estimate
    intervals : dict of str to Interval
        From :func:`every_interval`.
    settings : Settings

    Returns
    -------
    dict of str to array_like, (p,)
        Columns of ``FITS``. A parameter that is not fitted, or whose method gives no interval, has neither standard
        error nor level nor method.
    """
    methods = chosen(form)
    ends = [[intervals[method][of][k] for k, method in enumerate(methods)] for of in range(3)]
    se, lo, hi = np.array(ends)
    given = np.isfinite(se)
    return {
        "parameter": form.parameters,
        "estimate": estimate.best,
        "se": se,
        "lo": lo,
        "hi": hi,
        "confidence_level": np.where(given, settings.confidence, np.nan),
        "interval_method": [method if has else None for method, has in zip(methods, given, strict=True)],
        "at_bound": estimate.at_bound,
    }


def interval_rows(form, points, estimate, intervals, settings):
    """Rows of the table ``intervals``: every method's for every free parameter that it gives an interval of.

    Parameters
    ----------
    form : Form
    points : Points
        Their number of runs, and which parameters they leave free.
    estimate : Estimate
    intervals : dict of str to Interval
        From :func:`every_interval`.
    settings : Settings

    Returns
    -------
    dict of str to array_like
        Columns of ``INTERVALS``. The status of an interval, the first that holds: ``at_bound``, ``no_interval``,
        ``open`` (it lacks an end), ``few_runs`` (see :data:`LEAST_RUNS`), ``ok``.
    """
    rows = rows_without(form, points, None)
    place = {name: k for k, name in enumerate(form.parameters)}
    own = [
        (intervals[method], place[name])
        for method, name in zip(rows["interval_method"], rows["parameter"], strict=True)
    ]
    se, lo, hi = np.array([[of[k] for of in interval] for interval, k in own]).reshape(-1, 3).T
    few = points.n_runs < np.array([LEAST_RUNS[method] for method in rows["interval_method"]])
    status = np.where(np.isnan(lo) | np.isnan(hi), "open", np.where(few, "few_runs", "ok"))
    bound = [bool(estimate.at_bound[k]) for _, k in own]
    status = np.where(bound, "at_bound", np.where(np.isnan(se), "no_interval", status))
    return {**rows, "lo": lo, "hi": hi, "confidence_level": settings.confidence, "status": status}


def rows_without(form, points, status):
    """Rows of the table ``intervals`` where there is no fit.

    Parameters
    ----------
    form : Form
    points : Points
        Which parameters they leave free.
    status : str
        Why there is no fit.

    Returns
    -------
    dict of str to array_like
        Columns ``parameter``, ``interval_method`` and ``status`` of ``INTERVALS``, without numbers.
    """
    free = form.free(points)
    pairs = [
        (method, name)
        for method, given in methods_of(form).items()
        for name, has in zip(form.parameters, given & free, strict=True)
        if has
    ]
    methods, names = zip(*pairs, strict=True)
    return {"parameter": names, "interval_method": methods, "status": status}


def chosen(form):
    """The method whose interval is taken for each parameter: a list (p,)."""
    if not form.least_squares:
        return [PERCENTILE] * len(form.parameters)
    return [PROFILE if name == "eta" else ROBUST for name in form.parameters]


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
    gradient = form.gradient(estimate.best, points)[:, free]
    residual = points.y - form.predict(estimate.best, points.x, points.x2, points.improves)
    found = Robust(*np.full((3, free.size), np.nan))
    for of, of_free in zip(found, cluster_robust(points, gradient, residual), strict=True):
        of[free] = of_free
    reach = found.reach(settings.confidence)
    robust = Interval(found.se, estimate.best - reach, estimate.best + reach)
    if "eta" not in form.parameters:
        return {ROBUST: robust}
    k = form.parameters.index("eta")
    none = np.full(free.size, np.nan)
    profile = Interval(np.where(np.arange(free.size) == k, found.se, np.nan), none, none.copy())
    rise = reach[k] ** 2 / found.unit[k]
    if np.isfinite(rise):
        edges, breaks = _edges(points, settings), form.breaks(points, settings)
        inside = breaks[(breaks > edges[0]) & (breaks < edges[1])]
        etas = np.unique(np.concatenate([edges, inside, np.clip(estimate.best[[k]], *edges)]))
        profile.lo[k], profile.hi[k] = profile_interval(lambda some: form.profile(points, some, settings), etas, rise)
    return {ROBUST: robust, PROFILE: profile}


def _edges(points, settings):
    """Lowest and highest threshold that the points allow, in units of x."""
    u = oriented(points)[0]
    return np.sort(points.improves * u[list(domain(points, settings))])


def _open_ends(form, points, estimate, interval, settings):
    """The interval without the ends of a threshold that lie on the edge of its range, or beyond it."""
    k = form.parameters.index("eta")
    low, high = _edges(points, settings)
    lo, hi = interval.lo.copy(), interval.hi.copy()
    if estimate.at_bound[k] or not low < lo[k] < high:
        lo[k] = np.nan
    if estimate.at_bound[k] or not low < hi[k] < high:
        hi[k] = np.nan
    return interval._replace(lo=lo, hi=hi)
