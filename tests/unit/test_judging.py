"""From numbers to words: corrections, verdicts, agreement between metrics, agreement with annotations."""

import numpy as np
import pandas as pd
import pytest

from emergence.hypotheses.testing import run_tests
from emergence.hypotheses.verdict import judge
from emergence.inference.fitting import fit_all
from emergence.io.checking import check
from emergence.models.base import Settings
from emergence.schema.fitted import SERIES
from emergence.schema.verdicts import TESTS, VERDICTS
from emergence.series.build import KEYS

SETTINGS = Settings(forms=("linear", "logistic", "hinge", "saturating"))
METRICS = {
    "accuracy": {"low": 0.0, "high": 1.0, "counts": True},
    "choice_probability": {"low": 0.0, "high": 1.0, "counts": False},
    "bits_per_byte": {"low": 0.0, "high": np.nan, "counts": False},
}
RISING = {
    "status": "ok", "chance_test": "ok", "n_above_chance": 3, "rise": 0.4, "rise_lo": 0.3, "rise_hi": 0.5,
    "p_trend": 0.001, "p_break": 0.5, "p_break_linear": 0.001, "p_break_logistic": 0.001, "delta_aicc": -2.0,
    "n_above_floor": 6, "smooth_form": "logistic", "threshold_form": "hinge", "floor": 0.26,
    "threshold_at_bound": False, "p_extrapolation": 0.5,
}  # fmt: skip
FLAT = RISING | {"p_trend": 0.6, "rise": 0.0, "rise_lo": -0.02, "rise_hi": 0.03}

LEVEL = FLAT | {"status": "no_variation", "p_trend": np.nan, "rise_lo": 0.0, "rise_hi": 0.0}


def judged(rows, fits=None, **keys):
    ids = [f"s{number}" for number in range(len(rows))]
    tests = check(
        pd.DataFrame([{"series_id": name, **row} for name, row in zip(ids, rows, strict=True)]), TESTS, "tests"
    )
    about = {"task": ids, "metric": "accuracy", "chance": 0.25, **keys}
    series = pd.DataFrame({"series_id": ids, **dict.fromkeys(KEYS, "a"), **about})
    return check(judge(tests, series, METRICS, SETTINGS, fits), VERDICTS, "verdicts")


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "smooth"),
        ({"delta_aicc": 2.0}, "undetermined"),
        ({"n_above_floor": 1}, "undetermined"),
        ({"p_break": 0.001, "delta_aicc": 2.0}, "threshold"),
        ({"p_break": 0.001, "delta_aicc": 2.0, "threshold_at_bound": True}, "undetermined"),
        ({"p_break": 0.001, "delta_aicc": 2.0, "n_above_chance": 0}, "undetermined"),
        ({"p_break": 0.001, "delta_aicc": 2.0, "floor": 0.4}, "undetermined"),
        ({"p_break": 0.001, "delta_aicc": 2.0, "rise_lo": -0.001}, "undetermined"),
        ({"rise_lo": -0.001}, "undetermined"),
        ({"rise": -0.4, "rise_lo": -0.5, "rise_hi": -0.3}, "inverse"),
        ({"rise": -0.4, "rise_lo": -0.5, "rise_hi": 0.1}, "undetermined"),
        (FLAT, "flat"),
        (FLAT | {"rise_hi": 0.06}, "undetermined"),
        (LEVEL, "undetermined"),
        (LEVEL | {"rise_lo": -0.01, "rise_hi": 0.01}, "flat"),
        ({"p_break": np.nan}, "undetermined"),
        ({"rise_lo": np.nan, "rise_hi": np.nan}, "undetermined"),
    ],
)
def test_verdicts(change, verdict):
    assert judged([RISING | change])["verdict"].tolist() == [verdict]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"p_break": 0.001},
            "no linear and no logistic form with a rise over 25% of the range of x or more explains it",
        ),
        ({"p_break": 0.2}, "a hinge form fits better, but a smooth form is not rejected"),
        ({"p_break": 0.6}, "no form is preferred: most smooth curves would give such data"),
        (
            {"rise_lo": -0.001},
            "there is a trend (q 0.001), but the interval of the line's change over x is -0.001 to 0.5",
        ),
        (LEVEL, "all scores are equal, and the number of items is not known"),
    ],
)
def test_the_reason_says_what_was_asked(change, words):
    assert words in judged([RISING | {"delta_aicc": 2.0} | change])["reason"].iloc[0]


def test_a_metric_without_span_is_never_flat():
    assert judged([FLAT], metric="bits_per_byte")["verdict"].tolist() == ["undetermined"]


def test_many_series_ask_for_more():
    one = RISING | {"p_break": 0.01, "delta_aicc": 2.0}
    assert judged([one])["verdict"][0] == "threshold"
    assert judged([one, *[RISING] * 20])["verdict"][0] == "undetermined"


def test_other_sources_change_no_verdict():
    one = RISING | {"p_break": 0.01, "delta_aicc": 2.0}
    every = judged([one, *[RISING] * 20], source=["mine", *["yours"] * 20])
    assert every["verdict"][0] == "threshold"
    assert every["q_break"][0] == judged([one])["q_break"][0]


def test_the_threshold_is_that_of_the_fits():
    fits = pd.DataFrame(
        [("s0", "hinge", "eta", 2.7251), ("s0", "hinge", "slope", 1.0), ("s0", "saturating", "eta", 2.9)],
        columns=["series_id", "form", "parameter", "estimate"],
    )
    found = judged([RISING | {"p_break": 0.001, "delta_aicc": 2.0}, RISING], fits)
    assert found["threshold_x"].tolist()[0] == 2.7251
    assert np.isnan(found["threshold_x"][1])
    assert "hinge form with threshold 2.725 (delta AICc 2)" in found["reason"][0]


def test_metrics_of_a_task_are_compared():
    threshold = RISING | {"p_break": 0.001, "delta_aicc": 2.0}
    metrics = ["accuracy", "choice_probability", "accuracy", "choice_probability"]
    found = judged([threshold, RISING, RISING, FLAT | {"rise_hi": 1.0}], task=["t", "t", "v", "v"], metric=metrics)
    assert found["other_metrics"].tolist() == [
        "choice_probability: smooth", "accuracy: threshold", "choice_probability: undetermined", "accuracy: smooth",
    ]  # fmt: skip
    assert found["metrics_agree"].tolist() == [False, False, pd.NA, pd.NA]


def made(seed=1):
    random = np.random.default_rng(seed)
    series, points = [], []
    for number, curve in enumerate([lambda u: 0 * u, lambda u: 0.3 * u, lambda u: 0.6 * np.maximum(0, u - 0.5)]):
        x = np.linspace(18, 24, 60)
        y = random.binomial(2000, 0.25 + curve((x - 18) / 6)) / 2000
        name = f"s{number}"
        about = {
            "series_id": name,
            **dict.fromkeys(KEYS, "a"),
            "task": name,
            "metric": "accuracy",
            "task_title": "t",
            "metric_title": "m",
        }
        about |= {"better": "higher", "x_better": "higher", "chance": 0.25, "n": 60, "n_runs": 60, "shots": np.nan}
        series.append(about | {"x_min": 18, "x_max": 24, "y_min": y.min(), "y_max": y.max(), "x_kind": "log10_flops"})
        runs = [f"r{run:02d}" for run in range(60)]
        points.append(pd.DataFrame({"series_id": name, "run": runs, "x": x, "x2": np.nan, "y": y, "n_items": 2000.0}))
    return check(pd.DataFrame(series), SERIES, "series"), pd.concat(points, ignore_index=True)


def test_from_points_to_words():
    series, points = made()
    tests = check(run_tests(series, points, METRICS, SETTINGS), TESTS, "tests")
    fits = fit_all(series, points, SETTINGS).fits
    found = judge(tests, series, METRICS, SETTINGS, fits)
    assert found["verdict"].tolist() == ["flat", "smooth", "threshold"]
    assert abs(found["threshold_x"].iloc[2] - 21) < 0.3


def test_order_and_sharding_change_nothing():
    series, points = made()
    whole = run_tests(series, points, METRICS, SETTINGS)
    mixed = run_tests(series.sample(frac=1, random_state=1), points.sample(frac=1, random_state=2), METRICS, SETTINGS)
    pd.testing.assert_frame_equal(whole, mixed, check_exact=True)
    parts = [run_tests(series.iloc[[n]], points, METRICS, SETTINGS) for n in range(3)]
    pd.testing.assert_frame_equal(whole, pd.concat(parts, ignore_index=True), check_exact=True)
