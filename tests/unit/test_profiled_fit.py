"""One evaluation of the search for curves, against least squares done in full, and derivatives against differences."""

import numpy as np
import pytest

from emergence.models import registry
from emergence.models.base import Settings
from emergence.series.points import Points
from emergence.solvers import profiled, separable_search

FORMS = ("logistic", "saturating", "threshold_power")


def made(seed):
    rng = np.random.default_rng(seed)
    v = np.sort(np.append(rng.uniform(0, 1, 20), [0.0, 1.0]))
    return v, rng.uniform(0.5, 3, v.size), rng.normal(size=v.size) + v


def assess(form, v, w, y, a, b, fixed):
    """What the search sees at (a, b)."""
    start = 0 if form.name == "logistic" else int(np.searchsorted(v, a, side="right"))
    rows, sums, out = np.empty((6, v.size)), np.empty((3, v.size + 1)), np.empty(8)
    profiled.sum_up.py_func(w, y, sums)
    profiled.assess.py_func(form, v, w, y, sums, start, a, b, fixed, rows, out)
    return out


@pytest.fixture(autouse=True)
def _in_python(monkeypatch):
    """The kernels' inner functions run as Python, where a curve is a form and not an address."""
    monkeypatch.setattr(profiled, "call_curve", lambda form, *args: form.derivatives(*args))


def test_running_sums_are_those_of_the_first_points():
    v, w, y = made(1)
    sums = np.empty((3, v.size + 1))
    profiled.sum_up.py_func(w, y, sums)
    np.testing.assert_array_equal(sums[:, 0], 0)
    for j in range(1, v.size + 1):
        mean = np.average(y[:j], weights=w[:j])
        np.testing.assert_allclose(sums[:, j], [w[:j].sum(), mean, w[:j] @ (y[:j] - mean) ** 2], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize(("a", "b"), [(0.31, -0.2), (0.62, 0.9), (0.05, 0.4)])
def test_floor_and_amplitude_are_least_squares(name, fixed, a, b):
    form, (v, w, y) = registry()[name], made(2)
    phi = form.basis(v, a, b)
    design = phi[:, None] if fixed else np.column_stack([np.ones(v.size), phi])
    best = np.linalg.lstsq(design * np.sqrt(w)[:, None], y * np.sqrt(w), rcond=None)[0]
    out = assess(form, v, w, y, a, b, fixed)
    np.testing.assert_allclose(out[1:3], [0.0, best[0]] if fixed else best, rtol=1e-10)
    assert out[0] == pytest.approx(0.5 * w @ (y - design @ best) ** 2, rel=1e-12)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("fixed", [False, True])
def test_derivatives_are_those_of_the_error(name, fixed):
    form, (v, w, y) = registry()[name], made(3)
    a, b, h = 0.5 * (v[9] + v[10]), 0.8, 1e-5
    out = assess(form, v, w, y, a, b, fixed)
    for k, step in enumerate(((h, 0.0), (0.0, h))):
        up, down = (assess(form, v, w, y, a + sign * step[0], b + sign * step[1], fixed) for sign in (1, -1))
        scale = np.abs(out[3:]).max()
        assert out[3 + k] == pytest.approx((up[0] - down[0]) / (2 * h), abs=1e-7 * scale)
        second = (up[3:5] - down[3:5]) / (2 * h)
        np.testing.assert_allclose(out[5:7] if k == 0 else out[6:8], second, rtol=1e-5, atol=1e-6 * scale)


def test_the_first_beyond_a_place_is_as_numpys():
    v = np.array([0.0, 0.2, 0.2, 0.7, 1.0])
    for t in (-1.0, 0.0, 0.1, 0.2, 0.7, 0.99, 1.0, 2.0):
        assert profiled.beyond.py_func(v, t) == np.searchsorted(v, t, side="right")


@pytest.mark.parametrize("name", FORMS)
def test_a_grid_in_parts_is_the_grid(name, monkeypatch):
    v, w, y = made(4)
    points = Points("s", v, v * np.nan, y, np.arange(v.size), v.size, 1.0, np.nan, np.arange(v.size), w / w.mean())
    form, limits = registry()[name], Settings(forms=())
    whole = form.estimate(points, limits)
    monkeypatch.setattr(separable_search, "_AT_A_TIME", 100)
    np.testing.assert_array_equal(form.estimate(points, limits).best, whole.best)
