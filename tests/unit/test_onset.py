"""Onset, onset width and their tests: on series whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from emergence.hypotheses.gradual_curves import GradualCurves, with_a_fall_first
from emergence.hypotheses.onset import onset_tests
from emergence.inference.wild_bootstrap import tail_p
from emergence.models.base import Settings
from emergence.series.points import Points
from emergence.simulations._estimand import onset_of, width_of

SETTINGS = Settings(draws=399)
CURVES = {
    "step": lambda u: (u > 0.51) * 1.0,
    "saturating": lambda u: np.where(u > 0.5, -np.expm1(-6 * (u - 0.5)), 0.0),
    "logistic": lambda u: 1 / (1 + np.exp(-(u - 0.5) / 0.1)),
    "double": lambda u: 0.5 / (1 + np.exp(-(u - 0.3) / 0.04)) + 0.5 / (1 + np.exp(-(u - 0.7) / 0.04)),
    "inverted U": lambda u: 1 - 4 * (u - 0.5) ** 2,
    "line": lambda u: u,
    "falling": lambda u: -u,
    # falls by a fifth of its height before it rises over a width of 0.2
    "dip": lambda u: 1 / (1 + np.exp(-(u - 0.6) / 0.04)) - 0.2 * np.exp(-(((u - 0.36) / 0.1) ** 2)),
}


def _points(y, u, improves=1.0):
    order = np.argsort(improves * u) if improves < 0 else np.arange(u.size)
    x = improves * u
    none = np.full(u.size, np.nan)
    return Points("s", x[order], none, y[order], order.astype(np.int64), u.size, improves, np.nan, np.arange(u.size))


def _tests(name, sd, seed=0, n=60, margin=0.1, improves=1.0):
    u = np.linspace(0, 1, n)
    y = 0.5 * CURVES[name](u) + sd * np.random.default_rng(seed).standard_normal(n)
    return onset_tests(_points(y, u, improves), margin, SETTINGS, seed)


@pytest.mark.parametrize("name", ["step", "saturating"])
def test_an_abrupt_onset_is_found(name):
    found = _tests(name, 0.005)
    assert found["p_abrupt"] < 0.01
    assert found["p_gradual"] > 0.2
    assert found["width_hi"] < 0.1
    assert found["onset_lo"] - 0.01 <= 0.5 <= found["onset_hi"] + 0.02


def test_a_gradual_onset_is_found_and_measured():
    found = _tests("logistic", 0.01, 1)
    assert found["p_gradual"] < 0.01
    assert found["p_abrupt"] > 0.2
    assert found["p_misfit"] > 0.05
    assert found["width_lo"] < 0.298 < found["width_hi"]
    assert found["onset_lo"] < 0.3 < found["onset_hi"]


@pytest.mark.parametrize("n", [12])
def test_the_interval_of_the_width_agrees_with_the_tests(n):
    """Few runs leave the profile open on both sides of a margin that a test rejects one side of."""
    found = _tests("logistic", 0.008, 3, n=n)
    assert found["p_gradual"] < 0.02
    assert found["width_lo"] >= 0.1
    assert found["width"] >= found["width_lo"]
    found = _tests("step", 0.003, 1, n=2 * n, margin=0.25)
    assert found["p_abrupt"] < 0.02
    assert found["width"] <= found["width_hi"] <= 0.25


def test_two_gradual_rises_are_not_one_abrupt_one():
    assert width_of(CURVES["double"]) > 0.1
    assert [_tests("double", 0.01, seed)["p_abrupt"] > 0.05 for seed in range(5)] == [True] * 5


def test_what_rises_and_falls_is_a_misfit():
    assert _tests("inverted U", 0.02)["p_misfit"] < 0.01


def test_a_line_has_no_onset_in_range():
    found = _tests("line", 0.003)
    assert found["p_no_onset"] < 0.05
    assert min(found["p_abrupt"], found["p_gradual"]) > 0.05
    assert np.isnan(found["width_hi"])


def test_a_fall_is_a_trend():
    assert _tests("falling", 0.02)["p_trend"] < 0.01


def test_the_direction_and_the_unit_of_x_change_nothing_but_themselves():
    one, other = _tests("logistic", 0.02), _tests("logistic", 0.02, improves=-1.0)
    assert other["width"] == pytest.approx(one["width"], rel=1e-6)
    assert other["onset"] == pytest.approx(-one["onset"], rel=1e-6)
    assert other["onset_lo"] == pytest.approx(-one["onset_hi"], rel=1e-6)
    u = np.linspace(0, 1, 60)
    y = 0.5 * CURVES["logistic"](u) + 0.02 * np.random.default_rng(0).standard_normal(60)
    points = _points(y, u)
    found = onset_tests(replace(points, x=3 + 7 * points.x), 0.7, SETTINGS, 0)
    assert found["width_hi"] == pytest.approx(7 * one["width_hi"], rel=1e-3)
    assert found["p_gradual"] == pytest.approx(one["p_gradual"], rel=0.05)


def test_checkpoints_of_a_run_are_not_independent():
    """Where the onsets of runs differ, the intervals of the common one have about its spread over repetitions."""
    found = [_of_shifted_runs(seed) for seed in range(12)]
    reach = np.median([row["onset_hi"] - row["onset_lo"] for row in found])
    assert reach > 3 * np.std([row["onset"] for row in found])


def _of_shifted_runs(seed):
    random = np.random.default_rng(seed)
    run = np.repeat(np.arange(15), 20)
    u = np.tile(np.linspace(0, 1, 20), 15) + np.repeat(np.linspace(0, 0.01, 15), 20)
    shift = 0.05 * random.standard_normal(15)[run]
    y = 0.3 / (1 + np.exp(-(u - shift - 0.5) / 0.06)) + 0.01 * random.standard_normal(300)
    order = np.argsort(u, kind="stable")
    none = np.full(300, np.nan)
    points = Points("s", u[order], none, y[order], run[order], 15, 1.0, np.nan, np.arange(300))
    return onset_tests(points, 0.1, SETTINGS, 1)


def test_gradual_curves_hold_every_gradual_truth_and_no_abrupt_one():
    u = np.linspace(0, 1, 101)
    gradual = GradualCurves(u, 0.1)

    def error(curve):
        y = curve(u) / np.ptp(curve(u))
        y = y - y.mean()
        return np.abs(y - gradual.fit(y)).max()

    for curve in (
        lambda u: u**3,
        lambda u: 1 / (1 + np.exp(-(u - 0.5) / 0.035)),
        lambda u: (1 / (1 + np.exp(-(u - 0.4) / 0.07))) ** 5,
        lambda u: np.exp(-np.exp(-(u - 0.5) / 0.1)),
        CURVES["double"],
    ):
        assert width_of(curve) >= 0.1
        assert error(curve) < 0.006
    assert error(CURVES["saturating"]) > 0.03
    assert error(CURVES["step"]) > 0.3


def test_gradual_curves_may_fall_first():
    u = np.linspace(0, 1, 101)
    for name, least, most in (("dip", 0.0, 0.04), ("step", 0.3, 1.0), ("saturating", 0.03, 1.0)):
        y = CURVES[name](u) - CURVES[name](u).mean()
        assert least <= np.abs(y - with_a_fall_first(u, 0.1, y).fit(y)).max() < most
    y = CURVES["dip"](u) - CURVES["dip"](u).mean()
    assert np.abs(y - GradualCurves(u, 0.1).fit(y)).max() > 0.05


def test_the_interval_of_a_step_reaches_from_checkpoint_to_checkpoint():
    """Thirteen runs cannot tell where between two of them a step lies: the onset was placed at one end of the gap."""
    found = _tests("step", 0.001, 1, n=13)
    assert found["onset_lo"] <= 0.5025
    assert found["onset_hi"] >= 0.58


def test_p_values_beyond_the_draws_are_those_of_many_more():
    random = np.random.default_rng(2)
    drawn = [random.exponential(size=size) for size in (120, 230, 650)]
    few = tail_p(lambda number: drawn[number], np.log(20000), range(3))
    assert few == pytest.approx(1 / 20000, rel=1.0)
    assert tail_p(lambda number: drawn[number], np.log(2), range(3)) == pytest.approx(0.5, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["logistic", "double", "line", "dip"])
def test_abrupt_is_seldom_said_of_what_is_not(name):
    """At most 5 % of simulated series, but for the simulation's own error."""
    found = [_tests(name, sd, seed)["p_abrupt"] <= 0.05 for sd in (0.01, 0.05) for seed in range(60)]
    assert np.mean(found) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)


@pytest.mark.slow
def test_intervals_cover_the_truth():
    truth = width_of(CURVES["logistic"]), onset_of(CURVES["logistic"])
    found = [_tests("logistic", 0.02, seed) for seed in range(60)]
    for name, value in zip(("width", "onset"), truth, strict=True):
        covered = [row[f"{name}_lo"] <= value <= np.nan_to_num(row[f"{name}_hi"], nan=np.inf) for row in found]
        # fewer than 51 of 60 happen in one of a hundred if 95 % are covered
        assert sum(covered) >= 51
