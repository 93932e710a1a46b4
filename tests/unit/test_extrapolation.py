"""Foretelling the better half: right on average, and seldom surprised by what continues."""

import numpy as np

from emergence.hypotheses.extrapolation import extrapolate, halves
from emergence.series.run_bins import Cells


def series(curve, random, runs=16, noise=0.02):
    u = np.linspace(0, 1, runs)
    return Cells(u, curve(u) + noise * random.standard_normal(runs), np.arange(runs), runs, 0.2)


def surprises(curve, name, top, count=200, **about):
    random = np.random.default_rng(4)
    found = []
    for number in range(count):
        own = series(curve, random, **about)
        found.append(extrapolate(own, halves(own, 3, 2), top, np.nan, 199, number)[name])
    return found


def test_a_line_is_foretold_by_a_line():
    found = surprises(lambda u: 0.2 + 0.5 * u, "linear", np.nan)
    assert abs(np.mean([one.predicted for one in found]) - 0.575) < 0.02
    p = np.array([one.p for one in found])
    assert np.mean(p <= 0.05) < 0.09
    assert 0.35 < p.mean() < 0.65


def test_a_logistic_is_foretold_by_a_logistic_but_not_by_a_line():
    def curve(u):
        return 0.2 + 0.8 / (1 + np.exp(-8 * (u - 0.6)))

    p = np.array([one.p for one in surprises(curve, "logistic", 1.0)])
    assert np.mean(p <= 0.05) < 0.1
    assert np.mean([one.p <= 0.05 for one in surprises(curve, "linear", 1.0)]) > 0.8


def test_a_late_jump_is_a_surprise_to_a_line_only():
    def curve(u):
        return 0.2 + 0.6 * (u > 0.8)

    found = surprises(curve, "linear", 1.0, count=40)
    assert np.median([one.p for one in found]) < 0.05
    assert np.median([one.surprise for one in found]) > 2
    # what is flat so far may be a logistic that has yet to rise
    assert np.median([one.p for one in surprises(curve, "logistic", 1.0, count=40)]) > 0.05


def test_noise_is_at_least_binomial():
    own = series(lambda u: 0.2 + 0.02 * (u > 0.9), np.random.default_rng(1), noise=0.0)
    worse = halves(own, 3, 2)
    assert extrapolate(own, worse, np.nan, np.nan, 199, 1)["linear"].p == 1 / 200
    assert extrapolate(own, worse, np.nan, 20.0, 199, 1)["linear"].p > 0.05


def test_ties_stay_together_and_small_halves_are_refused():
    u = np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.8, 0.9, 1.0])
    own = Cells(u, u, np.arange(11), 11, np.nan)
    assert halves(own, 3, 2).sum() == 8
    assert halves(own, 4, 2) is None
    assert halves(Cells(u[:6], u[:6], np.arange(6), 6, np.nan), 3, 2) is None
