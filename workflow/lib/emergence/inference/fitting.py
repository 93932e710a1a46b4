"""Every form on every series: the frames of fits, fit_stats, curves, correlations and residuals."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from emergence.inference.bootstrap import (
    ENOUGH_RUNS,
    LEAST_SHARE,
    distinct,
    draw_runs,
    fitted,
    leave_one_out,
    percentile_interval,
    seed_of,
)
from emergence.inference.correlation import CORRELATIONS as METHODS
from emergence.inference.goodness import goodness
from emergence.inference.intervals import every_interval, interval_rows, parameter_rows, rows_without, status_of
from emergence.inference.model_selection import compare_forms
from emergence.io.errors import DataError
from emergence.io.tabulating import joined, table_frame
from emergence.models import registry
from emergence.models.base import Settings
from emergence.schema.fitted import CORRELATIONS, CURVES, FIT_STATS, FITS, INTERVALS, RESIDUALS
from emergence.schema.laws import LAW_DRAWS
from emergence.series.points import split

__all__ = ["Results", "Settings", "fit_all", "forms_of"]

# Importing the forms compiles their kernels, or loads them from numba's cache: importing this module warms all of them.
registry()

_AT_A_TIME = 200  # series, after which their rows become frames, a third of the size


@dataclass(frozen=True)
class Results:
    """The frames that a fit job writes, named as their tables, sorted by series and form."""

    fits: pd.DataFrame
    intervals: pd.DataFrame
    fit_stats: pd.DataFrame
    curves: pd.DataFrame
    correlations: pd.DataFrame
    residuals: pd.DataFrame
    law_draws: pd.DataFrame


_TABLES = {
    "fits": FITS,
    "intervals": INTERVALS,
    "fit_stats": FIT_STATS,
    "curves": CURVES,
    "correlations": CORRELATIONS,
    "residuals": RESIDUALS,
    "law_draws": LAW_DRAWS,
}


def forms_of(names, x_kind):
    """The forms among ``names`` that take this kind of x.

    Parameters
    ----------
    names : sequence of str
        As the config lists them.
    x_kind : str
        Of a series.

    Returns
    -------
    list of Form
        In the order of their names, each once.

    Raises
    ------
    DataError
        If a name is not in the registry.
    """
    for name in names:
        if name not in registry():
            raise DataError("config", "one of " + ", ".join(registry()), column="fits.forms", value=name)
    takes = "params_tokens" if x_kind == "params_tokens" else "x"
    return [registry()[name] for name in sorted(set(names)) if registry()[name].takes == takes]


def fit_all(series, points, settings, threads=1):
    """Fit forms and correlations to series.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS``, rows in any order; the result does not depend on it, nor on which other
        series are there.
    settings : Settings
    threads : int
        Series that are fitted at a time; the compiled loops run side by side. The result does not depend on it.

    Returns
    -------
    Results
        A fit that cannot be had is a row with a status and null numbers. Numbers are cut, so that the last bits, in
        which processors differ, do not show (see :mod:`emergence.io.tabulating`).

    Raises
    ------
    DataError
        If the settings name an unknown form.
    """
    series = series.sort_values("series_id", kind="stable")
    forms = {x_kind: forms_of(settings.forms, x_kind) for x_kind in series["x_kind"].unique()}

    def fit_one(own_and_kind):
        own, x_kind = own_and_kind
        rows = {name: [] for name in _TABLES}
        for form in forms[x_kind]:
            _fit(form, own, points, settings, rows)
        if x_kind != "params_tokens":
            _correlate(own, settings, rows)
        return rows

    every = zip(split(series, points, settings.weighting), series["x_kind"], strict=True)
    parts = []
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(0, max(len(series), 1), _AT_A_TIME):
            blocks = list(pool.map(fit_one, islice(every, _AT_A_TIME)))
            rows = {name: [row for block in blocks for row in block[name]] for name in _TABLES}
            parts.append({name: table_frame(rows[name], table) for name, table in _TABLES.items()})
    frames = {name: joined([part.pop(name) for part in parts]) for name in _TABLES}
    aside = [name for name, form in registry().items() if not form.competes]
    return Results(**{**frames, "fit_stats": compare_forms(frames["fit_stats"], aside)})


def _fit(form, every, table, settings, rows):
    """Append one form's rows on one series."""
    used = form.used(every, settings)
    points = every.keep(used)
    seed = seed_of(points.series_id, settings.seed)
    key = {"series_id": points.series_id, "form": form.name}
    free = form.free(points)
    about = {**key, "kind": form.kind, "n": points.n, "n_runs": points.n_runs, "k": int(free.sum()), "seed": seed}
    about["weighting"] = points.weighting
    status = form.obstacle(points, settings)
    estimate = None if status else form.estimate(points, settings)
    if estimate is not None and not (estimate.converged and np.isfinite(estimate.best).all()):
        status = "not_converged"
    if status:
        rows["fits"].append({**key, "parameter": form.parameters, "status": status})
        rows["intervals"].append({**key, **rows_without(form, points, status)})
        rows["fit_stats"].append({**about, "converged": False, "status": status})
        return
    status = status_of(form, estimate, points.n_runs)
    left_out, draws = _refits(form, points, estimate, seed, settings)
    intervals = every_interval(form, points, estimate, left_out, draws, settings)
    rows["fits"].append({**key, **parameter_rows(form, estimate, intervals, settings), "status": status})
    rows["intervals"].append({**key, **interval_rows(form, points, estimate, intervals, settings)})
    prediction = form.predict(estimate.best, points.x, points.x2, points.improves)
    stats = {
        **about,
        **goodness(points.y, prediction, int(free.sum()), points.weight),
        "cv_rmse": _left_out_error(form, points, left_out),
        "draws": draws.shape[0] if form.bootstrapped and points.n_runs > 1 else np.nan,
        "converged": True,
        "status": status,
    }
    rows["fit_stats"].append(stats)
    if form.kind == "law" and draws.size:
        rows["law_draws"].append({**key, **dict(zip(form.parameters, draws.T, strict=True))})
    rows["curves"].append(_curve(key, form, points, estimate, draws, settings))
    if form.has_residuals:
        rows["residuals"].append(_residuals(key, form, every, used, estimate, table))


def _refits(form, points, estimate, seed, settings):
    """Refits with each run left out (n_runs, p) and those of the bootstrap (at most draws, p) that gave a fit."""
    if points.n_runs < 2:
        none = np.empty((0, len(form.parameters)))
        return none, none
    rows, place = distinct(draw_runs(points.n_runs, settings.draws if form.bootstrapped else 0, seed))
    values = form.refit(points, np.concatenate([leave_one_out(points.n_runs), rows]), estimate, settings)
    return values[: points.n_runs], fitted(values[points.n_runs :][place])


def _left_out_error(form, points, left_out):
    """Root mean squared error of predicting each run's points by the fit to the other runs."""
    if not left_out.size:
        return np.nan
    error = points.y - form.predict(left_out[points.run], points.x, points.x2, points.improves)
    return float(np.sqrt(np.average(error**2, weights=points.weight)))


def _curve(key, form, points, estimate, draws, settings):
    """Rows of the table ``curves``; the band is of percentiles, so that there is none over few runs."""
    x, x2 = form.grid(points, settings)
    lo = hi = np.full(x.size, np.nan)
    if points.n_runs >= ENOUGH_RUNS and draws.shape[0] >= LEAST_SHARE * settings.draws:
        lo, hi = form.band(points, estimate, draws, x, x2, settings)
    y = form.predict(estimate.best, x, x2, points.improves)
    return {**key, "x": x, "x2": x2, "y": y, "lo": lo, "hi": hi}


def _residuals(key, form, every, used, estimate, table):
    """Rows of the table ``residuals``: every point of the series, the unused ones too."""
    prediction = form.predict(estimate.best, every.x, every.x2, every.improves)
    own = table.iloc[every.rows]
    columns = {name: own[name].to_numpy() for name in ("run", "params", "tokens", "flops")}
    return {**key, **columns, "y": every.y, "fitted": prediction, "residual": every.y - prediction, "used": used}


def _correlate(points, settings, rows):
    """Append the rows of the table ``correlations`` for one series."""
    for method, under in METHODS.items():
        row = {"series_id": points.series_id, "method": method, "n": points.n, "n_runs": points.n_runs}
        if points.n < 3:
            row["status"] = "too_few_points"
        elif np.ptp(points.x) == 0 or np.ptp(points.y) == 0:
            row["status"] = "no_variation"
        else:
            row["status"] = "ok" if points.n_runs >= ENOUGH_RUNS else "few_runs"
            weights = draw_runs(points.n_runs, settings.draws, seed_of(points.series_id, settings.seed))
            values = under(points, np.concatenate([np.ones((1, points.n_runs)), weights]))[:, None]
            row["estimate"] = values[0, 0]
            draws = fitted(values[1:])
            if points.n_runs > 1 and draws.shape[0] >= max(2, LEAST_SHARE * settings.draws):
                _, lo, hi = percentile_interval(draws, settings.confidence)
                row |= {"lo": lo[0], "hi": hi[0], "confidence_level": settings.confidence}
                row["interval_method"] = "bootstrap_runs_percentile"
        rows["correlations"].append(row)
