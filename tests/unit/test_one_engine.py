"""One fit of one series is the same number wherever it is used, and a form is one file."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import make, series_frames

from emergence import models
from emergence.inference.fitting import fit_all
from emergence.models import registry
from emergence.models.base import Settings
from emergence.models.logistic import Logistic
from emergence.models.saturating import Saturating
from emergence.series.points import Points

LIMITS = Settings(draws=20, curve_points=5)
OF_ONE_X = [name for name, form in registry().items() if form.takes == "x" and form.default]
GOMPERTZ = """
import numpy as np
from emergence.models.separable import Separable

class Gompertz(Separable):
    name = "gompertz"
    kind = "smooth"
    parameters = ("floor", "ceiling", "midpoint", "rate")
    places = ("midpoint",)
    at_chance = "floor"
    shape = "rate"
    levels = [0, 1]
    shapes = (np.log(0.5), np.log(50.0))

    @staticmethod
    def basis(v, a, b):
        return np.exp(-np.exp(-np.exp(b) * (v - a)))

    def unscaled(self, found, nodes, improves):
        floor, amplitude, a, b = found.T
        return np.column_stack([floor, floor + amplitude, improves * nodes.turned(a), np.exp(b) / nodes.width])

    def flags(self, place, shape):
        return np.array([False, False, place, shape])

    def predict(self, values, x, x2, improves):
        floor, ceiling, midpoint, rate = np.moveaxis(np.asarray(values), -1, 0)
        return floor + (ceiling - floor) * np.exp(-np.exp(-rate * improves * (x - midpoint)))

FORM = Gompertz()
"""


def made(seed, n, improves, floor, noise):
    """Points of a score that leaves 0.25 in the middle of x."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(0, 10, n))
    y = 0.25 + 0.3 * np.maximum(0, improves * (x - 5)) ** 1.2 + noise * rng.normal(size=n)
    return Points("s", x, x * np.nan, y, rng.permutation(n) % (n // 2), n // 2, improves, floor, np.arange(n))


def error_of(form, points, values):
    return float(points.weight @ (points.y - form.predict(values, points.x, points.x2, points.improves)) ** 2)


@pytest.mark.parametrize("name", OF_ONE_X)
@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(12, 60), st.sampled_from([1.0, -1.0]), st.sampled_from([0.25, np.nan]),
    st.sampled_from([0.01, 0.1]),
)  # fmt: skip
def test_estimate_refit_and_respond_are_one_fit(name, seed, n, improves, floor, noise):
    form, points = registry()[name], made(seed, n, improves, floor, noise)
    if form.obstacle(points, LIMITS):
        return
    estimate = form.estimate(points, LIMITS)
    if not estimate.converged:
        return
    least = error_of(form, points, estimate.best)
    refit = form.refit(points, np.ones((1, points.n_runs)), estimate, LIMITS)[0]
    responded, (error,) = form.respond(replace(points, y=np.zeros(n)), points.y[None], LIMITS)
    assert error_of(form, points, refit) == pytest.approx(least, rel=1e-3, abs=1e-18)
    assert least <= error_of(form, points, responded[0]) * (1 + 1e-9) + 1e-18
    assert error == pytest.approx(error_of(form, points, responded[0]), rel=1e-6)


# Committed series, of several shapes.
REAL = ("bigbench_physical_intuition", "bigbench_hindu_knowledge", "bigbench_strategyqa", "bigbench_logical_deduction")


@pytest.fixture(scope="module")
def real_points(root):
    """Scores of LaMDA against log10 training FLOPs, by task."""
    folder = root / "data" / "bigbench_lamda"
    models_of_it = pd.read_csv(folder / "models.csv")[["model", "flops"]]
    scores = pd.read_parquet(folder / "scores.parquet").drop(columns="flops").merge(models_of_it, on="model")
    scores = scores[scores["metric"].isin(["accuracy", "exact_match"])].groupby(["task", "metric"])
    found = {task: own for (task, _), own in scores if own["model"].nunique() == len(own) >= 12}
    return {task: make(np.log10(own["flops"]), own["value"], own["model"]) for task, own in found.items()}


@pytest.mark.parametrize("name", OF_ONE_X)
def test_one_fit_of_a_published_series_is_the_same_number_wherever_it_is_used(real_points, name):
    form = registry()[name]
    for points in (real_points[task] for task in REAL):
        if form.obstacle(points, LIMITS) or not (estimate := form.estimate(points, LIMITS)).converged:
            continue
        least = error_of(form, points, estimate.best)
        refit = form.refit(points, np.ones((1, points.n_runs)), estimate, LIMITS)[0]
        responded, (error,) = form.respond(replace(points, y=points.y * 0), points.y[None], LIMITS)
        assert error_of(form, points, refit) == pytest.approx(least, rel=1e-3, abs=1e-18)
        assert least <= error_of(form, points, responded[0]) * (1 + 1e-9) + 1e-18
        assert error == pytest.approx(error_of(form, points, responded[0]), rel=1e-6)
        if form.threshold:
            at = estimate.best[[form.parameters.index(form.threshold)]]
            assert form.profile(points, at, LIMITS)[0] == pytest.approx(least, rel=1e-6)


@pytest.mark.parametrize("name", OF_ONE_X)
def test_responses_are_nearly_always_fitted_as_the_estimate(name):
    form, points, near = registry()[name], made(5, 40, 1.0, np.nan, 0.05), []
    responses = points.y + 0.1 * np.random.default_rng(6).normal(size=(60, points.n))
    for y, error in zip(responses, form.respond(points, responses, LIMITS)[1], strict=True):
        one = replace(points, y=y)
        near.append(error <= error_of(form, one, form.estimate(one, LIMITS).best) * 1.01)
    assert np.mean(near) > 0.9


@pytest.mark.parametrize("name", OF_ONE_X)
def test_a_threshold_is_a_place_and_a_profile_touches_the_estimate(name):
    form, points = registry()[name], made(3, 40, -1.0, np.nan, 0.02)
    assert {form.threshold, *form.decisive, form.shape, form.at_chance} - {""} <= set(form.parameters)
    assert bool(form.threshold) == (form.kind == "threshold")
    if form.threshold:
        assert form.threshold in form.places
        best = form.estimate(points, LIMITS).best
        at = best[[form.parameters.index(form.threshold)]]
        assert form.profile(points, at, LIMITS)[0] == pytest.approx(error_of(form, points, best), rel=1e-6)


@pytest.mark.parametrize(
    "form", [pytest.param(Logistic(), marks=pytest.mark.slow), Saturating()], ids=lambda form: form.name
)
def test_differences_stand_in_for_derivatives(form):
    plain = type("Plain", (type(form),), {"derivatives": None})()
    for seed, improves in ((1, 1.0), (2, -1.0)):
        points = made(seed, 30, improves, np.nan, 0.05)
        one, other = form.estimate(points, LIMITS), plain.estimate(points, LIMITS)
        np.testing.assert_allclose(other.best, one.best, rtol=1e-4)
        assert error_of(form, points, other.best) == pytest.approx(error_of(form, points, one.best), rel=1e-8)


def test_a_form_is_one_file(tmp_path, monkeypatch):
    """Found, fitted by default, with intervals and a curve, from its basis alone."""
    (tmp_path / "gompertz.py").write_text(GOMPERTZ)
    monkeypatch.setattr(models, "__path__", [*models.__path__, str(tmp_path)])
    registry.cache_clear()
    try:
        x = np.linspace(0, 10, 40)
        y = 0.2 + 0.6 * np.exp(-np.exp(-1.3 * (x - 4.0)))
        series, points = series_frames(x, y, runs=20, better="higher")
        results = fit_all(series, points, LIMITS)
    finally:
        registry.cache_clear()
    own = results.fits[results.fits["form"] == "gompertz"].set_index("parameter")
    np.testing.assert_allclose(own["estimate"], [0.2, 0.8, 4.0, 1.3], rtol=1e-4)
    assert set(own["interval_method"]) == {"cluster_robust_t"}
    stats = results.fit_stats.set_index("form")
    assert stats["sse"].idxmin() == "gompertz"
    assert "broken_power_law" not in stats.index
    assert len(results.curves.query("form == 'gompertz'")) == LIMITS.curve_points
