"""Every test on every series of a source: the frame of numbers that verdicts rest on."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from emergence.hypotheses.above_chance import against_chance
from emergence.hypotheses.abruptness import abruptness
from emergence.hypotheses.extrapolation import extrapolate, low_half
from emergence.hypotheses.onset import onset_tests
from emergence.hypotheses.within_run import AT_LEAST, long_runs, within_run_tests
from emergence.inference.bootstrap import ENOUGH_RUNS, seed_of
from emergence.inference.cluster_robust import cluster_robust
from emergence.io.errors import DataError
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.verdicts import TESTS
from emergence.series.points import Points, split
from emergence.series.run_bins import run_bins_of


def run_tests(
    series: pd.DataFrame, points: pd.DataFrame, metrics: Mapping[str, Mapping], settings: Settings
) -> pd.DataFrame:
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
        Table ``TESTS``, sorted by series; null where a series does not allow a number, with a status that says why.

    Raises
    ------
    DataError
        If there is no margin for a series' x.
    """
    series = series[series["x_kind"] != "params_tokens"].sort_values("series_id", kind="stable")
    items = points["n_items"].to_numpy(dtype=float, na_value=np.nan)
    every = zip(split(series, points), series["metric"], series["better"], series["x_kind"], strict=True)
    # series at the same x, one after the other, share a grid of curves
    by_x = sorted(every, key=lambda one: one[0].x.tobytes())
    rows = [
        tested(own, items[own.rows], metrics[metric], better, margin_of(x_kind, settings), settings)
        for own, metric, better, x_kind in by_x
    ]
    return table_frame(sorted(rows, key=itemgetter("series_id")), TESTS)


def margin_of(x_kind: str, settings: Settings) -> float:
    """The onset width below which an onset counts as abrupt, in units of x.

    Parameters
    ----------
    x_kind : str
        As in the column of series: ``log10_flops``, ``loss_c4_en``, ...
    settings : emergence.models.base.Settings

    Returns
    -------
    float
        The ``margin`` of the settings whose key the kind of x is, or starts with.

    Raises
    ------
    DataError
        If there is none.
    """
    for start, margin in settings.margin.items():
        if x_kind == start or x_kind.startswith(f"{start}_"):
            return margin
    raise DataError("config", f"a margin of the onset width for {x_kind}", column="fits.margin")


def tested(
    points: Points, items: np.ndarray, metric: Mapping, better: str, margin: float, settings: Settings
) -> dict[str, Any]:
    """One row of the table: the test against chance and published scores always, the others where the series allows.

    Parameters
    ----------
    points : Points
    items : numpy.ndarray, (n,)
        Test items behind each point; NaN where not known.
    metric : dict
        ``low``, ``high`` and ``counts``, as for :func:`run_tests`.
    better : str
        ``higher`` or ``lower``.
    margin : float
        In units of x: narrower onsets are abrupt.
    settings : emergence.models.base.Settings

    Returns
    -------
    dict
        Columns of ``TESTS`` that the series has.
    """
    alpha, up = 1 - settings.confidence, 1.0 if better == "higher" else -1.0
    seed = seed_of(points.series_id, settings.seed)
    row = {"series_id": points.series_id, "seed": seed, "n_runs": points.n_runs, "margin": margin}
    found = against_chance(points, items, metric["counts"], alpha)
    row |= {"chance_test": found.status, "n_tested": found.n_tested, "n_above_chance": found.n_above_chance}
    row |= {"p_above_chance": found.p, "minimum_detectable_effect": found.minimum_detectable_effect}
    row["emergence_score"], row["linearity"] = abruptness(points.improves * points.x, up * points.y)
    typical = float(np.nanmedian(items)) if metric["counts"] and np.isfinite(items).any() else np.nan
    if points.n_runs < ENOUGH_RUNS:
        return row | _within_runs(points, better, margin, typical, settings, seed)
    if np.unique(points.x).size < 3:
        return row | {"status": "too_few_points"}
    row["basis"], bins = "between_runs", run_bins_of(points, better)
    row |= {"n_run_bins": bins.n} | _rise(bins, np.ptp(points.x), typical, alpha)
    if np.ptp(points.y) == 0:
        return row | {"status": "no_variation"}
    onset = onset_tests(bins, margin, settings, seed)
    row |= onset
    low = low_half(bins, settings.min_points, settings.min_runs)
    if low is not None:
        top = up * (metric["high"] if up > 0 else metric["low"])
        extrapolated = extrapolate(bins, low, top, typical, settings, seed)
        row |= _extrapolation(bins, low, extrapolated, up) if extrapolated else {}
    return row | {"status": "too_few_points" if np.isnan(onset.get("p_abrupt", np.nan)) else "ok"}


def _within_runs(points, better, margin, items, settings, seed):
    """Columns of a series of few runs: what its long runs show, each by itself, if there are two or more."""
    runs = long_runs(points, better)
    row = {"n_long_runs": len(runs)}
    if len(runs) < AT_LEAST:
        return row | {"status": "too_few_runs"}
    rises = [_rise(run, np.ptp(run.x), items, 1 - settings.confidence) for run in runs]
    row |= {"rise": float(np.median([one["rise"] for one in rises]))}
    row |= {"rise_lo": min(one["rise_lo"] for one in rises), "rise_hi": max(one["rise_hi"] for one in rises)}
    onset = within_run_tests(runs, margin, settings, seed)
    status = "too_few_points" if np.isnan(onset["p_abrupt"]) else "ok"
    return row | onset | {"basis": "within_run", "status": status}


def _rise(bins, width, items, alpha):
    """Change of the straight line over the range of x, and its interval.

    The standard error is clustered by run (:mod:`emergence.inference.cluster_robust`), and at least that of binomial
    noise where the score is a count, with (k + 1/2) / (n + 1) for its mean.
    """
    across = bins.improves * (bins.x - bins.x.mean()) / width
    design = np.column_stack([np.ones(bins.n), across])
    line = np.linalg.lstsq(design, bins.y, rcond=None)[0]
    robust = cluster_robust(bins, design, bins.y - design @ line, np.array([[0.0, 1.0]]))
    variance = robust.se[0] ** 2
    if not np.isnan(items):
        share = (bins.y.mean() * items + 0.5) / (items + 1)
        variance = max(variance, robust.unit[0] * share * (1 - share) / items)
    reach = stdtrit(robust.df[0], 1 - alpha / 2) * np.sqrt(variance)
    # of a level score rounding may leave -0
    return {"rise": line[1] + 0.0, "rise_lo": line[1] - reach + 0.0, "rise_hi": line[1] + reach + 0.0}


def _extrapolation(bins, low, found, up):
    """The numbers of the extrapolation; scores turned back to their own direction."""
    row = {
        "low_half_x_max": bins.improves * (bins.improves * bins.x[low]).max(),
        "high_half_mean": up * bins.y[~low].mean(),
        "p_extrapolation": max(one.p for one in found.values()),
    }
    for name, one in found.items():
        row |= {f"extrapolated_{name}": up * one.predicted, f"extrapolation_z_{name}": one.z}
        row |= {f"p_extrapolation_{name}": one.p}
    return row
