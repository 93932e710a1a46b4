"""Which metrics carry emergence: scores by metric, shares by class, agreement of pairs; against counts by hand."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses import metric_effect as effects
from emergence.analyses import metric_scores as scored
from emergence.analyses import metric_shares as shared
from emergence.analyses.metric_effect import metric_effect
from emergence.analyses.metric_scores import metric_scores
from emergence.analyses.metric_shares import metric_shares
from emergence.io.checking import check
from emergence.series.build import KEYS

ROWS = pd.DataFrame(
    [
        ("s", "t1", "exact_match", "log10_flops", 200.0, 3.0, "threshold"),
        ("s", "t1", "bleu", "log10_flops", 5.0, 3.0, "smooth"),
        ("s", "t2", "exact_match", "log10_flops", np.nan, 4.0, "undetermined"),  # rises, in steps that are mostly 0
        ("s", "t2", "bleu", "log10_flops", 40.0, 4.0, "smooth"),
        ("s", "t3", "accuracy", "log10_flops", np.nan, np.nan, "flat"),  # one value throughout
        ("s", "t3", "bleu", "log10_flops", np.nan, -2.0, "inverse"),
        ("s", "t1", "exact_match", "log10_params", 300.0, 3.0, "threshold"),
    ],
    columns=["source", "task", "metric", "x_kind", "emergence_score", "linearity", "verdict"],
)


def tables():
    ids = [f"s{number}" for number in ROWS.index]
    series = ROWS.assign(series_id=ids, metric_title=ROWS["metric"], pool="all")
    series = series.reindex(columns=["series_id", *KEYS, "metric_title"])
    return ROWS.assign(series_id=ids), series


def test_scores_of_one_x_and_unbounded_ones():
    scores = check(metric_scores(*tables(), "log10_flops"), scored.TABLE, "scores")
    assert scores["series_id"].tolist() == ["s0", "s1", "s2", "s3"]
    assert scores["unbounded"].tolist() == [False, False, True, False]
    # the median of 200 and a score without bound has none, and stands first
    assert scores.loc[scores["metric"] == "exact_match", ["metric_rank", "median"]].isna().sum().tolist() == [0, 2]
    assert scores.loc[scores["metric"] == "bleu", "median"].tolist() == [22.5, 22.5]


@pytest.mark.parametrize(
    ("criterion", "either", "others"),
    [
        ("emergence score of 10 or more", 2 / 3, 1 / 3),
        ("emergence score of 100 or more", 1.0, 0.0),
        ("verdict threshold", 1.0, 0.0),
    ],
)
def test_shares(criterion, either, others):
    shares = check(metric_shares(metric_scores(*tables(), "log10_flops")), shared.TABLE, "shares")
    own = shares[shares["criterion"] == criterion].set_index("metric_class")
    assert own["share"][["either of these", "other metrics"]].tolist() == pytest.approx([either, others])
    assert own["n_series"].to_dict() == {
        "exact match": 2, "multiple choice": 0, "either of these": 2, "other metrics": 2
    }  # fmt: skip
    assert np.isnan(own["rate"]["multiple choice"])


def test_pairs_of_the_same_answers():
    effect = check(metric_effect(*tables()), effects.TABLE, "effect").set_index(["metric", "metric_other"])
    pair = effect.loc[("bleu", "exact_match")]
    assert pair[["n_tasks", "decided", "agree", "share", "thresholds", "thresholds_other"]].tolist() == [
        2,
        1,
        0,
        0,
        0,
        1,
    ]
    pair = effect.loc[("accuracy", "bleu")]
    assert pair[["n_tasks", "decided", "agree"]].tolist() == [1, 1, 0]
    assert len(effect) == 2


def test_nothing_to_compare():
    verdicts, series = (frame[:0] for frame in tables())
    scores = check(metric_scores(verdicts, series, "log10_flops"), scored.TABLE, "scores")
    assert scores.empty
    assert check(metric_shares(scores), shared.TABLE, "shares")["share"].isna().all()
    assert check(metric_effect(verdicts, series), effects.TABLE, "effect").empty
