"""What a series' floor is, and when chance is not."""

import numpy as np
import pandas as pd
import pytest

from emergence.series.points import differs_from_chance, split


def scores(off, noise=0.01, runs=12, per_run=4):
    rng = np.random.default_rng(3)
    run = np.repeat(np.arange(runs), per_run)
    u = rng.uniform(0, 1, run.size)
    u[::per_run] = 0.1 * rng.uniform(size=runs)
    return u, 0.25 + off + 0.3 * np.maximum(0, u - 0.5) + noise * rng.normal(size=runs)[run], run


@pytest.mark.parametrize(("off", "expected"), [(0.0, False), (-0.03, True), (0.03, True), (0.005, False)])
def test_scores_at_the_worst_x_are_held_against_chance(off, expected):
    assert differs_from_chance(0.25, *scores(off)) is expected


def test_what_counts_is_runs_not_points():
    u, y, run = scores(0.03, noise=0.03, runs=4, per_run=200)
    worst = y[u < 0.2]
    assert worst.mean() - 0.25 > 4 * worst.std() / np.sqrt(worst.size)
    assert not differs_from_chance(0.25, u, y, run)


def test_few_runs_at_the_worst_x_are_joined_by_the_next():
    u, run = np.concatenate([[0.0, 0.1], np.linspace(0.5, 1, 28)]), np.arange(30)
    y = 0.2 + 0.01 * np.sin(np.arange(30.0))
    assert differs_from_chance(0.25, u, y, run)
    assert not differs_from_chance(0.25, u[[0, 1, 20, 29]], y[[0, 1, 20, 29]], run[:4])


def test_no_chance_or_too_few_runs_say_nothing():
    assert not differs_from_chance(np.nan, *scores(0.1))
    assert not differs_from_chance(0.25, *scores(0.1, runs=2))


def test_scores_that_all_are_chance_are_not_off():
    u, _, run = scores(0.0)
    assert not differs_from_chance(0.0, u, 0 * u, run)
    assert differs_from_chance(0.25, u, 0 * u, run)


def test_level_of_the_test():
    rng = np.random.default_rng(1)
    u, run = np.tile([0.0, 1.0], 8), np.repeat(np.arange(8), 2)
    share = np.mean([differs_from_chance(0.0, u, rng.normal(size=16), run) for _ in range(4000)])
    assert 0.005 < share < 0.016


def test_a_series_keeps_its_chance_when_its_floor_is_free():
    u, y, run = scores(-0.05)
    points = pd.DataFrame({"series_id": "s", "run": run.astype(str), "x": -u, "x2": np.nan, "y": y})
    series = pd.DataFrame({"series_id": ["s"], "x_better": "lower", "chance": 0.25})
    (own,) = split(series, points)
    assert np.isnan(own.floor)
    assert own.chance == 0.25
    (own,) = split(series, points.assign(y=y + 0.05))
    assert own.floor == own.chance == 0.25
