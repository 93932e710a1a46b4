"""Profile-likelihood intervals against brute force over a grid of thresholds."""

import numpy as np
import pytest

from emergence.inference.intervals import PROFILE, ROBUST, every_interval
from emergence.inference.profile import profile_interval
from emergence.models import registry
from emergence.models.base import Settings
from emergence.models.hinge import FORM
from emergence.series.domain import domain, oriented
from emergence.series.points import Points

SETTINGS = Settings(forms=(), min_points=3, min_runs=2)
NO_DRAWS = np.empty((0, 3))


def make(x, y, run, floor, improves):
    order = np.lexsort((run, y, x))
    x, y, run = (of[order] for of in (x, y, run))
    return Points("s", x, x * np.nan, y, run, np.unique(run).size, improves, floor, order)


def allowed(points, settings):
    """Lowest and highest threshold, turned so that larger is better."""
    return oriented(points)[0][list(domain(points, settings))]


def squared_error(points, eta):
    """Least squared error with the turned threshold given, by numpy's solver."""
    z = np.maximum(0.0, points.improves * points.x - eta)
    known = np.isfinite(points.floor)
    design, y = (z[:, None], points.y - points.floor) if known else (np.column_stack([np.ones_like(z), z]), points.y)
    return float(np.sum((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2))


def profile_of(points, settings=SETTINGS):
    estimate = FORM.estimate(points, settings)
    return estimate, every_interval(FORM, points, estimate, NO_DRAWS, NO_DRAWS, settings)


def noisy(seed, runs=8, each=6, floor=np.nan, improves=1.0, noise=0.05):
    rng = np.random.default_rng(seed)
    run = np.repeat(np.arange(runs), each)
    u = rng.uniform(0, 1, run.size)
    y = 0.25 + 0.6 * np.maximum(0, u - 0.5) + noise * rng.normal(size=runs)[run] + noise * rng.normal(size=run.size)
    return make(improves * u, y, run, floor, improves)


def test_ends_of_a_parabola():
    lo, hi = profile_interval(lambda at: 2 + (at - 1) ** 2, np.array([-3.0, -1.0, 1.0, 4.0]), 0.25)
    assert (lo, hi) == pytest.approx((0.5, 1.5), abs=1e-9)


def test_a_set_that_reaches_the_edge_lacks_an_end():
    etas = np.array([0.7, 1.0, 4.0])
    lo, hi = profile_interval(lambda at: (at - 1) ** 2, etas, 0.25)
    assert np.isnan(lo)
    assert hi == pytest.approx(1.5)
    assert np.isnan(profile_interval(lambda at: (at - 1) ** 2, etas, 100.0)).all()


def test_a_set_with_gaps_is_spanned():
    def errors(at):
        return (at**2 - 1) ** 2

    lo, hi = profile_interval(errors, np.array([-3.0, -1.0, 0.0, 1.0, 3.0]), 0.01)
    assert (lo, hi) == pytest.approx((-np.sqrt(1.1), np.sqrt(1.1)))


def test_profiled_error_of_the_hinge_is_that_of_least_squares():
    rng = np.random.default_rng(5)
    for _ in range(100):
        n, far = int(rng.integers(8, 60)), rng.choice([0.0, 100.0])
        x = np.round(far + 10.0 ** rng.integers(-2, 3) * rng.normal(size=n), int(rng.integers(0, 4)))
        y = 0.25 + 10.0 ** rng.integers(-2, 2) * rng.normal(size=n)
        points = make(x, y, np.arange(n) % 7, rng.choice([np.nan, 0.25]), rng.choice([-1.0, 1.0]))
        if FORM.obstacle(points, SETTINGS):
            continue
        low, high = allowed(points, SETTINGS)
        etas = np.concatenate([rng.uniform(low, high, 5), [low, high]])
        ours = FORM.profile(points, points.improves * etas, SETTINGS)
        np.testing.assert_allclose(ours, [squared_error(points, eta) for eta in etas], rtol=1e-8)


@pytest.mark.parametrize("improves", [1.0, -1.0])
@pytest.mark.parametrize("floor", [np.nan, 0.25])
def test_interval_is_that_of_a_grid(improves, floor):
    closed = 0
    for seed in range(12):
        points = noisy(seed, floor=floor, improves=improves)
        estimate, found = profile_of(points)
        reach = (found[ROBUST].hi - found[ROBUST].lo)[2] / 2 if np.isfinite(found[ROBUST].hi[2]) else np.nan
        low, high = allowed(points, SETTINGS)
        etas = np.linspace(low, high, 4001)
        errors = FORM.profile(points, improves * etas, SETTINGS)
        # in a parabola of the same curvature at the best, the set's ends are plus and minus the t reach
        free = FORM.free(points)
        gradient = FORM.gradient(estimate.best, points.x, points.x2, points.improves)[:, free]
        unit = np.linalg.inv(gradient.T @ gradient)[-1, -1]
        if np.isnan(reach):
            continue
        best = squared_error(points, improves * estimate.best[2])
        inside = etas[errors <= best + reach**2 / unit]
        ends = np.sort(improves * np.array([inside[0], inside[-1]]))
        ours = np.array([found[PROFILE].lo[2], found[PROFILE].hi[2]])
        step = (high - low) / 4000
        for end, own in zip(ends, ours, strict=True):
            if improves * end <= low + step or improves * end >= high - step:
                assert np.isnan(own)
            else:
                assert own == pytest.approx(end, abs=1.01 * step)
                closed += 1
    assert closed >= 12


def test_units_and_direction_change_nothing():
    points = noisy(1)
    lo, hi = profile_of(points)[1][PROFILE][1:]
    far = make(100 + 1e3 * points.x, 5 - 0.01 * points.y, points.run, np.nan, 1.0)
    np.testing.assert_allclose([of[2] for of in profile_of(far)[1][PROFILE][1:]], 100 + 1e3 * np.array([lo[2], hi[2]]))
    turned = make(-points.x, points.y, points.run, np.nan, -1.0)
    np.testing.assert_allclose([of[2] for of in profile_of(turned)[1][PROFILE][1:]], [-hi[2], -lo[2]], rtol=1e-9)


def test_less_noise_narrows_it_about_the_estimate():
    widths = []
    for noise in (0.02, 0.002):
        estimate, found = profile_of(noisy(3, noise=noise))
        lo, hi = found[PROFILE].lo[2], found[PROFILE].hi[2]
        assert lo < estimate.best[2] < hi
        widths.append(hi - lo)
    assert widths[1] == pytest.approx(widths[0] / 10, rel=0.2)


@pytest.mark.parametrize("name", ["saturating", "threshold_power"])
@pytest.mark.parametrize("floor", [np.nan, 0.25])
def test_profiled_error_of_curved_forms_is_that_of_a_search_over_their_shape(name, floor):
    form, low, high = (
        registry()[name],
        *np.array([[0.01, 100.0], [0.5, 5.0]])[["saturating", "threshold_power"].index(name)],
    )
    points = noisy(2, floor=floor, improves=-1.0)
    estimate = form.estimate(points, SETTINGS)
    etas = -np.linspace(0.2, 0.8, 7)
    ours = form.profile(points, etas, SETTINGS)
    shapes = np.geomspace(low, high, 20001) / (np.ptp(points.x) if name == "saturating" else 1.0)
    for eta, own in zip(etas, ours, strict=True):
        d = np.maximum(0.0, eta - points.x)
        phi = -np.expm1(-shapes[:, None] * d) if name == "saturating" else d ** shapes[:, None]
        y = points.y - (points.floor if np.isfinite(floor) else points.y.mean())
        phi = phi if np.isfinite(floor) else phi - phi.mean(axis=1, keepdims=True)
        least = (y @ y - (phi @ y) ** 2 / (phi**2).sum(axis=1)).min()
        assert own == pytest.approx(least, rel=1e-6)
        assert own <= least * (1 + 1e-9)
    residual = points.y - form.predict(estimate.best, points.x, points.x2, -1.0)
    assert form.profile(points, estimate.best[[3]], SETTINGS)[0] == pytest.approx(residual @ residual, rel=1e-9)


@pytest.mark.parametrize("name", ["hinge", "saturating", "threshold_power"])
def test_every_threshold_form_has_an_interval_about_its_estimate(name):
    form, points = registry()[name], noisy(4)
    estimate = form.estimate(points, SETTINGS)
    none = np.empty((0, len(form.parameters)))
    found = every_interval(form, points, estimate, none, none, SETTINGS)[PROFILE]
    lo, hi = found.lo[-1], found.hi[-1]
    assert np.isnan(lo) or lo < estimate.best[-1]
    assert np.isnan(hi) or estimate.best[-1] < hi
    assert np.isfinite(found.se[-1])
    assert np.isnan(found.lo[:-1]).all()
