"""The same answers under two metrics: how far onset and onset width of a score differ from those of a continuous one.

Schaeffer et al. 2023 (arXiv 2304.15004) say that an ability emerges because a metric counts an answer as all or
nothing. Then accuracy, and not the continuous metric of the same answers, should have a late and narrow onset; and
where all of T parts must be right, it should have that of ``p^T``, p being the probability of one part. Both are fitted
together, with the same signs of the wild bootstrap for a run in both, so that what they share cancels in the difference
(:mod:`emergence.hypotheses.joint_onsets`).
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from emergence.analyses._metric_pairs import PREDICTIONS, mechanism, pairs_of
from emergence.analyses._paired_onsets import PARTS, compare
from emergence.analyses.running import Context
from emergence.inference.bootstrap import percentile_interval
from emergence.inference.meta_analysis import dependent_effects
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.analysed import POOL, SERIES_ID, TASK, VERDICT, count
from emergence.schema.verdicts import BASES, VERDICT_WORDS

STATUSES = ("ok", "too_few", "no_rise", "misfit", "no_onset", "open")
_PAIR = (
    *POOL,
    text("metric", "metric that counts answers as right or wrong", required=True),
    text("metric_title", "its name for people", required=True),
    text("metric_other", "continuous metric of the same answers", required=True),
    text("metric_title_other", "its name for people", required=True),
)


def _estimate(name, doc, **limits):
    """A number in units of x and the ends of its interval, percentiles of the joint draws."""
    ends = (number(f"{name}_{end}", f"{word} end of its interval", unit="of x") for end, word in _ENDS.items())
    return (number(name, doc, unit="of x", **limits), *ends)


_ENDS = {"lo": "lower", "hi": "upper"}
_LATER = "positive: later as x improves"
TABLES = (
    Table(
        "metric_onsets",
        (
            SERIES_ID,
            text("series_id_other", "the series of the continuous metric", required=True),
            *_PAIR,
            *TASK,
            number("shots", "examples in the prompt", unit="count"),
            text("format", "how the task is put or its answer scored"),
            text("split", "split of the task's items"),
            VERDICT,
            text("verdict_other", "verdict on the continuous series", required=True, choices=VERDICT_WORDS),
            text(
                "status",
                "ok, or why onsets are not compared: open: that of one series may lie outside the range of x",
                required=True,
                choices=STATUSES,
            ),
            text("basis", "what the uncertainty is measured by, runs or blocks of checkpoints within", choices=BASES),
            number("n_runs", "runs, or long runs, that both have", unit="count"),
            *_estimate("onset", "onset of the score, on the checkpoints that both have"),
            *_estimate("width", "onset width of the score"),
            *_estimate("onset_other", "onset of the continuous metric"),
            *_estimate("width_other", "onset width of the continuous metric"),
            *_estimate("onset_difference", f"how far the score's onset lies from the other's; {_LATER}"),
            *_estimate("width_difference", "onset width of the score less that of the continuous metric"),
            text(
                "prediction",
                "ok; multiple_choice: the likeliest choice counts, there are no parts; no_probability: the other "
                "metric gives no probability of a part; unknown_length: the number of parts is not published",
                required=True,
                choices=PREDICTIONS,
            ),
            number("parts", "T, the parts that must all be right", unit="count", low=1),
            *_estimate("onset_predicted", "onset of p^T"),
            *_estimate("width_predicted", "onset width of p^T"),
            *_estimate("onset_excess", f"how far the score's onset lies from that of p^T; {_LATER}"),
            *_estimate("width_excess", "onset width of the score less that of p^T"),
        ),
        key=("series_id", "series_id_other"),
    ),
    Table(
        "metric_onset_means",
        (
            *_PAIR,
            text(
                "measure",
                "mean of which column of metric_onsets",
                required=True,
                choices=tuple(f"{part}_{what}" for what in ("difference", "excess") for part in PARTS),
            ),
            count("n_pairs", "pairs of series"),
            count("n_compared", "of them with the number"),
            *_estimate("mean", "random-effects mean; its errors take in that pairs share runs; null of fewer than two"),
            number("tau", "standard deviation between pairs beyond their errors", unit="of x", low=0),
            number("p_equal", "p-value of equal true values of all pairs (Cochran's Q)", unit="1", low=0, high=1),
        ),
        key=("source", "pool", "x_kind", "metric", "metric_other", "measure"),
    ),
)
SCOPE = "source"
INPUTS = ("series", "points", "verdicts")
OPTIONS = {
    "same_answers": {
        "description": "tasks that are another metric of the answers to another task: which",
        "type": "object",
        "additionalProperties": {"type": "string"},
    },
}


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """See :func:`metric_onsets`."""
    series, verdicts = tables["series"], tables["verdicts"]
    pairs = pairs_of(series, context.options["same_answers"])
    points = tables.read("points", sorted({*pairs["series_id"], *pairs["series_id_other"]}))
    return metric_onsets(pairs, series, points, verdicts, context.settings)


def metric_onsets(
    pairs: pd.DataFrame, series: pd.DataFrame, points: pd.DataFrame, verdicts: pd.DataFrame, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare onsets and onset widths of pairs of metrics.

    The prediction is the other metric's score at each checkpoint, put through ``p^T``, fitted as the score itself is.

    Parameters
    ----------
    pairs : pandas.DataFrame
        From :func:`emergence.analyses._metric_pairs.pairs_of`, of one source.
    series, points, verdicts : pandas.DataFrame
        Tables of these names; of points those of the pairs suffice.
    settings : Settings

    Returns
    -------
    metric_onsets, metric_onset_means : pandas.DataFrame
        Pairs are compared where both series rise, the intervals of both onsets lie in the range, and the curves fit.
    """
    judged = verdicts.set_index("series_id")
    pairs = pairs[pairs["series_id"].isin(judged.index) & pairs["series_id_other"].isin(judged.index)]
    rows = []
    for pair in pairs.to_dict("records"):
        sides = [judged.loc[pair["series_id"]], judged.loc[pair["series_id_other"]]]
        states = [_state(side, 1 - settings.confidence) for side in sides]
        status = next((state for state in states if state != "ok"), "ok")
        what = mechanism(pair["metric"], pair["metric_other"], pair["parts"])
        words = {"verdict": sides[0]["verdict"], "verdict_other": sides[1]["verdict"], "prediction": what.status}
        rows.append(pair | words | {"status": status, "parts": what.parts})
    means: list[dict] = []
    for _, own in _grouped(rows, "pool", "x_kind"):
        draws = _compared([row for row in own if row["status"] == "ok"], series, points, settings)
        for _, alike in _grouped(own, "metric", "metric_other"):
            means += _means(alike, draws, settings.confidence)
    return table_frame(rows, TABLES[0]), table_frame(means, TABLES[1])


def _grouped(rows, *names):
    keys = sorted({tuple(row[name] for name in names) for row in rows})
    return [(key, [row for row in rows if tuple(row[name] for name in names) == key]) for key in keys]


def _state(verdict, alpha):
    """Whether a series has an onset that can be compared, or why not."""
    if pd.isna(verdict["onset"]):
        return "no_rise" if verdict["verdict"] in ("flat", "falling") else "too_few"
    if not verdict["q_trend"] <= alpha or verdict["verdict"] == "falling":
        return "no_rise"
    placed = pd.notna(verdict["onset_lo"]) and pd.notna(verdict["onset_hi"])
    known = {"misfit": "misfit", "no onset in range": "no_onset"}
    return known.get(verdict["verdict"], "ok" if placed else "open")


def _compared(rows, series, points, settings):
    """Fill the rows; the draws of what is compared, by row's ids and column."""
    drawn = {}
    for row, numbers in zip(rows, compare(rows, series, points, settings), strict=True):
        if numbers is None:
            row["status"] = "too_few"
            continue
        row |= {"basis": numbers.basis, "n_runs": numbers.n_runs}
        for name, (best, draws) in numbers.columns.items():
            _, lo, hi = percentile_interval(draws[:, None], settings.confidence)
            row |= {name: best, f"{name}_lo": lo[0], f"{name}_hi": hi[0]}
            drawn[row["series_id"], row["series_id_other"], name] = draws
    return drawn


def _means(rows: list[dict], draws: Mapping, level: float) -> Iterator[dict]:
    """Random-effects means of the differences of rows with the same metrics."""
    about = {column.name: rows[0][column.name] for column in _PAIR}
    for measure in TABLES[1].columns[len(_PAIR)].choices:
        ids = [(row["series_id"], row["series_id_other"], measure) for row in rows]
        known = [(row[measure], draws[key]) for row, key in zip(rows, ids, strict=True) if key in draws]
        row = about | {"measure": measure, "n_pairs": len(rows), "n_compared": len(known)}
        if len(known) > 1:
            estimates, covariance = np.array([best for best, _ in known]), np.cov([own for _, own in known])
            pooled = dependent_effects(estimates, covariance, np.arange(len(known)), level)
            row |= {"mean": pooled.mean, "mean_lo": pooled.lo, "mean_hi": pooled.hi}
            row |= {"tau": pooled.tau, "p_equal": pooled.p}
        yield row
