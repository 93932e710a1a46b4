"""Thinning: which series, which points stay, and what is said of what is left."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.thinning import TABLE, dense_series, ranked, straight_lines, thin
from emergence.hypotheses.abruptness import largest_step
from emergence.hypotheses.testing import run_tests
from emergence.io.checking import check
from emergence.models.base import Settings
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.verdicts import VERDICT_WORDS
from emergence.series.build import KEYS

SETTINGS = Settings(forms=("linear", "logistic"), draws=99, margin={"log10_flops": 0.1})
METRICS = {
    "accuracy": {"low": 0.0, "high": 1.0, "counts": True},
    "bits_per_byte": {"low": 0.0, "high": np.nan, "counts": False},
}
SIZES = [5, 12, 20]


def made(curves, metric="accuracy", n=30):
    """Series and points of curves u -> y over 0..1, one point a run, rows out of order."""
    u = np.linspace(0, 1, n)
    about = {**dict.fromkeys(KEYS, "a"), "shots": 0.0, "metric": metric, "x_kind": "log10_flops", "chance": 0.25}
    about |= {"task_title": "a", "metric_title": "a", "better": "higher", "x_better": "higher"}
    about |= {"n": n, "n_runs": n, "x_min": 0, "x_max": 1, "y_min": 0, "y_max": 1}
    series = pd.DataFrame([about | {"series_id": name, "task": name} for name in curves])
    about = dict.fromkeys(("family", "model", "label", "locator"), "a")
    rows = [
        about | {"series_id": name, "run": f"{k:02d}", "x": x, "y": y, "n_items": 2000}
        for name, curve in curves.items()
        for k, (x, y) in enumerate(zip(u, curve(u), strict=True))
    ]
    points = pd.DataFrame(rows).sample(frac=1, random_state=3)
    return check(series, SERIES, "series"), check(points, POINTS, "points")


def noisy(slope, seed):
    noise = np.random.default_rng(seed).normal(0, 0.01, 30)
    return lambda u: 0.25 + slope * u + noise[: u.size]


@pytest.fixture(scope="module")
def lines():
    """Ten straight lines and one that stays level, with their tests."""
    series, points = made({f"line{k}": noisy(0.5, k) for k in range(10)} | {"level": noisy(0.0, 20)})
    return run_tests(series, points, METRICS, SETTINGS), series, points


def test_largest_step_worked_by_hand():
    assert np.isclose(largest_step(np.arange(5.0), np.linspace(2, 3, 5)), 1 / 4)
    # steps up of 1 and 3, one down of 2, in the order of x; range 3
    assert np.isclose(largest_step(np.array([3.0, 0.0, 1.0, 2.0]), np.array([2.0, 0.0, 1.0, -1.0])), 1.0)
    assert largest_step(np.arange(3.0), np.array([2.0, 1.0, 0.0])) == 0
    assert np.isnan(largest_step(np.arange(3.0), np.ones(3)))


def test_dense_series_rise_and_have_many_models(lines):
    tests, series, _ = lines
    chosen = dense_series(tests, series, METRICS, "log10_flops", 20, 0.05)
    assert chosen["series_id"].tolist() == [f"line{k}" for k in range(10)]
    assert dense_series(tests, series, METRICS, "log10_params", 20, 0.05).empty
    assert dense_series(tests, series, METRICS, "log10_flops", 31, 0.05).empty
    assert dense_series(
        tests, series.assign(n=60.0), METRICS, "log10_flops", 20, 0.05
    ).empty  # several checkpoints a run
    assert dense_series(tests, series.assign(metric="bits_per_byte"), METRICS, "log10_flops", 20, 0.05).empty


def test_the_ends_stay_and_the_rest_goes_in_an_order_of_its_own(lines):
    _, series, points = lines
    ranks = ranked(series, points, 7)
    by_series = points.assign(rank=ranks).groupby("series_id")
    for _, own in by_series:
        assert sorted(own["rank"]) == list(range(30))
        assert own.loc[own["rank"] < 2, "x"].tolist() in ([0.0, 1.0], [1.0, 0.0])
    orders = {tuple(own.sort_values("rank")["x"]) for _, own in by_series}
    assert len(orders) == len(series)
    turned = points.iloc[::-1]
    assert np.array_equal(ranked(series.iloc[::3], turned, 7)[::-1], np.where(
        points["series_id"].isin(series["series_id"].iloc[::3]), ranks, np.nan
    ), equal_nan=True)  # fmt: skip
    assert not np.array_equal(ranked(series, points, 8), ranks)


def test_thinned_lines_look_steeper_and_are_not_abrupt(lines):
    tests, series, points = lines
    dense = dense_series(tests, series, METRICS, "log10_flops", max(SIZES), 0.05)
    found = check(thin(dense, points, METRICS, SETTINGS, SIZES), TABLE, "thinning")
    value = found.pivot_table("value", "quantity", "n_kept")
    series = found.pivot_table("n_series", "quantity", "n_kept")
    assert list(value.columns) == SIZES
    # spacings of k points over a range: the largest is 1 / (k - 1) at least
    assert (value.loc["largest step"] > [1 / 4, 1 / 11, 1 / 19]).all()
    assert value.loc["largest step"].is_monotonic_decreasing
    assert value.loc["trend found", [12, 20]].tolist() == [1, 1]
    assert value.loc["abrupt found", [12, 20]].max() <= 0.2
    assert value.loc["abrupt"].max() == 0
    assert value.loc["unresolved", 5] == 1  # five runs carry no test
    assert series.loc["trend found"].tolist() == [0, 10, 10]
    words = value.loc[list(VERDICT_WORDS)]
    assert np.allclose(words.sum(), 1)


def test_straight_lines_keep_slope_and_noise_and_their_largest_step_is_the_series(lines):
    """The series are straight lines with noise: what is measured of them is what is drawn as their null."""
    tests, series, points = lines
    dense = dense_series(tests, series, METRICS, "log10_flops", max(SIZES), 0.05)
    drawn = straight_lines(series, points, 7)
    assert np.array_equal(drawn, straight_lines(series, points, 7))
    slopes = [np.polyfit(points.loc[own, "x"], drawn[own].mean(axis=1), 1)[0] for own in
              points.groupby("series_id").indices.values()]  # fmt: skip
    assert np.allclose(sorted(slopes)[1:], 0.5, atol=0.02)
    found = thin(dense, points, METRICS, SETTINGS, SIZES).pivot_table("value", "quantity", "n_kept")
    assert np.allclose(found.loc["largest step"], found.loc["largest step of a line"], rtol=0.2)


def test_no_dense_series_is_no_error(lines):
    _, series, points = lines
    assert thin(series[:0], points, METRICS, SETTINGS, [40]).empty
