"""Logistic, saturating threshold and threshold power: optima against brute force that shares no code with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import allowed, make, random_points

from emergence.inference.bootstrap import draw_runs
from emergence.models import registry
from emergence.models.base import Settings

FORMS = ("logistic", "saturating", "threshold_power")
THRESHOLDS = ("saturating", "threshold_power")
LIMITS = Settings(forms=(), min_points=2, min_runs=1)


def curve(name, v, place, shape):
    """The three curves on an axis from 0 to 1, as their documentation has them."""
    if name == "logistic":
        # at place 0 the odds of the rest to go are 9 at v = 0, at place 1 the odds of the way are 1/9 at v = 1
        with np.errstate(over="ignore"):
            return 1 / (1 + 9 ** (2 * place - 1) * np.exp(-shape * (v - place)))
    beyond = np.maximum(0, v - place)
    return beyond**shape if name == "threshold_power" else (1 - np.exp(-shape * beyond)) / shape


RANGES = {"logistic": (0.5, 100), "saturating": (0.01, 100), "threshold_power": (0.5, 5)}


def least(points, curves, weight):
    """Least weighted squared error of floor and amplitude for curves (..., n)."""
    fixed = np.isfinite(points.floor)
    y = points.y - (points.floor if fixed else np.average(points.y, weights=weight))
    largest = np.abs(curves).max(-1, keepdims=True)
    z = curves / np.where(largest > 0, largest, 1)
    z = z if fixed else z - (z @ weight / weight.sum())[..., None]
    spread, slant = z**2 @ weight, z @ (weight * y)
    size = np.divide(slant, spread, out=np.zeros_like(spread), where=spread > 1e-26)
    return (y - size[..., None] * z) ** 2 @ weight


def brute(name, points, limits, weight=None):
    """A dense grid, and from its ten best dips a grid shrunk 26 times about its best."""
    weight = np.ones(points.n) if weight is None else weight
    u = points.improves * points.x
    v = (u - u.min()) / np.ptp(u)
    low, high, a = 0.0, 1.0, np.linspace(0, 1, 120)
    if name != "logistic":
        low, high = (np.array(allowed(points, limits)) - u.min()) / np.ptp(u)
        knots = np.unique(np.concatenate([[low, high], v[(v > low) & (v < high)]]))
        parts = (0, 0.1, 0.4, 0.7, 0.9, 0.99) if knots.size < 60 else (0, 0.5)
        a = np.unique(np.concatenate([knots[:-1] + part * np.diff(knots) for part in parts] + [knots[-1:]]))
    b = np.linspace(*np.log(RANGES[name]), 22)
    error = np.array([least(points, curve(name, v, x, np.exp(b[:, None])), weight) for x in a])
    padded = np.pad(error, 1, constant_values=np.inf)
    around = [padded[i : i + a.size, j : j + b.size] for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    dips = np.argwhere(error <= np.min(around, axis=0))
    dips = dips[np.argsort(error[tuple(dips.T)], kind="stable")][:10]
    at_a, at_b, best = a[dips[:, 0]], b[dips[:, 1]], error[tuple(dips.T)]
    reach_a = a[np.minimum(dips[:, 0] + 1, a.size - 1)] - a[np.maximum(dips[:, 0] - 1, 0)]
    reach_b = np.full(len(dips), b[1] - b[0])
    d_a, d_b = (of.ravel() for of in np.meshgrid(np.linspace(-1, 1, 7), np.linspace(-1, 1, 7)))
    for _ in range(26):
        near_a = np.clip(at_a[:, None] + reach_a[:, None] * d_a, low, high)
        near_b = np.clip(at_b[:, None] + reach_b[:, None] * d_b, b[0], b[-1])
        found = least(points, curve(name, v, near_a[..., None], np.exp(near_b[..., None])), weight)
        pick = np.arange(len(dips)), found.argmin(axis=1)
        at_a, at_b, best = near_a[pick], near_b[pick], np.minimum(best, found[pick])
        reach_a, reach_b = reach_a / 2, reach_b / 2
    return best.min()


def error_of(form, points, values):
    return float(points.weight @ (points.y - form.predict(values, points.x, points.x2, points.improves)) ** 2)


@pytest.mark.parametrize("count", [60, pytest.param(460, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", FORMS)
def test_optimum_is_that_of_brute_force(name, count):
    rng = np.random.default_rng([2, len(name)])
    form, fitted = registry()[name], 0
    for number in range(1, count):
        points, limits = random_points(rng, number)
        if form.obstacle(points, limits):
            continue
        fitted += 1
        estimate = form.estimate(points, limits)
        # what the digits of x and y leave, however exact the fit; a root is steep at its threshold
        spare = 1e-17 * np.sum((points.y - points.base[1]) ** 2) + points.n * (4e-16 * np.abs(points.y).max()) ** 2
        assert error_of(form, points, estimate.best) <= brute(name, points, limits) * (1 + 1e-9) + spare, number
        if form.kind == "threshold":
            low, high = allowed(points, limits)
            eta = points.improves * estimate.best[3]
            assert low - 1e-9 * np.ptp(points.x) <= eta <= high + 1e-9 * np.ptp(points.x)
    assert fitted > 0.75 * count


@pytest.mark.parametrize("series", [1, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", FORMS)
def test_refits_are_nearly_always_the_optimum_under_their_weights(name, series):
    rng = np.random.default_rng(11)
    form, near = registry()[name], []
    for _ in range(series):
        x = rng.uniform(2, 4, 24)
        points = make(
            x, 0.25 + 0.4 * (1 - np.exp(-2 * np.maximum(0, 3.2 - x))) + 0.03 * rng.normal(size=24), improves=-1.0
        )
        weights = draw_runs(24, 30, 5)
        refits = form.refit(points, weights, form.estimate(points, LIMITS), LIMITS)
        for own, values in zip(weights[:, points.run], refits, strict=True):
            error = own @ (points.y - form.predict(values, points.x, points.x2, -1.0)) ** 2
            near.append(error <= brute(name, points, LIMITS, own) * 1.01)
    assert np.mean(near) > 0.9


@pytest.mark.parametrize("name", ["constant", "linear", "hinge", *FORMS])
def test_other_responses_are_fitted_as_if_they_were_the_series_own(name):
    rng = np.random.default_rng(4)
    form = registry()[name]
    for improves, floor in ((1.0, np.nan), (-1.0, 0.25)):
        x = np.round(rng.uniform(0, 10, 40), 1)
        points = make(x, rng.normal(size=40), floor=floor, improves=improves)
        signal = 0.25 + 0.1 * np.maximum(0, improves * (points.x - 5))
        responses = signal + 0.05 * rng.normal(size=(20, 40))
        values, errors = form.respond(points, responses, LIMITS)
        assert values.shape == (20, len(form.parameters))
        near = []
        for y, own, error in zip(responses, values, errors, strict=True):
            one = make(points.x, y, points.run, floor, improves)
            assert error == pytest.approx(error_of(form, one, own), rel=1e-6)
            near.append(error <= error_of(form, one, form.estimate(one, LIMITS).best) * (1 + 5e-3))
        assert np.mean(near) > 0.8


@pytest.mark.parametrize("name", ["constant", "linear", "hinge", *FORMS])
def test_a_point_of_weight_two_is_two_points(name):
    rng = np.random.default_rng(8)
    form = registry()[name]
    x, y = rng.uniform(0, 10, 30), rng.normal(size=30)
    twice = rng.integers(1, 4, 30)
    single = make(x, y + 0.4 * np.maximum(0, x - 4))
    object.__setattr__(single, "weight", twice[single.rows].astype(float))
    many = make(np.repeat(x, twice), np.repeat(y + 0.4 * np.maximum(0, x - 4), twice), np.repeat(np.arange(30), twice))
    limits = Settings(forms=(), min_points=1, min_runs=2)
    np.testing.assert_allclose(form.estimate(single, limits).best, form.estimate(many, limits).best, rtol=1e-5)
    ones = np.ones((1, 30))
    refits = form.refit(single, ones, form.estimate(single, limits), limits)
    np.testing.assert_allclose(refits, form.refit(many, ones, form.estimate(many, limits), limits), rtol=1e-5)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(-50, 50), st.floats(1e-3, 1e3), st.floats(-50, 50), st.floats(1e-3, 1e3))
def test_shift_and_scale_of_x_and_y_change_nothing(name, seed, dx, sx, dy, sy):
    rng = np.random.default_rng(seed)
    form = registry()[name]
    x = rng.uniform(0, 1, 25)
    y = np.maximum(0, x - 0.4) ** 0.8 + 0.05 * rng.normal(size=25)
    here, there = make(x, y), make(dx + sx * x, dy + sy * y)
    one, other = (form.predict(form.estimate(p, LIMITS).best, p.x, p.x2, 1.0) for p in (here, there))
    sums = [np.sum((curve - p.y) ** 2) for curve, p in ((one, here), (other, there))]
    assert sums[1] / sy**2 == pytest.approx(sums[0], rel=1e-7)


def test_known_curves_are_found_either_way():
    x = np.linspace(0, 10, 41)
    shapes = {
        "logistic": lambda u: (0.25 + 0.5 / (1 + np.exp(-1.5 * (u - 6))), [0.25, 0.75, 6, 1.5]),
        "saturating": lambda u: (0.25 - 0.2 * (1 - np.exp(-0.7 * np.maximum(0, u - 4.1))), [0.25, -0.2, 0.7, 4.1]),
        "threshold_power": lambda u: (0.25 + 0.1 * np.maximum(0, u - 4.1) ** 1.5, [0.25, 0.1, 1.5, 4.1]),
    }
    for name, make_curve in shapes.items():
        for improves in (1.0, -1.0):
            y, known = make_curve(x)
            found = registry()[name].estimate(make(improves * x, y, improves=improves), LIMITS).best
            known = np.array(known)
            known[{"logistic": 2}.get(name, 3)] *= improves
            np.testing.assert_allclose(found, known, rtol=1e-5)


@pytest.mark.parametrize("name", THRESHOLDS)
def test_eta_at_the_edge_of_its_range_is_flagged(name):
    x = np.linspace(0, 1, 30)
    form = registry()[name]
    estimate = form.estimate(make(x, np.minimum(x, 0.1)), Settings(forms=(), min_points=3, min_runs=2))
    assert estimate.at_bound[3]
    assert form.decisive == ("eta",)


def test_what_cannot_be_fitted_has_a_status():
    x = np.arange(12.0)
    limits = Settings(forms=(), min_points=3, min_runs=2)
    for name in FORMS:
        form = registry()[name]
        assert form.obstacle(make(x, np.ones(12)), limits) == "no_variation"
        assert form.obstacle(make(x % 4, x), limits) == "too_few_points"
        assert form.obstacle(make(x, x**2), limits) is None
    for name in THRESHOLDS:
        assert registry()[name].obstacle(make(x, x**2, run=x > 5), limits) == "too_few_runs"


def test_thousands_of_points_are_fitted_to_their_own_optimum():
    rng = np.random.default_rng(1)
    x = rng.uniform(2, 4, 3000)
    y = 0.25 + 0.4 * (1 - np.exp(-2 * np.maximum(0, 3 - x))) + 0.05 * rng.normal(size=3000)
    points = make(x, y, run=rng.integers(0, 30, 3000), improves=-1.0)
    for name in FORMS:
        form = registry()[name]
        estimate = form.estimate(points, LIMITS)
        nudged = [estimate.best * (1 + 1e-4 * rng.normal(size=4)) for _ in range(200)]
        assert error_of(form, points, estimate.best) <= min(error_of(form, points, values) for values in nudged)
        draws = form.refit(points, draw_runs(30, 200, 1), estimate, LIMITS)
        assert (np.abs(np.median(draws, axis=0) - estimate.best) <= 1.5 * draws.std(axis=0)).all(), name


def test_every_form_has_a_kind():
    kinds = {name: form.kind for name, form in registry().items()}
    assert set(kinds.values()) == {"flat", "smooth", "threshold", "law"}
    assert all("eta" in registry()[name].parameters for name, kind in kinds.items() if kind == "threshold")
