"""The one-standard-error rule: what it takes, what it leaves, and what other rules would take."""

import numpy as np
import pytest

from emergence.forecasts import choice

# Squared errors of the best candidate on four tasks, whose mean is 1.
BEST = np.array([0.6, 1.4, 0.8, 1.2])


def squared(*means):
    return np.stack([BEST * mean for mean in means])


def test_the_fewest_parameters_within_one_standard_error_are_averaged():
    error = BEST.std(ddof=1) / 2
    found = choice.one_standard_error(squared(1.0, 1 + 0.9 * error, 1 + 1.1 * error, 3.0), np.array([2, 1, 0, 0]))
    assert found.within.tolist() == [True, True, False, False]
    assert found.weights.tolist() == [0, 1, 0, 0]


def test_those_of_equally_few_share_by_their_errors():
    found = choice.one_standard_error(squared(1.0, 1.1, 3.0), np.array([1, 1, 0]))
    assert found.weights == pytest.approx(np.array([1, 1 / 1.1, 0]) / (1 + 1 / 1.1))
    assert found.of_all == pytest.approx(np.array([1, 1 / 1.1, 1 / 3]) / (1 + 1 / 1.1 + 1 / 3))


def test_one_task_alone_has_no_standard_error():
    found = choice.one_standard_error(np.array([[1.0], [1.01]]), np.array([1, 0]))
    assert found.weights.tolist() == [1, 0]


def test_the_rule_among_some_leaves_the_others_out():
    weights = choice.among([1, 2], squared(1.0, 1.1, 1.2), np.array([0, 2, 1]))
    assert weights.tolist() == [0, 0, 1]


def test_other_rules_weigh_as_their_names_say():
    errors, free = squared(1.0, 1.1, 3.0), np.array([1, 0, 0])
    weights = {name: rule(errors, free) for name, rule in choice.OTHER_RULES.items()}
    assert all(of.sum() == pytest.approx(1) for of in weights.values())
    assert weights["smallest error alone"].tolist() == [1, 0, 0]
    assert weights["all equally"].tolist() == [1 / 3] * 3
    assert (weights["within one standard error"] > 0).tolist() == [True, True, False]
    assert (weights["all by error"] > 0).all()
