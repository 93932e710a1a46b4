"""The arithmetic of metrics over a smooth loss, and what a test of n items can see."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from emergence.io.checking import check
from emergence.models.base import Settings
from emergence.schema.printed import SHARED
from emergence.simulations import metric_theory as theory
from emergence.simulations import resolution, study

NOTHING = Settings(forms=())


def test_a_loss_at_which_half_the_tokens_are_right():
    p = theory.token_probability(np.log(2))
    assert p == pytest.approx(0.5)
    assert theory.exact_match(p, 10) == pytest.approx(1 / 1024)
    assert theory.token_edit_distance(p, 10) == pytest.approx(5)
    assert theory.target_brier(p) == pytest.approx(0.25)


def test_metrics_are_what_random_tokens_score():
    right = np.random.default_rng(0).random((100_000, 5)) < 0.8
    assert right.all(axis=1).mean() == pytest.approx(theory.exact_match(0.8, 5), abs=0.006)
    assert (~right).sum(axis=1).mean() == pytest.approx(theory.token_edit_distance(0.8, 5), abs=0.015)


def test_the_removable_loss_is_the_printed_law_without_its_other_terms():
    """L(N, D) = 1.69 + 406.4 / N^0.34 + 410.7 / D^0.28 (Hoffmann et al. 2022): from 70B to 280B at endless D."""
    A, alpha = theory.LAWS["Hoffmann et al. 2022"]
    assert theory.removable_loss(70e9, A, alpha) == pytest.approx(406.4 * np.exp(-0.34 * np.log(70e9)))
    assert theory.removable_loss(70e9, A, alpha) / theory.removable_loss(280e9, A, alpha) == pytest.approx(4**0.34)


@pytest.mark.parametrize("name", ["metric_theory", "resolution"])
def test_a_study_keeps_its_table_and_stands_as_committed(name, root):
    made = check(study(name)(NOTHING, 1), SHARED[name], name)
    path = root / "data" / "studies" / "tables" / f"{name}.csv"
    assert made.to_csv(index=False, lineterminator="\n") == path.read_text()


@given(items=st.integers(1, 400), chance=st.floats(0, 0.9))
def test_the_fewest_right_answers_that_are_no_luck(items, chance):
    right = resolution.least_right(items, chance)
    assert binom.sf(right - 1, items, chance) <= resolution.LEVEL
    assert right == 0 or binom.sf(right - 2, items, chance) > resolution.LEVEL


@given(items=st.integers(5, 400), chance=st.floats(0, 0.5))
def test_the_least_detectable_score_has_its_power(items, chance):
    score = resolution.least_detectable(items, chance)
    found = binom.sf(resolution.least_right(items, chance) - 1, items, score)
    assert found == pytest.approx(resolution.POWER, abs=1e-9)
    assert score > chance


def test_without_luck_one_right_answer_is_enough():
    assert resolution.least_right(50, 0.0) == 1
    assert resolution.least_detectable(50, 0.0) == pytest.approx(1 - 0.2 ** (1 / 50))


def test_a_test_too_small_sees_nothing():
    assert resolution.least_right(4, 0.5) == 5
    assert np.isnan(resolution.least_detectable(4, 0.5))
