"""The share of each verdict among the series of a source and metric, laid end to end for a figure of stacked bars."""

import pandas as pd

from emergence.analyses.metric_scores import ALL_OR_NOTHING
from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import VERDICT, count, share
from emergence.schema.verdicts import VERDICT_WORDS

TABLE = Table(
    "verdict_shares",
    (
        text("source", "folder under data/", required=True),
        text("metric", "key of the metric", required=True),
        text("metric_class", "all or nothing (exact match, multiple choice), or other metrics", required=True),
        VERDICT,
        count("n_series", "series with the verdict"),
        count("n_tested", "series of the source and metric that have runs enough for a test", low=1),
        share("share", "n_series over n_tested", required=True),
        share("share_base", "share of the verdicts before this one, where its bar begins", required=True),
        share("share_top", "share_base and share together, where its bar ends", required=True),
        number("rank", "row of the figure: place of source and metric within the class", unit="count", required=True),
    ),
    key=("source", "metric", "verdict"),
)
SCOPE = "atlas"
INPUTS = ("verdicts",)

_CLASSES = {True: "all or nothing", False: "other metrics"}


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`verdict_shares`."""
    return verdict_shares(tables["verdicts"])


def verdict_shares(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each source and metric, over all tasks, pools and x.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``verdicts``.

    Returns
    -------
    pandas.DataFrame
        Table ``verdict_shares``: the verdicts that occur, in the order of ``VERDICT_WORDS``. Series of too few runs
        for any test are left out, and so are sources that have no others.
    """
    tested = verdicts[verdicts["status"] != "too_few_runs"]
    counts = tested.groupby(["source", "metric", "verdict"]).size().rename("n_series").astype(float).reset_index()
    counts["place"] = counts["verdict"].map({word: place for place, word in enumerate(VERDICT_WORDS)})
    counts = counts.sort_values(["source", "metric", "place"], ignore_index=True)
    groups = counts.groupby(["source", "metric"])["n_series"]
    counts["n_tested"], top = groups.transform("sum"), groups.cumsum()
    counts["metric_class"] = metric_classes(counts["metric"])
    counts["share"] = counts["n_series"] / counts["n_tested"]
    counts["share_base"] = (top - counts["n_series"]) / counts["n_tested"]
    counts["share_top"] = top / counts["n_tested"]
    names = counts["source"] + "/" + counts["metric"]
    counts["rank"] = names.groupby(counts["metric_class"]).rank(method="dense") - 1
    return counts[TABLE.names]


def metric_classes(metrics: pd.Series) -> pd.Series:
    """The class of each metric: "all or nothing" if all of an answer must be right, else "other metrics"."""
    return metrics.isin([metric for names in ALL_OR_NOTHING.values() for metric in names]).map(_CLASSES)
