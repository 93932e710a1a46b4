"""The break test: its invariances, and its size and power in small simulations."""

import numpy as np
import pytest

from emergence.hypotheses.breaks import break_p, trend_p
from emergence.hypotheses.competition import Competition
from emergence.models.base import Settings
from emergence.series.points import Points
from emergence.series.run_bins import run_bins_of

SETTINGS = Settings(forms=("linear", "logistic", "hinge", "saturating"))


def bins(curve, random, runs=24, each=1, noise=0.01):
    u = np.sort(random.uniform(size=runs * each))
    u[[0, -1]] = 0, 1
    run = random.permutation(np.repeat(np.arange(runs), each))
    y = curve(u) + noise * random.standard_normal(u.size)
    return Points("s", u, u * np.nan, y, run, runs, 1.0, np.nan, np.arange(u.size))


def test_scale_shift_and_order_change_nothing():
    random = np.random.default_rng(7)
    own = bins(lambda u: np.maximum(0, u - 0.5), random, each=2)
    x = np.append(own.x, 0.5)
    y, run = np.append(own.y, 0.1), np.append(own.run, 3)
    points = Points("s", x, x * np.nan, y, run, 24, 1.0, np.nan, np.arange(x.size))
    order = random.permutation(x.size)
    turned = Points(
        "s", 7 - 3 * x[order], x * np.nan, 5 - 40 * y[order], run[order], 24, -1.0, np.nan, order
    )  # fmt: skip
    found = []
    for each, better in ((points, "higher"), (turned, "lower")):
        competition = Competition(run_bins_of(each, better), SETTINGS)
        found.append([*break_p(competition, 199, 5).values(), trend_p(competition, 199, 5)])
    assert found[0] == found[1]


CURVES = [
    (lambda u: 0.3 * u, 0, 0.1),
    (lambda u: 0.4 / (1 + np.exp(-12 * (u - 0.6))), 0, 0.1),
    (lambda u: 0.5 * np.maximum(0, u - 0.5), 0.9, 1),
]


def _rejected(curve, count):
    random = np.random.default_rng(11)
    found = []
    for number in range(count):
        competition = Competition(bins(curve, random, runs=40), SETTINGS)
        found.append(max(break_p(competition, 99, number, more=1).values()))
    return np.mean(np.array(found) <= 0.05)


@pytest.mark.parametrize(("curve", "least", "most"), CURVES)
def test_size_and_power(curve, least, most):
    assert least <= _rejected(curve, 40) <= most


@pytest.mark.slow
@pytest.mark.parametrize(("curve", "least", "most"), CURVES)
def test_size_and_power_of_many(curve, least, most):
    assert least <= _rejected(curve, 300) <= min(most, 0.08 if most < 1 else 1)


def test_small_p_values_are_found_precisely():
    own = bins(lambda u: 0.5 * np.maximum(0, u - 0.5), np.random.default_rng(7), runs=40, noise=0.005)
    competition = Competition(own, SETTINGS)
    assert max(break_p(competition, 199, 1).values()) < 1 / 2000
    assert max(break_p(competition, 199, 1, more=1).values()) == 1 / 200


def test_a_smooth_form_that_fits_best_is_not_rejected():
    own = bins(lambda u: 0.4 / (1 + np.exp(-9 * (u - 0.5))), np.random.default_rng(3), runs=60, noise=0.002)
    found = break_p(Competition(own, SETTINGS), 99, 1)
    assert found["logistic"] == 1
    assert found["linear"] <= 0.05


def test_a_flat_series_has_no_trend():
    random = np.random.default_rng(2)
    found = [trend_p(Competition(bins(lambda u: 0 * u, random), SETTINGS), 99, number) for number in range(80)]
    assert np.mean(np.array(found) <= 0.05) < 0.12
