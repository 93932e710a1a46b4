"""Which candidates a forecast averages: the one-standard-error rule, and other rules to compare it with.

The rule sees the errors of forecasts inside the ladder and the number of free parameters, nothing else. Of the
candidates whose mean squared error lies within one standard error of the smallest, those with the fewest free
parameters are averaged (Breiman, Friedman, Olshen and Stone 1984, Classification and Regression Trees, section 3.4.3;
Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, section 7.10). The reason is one of
extrapolation: a ladder's runs lie far below every ceiling, so that forecasts inside it hardly tell a fitted ceiling
from one that is held, while beyond it a fitted ceiling can lie anywhere.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np


class Choice(NamedTuple):
    """What the rule makes of candidates.

    Attributes
    ----------
    within : numpy.ndarray of bool, (candidates,)
        Is the squared error within one standard error of the smallest.
    weights, of_all : numpy.ndarray, (candidates,)
        Inversely proportional to the squared error: of those that are chosen, 0 of the others; and of all. Each sums
        to 1.
    """

    within: np.ndarray
    weights: np.ndarray
    of_all: np.ndarray


def one_standard_error(squared: np.ndarray, n_free: np.ndarray) -> Choice:
    """The rule.

    Parameters
    ----------
    squared : numpy.ndarray, (candidates, tasks)
        Mean squared relative errors inside the ladder. The standard error is that of the best candidate's mean over
        tasks, whose errors are the independent ones: those of one task in several forecasts repeat one another.
    n_free : numpy.ndarray of int, (candidates,)
        Free parameters beyond those that all candidates have.
    """
    within = _within(squared)
    fewest = within & (n_free == n_free[within].min())
    return Choice(within, _by_error(squared, fewest), _by_error(squared, np.full(len(squared), True)))


def _within(squared):
    mean = squared.mean(axis=1)
    best = squared[mean.argmin()]
    error = best.std(ddof=1) / np.sqrt(best.size) if best.size > 1 else 0.0
    return mean <= best.mean() + error


def _by_error(squared, members):
    """Weights of some: one over the mean squared error (Bates and Granger 1969, Operational Research Quarterly 20)."""
    least = np.finfo(float).eps ** 2  # numbers that were made up may follow a candidate exactly
    weights = np.where(members, 1 / np.maximum(squared.mean(axis=1), least), 0.0)
    return weights / weights.sum()


def _equal(squared, n_free):
    return np.full(len(squared), 1 / len(squared))


def _smallest(squared, n_free):
    return np.eye(len(squared))[squared.mean(axis=1).argmin()]


# What else might be done: for the table that shows how much depends on the rule. None was chosen by a target.
OTHER_RULES: dict[str, Callable] = {
    "within one standard error": lambda squared, n_free: _by_error(squared, _within(squared)),
    "smallest error alone": _smallest,
    "all by error": lambda squared, n_free: one_standard_error(squared, n_free).of_all,
    "all equally": _equal,
}


def among(members: Sequence[int], squared: np.ndarray, n_free: np.ndarray) -> np.ndarray:
    """Weights (candidates,) if only these candidates had competed under the rule."""
    weights = np.zeros(len(squared))
    weights[members] = one_standard_error(squared[members], n_free[members]).weights
    return weights
