"""The emergence score of every series, by metric and class of metrics (Schaeffer et al. 2023, arXiv 2304.15004)."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import SERIES_ID, VERDICT, count

TABLE = Table(
    "metric_scores",
    (
        SERIES_ID,
        text("source", "folder under data/", required=True),
        text("metric", "key of the metric", required=True),
        text("metric_title", "name of the metric for people", required=True),
        text("metric_class", "exact match, multiple choice or other metrics", required=True),
        number("emergence_score", "Schaeffer et al. 2023; null where it is unbounded", unit="1"),
        flag("unbounded", "it rises, but half of its steps or more are 0, so that the score has no bound"),
        VERDICT,
        number("median", "median emergence score of the metric; null where it is unbounded", unit="1"),
        count("metric_rank", "rank of the metric by that median, 0 the highest"),
    ),
    key=("series_id",),
)
SCOPE = "atlas"
INPUTS = ("verdicts", "series")
OPTIONS = {"x_kind": {"type": "string", "description": "the x against which scores count, so that each counts once"}}

# The metrics that Schaeffer et al. 2023 find emergent abilities under: every part right, or the best choice right.
# Pass@k is in neither: it asks for programs that pass tests, by one of k tries, and the paper does not name it.
ALL_OR_NOTHING = {
    "exact match": ("exact_match", "maj1@k", "subset_accuracy"),
    "multiple choice": ("accuracy", "accuracy_norm", "multiple_choice_grade"),
}
OTHERS = "other metrics"


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`metric_scores`."""
    return metric_scores(tables["verdicts"], tables["series"], context.options["x_kind"])


def metric_scores(verdicts: pd.DataFrame, series: pd.DataFrame, x_kind: str) -> pd.DataFrame:
    """The emergence score of every series against one x, with its metric and the class of that.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series``.
    x_kind : str

    Returns
    -------
    pandas.DataFrame
        Table ``metric_scores``, without series of which no score is defined, such as those of one value.
    """
    keys = series.loc[series["x_kind"] == x_kind, ["series_id", "source", "metric", "metric_title"]]
    rows = keys.merge(verdicts[["series_id", "emergence_score", "linearity", "verdict"]], on="series_id")
    # The linearity has the same sign and vanishes from no denominator.
    unbounded = rows["emergence_score"].isna() & (rows["linearity"] > 0)
    scores = rows["emergence_score"].mask(unbounded, np.inf)
    medians = scores.groupby(rows["metric"]).median().dropna().sort_values(ascending=False, kind="stable")
    ranks = {metric: float(rank) for rank, metric in enumerate(medians.index)}
    classes = {metric: name for name, metrics in ALL_OR_NOTHING.items() for metric in metrics}
    found = rows.drop(columns="linearity").assign(
        unbounded=unbounded,
        metric_class=rows["metric"].map(classes).fillna(OTHERS),
        metric_rank=rows["metric"].map(ranks),
        median=rows["metric"].map(medians).replace(np.inf, np.nan),
    )
    return found[scores.notna()].reset_index(drop=True)
