"""Emergence score and linearity against examples worked by hand."""

import numpy as np

from emergence.hypotheses.abruptness import abruptness


def test_worked_by_hand():
    # differences 0, 1, 0, 3: squares 0, 1, 0, 9, median 0.5, mean 2.5; range 4
    emergence, linearity = abruptness(np.arange(5.0), np.array([0.0, 0.0, 1.0, 1.0, 4.0]))
    assert np.isclose(emergence, 4 / np.sqrt(0.5))
    assert np.isclose(linearity, 4 / np.sqrt(2.5))


def test_a_straight_line_of_n_steps_scores_n():
    assert np.allclose(abruptness(np.arange(9.0), 3.0 * np.arange(9.0)), (8, 8))


def test_a_fall_is_negative():
    emergence, linearity = abruptness(np.arange(4.0), np.array([3.0, 2.0, 1.0, 0.0]))
    assert np.allclose((emergence, linearity), (-3, -3))


def test_order_and_ties():
    x, y = np.array([2.0, 0.0, 1.0, 1.0, 3.0]), np.array([2.0, 0.0, 0.5, 1.5, 5.0])
    assert np.allclose(abruptness(x, y), abruptness(np.arange(4.0), np.array([0.0, 1.0, 2.0, 5.0])))


def test_steps_that_vanish_have_no_score():
    emergence, linearity = abruptness(np.arange(5.0), np.array([0.0, 0.0, 0.0, 0.0, 1.0]))
    assert np.isnan(emergence)
    assert np.isclose(linearity, 2.0)
    assert np.isnan(abruptness(np.ones(3), np.arange(3.0))).all()
