"""The broken power law against its formula and against a global optimiser."""

import numpy as np
import pytest
from made_up import make
from scipy.optimize import differential_evolution

from emergence.models.base import Settings
from emergence.models.broken_power_law import FORM

LIMITS = Settings(forms=())


def formula(t, a, b, c0, c1, d, f):
    """Equation 1 of the paper with one break, b being counted from the break."""
    return a + b * (t / d) ** -c0 * (1 + (t / d) ** (1 / f)) ** (-c1 * f)


def test_curve_is_the_papers():
    x = np.linspace(18, 24, 13)
    values = np.array([0.9, -0.3, 0.05, 0.3, 21.0, 0.6])
    expected = formula(10**x, 0.9, -0.3, 0.05, 0.3, 1e21, 0.6)
    np.testing.assert_allclose(FORM.predict(values, x, x, 1.0), expected, rtol=1e-12)


@pytest.mark.parametrize("improves", [1.0, -1.0])
def test_known_curve_is_found(improves):
    x = np.linspace(18, 24, 40)
    known = np.array([0.9, -0.3, 0.05, 0.3, 21.0, 0.6])
    points = make(x, FORM.predict(known, x, x, improves), improves=improves)
    np.testing.assert_allclose(FORM.estimate(points, LIMITS).best, known, rtol=1e-4)


def bent(v, y, theta):
    """Squared error of the best a and b for a bent line in the exponent, by numpy's solver."""
    low, high, place, log_width = theta
    width = np.exp(log_width)
    line = low * v + (high - low) * width * np.logaddexp(0, (v - place) / width)
    design = np.column_stack([np.ones_like(v), np.exp(line - line.max())])
    return float(np.sum((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2))


@pytest.mark.slow
def test_optimum_is_nearly_always_that_of_differential_evolution():
    rng = np.random.default_rng(3)
    worse = []
    for number in range(12):
        x = np.sort(rng.normal(size=rng.integers(9, 50)))
        signal = (np.maximum(0, x), 1 / (1 + np.exp(-3 * x)), np.exp(x), x)[number % 4]
        points = make(x, 0.25 + 0.5 * signal + 0.03 * rng.normal(size=x.size))
        v = (points.x - points.x[0]) / np.ptp(points.x)
        limits = [(-50, 50), (-50, 50), (0, 1), (np.log(0.01), 0)]
        best = differential_evolution(lambda t: bent(v, points.y, t), limits, seed=1, maxiter=40, popsize=10)  # noqa: B023
        values = FORM.estimate(points, LIMITS).best
        ours = np.sum((points.y - FORM.predict(values, points.x, points.x2, 1.0)) ** 2)
        worse.append(ours / best.fun - 1)
    assert np.mean(np.array(worse) < 1e-4) > 0.9
    assert max(worse) < 0.05


def test_left_out_runs_change_little_and_few_points_are_an_obstacle():
    rng = np.random.default_rng(5)
    x = np.linspace(0, 4, 30)
    points = make(x, 1 / (1 + np.exp(2 - 2 * x)) + 0.01 * rng.normal(size=30))
    estimate = FORM.estimate(points, LIMITS)
    refits = FORM.refit(points, 1.0 - np.eye(30), estimate, LIMITS)
    curves = FORM.predict(refits[:, None, :], points.x, points.x2, 1.0)
    assert np.abs(curves - FORM.predict(estimate.best, points.x, points.x2, 1.0)).max() < 0.05
    assert FORM.obstacle(make(x[:7], x[:7] ** 2), LIMITS) == "too_few_points"


def test_thousands_of_points_end_at_their_own_bottom():
    rng = np.random.default_rng(6)
    x = rng.uniform(0, 4, 2000)
    points = make(x, 1 / (1 + np.exp(2 - 2 * x)) + 0.05 * rng.normal(size=2000), run=rng.integers(0, 20, 2000))
    best = FORM.estimate(points, LIMITS).best
    errors = [
        np.sum((points.y - FORM.predict(best * (1 + 1e-4 * nudge), points.x, points.x2, 1.0)) ** 2)
        for nudge in [np.zeros(6), *rng.normal(size=(100, 6))]
    ]
    assert min(errors) == errors[0]
