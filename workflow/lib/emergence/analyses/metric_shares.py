"""The share of each class of metrics among a source's emergent series (Schaeffer et al. 2023, arXiv 2304.15004)."""

import pandas as pd

from emergence.analyses.metric_scores import ALL_OR_NOTHING, OTHERS
from emergence.analyses.running import Context
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.schema.analysed import count, share

TABLE = Table(
    "metric_shares",
    (
        text("source", "folder under data/", required=True),
        text("criterion", "when a series counts as emergent", required=True),
        text("metric_class", "exact match, multiple choice, either of these, or other metrics", required=True),
        count("n_series", "series of this class of metrics in the source"),
        count("n_emergent", "of them emergent by the criterion"),
        share("share_of_series", "the class's share of all series of the source"),
        share("share", "the class's share of the emergent series of the source"),
        share("rate", "emergent ones among the class's series"),
    ),
    key=("source", "criterion", "metric_class"),
)
SCOPE = "atlas"
INPUTS = ("metric_scores",)

EITHER = "either of these"
# Emergence scores from here on count as high; BIG-bench sets no such bound, so that several are shown.
HIGH_SCORES = (10.0, 30.0, 100.0)


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`metric_shares`."""
    return metric_shares(tables["metric_scores"])


def metric_shares(scores: pd.DataFrame) -> pd.DataFrame:
    """The share of each class of metrics among the emergent series, and among all series, source by source.

    Parameters
    ----------
    scores : pandas.DataFrame
        Table ``metric_scores``.

    Returns
    -------
    pandas.DataFrame
        Table ``metric_shares``: each source, criterion of emergence (an emergence score of a bound or more, the
        verdict ``abrupt``), and class of metrics; ``share`` is null where no series meets the criterion. Sources are
        not added up: their scores differ in how many models they count and how noisy these are.
    """
    rows = [row for source, own in scores.groupby("source", sort=True) for row in _of_source(source, own)]
    return pd.DataFrame(rows, columns=TABLE.names)


def _of_source(source, scores):
    criteria = {
        f"emergence score of {bound:g} or more": (scores["emergence_score"] >= bound) | scores["unbounded"]
        for bound in HIGH_SCORES
    }
    criteria["verdict abrupt"] = scores["verdict"] == "abrupt"
    classes = {name: [name] for name in ALL_OR_NOTHING} | {EITHER: [*ALL_OR_NOTHING], OTHERS: [OTHERS]}
    for criterion, meets in criteria.items():
        for name, members in classes.items():
            own = scores["metric_class"].isin(members)
            both = (own & meets).sum()
            yield {
                "source": source,
                "criterion": criterion,
                "metric_class": name,
                "n_series": float(own.sum()),
                "n_emergent": float(both),
                "share_of_series": own.mean(),
                "share": both / meets.sum() if meets.any() else None,
                "rate": both / own.sum() if own.any() else None,
            }
