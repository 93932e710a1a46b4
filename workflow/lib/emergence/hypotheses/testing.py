"""Every test on every series of a source: the frame of numbers that verdicts rest on."""

import numpy as np
from scipy.special import stdtrit

from emergence.hypotheses.above_chance import presence
from emergence.hypotheses.abruptness import abruptness
from emergence.hypotheses.breaks import precise_break_p, trend_p
from emergence.hypotheses.extrapolation import extrapolate, halves
from emergence.hypotheses.responses import Responses
from emergence.inference.bootstrap import ENOUGH_RUNS, seed_of
from emergence.io.tabulating import table_frame
from emergence.schema.verdicts import TESTS
from emergence.series.points import split
from emergence.series.run_bins import inner_range, run_bins_of


def run_tests(series, points, metrics, settings):
    """Test every series of a score against one x.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS``, rows in any order; a series' numbers do not depend on it, nor on the others.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``: ``low`` and ``high``, NaN where it has none, and ``counts``.
    settings : emergence.models.base.Settings

    Returns
    -------
    pandas.DataFrame
        Table ``TESTS``, sorted by series; null where a series does not carry a number, with a status that says why.
    """
    series = series[series["x_kind"] != "params_tokens"].sort_values("series_id", kind="stable")
    items = points["n_items"].to_numpy(dtype=float, na_value=np.nan)

    rows = [
        tested(own, items[own.rows], metrics[metric], better, settings, precise_break_p)
        for own, metric, better in zip(split(series, points), series["metric"], series["better"], strict=True)
    ]
    return table_frame(rows, TESTS)


def tested(points, items, metric, better, settings, break_test):
    """One row of the table: presence and published scores always, the tests where the series carries them.

    Parameters
    ----------
    points : Points
    items : numpy.ndarray, (n,)
        Test items behind each point; NaN where not known.
    metric : dict
        ``low``, ``high`` and ``counts``, as for :func:`run_tests`.
    better : str
        ``higher`` or ``lower``.
    settings : emergence.models.base.Settings
    break_test : function of Responses, int and int
        From draws and seed to the p-values of :func:`emergence.hypotheses.breaks.break_p`.

    Returns
    -------
    dict
        Columns of ``TESTS`` that the series has.
    """
    alpha = 1 - settings.confidence
    seed = seed_of(points.series_id, settings.seed)
    row = {"series_id": points.series_id, "seed": seed, "n_runs": points.n_runs}
    found = presence(points, items, metric["counts"], alpha)
    row |= {"presence": found.status, "n_tested": found.n_tested, "n_above_chance": found.n_above_chance}
    row |= {"p_above_chance": found.p, "minimum_detectable_effect": found.minimum_detectable_effect}
    up = 1.0 if better == "higher" else -1.0
    row["emergence_score"], row["linearity"] = abruptness(points.improves * points.x, up * points.y)
    if points.n_runs < ENOUGH_RUNS or np.unique(points.x).size < 3:
        return row | {"status": "too_few_runs" if points.n_runs < ENOUGH_RUNS else "too_few_points"}
    cells = run_bins_of(points, better)
    typical = float(np.nanmedian(items)) if metric["counts"] and np.isfinite(items).any() else np.nan
    row |= {"n_run_bins": cells.n} | _rise(cells, typical, alpha)
    if np.ptp(points.y) == 0:
        return row | {"status": "no_variation"}
    low, high = inner_range(cells, settings.min_points, settings.min_runs)
    responses = Responses(cells, low, high)
    row |= {"p_trend": trend_p(responses, settings.draws, seed)}
    row |= _thresholds(responses, break_test(responses, settings.draws, seed), points, better) if low < high else {}
    worse = halves(cells, settings.min_points, settings.min_runs)
    if worse is not None:
        top = up * (metric["high"] if up > 0 else metric["low"])
        surprises = extrapolate(cells, worse, top, typical, settings.draws, seed)
        row |= _foretold(cells, worse, surprises, points, up)
    return row | {"status": "ok" if low < high else "too_few_points"}


def _rise(cells, items, alpha):
    """Change of the straight line over the range of x, and its interval; t with G - 1 degrees of freedom.

    The standard error is clustered by run (Liang and Zeger 1986; factor G/(G-1) (n-1)/(n-2)), and at least that of
    binomial noise where the score is a count, with (k + 1/2) / (n + 1) for its mean.
    """
    centred = cells.u - cells.u.mean()
    weights = centred / (centred @ centred)
    rise = weights @ cells.y
    residual = cells.y - cells.y.mean() - rise * centred
    scores = np.bincount(cells.run, weights * residual)
    runs = cells.n_runs
    variance = scores @ scores * runs / (runs - 1) * (cells.n - 1) / (cells.n - 2)
    if not np.isnan(items):
        share = (cells.y.mean() * items + 0.5) / (items + 1)
        variance = max(variance, weights @ weights * share * (1 - share) / items)
    reach = stdtrit(runs - 1, 1 - alpha / 2) * np.sqrt(variance)
    # of a level score rounding may leave -0
    return {"rise": rise + 0.0, "rise_lo": rise - reach + 0.0, "rise_hi": rise + reach + 0.0}


def _thresholds(responses, breaks, points, better):
    """What the break test says, and where the better of the threshold forms has its threshold."""
    smooth, threshold = responses.best("smooth"), responses.best("threshold")
    fit = responses.fits[threshold]
    family = next(family for family in responses.families if family.name == threshold)
    eta, step = fit.theta[0], 1e-3 * (family.high[0] - family.low[0])
    return {
        **{f"p_break_{name}": p for name, p in breaks.items()},
        "p_break": max(breaks.values()),
        "n_above_floor": _risen(responses.fits[smooth].curve),
        "smooth_form": smooth,
        "threshold_form": threshold,
        "sse_smooth": responses.fits[smooth].sse,
        "sse_threshold": fit.sse,
        "delta_aicc": responses.aicc("smooth") - responses.aicc("threshold"),
        "level": fit.curve[0] * (1 if better == "higher" else -1),
        "threshold_x": _x_at(eta, points),
        "threshold_at_bound": not family.low[0] + step < eta < family.high[0] - step,
    }


def _risen(curve):
    """Cells that a curve has lifted by more than a tenth of its whole change."""
    return int(np.sum(np.abs(curve - curve[0]) > 0.1 * np.ptp(curve)))


def _x_at(u, points):
    """The x of a place u between the worst (0) and the best (1)."""
    worst, best = sorted((points.x.min(), points.x.max()), key=lambda x: points.improves * x)
    return worst + u * (best - worst)


def _foretold(cells, worse, surprises, points, up):
    """The numbers of the extrapolation; scores turned back to their own direction."""
    row = {
        "low_half_x_max": _x_at(cells.u[worse].max(), points),
        "high_half_mean": up * cells.y[~worse].mean(),
        "p_extrapolation": max(found.p for found in surprises.values()),
    }
    for name, found in surprises.items():
        row |= {f"extrapolated_{name}": up * found.predicted, f"extrapolation_z_{name}": found.surprise}
        row |= {f"p_extrapolation_{name}": found.p}
    return row
