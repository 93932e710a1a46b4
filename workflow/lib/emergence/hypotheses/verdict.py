"""From the numbers of each series to its verdict."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

import numpy as np
import pandas as pd

from emergence.hypotheses.resolution import LEVELS, POWER
from emergence.inference.multiple_testing import false_discovery_rate, next_rejected
from emergence.models.base import Settings
from emergence.schema.verdicts import CORRECTED
from emergence.schema.x_kinds import x_kind
from emergence.series.build import KEYS

# The keys of a task: series that differ in the metric alone are views of the same answers.
_TASK = [key for key in KEYS if key != "metric"]
# The scores that a series' p-values are corrected for: each distinct score of a source's pool of runs counts once.
_FAMILY = ["source", "pool", "x_kind"]


def judge(
    tests: pd.DataFrame,
    series: pd.DataFrame,
    metrics: Mapping[str, Mapping],
    settings: Settings,
    fits: pd.DataFrame | None = None,
    fit_stats: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Correct for the number of scores and give each series its verdict.

    The first that applies, of a series that has runs enough and a trend:

    - ``falling``: the interval of the line's change over x lies below 0.
    - ``misfit``: no curve of the family describes it; a free spline does better.
    - ``abrupt``: the onset width is below the margin, as every rising curve of a greater width is rejected; and, where
      that can be tested, some model exceeds chance.
    - ``gradual``: the onset lies in the observed range and its width is above the margin.
    - ``no onset in range``: an onset in the observed range with points and runs enough on either side is rejected.

    ``flat``: no trend, and the line's change from worst to best x is within ``flat_within`` of the metric's span, its
    interval included (two one-sided tests, Schuirmann 1987). ``unresolved``: none of these; the reason then has the
    minimum detectable width (:mod:`emergence.hypotheses.resolution`) at the level that ``p_abrupt`` would have to
    reach.

    Parameters
    ----------
    tests : pandas.DataFrame
        Table ``TESTS`` of one source or several. The false discovery rate is that among the scores of one pool of runs
        of a source against one x, under any dependence, so that a verdict does not depend on which other sources there
        are.
    series : pandas.DataFrame
        Table ``SERIES``, with the tests' series.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    settings : emergence.models.base.Settings
    fits, fit_stats : pandas.DataFrame, optional
        Tables ``FITS`` and ``FIT_STATS``: the named form that describes a series best, and its threshold. Neither is
        named without them.

    Returns
    -------
    pandas.DataFrame
        Table ``VERDICTS``, rows as in ``tests``.
    """
    keys = series.set_index("series_id").loc[tests["series_id"]].reset_index()
    about = keys[["series_id", *KEYS]].assign(unit=[x_kind(kind).unit for kind in keys["x_kind"]])
    found = pd.concat([about, tests.drop(columns="series_id").reset_index(drop=True)], axis=1)
    found = found.assign(**_best_forms(tests, fits, fit_stats))
    families = list(keys.groupby(_FAMILY).indices.values())
    for name in CORRECTED:
        p = found[f"p_{name}"].to_numpy(dtype=float, na_value=np.nan)
        q = np.full(p.size, np.nan)
        for rows in families:
            q[rows] = false_discovery_rate(p[rows], dependent=True)
        found[f"q_{name}"] = q
    found["minimum_detectable_width"] = _detectable(found, families, 1 - settings.confidence)
    within = [settings.flat_within * (metrics[metric]["high"] - metrics[metric]["low"]) for metric in keys["metric"]]
    words = words_of(found, within, settings)
    found["verdict"], found["reason"] = zip(*words, strict=True) if words else ((), ())
    return _with_agreement(found, keys)


def _best_forms(tests, fits, fit_stats):
    """Of each series the form of least AICc and its threshold; null where there is none, or at the edge of the data."""
    if fits is None or fit_stats is None:
        return {"best_form": None, "threshold_x": np.nan}
    best = fit_stats[fit_stats["best"].astype("boolean").fillna(False)].set_index("series_id")["form"]
    forms = best[~best.index.duplicated()].reindex(tests["series_id"]).to_numpy()
    inside = fits[(fits["parameter"] == "eta") & (fits["status"] != "at_bound")]
    etas = inside.set_index(["series_id", "form"])["estimate"]
    wanted = pd.MultiIndex.from_arrays([tests["series_id"], forms])
    return {"best_form": forms, "threshold_x": etas.reindex(wanted).to_numpy(dtype=float)}


def _detectable(found, families, alpha):
    """Minimum detectable widths (n,) at each family's own level, between those at the levels of the tests."""
    p = found["p_abrupt"].to_numpy(dtype=float, na_value=np.nan)
    widths, levels = np.log(found[[*LEVELS]].to_numpy(dtype=float, na_value=np.nan)), np.log([*LEVELS.values()])
    least = np.full(p.size, np.nan)
    for rows in families:
        level = np.clip(np.log(next_rejected(p[rows], alpha)), levels[-1], levels[0])
        after = int(np.clip(np.searchsorted(-levels, -level), 1, levels.size - 1))
        way = (level - levels[after - 1]) / (levels[after] - levels[after - 1])
        before, beyond = widths[rows, after - 1], widths[rows, after]
        least[rows] = np.exp(before + (way * (beyond - before) if way > 0 else 0.0))
    return least


def words_of(found: pd.DataFrame, within: Sequence[float], settings: Settings) -> list[tuple[str, str]]:
    """Verdict and reason of every row, as described at :func:`judge`.

    Parameters
    ----------
    found : pandas.DataFrame
        Columns of ``TESTS``, ``unit``, ``minimum_detectable_width``, and ``q_trend``, ``q_abrupt``, ...: the p-values
        that are compared with the level.
    within : list of float
        The largest change of a score of the row that still is flat.
    settings : emergence.models.base.Settings

    Returns
    -------
    list of (str, str)
    """
    alpha, rows = 1 - settings.confidence, found.to_dict("records")
    words = [_word(row, alpha, most) for row, most in zip(rows, within, strict=True)]
    return [_with_context(row, alpha, *word) for row, word in zip(rows, words, strict=True)]


def rests_on_margin(verdicts: pd.DataFrame, alpha: float) -> pd.Series:
    """Which series another margin could give another verdict: those with a trend and an onset that can be placed.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``VERDICTS``, or the columns that :func:`words_of` reads.
    alpha : float
        Level of the tests.

    Returns
    -------
    pandas.Series of bool
    """
    rises = (verdicts["q_trend"] <= alpha) & ~(verdicts["rise_hi"] < 0)
    placed = verdicts["p_abrupt"].notna() & verdicts["width"].notna() & ~(verdicts["q_misfit"] <= alpha)
    return (verdicts["status"] == "ok") & rises & placed


def _word(row, alpha, most):
    """The verdict on one row, and why."""
    if row["status"] == "too_few_runs":
        return "unresolved", "too few runs for any test"
    if pd.isna(row["p_trend"]) and row["status"] != "no_variation":
        return "unresolved", "too few points for any test"
    if row["status"] == "no_variation" or row["q_trend"] > alpha:
        return _without_trend(row, most)
    if row["rise_hi"] < 0:
        return "falling", f"falls by {-row['rise']:.3g} as x improves (q {row['q_trend']:.2g})"
    return _with_onset(row, alpha)


def _change(row):
    return f"the interval of the line's change over x is {row['rise_lo']:.3g} to {row['rise_hi']:.3g}"


def _resolution(row):
    least = row["minimum_detectable_width"]
    if pd.isna(least):
        return "at this noise no onset width within the observed x can be distinguished from a kink"
    widths = f"onset widths of {least:.2g} {row['unit']} or more"
    return f"at this noise {widths} can be distinguished from a kink ({POWER:.0%} power)".replace("%", " %")


def _with_context(row, alpha, word, reason):
    """Say what an unresolved series resolves, of which runs it is said, and where it exceeds the extrapolation."""
    if row["basis"] == "within_run":
        reason = f"within each of two or more of its {row['n_long_runs']:.0f} long runs: {reason}"
    if word == "unresolved" and not pd.isna(row["p_abrupt"]):
        reason = f"{reason}; {_resolution(row)}"
    exceeds = row["q_extrapolation"] <= alpha
    return word, reason + ("; exceeds the extrapolation from the low-capability half" if exceeds else "")


def _without_trend(row, most):
    seen = "all scores are equal" if row["status"] == "no_variation" else f"no trend (q {row['q_trend']:.2g})"
    if row["rise_lo"] == row["rise_hi"]:
        return "unresolved", f"{seen}, and the number of items is not known"
    if max(-row["rise_lo"], row["rise_hi"]) <= most:
        above = ", above chance" if row["n_above_chance"] > 0 else ""
        return "flat", f"{seen}{above}; {_change(row)}"
    return "unresolved", f"{seen}, but {_change(row)}"


def _with_onset(row, alpha):
    """The verdict on a series that has a trend and does not fall: where its onset lies and how wide it is.

    A trend is enough: what rises at the last x alone may have a line whose change is not known to be positive.
    """
    if pd.isna(row["p_abrupt"]):
        return "unresolved", f"{_rises(row)}; too few points or runs to place an onset"
    if row["q_misfit"] <= alpha:
        return "misfit", f"a free spline describes it better than any curve with one rise (q {row['q_misfit']:.2g})"
    onset, width, margin = _onset(row), _width(row), f"the margin of {row['margin']:g}"
    if row["q_abrupt"] <= alpha:
        found = f"{_rises(row)} {onset}; {width} is below {margin} (q {row['q_abrupt']:.2g})"
        hidden = row["n_above_chance"] == 0
        return ("unresolved", f"{found}, but no model exceeds chance") if hidden else ("abrupt", found)
    if row["q_gradual"] <= alpha:
        return "gradual", f"{_rises(row)} {onset}; {width} is above {margin} (q {row['q_gradual']:.2g})"
    if row["q_no_onset"] <= alpha:
        outside = f"its onset lies before the observed x or too near an end to be placed (q {row['q_no_onset']:.2g})"
        return "no onset in range", f"{_rises(row)}; {outside}"
    open_ends = "is neither shown to be below nor above"
    return "unresolved", f"{_rises(row)}, its place and shape open: {width} {open_ends} {margin}"


def _rises(row):
    """By how much, where the line through it says so; the curve may rise where the line does not."""
    return f"rises by {row['rise']:.3g}" if row["rise_lo"] > 0 else f"has a trend (q {row['q_trend']:.2g})"


def _onset(row):
    return f"from an onset at {row['onset']:.4g}{_ends(row, 'onset', '.4g')}"


def _width(row):
    return f"the onset width of {row['width']:.2g} {row['unit']}{_ends(row, 'width', '.2g')}"


def _ends(row, name, form):
    """The interval of a number in brackets."""
    low, high = row[f"{name}_lo"], row[f"{name}_hi"]
    if pd.isna(low) and pd.isna(high):
        return ""
    if pd.isna(low) or pd.isna(high):
        return f" ({high:{form}} or less)" if pd.isna(low) else f" ({low:{form}} or more)"
    return f" ({low:{form}} to {high:{form}})"


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
            decided = {verdict for _, verdict in rest} - {"unresolved"}
            own = named[row][1]
            if decided and own != "unresolved":
                agree[row] = decided == {own}
    return found.assign(other_metrics=others, metrics_agree=pd.array(agree, dtype="boolean"))
