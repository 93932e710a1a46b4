"""One form on one series: its rows of every table, with a status where it cannot be fitted."""

import numpy as np
import pandas as pd

from emergence.inference.bands import curve_rows
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
from emergence.inference.correlation import CORRELATIONS
from emergence.inference.goodness import goodness
from emergence.inference.interval_rows import interval_rows, parameter_rows, rows_without, status_of
from emergence.inference.intervals import every_interval
from emergence.models.base import Form, Settings
from emergence.series.points import Points


def fit_form(form: Form, every: Points, table: pd.DataFrame, settings: Settings, rows: dict[str, list]) -> None:
    """Fit one form to one series.

    Parameters
    ----------
    form : Form
    every : Points
    table : pandas.DataFrame
        The table ``POINTS`` that the points' ``rows`` count in.
    settings : Settings
    rows : dict of str to list
        By the table's name; the fit's blocks of :func:`emergence.io.tabulating.table_frame` are appended.
    """
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
    if status or estimate is None:
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
    rows["curves"].append({**key, **curve_rows(form, points, estimate, draws, settings)})
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


def _residuals(key, form, every, used, estimate, table):
    """Rows of the table ``residuals``: every point of the series, the unused ones too."""
    prediction = form.predict(estimate.best, every.x, every.x2, every.improves)
    own = table.iloc[every.rows]
    columns = {name: own[name].to_numpy() for name in ("run", "params", "tokens", "flops")}
    return {**key, **columns, "y": every.y, "fitted": prediction, "residual": every.y - prediction, "used": used}


def correlation_rows(points: Points, settings: Settings, rows: dict[str, list]) -> None:
    """Append the rows of the table ``correlations`` for one series."""
    for method, under in CORRELATIONS.items():
        row = {"series_id": points.series_id, "method": method, "n": points.n, "n_runs": points.n_runs}
        if points.n < 3:
            row["status"] = "too_few_points"
        elif not points.varies:
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
