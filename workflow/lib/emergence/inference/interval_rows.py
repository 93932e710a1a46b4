"""Rows of the tables of fits and of intervals, and the status of a fit."""

import numpy as np

from emergence.inference.intervals import LEAST_RUNS, Interval, chosen, methods_of
from emergence.models.base import Estimate, Form, Settings
from emergence.series.points import Points


def status_of(form: Form, estimate: Estimate, n_runs: int) -> str:
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


def parameter_rows(form: Form, estimate: Estimate, intervals: dict[str, Interval], settings: Settings) -> dict:
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
        error nor confidence level nor method.
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


def interval_rows(
    form: Form, points: Points, estimate: Estimate, intervals: dict[str, Interval], settings: Settings
) -> dict:
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


def rows_without(form: Form, points: Points, status: str | None) -> dict:
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
