"""Draws of runs, seeds and percentile intervals."""

import numpy as np
import pytest

from emergence.inference.bootstrap import draw_runs, fitted, leave_one_out, percentile_interval, quantiles, seed_of


def test_draws_take_as_many_runs_as_there_are():
    weights = draw_runs(33, 1000, 1)
    assert weights.shape == (1000, 33)
    assert (weights.sum(axis=1) == 33).all()
    assert (weights >= 0).all()
    assert (weights == np.round(weights)).all()


def test_draws_have_the_moments_of_a_multinomial():
    weights = draw_runs(8, 40000, 2)
    # count ~ binomial(8, 1/8): mean 1, variance 7/8; covariance of two counts -1/8
    np.testing.assert_allclose(weights.mean(axis=0), 1, atol=5 * np.sqrt(0.875 / 40000))
    covariance = np.cov(weights.T)
    np.testing.assert_allclose(np.diag(covariance), 7 / 8, atol=0.04)
    np.testing.assert_allclose(covariance[~np.eye(8, dtype=bool)], -1 / 8, atol=0.03)


def test_draws_follow_from_the_seed():
    np.testing.assert_array_equal(draw_runs(5, 50, 9), draw_runs(5, 50, 9))
    assert (draw_runs(5, 50, 9) != draw_runs(5, 50, 10)).any()
    # fewer draws are the first of more
    np.testing.assert_array_equal(draw_runs(5, 10, 9), draw_runs(5, 50, 9)[:10])


def test_seeds_differ_by_series_and_by_the_atlas_seed():
    seeds = {seed_of(name, seed) for name in ("a/b", "a/c", "b/a") for seed in (0, 1, 20261120, 2**40 + 1)}
    assert len(seeds) == 9  # 2**40 + 1 and 1 agree in their low 32 bits
    assert all(0 <= seed < 2**32 for seed in seeds)
    assert seed_of("123456789", 0) == 0xCBF43926  # the check value of CRC-32


def test_leaving_one_out():
    np.testing.assert_array_equal(leave_one_out(3), [[0, 1, 1], [1, 0, 1], [1, 1, 0]])


def test_draws_without_a_fit_are_dropped():
    np.testing.assert_array_equal(fitted(np.array([[1, 2], [np.nan, 3], [4, np.inf], [5, 6]])), [[1, 2], [5, 6]])


@pytest.mark.parametrize("count", [2, 3, 40, 1000, 1001])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
def test_intervals_are_numpys_quantiles(count, level):
    draws = np.random.default_rng(count).normal(size=(count, 4)) ** 3
    se, lo, hi = percentile_interval(draws, level)
    expected = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    np.testing.assert_allclose([lo, hi], expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(se, draws.std(axis=0, ddof=1), rtol=1e-12)


def test_one_draw_gives_no_interval():
    assert np.isnan(percentile_interval(np.ones((1, 2)), 0.95)).all()


def test_intervals_of_a_mean_cover_it():
    """The bootstrap over runs of the constant covers as it should, the run effect included, for 30 runs."""
    from emergence.models.base import Settings
    from emergence.models.constant import FORM
    from emergence.series.points import Points

    rng = np.random.default_rng(11)
    run = np.repeat(np.arange(30), 5)
    settings, inside = Settings(forms=(), draws=300), 0
    for number in range(300):
        y = rng.normal(size=30)[run] + 0.2 * rng.normal(size=150)
        points = Points("s", y, y, y, run, 30, 1.0, np.nan, None)
        draws = FORM.refit(points, draw_runs(30, 300, number), FORM.estimate(points, settings), settings)
        _, lo, hi = percentile_interval(draws, settings.confidence)
        inside += lo[0] <= 0 <= hi[0]
    # 95 % less the small-sample shortfall of percentiles; drawing points, not runs, would cover some 60 %
    assert 0.90 <= inside / 300 <= 0.98


def test_quantiles_are_numpys():
    rows = np.sort(np.random.default_rng(4).normal(size=(5, 77)), axis=1)
    shares = np.array([0.0, 0.025, 0.5, 1.0, np.nan])
    found = quantiles(rows, shares)
    for row, share, value in zip(rows[:4], shares[:4], found[:4], strict=True):
        assert value == pytest.approx(np.quantile(row, share), rel=1e-14)
    assert np.isnan(found[4])
