"""Extrapolation to the high-capability half: right on average, and seldom exceeded by what continues."""

import numpy as np
import pytest

from emergence.hypotheses.extrapolation import LEAST_WIDTH, extrapolate, low_half, smooth_forms
from emergence.models import registry
from emergence.models.base import Settings
from emergence.series.points import Points

SETTINGS = Settings(forms=("linear", "logistic"), draws=199)


def bins(u, y, chance=np.nan):
    runs = np.arange(u.size)
    return Points("s", u, u * np.nan, y, runs, u.size, 1.0, np.nan, runs, chance=chance)


def series(curve, random, runs=16, noise=0.02):
    u = np.linspace(0, 1, runs)
    return bins(u, curve(u) + noise * random.standard_normal(runs), 0.2)


def extrapolations(curve, name, top, count=200, **about):
    random = np.random.default_rng(4)
    found = []
    for number in range(count):
        own = series(curve, random, **about)
        found.append(extrapolate(own, low_half(own, 3, 2), top, np.nan, SETTINGS, number)[name])
    return found


def rising(u):
    return 0.2 + 0.8 / (1 + np.exp(-8 * (u - 0.6)))


def test_what_is_extrapolated_is_smooth_and_no_steeper_than_said():
    every = smooth_forms(tuple(registry()))
    assert {form.name for form in every} >= {"linear", "logistic"}
    assert all(form.kind == "smooth" and form.competes and form.takes == "x" for form in every)
    own = bins(np.linspace(0, 1, 60), 1.0 * (np.linspace(0, 1, 60) > 0.5))
    (held,) = smooth_forms(("logistic",))
    free = registry()["logistic"]
    assert free.rise_width(free.estimate(own, SETTINGS).best) < 0.1
    assert held.rise_width(held.estimate(own, SETTINGS).best) == pytest.approx(LEAST_WIDTH, rel=1e-6)


def test_a_line_extrapolates_a_line():
    found = extrapolations(lambda u: 0.2 + 0.5 * u, "linear", np.nan)
    assert abs(np.mean([one.predicted for one in found]) - 0.575) < 0.02
    p = np.array([one.p for one in found])
    assert np.mean(p <= 0.05) < 0.09
    assert 0.35 < p.mean() < 0.65


def test_a_logistic_is_extrapolated_by_a_logistic_but_not_by_a_line():
    p = np.array([one.p for one in extrapolations(rising, "logistic", 1.0)])
    assert np.mean(p <= 0.05) < 0.1
    assert np.mean([one.p <= 0.05 for one in extrapolations(rising, "linear", 1.0)]) > 0.8


def test_a_late_jump_exceeds_the_extrapolation_by_a_line_only():
    def curve(u):
        return 0.2 + 0.6 * (u > 0.8)

    found = extrapolations(curve, "linear", 1.0, count=40)
    assert np.median([one.p for one in found]) < 0.05
    assert np.median([one.z for one in found]) > 2
    # what is flat so far may be a logistic that has yet to rise
    assert np.median([one.p for one in extrapolations(curve, "logistic", 1.0, count=40)]) > 0.05


def test_predictions_by_brute_force():
    """The line's by polyfit, the logistic's by trying every curve that is halfway within two ranges of x."""
    own = series(rising, np.random.default_rng(8), runs=24)
    low = low_half(own, 3, 2)
    found = extrapolate(own, low, 1.0, np.nan, SETTINGS, 1)
    line = np.polyfit(own.x[low], own.y[low], 1)
    assert found["linear"].predicted == pytest.approx(np.polyval(line, own.x[~low]).mean(), abs=1e-9)
    form, best, least = registry()["logistic"], None, np.inf
    for a in np.linspace(0, 2, 41):
        for b in np.linspace(np.log(0.5), np.log(2 * np.log(9) / 0.25), 9):
            curve = 0.2 + 0.8 * form.basis(np.append(own.x, [0, 2]), a, b)
            error = np.sum((curve[:-2][low] - own.y[low]) ** 2)
            if curve[-2] <= 0.6 <= curve[-1] and error < least:
                best, least = curve[:-2][~low].mean(), error
    assert found["logistic"].predicted == pytest.approx(best, abs=1e-9)


def test_noise_is_at_least_binomial():
    own = series(lambda u: 0.2 + 0.02 * (u > 0.9), np.random.default_rng(1), noise=0.0)
    low = low_half(own, 3, 2)
    assert extrapolate(own, low, np.nan, np.nan, SETTINGS, 1)["linear"].p == 1 / 200
    assert extrapolate(own, low, np.nan, 20.0, SETTINGS, 1)["linear"].p > 0.05


def test_ties_stay_together_and_small_halves_are_refused():
    u = np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.8, 0.9, 1.0])
    own = bins(u, u)
    assert low_half(own, 3, 2).sum() == 8
    assert low_half(own, 4, 2) is None
    assert low_half(bins(u[:6], u[:6]), 3, 2) is None
