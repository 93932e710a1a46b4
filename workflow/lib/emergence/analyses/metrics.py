"""Which metrics carry emergence, and whether the metrics of a task agree: all verdicts, counted by metric."""

import numpy as np
import pandas as pd

from emergence.series.build import KEYS, same_but

# The metrics that Schaeffer et al. 2023 find emergent abilities under: every part right, or the best choice right.
# Pass@k is in neither: it asks for programs that pass tests, by one of k tries, and the paper does not name it.
ALL_OR_NOTHING = {
    "exact match": ("exact_match", "maj1@k", "subset_accuracy"),
    "multiple choice": ("accuracy", "accuracy_norm", "multiple_choice_grade"),
}
EITHER, OTHERS = "either of these", "other metrics"
# Emergence scores from here on count as high; BIG-bench sets no such bound, so that several are told.
HIGH_SCORES = (10.0, 30.0, 100.0)


def metric_scores(verdicts, series, x_kind):
    """The emergence score of every series against one x, with its metric and the class of that.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``VERDICTS`` and ``SERIES`` of all sources.
    x_kind : str
        The x against which scores count: with several, each score would count several times.

    Returns
    -------
    pandas.DataFrame
        Table ``METRIC_SCORES``, without series of which no score is defined, such as those of one value. Where a
        series rises but half of its steps or more are exactly 0, the score is ``unbounded``. ``place`` numbers the
        metrics by their median score, 0 the highest.
    """
    keys = series.loc[series["x_kind"] == x_kind, ["series_id", "source", "metric", "metric_title"]]
    rows = keys.merge(verdicts[["series_id", "emergence_score", "linearity", "verdict"]], on="series_id")
    # The linearity has the same sign and vanishes from no denominator.
    unbounded = rows["emergence_score"].isna() & (rows["linearity"] > 0)
    scores = rows["emergence_score"].mask(unbounded, np.inf)
    medians = scores.groupby(rows["metric"]).median().dropna().sort_values(ascending=False, kind="stable")
    places = {metric: float(place) for place, metric in enumerate(medians.index)}
    classes = {metric: name for name, metrics in ALL_OR_NOTHING.items() for metric in metrics}
    found = (
        rows.rename(columns={"series_id": "series"})
        .drop(columns="linearity")
        .assign(
            unbounded=unbounded,
            metric_class=rows["metric"].map(classes).fillna(OTHERS),
            place=rows["metric"].map(places),
            median=rows["metric"].map(medians).replace(np.inf, np.nan),
        )
    )
    return found[scores.notna()].reset_index(drop=True)


def metric_shares(scores):
    """The share of the emergent series that each class of metrics carries, beside its share of all series.

    Parameters
    ----------
    scores : pandas.DataFrame
        Table ``METRIC_SCORES``.

    Returns
    -------
    pandas.DataFrame
        Table ``METRIC_SHARES``: each criterion of emergence (an emergence score of a bound or more, the verdict
        ``threshold``), and each class of metrics; ``share`` is null where no series meets the criterion.
    """
    criteria = {
        f"emergence score of {bound:g} or more": (scores["emergence_score"] >= bound) | scores["unbounded"]
        for bound in HIGH_SCORES
    }
    criteria["verdict threshold"] = scores["verdict"] == "threshold"
    classes = {name: [name] for name in ALL_OR_NOTHING} | {EITHER: [*ALL_OR_NOTHING], OTHERS: [OTHERS]}
    rows = []
    for criterion, meets in criteria.items():
        for name, members in classes.items():
            own = scores["metric_class"].isin(members)
            rows.append(
                {
                    "criterion": criterion,
                    "metric_class": name,
                    "n_series": float(own.sum()),
                    "n_emergent": float((own & meets).sum()),
                    "share_of_series": own.mean(),
                    "share": (own & meets).sum() / meets.sum() if meets.any() else None,
                    "rate": (own & meets).sum() / own.sum() if own.any() else None,
                }
            )
    return pd.DataFrame(rows)


def metric_effect(verdicts, series):
    """Pairs of metrics of the same answers, and how often their verdicts agree.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``VERDICTS`` and ``SERIES`` of all sources.

    Returns
    -------
    pandas.DataFrame
        Table ``METRIC_EFFECT``: one row a source, x, pool of runs and pair of metrics that share a task, with the
        series' verdicts counted; ``decided`` pairs have no undetermined side.
    """
    rows = series[["series_id", *KEYS, "metric_title"]].merge(verdicts[["series_id", "verdict"]], on="series_id")
    pairs = same_but("metric", rows, rows)
    pairs = pairs[pairs["metric"] < pairs["metric_other"]]
    decided = (pairs["verdict"] != "undetermined") & (pairs["verdict_other"] != "undetermined")
    agree = decided & (pairs["verdict"] == pairs["verdict_other"])
    counted = pairs.assign(
        n_tasks=1.0,
        decided=decided.astype(float),
        agree=agree.astype(float),
        thresholds=(pairs["verdict"] == "threshold").astype(float),
        thresholds_other=(pairs["verdict_other"] == "threshold").astype(float),
    )
    keys = ["source", "pool", "x_kind", "metric", "metric_other"]
    sums = counted.groupby(keys, as_index=False)[
        ["n_tasks", "decided", "agree", "thresholds", "thresholds_other"]
    ].sum()
    return sums.assign(share=(sums["agree"] / sums["decided"]).where(sums["decided"] > 0))
