"""Onsets under two metrics of the same answers: pairs, shared noise, and what p^T predicts."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses._metric_pairs import mechanism, pairs_of, predicted
from emergence.analyses.metric_onsets import metric_onsets
from emergence.models.base import Settings
from emergence.series.build import KEYS

SETTINGS = Settings(draws=200)
RUNS = np.arange(40)
X = np.linspace(20.0, 24.0, RUNS.size)
NOISE = 0.02 * np.random.default_rng(1).standard_normal(RUNS.size)


def _series(*rows):
    """Series of source, pool and x in common: (task, subtask, metric)."""
    frame = pd.DataFrame(rows, columns=["task", "subtask", "metric"]).astype({"subtask": "str"})
    frame["series_id"] = [f"{task}.{part}/{metric}" for task, part, metric in rows]
    frame = frame.assign(source="a", pool="all", x_kind="log10_flops", shots=np.nan, chance=np.nan)
    frame = frame.assign(**{key: pd.Series([None] * len(rows), dtype="str") for key in ("format", "split")})
    titles = {"task_title": frame["task"], "metric_title": frame["metric"]}
    return frame.assign(**titles, x_better="higher", better="higher")[
        ["series_id", *KEYS, "task_title", "metric_title", "x_better", "better", "chance"]
    ]


def _points(**values):
    about = {"run": [f"r{run:02d}" for run in RUNS], "tokens": np.nan, "x": X, "x2": np.nan, "n_items": np.nan}
    return pd.concat(
        [pd.DataFrame({"series_id": name, **about, "y": y}) for name, y in values.items()], ignore_index=True
    )


def _verdicts(series, **words):
    columns = {"onset": 22.0, "onset_lo": 21.5, "onset_hi": 22.5, "q_trend": 0.001, "verdict": "gradual"}
    return pd.DataFrame({"series_id": series["series_id"], **columns, **words})


def _rise(onset, scale):
    return 0.9 / (1 + np.exp(-(X - onset) / scale))


def _compared(series, ys, **words):
    pairs = pairs_of(series, {})
    points = _points(**dict(zip(series["series_id"], ys, strict=True)))
    return metric_onsets(pairs, series, points, _verdicts(series, **words), SETTINGS)


def test_pairs_differ_in_the_metric_alone():
    series = _series(
        ("sums", None, "exact_match"), ("sums", None, "task_cross_entropy"), ("sums", "hard", "exact_match"),
        ("sums", "all_4", "subset_accuracy"), ("sums", None, "accuracy"), ("words", None, "exact_match"),
        ("words_proxy", None, "last_word_nats"), ("sums", None, "pass@1"),
    )  # fmt: skip
    found = pairs_of(series, {"words_proxy": "words"})
    assert sorted(zip(found["series_id"], found["series_id_other"], found["parts"].fillna(0), strict=True)) == [
        ("sums.None/accuracy", "sums.None/task_cross_entropy", 0),
        ("sums.None/exact_match", "sums.None/task_cross_entropy", 0),
        ("sums.all_4/subset_accuracy", "sums.None/accuracy", 4),
        ("sums.all_4/subset_accuracy", "sums.None/task_cross_entropy", 4),
        ("words.None/exact_match", "words_proxy.None/last_word_nats", 0),
    ]
    assert found.set_index("series_id").loc["sums.all_4/subset_accuracy", "subtask"].tolist() == ["all_4"] * 2


@pytest.mark.parametrize(
    ("metric", "other", "parts", "status"),
    [
        ("accuracy", "choice_probability", np.nan, "multiple_choice"),
        ("exact_match", "task_cross_entropy", np.nan, "no_probability"),
        ("exact_match", "cross_entropy", np.nan, "unknown_length"),
        ("exact_match", "cross_entropy", 5.0, "ok"),
        ("exact_match", "last_word_nats", np.nan, "ok"),
    ],
)
def test_what_can_be_predicted(metric, other, parts, status):
    assert mechanism(metric, other, parts).status == status


def test_all_parts_right():
    assert predicted("cross_entropy", np.array([-0.1, -1.0]), 3.0) == pytest.approx(np.exp([-0.3, -3.0]))
    assert predicted("accuracy", np.array([0.5]), 4.0) == pytest.approx([0.0625])


def test_an_onset_that_the_metric_makes_is_predicted():
    series = _series(("sums", None, "accuracy"), ("sums", "all_8", "subset_accuracy"))
    p = np.clip(_rise(21.5, 0.5) + NOISE, 0.0, 1.0)
    fresh = 0.005 * np.random.default_rng(2).standard_normal(X.size)
    row = _compared(series, [p, p**8 + fresh])[0].iloc[0]
    assert row["status"] == row["prediction"] == "ok"
    assert row["onset_difference_lo"] > 0.3  # all eight right comes later
    for part in ("onset", "width"):
        assert row[f"{part}_excess_lo"] <= 0.0 <= row[f"{part}_excess_hi"]
        assert abs(row[f"{part}_excess"]) < 0.2


def test_noise_that_both_share_cancels():
    series = _series(("qa", None, "accuracy"), ("qa", None, "choice_probability"))
    y = _rise(22.0, 0.4) + 2 * NOISE
    row = _compared(series, [y, 0.5 * y + 0.002 * np.cos(9 * X)])[0].iloc[0]
    reach = {name: row[f"{name}_hi"] - row[f"{name}_lo"] for name in ("width", "width_difference")}
    assert reach["width_difference"] < 0.6 * reach["width"]  # independent errors would make it 1.4 times as long
    assert row["width_difference_lo"] <= 0.0 <= row["width_difference_hi"]


def test_a_narrower_and_later_onset_is_told_and_counts_in_the_mean():
    names = [(task, None, metric) for task in ("a", "b", "c") for metric in ("accuracy", "choice_probability")]
    ys = [_rise(22.6, 0.1) + NOISE, _rise(22.0, 0.6) + 0.5 * NOISE] * 3
    rows, means = _compared(_series(*names), ys)
    assert (rows["onset_difference_lo"] > 0).all()
    assert (rows["width_difference_hi"] < 0).all()
    mean = means.set_index("measure").loc["width_difference"]
    assert mean[["n_pairs", "n_compared"]].tolist() == [3, 3]
    assert mean["mean"] == pytest.approx(rows["width_difference"].mean(), abs=0.01)
    # three tasks with the same errors tell no more than one
    assert mean["mean_hi"] - mean["mean_lo"] > 0.9 * (rows["width_difference_hi"] - rows["width_difference_lo"]).iloc[0]


def test_series_without_an_onset_are_not_compared():
    series = _series(("qa", None, "accuracy"), ("qa", None, "choice_probability"))
    ys = [_rise(22.0, 0.4), _rise(22.0, 0.4)]
    for words, status in (
        ({"q_trend": 0.4}, "no_rise"),
        ({"verdict": "no onset in range"}, "no_onset"),
        ({"onset": np.nan}, "too_few"),
        ({"onset_lo": np.nan}, "open"),
    ):
        rows, means = _compared(series, ys, **words)
        assert rows["status"].tolist() == [status]
        assert rows["onset_difference"].isna().all()
        assert means["n_compared"].tolist() == [0] * 4
