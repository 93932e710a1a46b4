"""Cluster-robust errors against matrices written out in full, and against statsmodels where it has them."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from emergence.inference.cluster_robust import cluster_robust, line_contrasts
from emergence.series.points import Points


def series(rng, runs, sizes, effect=0.5, weight=None):
    run = rng.permutation(np.repeat(np.arange(runs), sizes))
    x = rng.normal(size=run.size) + 0.5 * run
    y = 0.3 - 0.2 * x + effect * rng.normal(size=runs)[run] + rng.normal(size=run.size)
    return Points("s", x, x * np.nan, y, run, runs, 1.0, np.nan, None, weight)


def line(points):
    design = np.column_stack([np.ones(points.n), points.x])
    root = np.sqrt(points.weight)
    best = np.linalg.lstsq(design * root[:, None], points.y * root, rcond=None)[0]
    return design, points.y - design @ best


def in_full(points, design, residual, contrast, share):
    """CR2 variance and degrees of freedom with all n by n matrices; ``share``: run effect's variance over the rest."""
    root = np.sqrt(points.weight)
    x, r = design * root[:, None], residual * root
    bread = np.linalg.inv(x.T @ x)
    rest = np.eye(points.n) - x @ bread @ x.T
    columns, variance = [], 0.0
    for g in range(points.n_runs):
        own = points.run == g
        values, vectors = np.linalg.eigh(rest[np.ix_(own, own)])
        half = vectors @ np.diag(np.where(values > 1e-9, values, np.inf) ** -0.5) @ vectors.T
        a = half @ x[own] @ bread @ contrast
        variance += (a @ r[own]) ** 2
        columns.append(rest[:, own] @ a)
    working = np.eye(points.n) + share * (points.run[:, None] == points.run)
    m = np.array(columns) @ working @ np.array(columns).T
    return variance, np.trace(m) ** 2 / (m**2).sum()


def share_in_full(points, residual):
    """Analysis of variance, group by group."""
    r = residual * np.sqrt(points.weight)
    groups = [r[points.run == g] for g in range(points.n_runs)]
    sizes = np.array([g.size for g in groups])
    within = sum(((g - g.mean()) ** 2).sum() for g in groups) / (r.size - len(groups))
    between = sum(g.size * (g.mean() - r.mean()) ** 2 for g in groups) / (len(groups) - 1)
    typical = (r.size - (sizes**2).sum() / r.size) / (len(groups) - 1)
    return max(0.0, (between - within) / typical / within)


@pytest.mark.parametrize("effect", [0.0, 0.5, 3.0])
def test_as_the_matrices_written_out(effect):
    rng = np.random.default_rng(int(effect * 10))
    for runs in (3, 5, 12):
        sizes = rng.integers(2, 9, runs)
        points = series(rng, runs, sizes, effect, rng.uniform(0.5, 2, sizes.sum()))
        design, residual = line(points)
        contrasts = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 2.5]])
        found = cluster_robust(points, design, residual, contrasts)
        for k, contrast in enumerate(contrasts):
            variance, df = in_full(points, design, residual, contrast, share_in_full(points, residual))
            assert found.se[k] ** 2 == pytest.approx(variance, rel=1e-9)
            assert found.df[k] == pytest.approx(df, rel=1e-8)
        np.testing.assert_array_equal(found.se[:2], cluster_robust(points, design, residual).se)
        assert found.reach(0.9)[1] == pytest.approx(stats.t.ppf(0.95, found.df[1]) * found.se[1], rel=1e-10)


def test_contrasts_are_each_their_own():
    points = series(np.random.default_rng(7), 9, 4)
    design, residual = line(points)
    at = np.column_stack([np.ones(11), np.linspace(-2, 2, 11)])
    whole = cluster_robust(points, design, residual, at)
    for k, one in enumerate(at):
        np.testing.assert_allclose(
            [of[k] for of in whole], np.ravel(cluster_robust(points, design, residual, one[None]))
        )


def test_a_straight_line_s_contrasts_and_a_bound_on_their_variance():
    points = series(np.random.default_rng(8), 9, 4)
    design, residual = line(points)
    change = np.array([[0.0, np.ptp(points.x)]])
    estimate, robust = line_contrasts(points, change)
    slope = np.polyfit(points.x, points.y, 1, w=np.sqrt(points.weight))[0]
    assert estimate == pytest.approx(slope * np.ptp(points.x))
    np.testing.assert_allclose(robust, cluster_robust(points, design, residual, change))
    assert robust.at_least(0.0) == robust
    assert robust.at_least(np.nan) == robust
    wide = robust.at_least(4 * robust.se**2)
    assert wide.reach(0.95) == pytest.approx(2 * robust.reach(0.95))


def test_runs_of_one_point_are_statsmodels_hc2():
    points = series(np.random.default_rng(2), 30, 1)
    design, residual = line(points)
    theirs = OLS(points.y, design).fit(cov_type="HC2")
    found = cluster_robust(points, design, residual)
    np.testing.assert_allclose(found.se, theirs.bse, rtol=1e-9)
    assert (found.df < 28).all()
    plain = OLS(points.y, design).fit()
    np.testing.assert_allclose(found.unit, np.diag(plain.normalized_cov_params), rtol=1e-9)


def test_equal_runs_of_equal_x_have_one_degree_less_than_runs():
    """Where every run has the same design, the mean's degrees of freedom are known: runs - 1."""
    y = np.random.default_rng(3).normal(size=28)
    points = Points("s", y, y, y, np.repeat(np.arange(7), 4), 7, 1.0, np.nan, None)
    found = cluster_robust(points, np.ones((28, 1)), y - y.mean())
    means = y.reshape(7, 4).mean(axis=1)
    assert found.df[0] == pytest.approx(6)
    assert found.se[0] == pytest.approx(means.std(ddof=1) / np.sqrt(7))


def test_units_and_order_change_nothing():
    rng = np.random.default_rng(4)
    points = series(rng, 6, 5)
    design, residual = line(points)
    found = cluster_robust(points, design, residual)
    far = cluster_robust(points, design * [1.0, 1e-6], 1e3 * residual)
    np.testing.assert_allclose(far.se / found.se, [1e3, 1e9], rtol=1e-9)
    np.testing.assert_allclose(far.df, found.df, rtol=1e-9)
    turned = rng.permutation(points.n)
    other = Points("s", points.x[turned], points.x2, points.y[turned], points.run[turned], 6, 1.0, np.nan, None)
    again = cluster_robust(other, design[turned], residual[turned])
    np.testing.assert_allclose(again, found, rtol=1e-9)


def test_what_carries_no_error_has_none():
    points = series(np.random.default_rng(5), 4, 4)
    design, residual = line(points)
    assert np.isnan(cluster_robust(points, np.column_stack([design, design[:, 1]]), residual)).all()
    assert np.isnan(cluster_robust(points, design * [1.0, 0.0], residual)).all()
    one = Points("s", points.x, points.x2, points.y, points.run * 0, 1, 1.0, np.nan, None)
    assert np.isnan(cluster_robust(one, design, residual)).all()


def test_a_run_that_alone_carries_a_direction_does_not_break_it():
    points = series(np.random.default_rng(6), 5, 4)
    design = np.column_stack([np.ones(points.n), points.run == 0])
    best = np.linalg.lstsq(design, points.y, rcond=None)[0]
    found = cluster_robust(points, design, points.y - design @ best)
    assert np.isfinite(found.se).tolist() == [True, False]
    assert found.df[0] == pytest.approx(3, rel=1e-6)


def test_what_rests_on_runs_without_residuals_has_no_error():
    """One run beyond a threshold takes the slope with it: its residual is 0 whatever the noise, and says nothing."""
    rng = np.random.default_rng(5)
    x = np.concatenate([np.zeros(9), [1.0]])
    points = Points("s", x, x * np.nan, rng.normal(size=10), np.arange(10), 10, 1.0, np.nan, None)
    found = cluster_robust(points, *line(points))
    assert np.isnan(found.se[1])
    assert np.isnan(found.reach(0.95)[1])
    assert found.se[0] == pytest.approx(points.y[:9].std(ddof=1) / 3)
