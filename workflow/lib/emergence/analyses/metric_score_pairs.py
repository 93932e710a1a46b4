"""Emergence scores of one pool of models on one task under two metrics: all or nothing, and another.

Schaeffer et al. 2023 (arXiv 2304.15004) say that an emergent ability vanishes under another metric of the same outputs.
What metrics are applied to which tasks does not matter here: each pair is of one task.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.analyses.metric_scores import ALL_OR_NOTHING, of_models
from emergence.analyses.metric_shares import HIGH_SCORES
from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import POOL, count
from emergence.series.build import KEYS, same_but

TABLE = Table(
    "metric_score_pairs",
    (
        *POOL,
        text("metric", "metric that needs every part right, or the best choice right", required=True),
        text("metric_title", "its name for people", required=True),
        text("metric_other", "another metric of the same answers", required=True),
        text("metric_other_title", "its name for people", required=True),
        count("n_tasks", "tasks that have both emergence scores, bounded or not"),
        count("higher", "of them with a higher score under the first metric"),
        number(
            "median_ratio", "median of the first score over the other, where both are bounded and positive", unit="1"
        ),
        count("high", "tasks with an emergence score of 10 or more under the first metric"),
        count("high_other", "tasks with one of 10 or more under the other metric"),
    ),
    key=("source", "pool", "x_kind", "metric", "metric_other"),
)
SCOPE = "atlas"
INPUTS = ("verdicts", "series")
OPTIONS = {"x_kind": {"type": "string", "description": "the x against which scores count"}}

_FIRST = [metric for metrics in ALL_OR_NOTHING.values() for metric in metrics]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`metric_score_pairs`."""
    return metric_score_pairs(tables["verdicts"], tables["series"], context.options["x_kind"], context.metrics)


def metric_score_pairs(
    verdicts: pd.DataFrame, series: pd.DataFrame, x_kind: str, metrics: Mapping[str, Mapping]
) -> pd.DataFrame:
    """Compare emergence scores of the same answers under two metrics.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series``.
    x_kind : str
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.

    Returns
    -------
    pandas.DataFrame
        Table ``metric_score_pairs``. A score without bound is higher than any other.
    """
    rows = of_models(series, x_kind, metrics)[["series_id", *KEYS, "metric_title"]]
    rows = rows.merge(verdicts[["series_id", "emergence_score", "linearity"]], on="series_id")
    unbounded = rows["emergence_score"].isna() & (rows["linearity"] > 0)
    rows = rows.assign(score=rows["emergence_score"].mask(unbounded, np.inf)).dropna(subset=["score"])
    first = rows["metric"].isin(_FIRST)
    pairs = same_but("metric", rows[first], rows[~first])
    ratio = (pairs["score"] / pairs["score_other"]).where(
        np.isfinite(pairs["score"] + pairs["score_other"]) & (pairs[["score", "score_other"]].min(axis=1) > 0)
    )
    counted = pairs.assign(
        n_tasks=1.0,
        higher=(pairs["score"] > pairs["score_other"]).astype(float),
        high=(pairs["score"] >= HIGH_SCORES[0]).astype(float),
        high_other=(pairs["score_other"] >= HIGH_SCORES[0]).astype(float),
        ratio=ratio,
    )
    by = list(TABLE.names[: TABLE.names.index("n_tasks")])
    groups = counted.rename(columns={"metric_title_other": "metric_other_title"}).groupby(by, as_index=False)
    sums = groups[["n_tasks", "higher", "high", "high_other"]].sum()
    return sums.assign(median_ratio=groups["ratio"].median()["ratio"])[list(TABLE.names)]
