"""The line, against statsmodels, and its band; its errors clustered by run are tested where they are made."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from emergence.inference.bands import band
from emergence.inference.cluster_robust import cluster_robust
from emergence.inference.intervals import ROBUST, every_interval
from emergence.models.base import Settings
from emergence.models.linear import FORM
from emergence.series.points import Points

SETTINGS = Settings(forms=("linear",), confidence=0.9)


@pytest.fixture
def points():
    rng = np.random.default_rng(5)
    run = np.repeat(np.arange(7), 12)
    x = 1e3 + rng.normal(size=84) + 0.5 * run
    y = 0.3 - 0.02 * x + 0.1 * rng.normal(size=7)[run] + 0.05 * rng.normal(size=84)
    order = np.argsort(x)
    return Points("s", x[order], np.full(84, np.nan), y[order], run[order], 7, -1.0, np.nan, order)


def residual(points):
    return points.y - FORM.predict(FORM.estimate(points, SETTINGS).best, points.x, points.x2, points.improves)


def test_as_the_formula_interface_of_statsmodels(points):
    """The line is theirs, and lies in the middle of its band."""
    import statsmodels.formula.api as smf

    frame = pd.DataFrame({"x": points.x, "y": points.y, "run": points.run})
    estimate = FORM.estimate(points, SETTINGS)
    np.testing.assert_allclose(estimate.best, smf.ols("y ~ x", frame).fit().params, rtol=1e-9)
    x, x2 = FORM.grid(points, SETTINGS)
    lo, hi = band(FORM, points, estimate, None, x, x2, SETTINGS)
    np.testing.assert_allclose((lo + hi) / 2, FORM.predict(estimate.best, x, x2, -1.0), rtol=1e-12)


def test_band_at_zero_is_the_intercepts_interval(points):
    """The band about the mean of x and the interval of the intercept, 1e3 standard deviations off, say the same."""
    estimate = FORM.estimate(points, SETTINGS)
    found = every_interval(FORM, points, estimate, np.empty((0, 2)), np.empty((0, 2)), SETTINGS)[ROBUST]
    lo, hi = band(FORM, points, estimate, None, np.zeros(1), np.zeros(1), SETTINGS)
    np.testing.assert_allclose([lo[0], hi[0]], [found.lo[0], found.hi[0]], rtol=1e-7)
    reach = (found.hi - found.lo) / 2
    np.testing.assert_allclose(found.hi - estimate.best, reach, rtol=1e-9)
    np.testing.assert_allclose(
        found.se, cluster_robust(points, FORM.gradient(None, points.x, points.x2, -1.0), residual(points)).se
    )


def test_gradient_is_the_design(points):
    np.testing.assert_array_equal(
        FORM.gradient(None, points.x, points.x2, -1.0), np.column_stack([np.ones(points.n), points.x])
    )


def test_weights_on_runs_are_repetitions_of_their_points(points):
    weights = np.array([[1, 1, 1, 1, 1, 1, 1], [0, 3, 1, 0, 2, 1, 0], [7, 0, 0, 0, 0, 0, 0]], dtype=float)
    for own, line in zip(weights, FORM.refit(points, weights, None, SETTINGS), strict=True):
        times = own[points.run].astype(int)
        fit = stats.linregress(np.repeat(points.x, times), np.repeat(points.y, times))
        np.testing.assert_allclose(line, [fit.intercept, fit.slope], rtol=1e-8)


def test_a_draw_without_variation_of_x_gives_no_line():
    x = np.array([1.0, 1.0, 2.0, 3.0])
    points = Points("s", x, x * np.nan, x**2, np.array([0, 0, 1, 2]), 3, 1.0, np.nan, None)
    assert np.isnan(FORM.refit(points, np.array([[3.0, 0, 0]]), None, SETTINGS)).all()


@pytest.mark.parametrize(
    ("x", "y", "status"),
    [
        ([1, 2], [1, 2], "too_few_points"),
        ([1, 1, 1], [1, 2, 3], "no_variation"),
        ([1, 2, 3], [1, 1, 1], "no_variation"),
        ([1, 2, 3], [1, 2, 2], None),
    ],
)
def test_what_cannot_be_fitted_has_a_status(x, y, status):
    x = np.array(x, dtype=float)
    points = Points("s", x, x * np.nan, np.array(y, dtype=float), np.arange(x.size), x.size, 1.0, np.nan, None)
    assert FORM.obstacle(points, SETTINGS) == status
