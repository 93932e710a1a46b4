"""Exact binomial tests against chance, Holm's correction, and the minimum detectable effect."""

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from emergence.hypotheses.above_chance import against_chance, at_least, minimum_detectable_effect
from emergence.inference.multiple_testing import holm
from emergence.series.points import Points


def points(x, y, run, floor, improves=1.0):
    x, y, run = np.array(x, dtype=float), np.array(y, dtype=float), np.array(run)
    return Points("s", x, x * np.nan, y, run, run.max() + 1, improves, floor, np.arange(x.size))


def test_holm_against_statsmodels():
    random = np.random.default_rng(1)
    for size in (1, 2, 12, 40):
        p = random.uniform(size=size) ** 3
        p[: size // 3] = p[0]
        assert np.allclose(holm(p), multipletests(p, method="holm")[1])


@pytest.mark.parametrize(("items", "chance"), [(6, 0.25), (100, 0.5), (205, 0.0), (14042, 0.25)])
def test_binomial_against_scipy(items, chance):
    right = np.unique(np.linspace(0, items, 7).astype(int))
    expected = [binomtest(int(k), items, chance, alternative="greater").pvalue for k in right]
    assert np.allclose(at_least(right.astype(float), float(items), chance), expected, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize(
    ("items", "chance", "alpha"), [(6, 0.25, 0.004), (20, 0.5, 0.05), (205, 0.0, 0.01), (300, 0.1, 0.001)]
)
def test_minimum_detectable_effect_by_brute_force(items, chance, alpha):
    p = at_least(np.arange(items + 1.0), float(items), chance)
    passing = np.flatnonzero(p <= alpha)
    assert np.isclose(minimum_detectable_effect(items, chance, alpha), passing[0] / items - chance)


def test_too_few_items_detect_nothing():
    assert np.isnan(minimum_detectable_effect(3, 0.5, 0.001))


def test_one_checkpoint_a_run_is_tested():
    own = points([1, 2, 3, 1, 2], [0.9, 0.9, 0.25, 0.9, 0.25], [0, 0, 0, 1, 1], 0.25)
    found = against_chance(own, np.full(5, 100.0), True, 0.05)
    assert (found.status, found.n_tested, found.n_above_chance) == ("ok", 2, 0)
    losses = points([1, 2, 3, 1, 2], [0.9, 0.9, 0.25, 0.9, 0.25], [0, 0, 0, 1, 1], 0.25, improves=-1.0)
    assert against_chance(losses, np.full(5, 100.0), True, 0.05).n_above_chance == 2


def test_one_right_answer_beats_a_chance_of_zero():
    found = against_chance(points([1, 2], [0.0, 0.01], [0, 1], 0.0), np.full(2, 100.0), True, 0.05)
    assert found.n_above_chance == 1
    assert np.isclose(found.minimum_detectable_effect, 0.01)


def test_what_cannot_be_tested_says_why():
    own, items = points([1, 2], [0.3, 0.4], [0, 1], 0.25), np.full(2, 10.0)
    assert against_chance(own, items, False, 0.05).status == "no_count"
    assert against_chance(points([1, 2], [0.3, 0.4], [0, 1], np.nan), items, True, 0.05).status == "no_chance"
    assert against_chance(own, items * np.nan, True, 0.05).status == "no_items"
