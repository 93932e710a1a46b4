"""Which metrics carry emergence: scores by metric, shares by class, agreement of pairs; against counts by hand."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses import metric_effect as effects
from emergence.analyses import metric_score_pairs as pairs
from emergence.analyses import metric_scores as scored
from emergence.analyses import metric_shares as shared
from emergence.analyses.metric_effect import metric_effect
from emergence.analyses.metric_score_pairs import metric_score_pairs
from emergence.analyses.metric_scores import metric_scores
from emergence.analyses.metric_shares import metric_shares
from emergence.io.checking import check
from emergence.series.build import KEYS

ROWS = pd.DataFrame(
    [
        ("s", "t1", "exact_match", "log10_flops", 200.0, 3.0, "abrupt"),
        ("s", "t1", "bleu", "log10_flops", 5.0, 3.0, "gradual"),
        ("s", "t2", "exact_match", "log10_flops", np.nan, 4.0, "unresolved"),  # rises, in steps that are mostly 0
        ("s", "t2", "bleu", "log10_flops", 40.0, 4.0, "gradual"),
        ("s", "t3", "accuracy", "log10_flops", np.nan, np.nan, "flat"),  # one value throughout
        ("s", "t3", "bleu", "log10_flops", np.nan, -2.0, "falling"),
        ("s", "t1", "exact_match", "log10_params", 300.0, 3.0, "abrupt"),
    ],
    columns=["source", "task", "metric", "x_kind", "emergence_score", "linearity", "verdict"],
)
METRICS = {
    "exact_match": {"unit": "fraction"},
    "accuracy": {"unit": "fraction"},
    "bleu": {"unit": "BLEU"},
    "cross_entropy": {"unit": "nats/token"},
    "confidence_brier": {"unit": "squared error"},
}


def tables():
    ids = [f"s{number}" for number in ROWS.index]
    series = ROWS.assign(series_id=ids, metric_title=ROWS["metric"], pool="all", n=9.0, n_runs=9.0)
    series = series.reindex(columns=["series_id", *KEYS, "metric_title", "n", "n_runs"])
    return ROWS.assign(series_id=ids), series


def test_scores_of_one_x_and_unbounded_ones():
    scores = check(metric_scores(*tables(), "log10_flops", METRICS), scored.TABLE, "scores")
    assert scores["series_id"].tolist() == ["s0", "s1", "s2", "s3"]
    assert scores["unbounded"].tolist() == [False, False, True, False]
    # the median of 200 and a score without bound has none, and stands first
    exact = scores[scores["metric"] == "exact_match"]
    assert exact["metric_rank"].tolist() == [0, 0]
    assert exact["median"].isna().all()
    assert scores.loc[scores["metric"] == "bleu", "median"].tolist() == [22.5, 22.5]


@pytest.mark.parametrize(
    ("criterion", "either", "others"),
    [
        ("emergence score of 10 or more", 2 / 3, 1 / 3),
        ("emergence score of 100 or more", 1.0, 0.0),
        ("verdict abrupt", 1.0, 0.0),
    ],
)
def test_shares(criterion, either, others):
    shares = check(metric_shares(metric_scores(*tables(), "log10_flops", METRICS)), shared.TABLE, "shares")
    own = shares[shares["criterion"] == criterion].set_index("metric_class")
    assert own["share"][["either of these", "other metrics"]].tolist() == pytest.approx([either, others])
    assert own["n_series"].to_dict() == {
        "exact match": 2, "multiple choice": 0, "either of these": 2, "other metrics": 2
    }  # fmt: skip
    assert np.isnan(own["rate"]["multiple choice"])


def test_parts_of_whole_tasks_checkpoints_and_losses_have_no_score():
    verdicts, series = tables()
    whole = scored.of_models(series, "log10_flops", METRICS)
    assert len(whole) == 6
    part = series.iloc[[0]].assign(series_id="part", subtask="stem")
    alone = part.assign(series_id="alone", task="t9")
    checkpoints = series.iloc[[0]].assign(series_id="checkpoints", task="t8", n=90.0)
    loss = series.iloc[[0]].assign(series_id="loss", metric="cross_entropy")
    sure = series.iloc[[0]].assign(series_id="sure", metric="confidence_brier")
    more = pd.concat([series, part, alone, checkpoints, loss, sure], ignore_index=True)
    assert set(scored.of_models(more, "log10_flops", METRICS)["series_id"]) - set(whole["series_id"]) == {"alone"}


def test_every_metric_is_a_score_or_none(root):
    """Losses, calibration and confidence in words of data/metrics.csv."""
    metrics = pd.read_csv(root / "data" / "metrics.csv").set_index("metric").to_dict("index")
    none = {name for name, metric in metrics.items() if not scored.scores_answers(name, metric)}
    assert {"cross_entropy", "bits_per_byte", "perplexity", "confidence_brier", "expected_calibration_error"} <= none
    assert {"task_cross_entropy", "negative_log_probability", "last_word_nats"} <= none
    assert not none & {"accuracy", "exact_match", "target_brier", "choice_probability", "bleu", "token_edit_distance"}
    assert "edit_distance" not in none


def test_pairs_of_emergence_scores_on_one_task():
    found = check(metric_score_pairs(*tables(), "log10_flops", METRICS), pairs.TABLE, "pairs")
    row = found.set_index(["metric", "metric_other"]).loc[("exact_match", "bleu")]
    # t1: 200 against 5; t2: without bound against 40
    assert row[["n_tasks", "higher", "high", "high_other"]].tolist() == [2, 2, 2, 1]
    assert row["median_ratio"] == 40
    assert len(found) == 1


def test_pairs_of_the_same_answers():
    effect = check(metric_effect(*tables()), effects.TABLE, "effect").set_index(["metric", "metric_other"])
    pair = effect.loc[("bleu", "exact_match")]
    assert pair[["n_tasks", "decided", "agree", "share", "abrupt", "abrupt_other"]].tolist() == [
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
    scores = check(metric_scores(verdicts, series, "log10_flops", METRICS), scored.TABLE, "scores")
    assert scores.empty
    assert check(metric_shares(scores), shared.TABLE, "shares").empty
    assert check(metric_score_pairs(verdicts, series, "log10_flops", METRICS), pairs.TABLE, "pairs").empty
    assert check(metric_effect(verdicts, series), effects.TABLE, "effect").empty
