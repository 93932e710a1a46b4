"""Whether the metrics of one task lead to the same verdict."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.schema.analysed import POOL, count, share
from emergence.series.build import KEYS, same_but

TABLE = Table(
    "metric_effect",
    (
        *POOL,
        text("metric", "key of a metric", required=True),
        text("metric_other", "key of another metric of the same answers", required=True),
        count("n_tasks", "tasks that have both"),
        count("decided", "of them without an unresolved verdict"),
        count("agree", "of these with the same verdict"),
        share("share", "agreeing ones among the decided"),
        count("abrupt", "tasks with the verdict abrupt by the first metric"),
        count("abrupt_other", "tasks with the verdict abrupt by the other metric"),
    ),
    key=("source", "pool", "x_kind", "metric", "metric_other"),
)
SCOPE = "atlas"
INPUTS = ("verdicts", "series")

_COUNTED = ["n_tasks", "decided", "agree", "abrupt", "abrupt_other"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`metric_effect`."""
    return metric_effect(tables["verdicts"], tables["series"])


def metric_effect(verdicts: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Pairs of metrics of the same answers, and how often their verdicts agree.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series``.

    Returns
    -------
    pandas.DataFrame
        Table ``metric_effect``: one row a source, x, pool of runs and pair of metrics that share a task, with the
        series' verdicts counted; ``decided`` pairs have no unresolved side.
    """
    rows = series[["series_id", *KEYS, "metric_title"]].merge(verdicts[["series_id", "verdict"]], on="series_id")
    pairs = same_but("metric", rows, rows)
    pairs = pairs[pairs["metric"] < pairs["metric_other"]]
    decided = (pairs["verdict"] != "unresolved") & (pairs["verdict_other"] != "unresolved")
    agree = decided & (pairs["verdict"] == pairs["verdict_other"])
    counted = pairs.assign(
        n_tasks=1.0,
        decided=decided.astype(float),
        agree=agree.astype(float),
        abrupt=(pairs["verdict"] == "abrupt").astype(float),
        abrupt_other=(pairs["verdict_other"] == "abrupt").astype(float),
    )
    sums = counted.groupby(list(TABLE.key), as_index=False)[_COUNTED].sum()
    return sums.assign(share=(sums["agree"] / sums["decided"]).where(sums["decided"] > 0))
