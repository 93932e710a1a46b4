"""Spearman and Pearson against scipy, under weights too."""

import numpy as np
import pytest
from scipy import stats

from emergence.inference.correlation import CORRELATIONS
from emergence.series.points import Points

THEIRS = {"pearson": stats.pearsonr, "spearman": stats.spearmanr}


def make(x, y, run):
    order = np.argsort(x, kind="stable")
    return Points("s", x[order], x * np.nan, y[order], run[order], int(run.max()) + 1, 1.0, np.nan, order)


def random_points(rng, ties):
    x, y = rng.normal(size=60), rng.normal(size=60)
    y = y + rng.normal() * x
    if ties:
        x, y = np.round(x, 0), np.round(y, 1)
    return make(x, y, rng.permutation(60) % 9)


@pytest.mark.parametrize("kind", CORRELATIONS)
@pytest.mark.parametrize("ties", [False, True])
def test_as_scipys(kind, ties):
    rng = np.random.default_rng(1)
    for _ in range(30):
        points = random_points(rng, ties)
        ours = CORRELATIONS[kind](points, np.ones((1, 9)))[0]
        assert ours == pytest.approx(THEIRS[kind](points.x, points.y).statistic, abs=1e-12)


@pytest.mark.parametrize("kind", CORRELATIONS)
@pytest.mark.parametrize("ties", [False, True])
def test_weights_on_runs_are_repetitions_of_their_points(kind, ties):
    rng = np.random.default_rng(2)
    points = random_points(rng, ties)
    weights = rng.integers(0, 4, size=(37, 9)).astype(float)
    ours = CORRELATIONS[kind](points, weights)
    assert ours.shape == (37,)
    for own, value in zip(weights, ours, strict=True):
        times = own[points.run].astype(int)
        theirs = THEIRS[kind](np.repeat(points.x, times), np.repeat(points.y, times)).statistic
        assert value == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("kind", CORRELATIONS)
def test_no_variation_under_a_weighting_is_null(kind):
    points = make(np.array([1.0, 2.0, 3.0, 4.0]), np.array([5.0, 5.0, 6.0, 7.0]), np.array([0, 0, 1, 1]))
    values = CORRELATIONS[kind](points, np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]))
    assert np.isnan(values[0])
    assert values[1] == pytest.approx(1)
    assert 0 < values[2] < 1


@pytest.mark.parametrize("kind", CORRELATIONS)
def test_large_offsets_and_small_scales_cost_no_accuracy(kind):
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=40), rng.normal(size=40)
    run = np.arange(40) % 5
    near = CORRELATIONS[kind](make(x, y, run), np.ones((1, 5)))
    far = CORRELATIONS[kind](make(1e6 + x, 1e-9 * y, run), np.ones((1, 5)))
    assert far == pytest.approx(near, abs=1e-8)
