"""The hinge's optimum against brute force that shares none of its formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import allowed, make, random_points

from emergence.inference.bootstrap import draw_runs
from emergence.models.base import Settings
from emergence.models.hinge import FORM

SETTINGS = Settings(forms=("hinge",), min_points=2, min_runs=1)


def squared_error(points, eta, weights=None):
    """Least weighted squared error with eta given, by numpy's solver."""
    w = np.ones(points.n) if weights is None else weights
    z = np.maximum(0.0, points.improves * points.x - eta)
    design = z[:, None] if np.isfinite(points.floor) else np.column_stack([np.ones_like(z), z])
    target = points.y - (points.floor if np.isfinite(points.floor) else 0.0)
    root = np.sqrt(w)
    solution = np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0]
    return float(w @ (target - design @ solution) ** 2)


def enumerated(points, limits, weights=None):
    """Least error over all knots and all meetings of the arm's own line with the flat side's own level."""
    w = np.ones(points.n) if weights is None else weights
    u, y = points.improves * points.x, points.y
    low, high = allowed(points, limits)
    knots = np.unique(u)
    etas = [k for k in knots if low <= k <= high]
    for left, right in zip(knots[:-1], knots[1:], strict=True):
        if left < low or right > high:
            continue
        arm, flat = u >= right, u <= left
        fixed = np.isfinite(points.floor)
        if np.unique(u[arm & (w > 0)]).size < 2 or not (fixed or w[flat].sum() > 0):
            continue
        centre = np.average(u[arm], weights=w[arm])
        slope, height = np.polyfit(u[arm] - centre, y[arm], 1, w=np.sqrt(w[arm]))
        level = points.floor if fixed else np.average(y[flat], weights=w[flat])
        eta = centre + (level - height) / slope if slope else np.nan
        if left < eta < right:
            etas.append(eta)
    free = not np.isfinite(points.floor)
    return min((squared_error(points, e, w) for e in etas if not free or w[u <= e].sum() > 0), default=np.nan)


def gridded(points, limits):
    """Least error over a grid of eta, refined three times about its best: knows nothing of knots."""
    u, fixed = points.improves * points.x, np.isfinite(points.floor)
    y = points.y - (points.floor if fixed else points.y.mean())
    low, high = allowed(points, limits)
    left, right, least = low, high, np.inf
    for _ in range(4):
        etas = np.linspace(left, right, 80)
        z = np.maximum(0.0, u - etas[:, None])
        z = z if fixed else z - z.mean(axis=1, keepdims=True)
        spread = (z**2).sum(axis=1)
        slope = np.divide(z @ y, spread, out=np.zeros_like(spread), where=spread > 0)
        errors = ((y - slope[:, None] * z) ** 2).sum(axis=1)
        best = errors.argmin()
        least = min(least, errors[best])
        left, right = etas[max(best - 1, 0)], etas[min(best + 1, etas.size - 1)]
    return least


def error_of(points, values, weights=None):
    residual = points.y - FORM.predict(values, points.x, points.x2, points.improves)
    return float((np.ones(points.n) if weights is None else weights) @ residual**2)


def rounding(points, values):
    """Squared error that the digits of x and y themselves leave, however exact the fit."""
    digits = 4 * np.finfo(float).eps
    return points.n * (digits * (np.abs(points.y).max() + abs(values[1]) * np.abs(points.x).max())) ** 2


@pytest.mark.parametrize("count", [90, pytest.param(1300, marks=pytest.mark.slow)])
def test_optimum_is_that_of_brute_force(count):
    rng = np.random.default_rng(20240404)
    fitted = 0
    for number in range(count):
        points, limits = random_points(rng, number)
        if FORM.obstacle(points, limits):
            continue
        estimate = FORM.estimate(points, limits)
        if not estimate.converged:
            assert enumerated(points, limits) >= squared_error(points, np.inf) * (1 - 1e-9)
            continue
        fitted += 1
        ours = error_of(points, estimate.best)
        spare = rounding(points, estimate.best)
        assert ours == pytest.approx(enumerated(points, limits), rel=1e-9, abs=spare), number
        assert ours <= gridded(points, limits) * (1 + 1e-9) + spare, number
        low, high = allowed(points, limits)
        assert low <= points.improves * estimate.best[2] <= high
        assert estimate.at_bound[2] == (points.improves * estimate.best[2] in (low, high))
    assert fitted >= 0.75 * count


@pytest.mark.parametrize("count", [12, pytest.param(80, marks=pytest.mark.slow)])
def test_optimum_under_weights_is_that_of_brute_force(count):
    rng = np.random.default_rng(7)
    compared = 0
    for number in range(1, count):
        points, limits = random_points(rng, number)
        if points.n > 60 or FORM.obstacle(points, limits):
            continue
        weights = draw_runs(points.n_runs, 19, number)
        values = FORM.refit(points, weights, None, limits)
        assert values.shape == (19, 3)
        for own, value in zip(weights[:, points.run], values, strict=True):
            least = enumerated(points, limits, own)
            if not np.isfinite(value).all():
                none = squared_error(points, np.inf, own)
                assert np.isnan(least) or least >= none * (1 - 1e-9) - rounding(points, np.zeros(3))
                continue
            compared += 1
            total = own @ (points.y - np.average(points.y, weights=own)) ** 2
            assert error_of(points, value, own) == pytest.approx(
                least, rel=1e-9, abs=1e-12 * total + rounding(points, value)
            )
    assert compared > 6 * count


def test_refit_with_equal_weights_is_the_estimate():
    rng = np.random.default_rng(3)
    x = rng.uniform(2, 4, 50)
    points = make(x, 0.25 + 0.4 * np.maximum(0, 3 - x) + 0.02 * rng.normal(size=50), improves=-1.0)
    estimate = FORM.estimate(points, SETTINGS)
    refits = FORM.refit(points, np.full((5, points.n_runs), 2.0), estimate, SETTINGS)
    np.testing.assert_allclose(refits, np.tile(estimate.best, (5, 1)), rtol=1e-12)


def test_known_hinge_is_found_to_the_last_digits_either_way():
    x = np.linspace(0, 10, 41)
    for improves in (1.0, -1.0):
        points = make(improves * x, 0.25 + 0.1 * np.maximum(0, x - 6.1), improves=improves)
        np.testing.assert_allclose(FORM.estimate(points, SETTINGS).best, [0.25, 0.1, improves * 6.1], rtol=1e-12)


def test_arm_is_on_the_better_side():
    loss = np.linspace(2, 4, 30)
    points = make(loss, 0.25 + 0.5 * np.maximum(0, 2.8 - loss), floor=0.25, improves=-1.0)
    floor, slope, eta = FORM.estimate(points, SETTINGS).best
    assert (floor, slope, eta) == pytest.approx((0.25, 0.5, 2.8))
    # the same points told that more loss is better bend the other way, and there fit badly
    assert error_of(points, FORM.estimate(points, SETTINGS).best) < 1e-20
    wrong = make(points.x, points.y, floor=0.25, improves=1.0)
    assert error_of(wrong, FORM.estimate(wrong, SETTINGS).best) > 0.1


def test_what_cannot_be_fitted_has_a_status():
    x = np.arange(12.0)
    limits = Settings(forms=(), min_points=3, min_runs=2)
    assert FORM.obstacle(make(x, np.ones(12)), limits) == "no_variation"
    assert FORM.obstacle(make(np.ones(12), x), limits) == "no_variation"
    assert FORM.obstacle(make(x % 2, x), limits) == "too_few_points"
    assert FORM.obstacle(make(x[:5], x[:5]), limits) == "too_few_points"
    assert FORM.obstacle(make(x, x**2, run=np.zeros(12)), limits) == "too_few_runs"
    # two runs, one after the other: nowhere are both on both sides
    assert FORM.obstacle(make(x, x**2, run=x > 5), limits) == "too_few_runs"
    assert FORM.obstacle(make(x, x**2, run=x % 2), limits) is None


def test_floor_is_fixed_only_where_chance_is_known():
    x = np.arange(12.0)
    np.testing.assert_array_equal(FORM.free(make(x, x)), [True, True, True])
    points = make(x, np.maximum(0, x - 5), floor=0.1)
    np.testing.assert_array_equal(FORM.free(points), [False, True, True])
    assert FORM.estimate(points, SETTINGS).best[0] == 0.1


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**6),
    st.floats(-1e3, 1e3),
    st.floats(1e-3, 1e3),
    st.floats(-1e3, 1e3),
    st.floats(1e-3, 1e3),
    st.booleans(),
)
def test_shift_and_scale_of_x_and_y_change_nothing(seed, dx, sx, dy, sy, known):
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=25), rng.normal(size=25)
    y = np.maximum(0, x) + 0.3 * noise
    run = rng.permutation(25)
    one = FORM.estimate(make(x, y, run, 0.1 if known else np.nan), SETTINGS).best
    moved = make(dx + sx * x, dy + sy * y, run, dy + sy * 0.1 if known else np.nan)
    other = FORM.estimate(moved, SETTINGS).best
    wide = max(1.0, abs(dx) / sx, abs(dy) / sy)
    np.testing.assert_allclose((other[2] - dx) / sx, one[2], atol=1e-12 * wide**2)
    np.testing.assert_allclose(other[1] * sx / sy, one[1], rtol=1e-10 * wide)
    np.testing.assert_allclose((other[0] - dy) / sy, one[0], atol=1e-12 * wide**2)
