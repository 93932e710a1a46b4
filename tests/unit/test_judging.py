"""From numbers to words: corrections, verdicts, agreement between metrics, agreement with annotations."""

import numpy as np
import pandas as pd
import pytest

from emergence.hypotheses.testing import margin_of, run_tests
from emergence.hypotheses.verdict import judge
from emergence.inference.fitting import fit_all
from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.models.base import Settings
from emergence.schema.fitted import SERIES
from emergence.schema.verdicts import TESTS, VERDICTS
from emergence.series.build import KEYS

SETTINGS = Settings(forms=("linear", "logistic", "hinge", "saturating"), margin={"log10_flops": 0.5})
METRICS = {
    "accuracy": {"low": 0.0, "high": 1.0, "counts": True},
    "choice_probability": {"low": 0.0, "high": 1.0, "counts": False},
    "bits_per_byte": {"low": 0.0, "high": np.nan, "counts": False},
}
RISING = {
    "status": "ok", "basis": "between_runs", "chance_test": "ok", "n_above_chance": 3, "rise": 0.4,
    "rise_lo": 0.3, "rise_hi": 0.5,
    "margin": 0.5, "onset": 21.3, "onset_lo": 21.2, "onset_hi": 21.4, "width": 0.6, "width_lo": 0.1, "width_hi": 1.0,
    "p_trend": 0.001, "p_abrupt": 0.4, "p_gradual": 0.3, "p_no_onset": 1.0, "p_misfit": 0.5, "p_extrapolation": 0.5,
    "detectable_width_5e_2": 0.7, "detectable_width_1e_3": 0.9, "detectable_width_1e_6": np.nan,
}  # fmt: skip
ABRUPT = RISING | {"p_abrupt": 0.001, "p_gradual": 1.0, "width": 0.1, "width_lo": 0.0, "width_hi": 0.2}
GRADUAL = RISING | {"p_abrupt": 1.0, "p_gradual": 0.001, "width": 1.5, "width_lo": 0.9, "width_hi": np.nan}
LATE = RISING | {"p_abrupt": 1.0, "p_gradual": 1.0, "p_no_onset": 0.001}
FLAT = RISING | {"p_trend": 0.6, "rise": 0.0, "rise_lo": -0.02, "rise_hi": 0.03}
LEVEL = FLAT | {"status": "no_variation", "p_trend": np.nan, "rise_lo": 0.0, "rise_hi": 0.0}


def judged(rows, fits=None, stats=None, **keys):
    ids = [f"s{number}" for number in range(len(rows))]
    tests = check(
        pd.DataFrame([{"series_id": name, **row} for name, row in zip(ids, rows, strict=True)]), TESTS, "tests"
    )
    about = {"task": ids, "metric": "accuracy", "chance": 0.25, "shots": 0.0, "x_kind": "log10_flops", **keys}
    series = pd.DataFrame({"series_id": ids, **dict.fromkeys(KEYS, "a"), **about})
    return check(judge(tests, series, METRICS, SETTINGS, fits, stats), VERDICTS, "verdicts")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (RISING, "unresolved"),
        (ABRUPT, "abrupt"),
        (ABRUPT | {"chance_test": "no_chance", "n_above_chance": np.nan}, "abrupt"),
        (ABRUPT | {"n_above_chance": 0}, "unresolved"),
        (ABRUPT | {"rise_lo": -0.001}, "abrupt"),  # a late onset: the line need not rise
        (ABRUPT | {"p_misfit": 0.001}, "misfit"),
        (GRADUAL, "gradual"),
        (GRADUAL | {"n_above_chance": 0}, "gradual"),
        (GRADUAL | {"p_misfit": 0.001}, "misfit"),
        (LATE, "no onset in range"),
        (RISING | {"rise": -0.4, "rise_lo": -0.5, "rise_hi": -0.3}, "falling"),
        (RISING | {"rise": -0.4, "rise_lo": -0.5, "rise_hi": -0.3, "p_misfit": 0.001}, "falling"),
        (RISING | {"rise": -0.4, "rise_lo": -0.5, "rise_hi": 0.1}, "unresolved"),
        (FLAT, "flat"),
        (FLAT | {"rise_hi": 0.06}, "unresolved"),
        (ABRUPT | FLAT, "flat"),
        (LEVEL, "unresolved"),
        (LEVEL | {"rise_lo": -0.01, "rise_hi": 0.01}, "flat"),
        (RISING | dict.fromkeys(("p_abrupt", "p_gradual", "p_no_onset", "p_misfit"), np.nan), "unresolved"),
        ({"status": "too_few_runs", "chance_test": "ok"}, "unresolved"),
        ({"status": "too_few_points", "chance_test": "ok"}, "unresolved"),
    ],
)
def test_verdicts(row, verdict):
    assert judged([row])["verdict"].tolist() == [verdict]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            ABRUPT,
            "rises by 0.4 from an onset at 21.3 (21.2 to 21.4); the onset width of 0.1 log10 FLOPs (0 to 0.2) is below "
            "the margin of 0.5 (q 0.001)",
        ),
        (ABRUPT | {"n_above_chance": 0}, "below the margin of 0.5 (q 0.001), but no model exceeds chance"),
        (GRADUAL, "the onset width of 1.5 log10 FLOPs (0.9 or more) is above the margin of 0.5 (q 0.001)"),
        (RISING, "the onset width of 0.6 log10 FLOPs (0.1 to 1) is neither shown to be below nor above the margin"),
        (RISING, "at this noise onset widths of 0.7 log10 FLOPs or more can be distinguished from a kink (80 % power)"),
        (
            RISING | {"detectable_width_5e_2": np.nan},
            "no onset width within the observed x can be distinguished from a kink",
        ),
        (RISING | {"rise_lo": -0.001}, "has a trend (q 0.001)"),
        (LATE, "its onset lies before the observed x or too near an end to be placed (q 0.001)"),
        (ABRUPT | {"p_extrapolation": 0.001}, "exceeds the extrapolation from the low-capability half"),
        (LEVEL, "all scores are equal, and the number of items is not known"),
    ],
)
def test_the_reason_says_what_was_asked(row, words):
    assert words in judged([row])["reason"].iloc[0]


def test_a_metric_without_span_is_never_flat():
    assert judged([FLAT], metric="bits_per_byte")["verdict"].tolist() == ["unresolved"]


def test_many_scores_ask_for_more():
    one = ABRUPT | {"p_abrupt": 0.01}
    assert judged([one])["verdict"][0] == "abrupt"
    assert judged([one, *[RISING] * 20])["verdict"][0] == "unresolved"


def test_among_many_scores_only_wider_onsets_are_detectable():
    for others, least in ((0, 0.7), (9, 0.8688)):  # at 0.05 and, by log p, at 0.05 / (10 (1 + 1/2 + ... + 1/10))
        found = judged([RISING] * (1 + others))
        assert found["minimum_detectable_width"].to_numpy(dtype=float) == pytest.approx(least, abs=1e-3)
    assert judged([RISING] * 40)["minimum_detectable_width"].isna().all()


@pytest.mark.parametrize("key", ["source", "pool", "x_kind"])
def test_other_sources_pools_and_x_change_no_verdict(key):
    one, names = ABRUPT | {"p_abrupt": 0.01}, {"x_kind": ("log10_flops", "log10_params")}.get(key, ("mine", "yours"))
    every = judged([one, *[RISING] * 20], **{key: [names[0], *[names[1]] * 20]})
    single = judged([one], **{key: [names[0]]})
    assert every["verdict"][0] == "abrupt"
    columns = [column for column in VERDICTS.names if column.startswith("q_")]
    pd.testing.assert_frame_equal(every.loc[[0], columns], single[columns], check_exact=True)


def test_the_threshold_is_that_of_the_best_form():
    fits = pd.DataFrame(
        [("s0", "hinge", "eta", 2.7251, "ok"), ("s0", "saturating", "eta", 2.9, "ok"),
         ("s1", "hinge", "eta", 3.0, "at_bound"), ("s2", "hinge", "eta", 3.0, "ok")],
        columns=["series_id", "form", "parameter", "estimate", "status"],
    )  # fmt: skip
    stats = pd.DataFrame(
        [("s0", "hinge", True), ("s0", "saturating", False), ("s1", "hinge", True), ("s2", "logistic", True),
         ("s3", "logistic", False)],
        columns=["series_id", "form", "best"],
    )  # fmt: skip
    found = judged([ABRUPT] * 4, fits, stats)
    assert found["best_form"].fillna("").tolist() == ["hinge", "hinge", "logistic", ""]
    np.testing.assert_array_equal(found["threshold_x"], [2.7251, np.nan, np.nan, np.nan])
    assert judged([ABRUPT])["best_form"].isna().all()


def test_a_verdict_stands_by_itself():
    row = judged([ABRUPT], x_kind="log10_flops", task="sums", pool="all").iloc[0]
    assert row[["task", "pool", "x_kind", "unit", "basis"]].tolist() == [
        "sums", "all", "log10_flops", "log10 FLOPs", "between_runs",
    ]  # fmt: skip


def test_metrics_of_a_task_are_compared():
    metrics = ["accuracy", "choice_probability", "accuracy", "choice_probability"]
    rows = [ABRUPT, GRADUAL, GRADUAL, FLAT | {"rise_hi": 1.0}]
    found = judged(rows, task=["t", "t", "v", "v"], metric=metrics)
    assert found["other_metrics"].tolist() == [
        "choice_probability: gradual", "accuracy: abrupt", "choice_probability: unresolved", "accuracy: gradual",
    ]  # fmt: skip
    assert found["metrics_agree"].tolist() == [False, False, pd.NA, pd.NA]


@pytest.mark.parametrize(("x_kind", "margin"), [("loss_c4_en", 0.2), ("log10_flops", 0.5), ("log10_params", 0.25)])
def test_the_margin_goes_by_what_x_is(x_kind, margin):
    settings = Settings(margin={"log10_params": 0.25, "loss": 0.2, "log10_flops": 0.5})
    assert margin_of(x_kind, settings) == margin
    with pytest.raises(DataError, match=r"config, column 'fits.margin': expected .* for bits_per_byte_c4"):
        margin_of("bits_per_byte_c4", settings)


def made(seed=1):
    random = np.random.default_rng(seed)
    series, points = [], []
    curves = [
        lambda u: 0 * u,
        lambda u: 0.5 / (1 + np.exp(8 * (0.55 - u))),
        lambda u: 0.6 * -np.expm1(-8 * np.maximum(0, u - 0.5)),
    ]
    for number, curve in enumerate(curves):
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
    results = fit_all(series, points, SETTINGS)
    found = judge(tests, series, METRICS, SETTINGS, results.fits, results.fit_stats)
    assert found["verdict"].tolist() == ["flat", "gradual", "abrupt"]
    assert abs(found["onset"].iloc[2] - 21) < 0.3
    assert abs(found["threshold_x"].iloc[2] - 21) < 0.3


def test_order_and_sharding_change_nothing():
    series, points = made()
    whole = run_tests(series, points, METRICS, SETTINGS)
    mixed = run_tests(series.sample(frac=1, random_state=1), points.sample(frac=1, random_state=2), METRICS, SETTINGS)
    pd.testing.assert_frame_equal(whole, mixed, check_exact=True)
    parts = [run_tests(series.iloc[[n]], points, METRICS, SETTINGS) for n in range(3)]
    pd.testing.assert_frame_equal(whole, pd.concat(parts, ignore_index=True), check_exact=True)
