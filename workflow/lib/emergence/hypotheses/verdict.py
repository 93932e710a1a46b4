"""From the numbers of each series to its verdict."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

import numpy as np
import pandas as pd

from emergence.hypotheses.competition import LEAST_WIDTH
from emergence.inference.multiple_testing import false_discovery_rate
from emergence.models.base import Settings
from emergence.series.build import KEYS

# The keys of a task: series that differ in the metric alone are views of the same answers.
_TASK = [key for key in KEYS if key != "metric"]
# From this p-value on, the better fit of a threshold form is no more than half of the simulated smooth curves show.
_COMMON = 0.5
_TESTS = ("trend", "break", "extrapolation")


def judge(
    tests: pd.DataFrame,
    series: pd.DataFrame,
    metrics: Mapping[str, Mapping],
    settings: Settings,
    fits: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Correct for the number of series of each source and give each series its verdict.

    A score falls or rises if there is a trend and the interval of the line's change over x excludes 0.

    - ``inverse``: it falls as x improves.
    - ``threshold``: it rises; every smooth form (see :func:`emergence.hypotheses.competition.competitors`) is rejected;
      a threshold form has the lower AICc, and its threshold lies inside the data; and, where that can be tested, some
      model exceeds chance and the floor of the threshold form is chance, within ``flat_within`` of the metric's span.
    - ``smooth``: it rises; a smooth form, whose rise is shown by at least ``min_points`` run bins, has the lower AICc.
    - ``flat``: no trend, and the line's change from worst to best x is within ``flat_within`` of the span, its interval
      included (two one-sided tests, Schuirmann 1987).
    - ``undetermined``: none of these.

    Parameters
    ----------
    tests : pandas.DataFrame
        Table ``TESTS`` of one source or several. The false discovery rate is that among the series of a source, so that
        a verdict does not depend on which other sources there are.
    series : pandas.DataFrame
        Table ``SERIES``, with the tests' series.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    settings : emergence.models.base.Settings
    fits : pandas.DataFrame, optional
        Table ``FITS``: the thresholds that verdicts quote. None is quoted without it.

    Returns
    -------
    pandas.DataFrame
        Table ``VERDICTS``, rows as in ``tests``.
    """
    keys = series.set_index("series_id").loc[tests["series_id"]]
    found = tests.assign(threshold_x=_thresholds(tests, fits))
    for name in _TESTS:
        p = tests[f"p_{name}"].to_numpy(dtype=float, na_value=np.nan)
        q = np.full(p.size, np.nan)
        for rows in keys.reset_index().groupby("source").indices.values():
            q[rows] = false_discovery_rate(p[rows])
        found[f"q_{name}"] = q
    within = [settings.flat_within * (metrics[metric]["high"] - metrics[metric]["low"]) for metric in keys["metric"]]
    words = words_of(found.assign(chance=keys["chance"].to_numpy()), within, settings)
    found["verdict"], found["reason"] = zip(*words, strict=True) if words else ((), ())
    return _with_agreement(found, keys)


def _thresholds(tests, fits):
    """Of each series the threshold of its threshold form in the table of fits; NaN where there is none."""
    if fits is None:
        return np.nan
    etas = fits[fits["parameter"] == "eta"].set_index(["series_id", "form"])["estimate"]
    return etas.reindex(pd.MultiIndex.from_frame(tests[["series_id", "threshold_form"]])).to_numpy(dtype=float)


def words_of(found: pd.DataFrame, within: Sequence[float], settings: Settings) -> list[tuple[str, str]]:
    """Verdict and reason of every row, as described at :func:`judge`.

    Parameters
    ----------
    found : pandas.DataFrame
        Columns of ``TESTS``, ``threshold_x``, ``chance``, and ``q_trend``, ``q_break``, ``q_extrapolation``: the
        p-values that are compared with the level.
    within : list of float
        The largest change of a score of the row that still is flat.
    settings : emergence.models.base.Settings

    Returns
    -------
    list of (str, str)
    """
    alpha, rows = 1 - settings.confidence, found.to_dict("records")
    words = [_word(row, alpha, margin, settings.min_points) for row, margin in zip(rows, within, strict=True)]
    return [_with_extrapolation(row, alpha, *word) for row, word in zip(rows, words, strict=True)]


def _word(row, alpha, margin, min_points):
    """The verdict on one row, and why."""
    if row["status"] == "too_few_runs":
        return "undetermined", "too few runs for any test"
    if pd.isna(row["p_trend"]) and row["status"] != "no_variation":
        return "undetermined", "too few points for any test"
    if row["status"] == "no_variation" or row["q_trend"] > alpha:
        return _without_trend(row, margin)
    trend = f"q {row['q_trend']:.2g}"
    if row["rise_hi"] < 0:
        return "inverse", f"falls by {-row['rise']:.3g} as x improves ({trend})"
    if not row["rise_lo"] > 0:
        return "undetermined", f"there is a trend ({trend}), but {_change(row)}"
    return _rising(row, alpha, margin, min_points)


def _change(row):
    return f"the interval of the line's change over x is {row['rise_lo']:.3g} to {row['rise_hi']:.3g}"


def _with_extrapolation(row, alpha, word, reason):
    """Say where the high-capability half exceeds every extrapolation, whatever the verdict."""
    exceeds = row["q_extrapolation"] <= alpha
    return word, reason + ("; exceeds the extrapolation from the low-capability half" if exceeds else "")


def _without_trend(row, margin):
    seen = "all scores are equal" if row["status"] == "no_variation" else f"no trend (q {row['q_trend']:.2g})"
    if row["rise_lo"] == row["rise_hi"]:
        return "undetermined", f"{seen}, and the number of items is not known"
    if max(-row["rise_lo"], row["rise_hi"]) <= margin:
        above = ", above chance" if row["n_above_chance"] > 0 else ""
        return "flat", f"{seen}{above}; {_change(row)}"
    return "undetermined", f"{seen}, but {_change(row)}"


def _rising(row, alpha, margin, min_points):
    """Smooth or threshold, for a series that rises."""
    rises = f"rises by {row['rise']:.3g}"
    if pd.isna(row["p_break"]) or pd.isna(row["delta_aicc"]):
        return "undetermined", f"{rises}; too few points or runs on either side of any threshold"
    aicc = f"delta AICc {row['delta_aicc']:.3g}"
    if row["n_above_floor"] < min_points:
        return "undetermined", f"{rises}, but only at the {row['n_above_floor']:.0f} best x: too few to show a shape"
    if row["q_break"] > alpha:
        return _not_rejected(row, rises, f"({aicc}, p {row['p_break']:.2g}, q {row['q_break']:.2g})")
    smooth = [name.removeprefix("p_break_") for name in row if name.startswith("p_break_") and not pd.isna(row[name])]
    neither = f"no {' and no '.join(smooth)} form" if smooth else "no smooth form"
    rejected = f"{rises}; {neither} with a rise over {LEAST_WIDTH:.0%} of the range of x or more explains it"
    rejected += f" (q {row['q_break']:.2g})"
    if row["n_above_chance"] == 0:
        return "undetermined", f"{rejected}, but no model exceeds chance"
    if row["threshold_at_bound"]:
        return "undetermined", f"{rejected}, but the threshold would lie at the edge of the data"
    if row["delta_aicc"] <= 0:
        return "undetermined", f"{rejected}, and no threshold form explains it better ({aicc})"
    if abs(row["floor"] - row["chance"]) > margin:
        return "undetermined", f"{rejected}, but its floor is {row['floor']:.3g}, not chance ({row['chance']:.3g})"
    place = "" if pd.isna(row["threshold_x"]) else f" with threshold {row['threshold_x']:.4g}"
    return "threshold", f"{rejected}; {row['threshold_form']} form{place} ({aicc})"


def _not_rejected(row, rises, numbers):
    """Verdict where some smooth form is not rejected."""
    if row["delta_aicc"] <= 0:
        return "smooth", f"{rises}; a {row['smooth_form']} form fits as well as any threshold form {numbers}"
    if row["p_break"] >= _COMMON:
        return "undetermined", f"{rises}; no form is preferred: most smooth curves would give such data {numbers}"
    fits = f"a {row['threshold_form']} form fits better"
    return "undetermined", f"{rises}; {fits}, but a smooth form is not rejected {numbers}"


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
