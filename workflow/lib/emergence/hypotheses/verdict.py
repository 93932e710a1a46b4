"""From the numbers of all series to a word for each."""

from operator import itemgetter

import numpy as np
import pandas as pd

from emergence.hypotheses.shapes import LEAST_WIDTH
from emergence.inference.multiple_testing import false_discovery_rate
from emergence.series.build import KEYS

# The keys of a task: series that differ in the metric alone are views of the same answers.
_TASK = [key for key in KEYS if key != "metric"]
# From this p-value on, half or more of the smooth curves simulated are at least as much like a threshold as the series.
_USUAL = 0.5
_NEITHER = f"no line and no logistic that takes {LEAST_WIDTH:.0%} of the range of x or more"


def judge(tests, series, metrics, settings):
    """Correct for the number of series and give each its verdict.

    A score falls or rises if there is a trend and the interval of the line's change over x does not hold 0.
    ``inverse``: it falls as x improves. ``threshold``: it rises; every smooth form (a line, and the logistics that
    :mod:`emergence.hypotheses.shapes` admits) is rejected, a threshold form fits better, its threshold lies inside
    the data, and, where that can be tested, some model beats chance and the level below the threshold is chance, within
    ``flat_within`` of the metric's span. ``smooth``: it rises and a smooth form, whose rise ``min_points`` cells or
    more show, fits at least as well.
    ``flat``: no trend, and the line's change from worst to best x is within ``flat_within`` of the span, its interval
    included (two one-sided tests, Schuirmann 1987).
    ``undetermined``: none of these can be said.

    Parameters
    ----------
    tests : pandas.DataFrame
        Table ``TESTS`` of all sources: the false discovery rate is that over all its series.
    series : pandas.DataFrame
        Table ``SERIES`` of all sources.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    settings : emergence.models.base.Settings

    Returns
    -------
    pandas.DataFrame
        Table ``VERDICTS``, rows as in ``tests``.
    """
    asked = ("trend", "break", "extrapolation")
    p = {name: tests[f"p_{name}"].to_numpy(dtype=float, na_value=np.nan) for name in asked}
    found = tests.assign(**{f"q_{name}": false_discovery_rate(of) for name, of in p.items()})
    keys = series.set_index("series_id").loc[found["series_id"]]
    within = [settings.flat_within * (metrics[metric]["high"] - metrics[metric]["low"]) for metric in keys["metric"]]
    words = words_of(found.assign(chance=keys["chance"].to_numpy()), within, settings)
    found["verdict"], found["reason"] = zip(*words, strict=True) if words else ((), ())
    return _with_agreement(found, keys)


def words_of(found, within, settings):
    """Verdict and reason of every row, as told at :func:`judge`.

    Parameters
    ----------
    found : pandas.DataFrame
        Columns of ``TESTS``, ``chance``, and ``q_trend``, ``q_break``, ``q_extrapolation``: the p-values that count.
    within : list of float
        How little a score of the row may move and be flat.
    settings : emergence.models.base.Settings

    Returns
    -------
    list of (str, str)
    """
    alpha, rows = 1 - settings.confidence, found.to_dict("records")
    words = [_word(row, alpha, margin, settings.min_points) for row, margin in zip(rows, within, strict=True)]
    return [_with_surprise(row, alpha, *word) for row, word in zip(rows, words, strict=True)]


def _word(row, alpha, margin, min_points):
    """The verdict on one row, and why."""
    if row["status"] == "too_few_runs":
        return "undetermined", "too few runs for any test"
    if pd.isna(row["p_trend"]) and row["status"] != "no_variation":
        return "undetermined", "too few points for any test"
    if row["status"] == "no_variation" or row["q_trend"] > alpha:
        return _without_trend(row, margin)
    if row["rise_lo"] <= 0 <= row["rise_hi"]:
        change = f"the line's change over x lies in {row['rise_lo']:.3g} to {row['rise_hi']:.3g}"
        return "undetermined", f"there is a trend (q {row['q_trend']:.2g}), but {change}"
    if row["rise"] < 0:
        return "inverse", f"falls by {-row['rise']:.3g} as x improves (q {row['q_trend']:.2g})"
    return _rising(row, alpha, margin, min_points)


def _with_surprise(row, alpha, word, reason):
    """Say where no smooth form foretells the better half from the worse, whatever the verdict."""
    unforetold = row["q_extrapolation"] <= alpha
    return word, reason + ("; its better half is not foretold by the worse" if unforetold else "")


def _without_trend(row, margin):
    seen = "all scores are equal" if row["status"] == "no_variation" else f"no trend (q {row['q_trend']:.2g})"
    if row["rise_lo"] == row["rise_hi"]:
        return "undetermined", f"{seen}, and of how many items is not known"
    change = f"the change over x lies in {row['rise_lo']:.3g} to {row['rise_hi']:.3g}"
    if max(-row["rise_lo"], row["rise_hi"]) <= margin:
        above = ", above chance" if row["n_above_chance"] > 0 else ""
        return "flat", f"{seen}{above}; {change}"
    return "undetermined", f"{seen}, but {change}"


def _rising(row, alpha, margin, min_points):
    """Smooth or threshold, for a series that rises."""
    rises = f"rises by {row['rise']:.3g}"
    if pd.isna(row["p_break"]) or pd.isna(row["delta_aicc"]):
        return "undetermined", f"{rises}; too few points or runs on either side of any threshold"
    lead = f"AICc lead {row['delta_aicc']:.3g}"
    if row["n_above_floor"] < min_points:
        return "undetermined", f"{rises}, but only at the {row['n_above_floor']:.0f} best x: too few to show a shape"
    if row["q_break"] > alpha:
        odds = f"{lead}, p {row['p_break']:.2g}, q {row['q_break']:.2g}"
        if row["delta_aicc"] <= 0:
            return "smooth", f"{rises}; a {row['smooth_form']} form does as well as any threshold ({odds})"
        if row["p_break"] >= _USUAL:
            return "undetermined", f"{rises}; no form is preferred: most smooth curves would look so ({odds})"
        fits = f"a {row['threshold_form']} form fits better"
        return "undetermined", f"{rises}; {fits}, but a smooth curve could look so ({odds})"
    broken = f"{rises}; {_NEITHER} explains it (q {row['q_break']:.2g})"
    if row["n_above_chance"] == 0:
        return "undetermined", f"{broken}, but no model beats chance"
    if row["threshold_at_bound"]:
        return "undetermined", f"{broken}, but a threshold would lie at the edge of the data"
    if row["delta_aicc"] <= 0:
        return "undetermined", f"{broken}, and no threshold form does so better ({lead})"
    if abs(row["level"] - row["chance"]) > margin:
        return "undetermined", f"{broken}, but it leaves {row['level']:.3g}, not chance ({row['chance']:.3g})"
    return "threshold", f"{broken}; {row['threshold_form']} form that breaks at {row['threshold_x']:.4g} ({lead})"


def _with_agreement(found, keys):
    """Verdicts by the other metrics of the same task, and whether they agree."""
    named = list(zip(keys["metric"], found["verdict"], strict=True))
    task = keys[_TASK].reset_index(drop=True).groupby(_TASK, dropna=False).ngroup()
    others, agree = [None] * len(named), [None] * len(named)
    for rows in task.groupby(task).indices.values():
        for row in rows:
            rest = sorted((named[other] for other in rows if other != row), key=itemgetter(0))
            if not rest:
                continue
            others[row] = "; ".join(f"{metric}: {verdict}" for metric, verdict in rest)
            decided = {verdict for _, verdict in rest} - {"undetermined"}
            own = named[row][1]
            if decided and own != "undetermined":
                agree[row] = decided == {own}
    return found.assign(other_metrics=others, metrics_agree=pd.array(agree, dtype="boolean"))
