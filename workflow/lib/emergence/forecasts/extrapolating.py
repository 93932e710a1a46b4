"""One forecast from a ladder: candidates chosen by its own errors, their average, and an interval."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from emergence.forecasts import chaining, choice

METHOD = "student_climb_and_spread"


class Extrapolation(NamedTuple):
    """A forecast of targets whose scores it has not seen.

    Attributes
    ----------
    squared : numpy.ndarray, (candidates, tasks)
        Mean squared relative errors inside the ladder.
    choice : emergence.forecasts.choice.Choice
    value, half : numpy.ndarray, (tasks, targets)
        The forecast and half of its interval.
    ladder_error : float
        Mean absolute relative error of the average inside the ladder.
    ladder_covered : float
        Share of the scores at the ladder's largest level inside the intervals that shorter ladders give them.
    """

    squared: np.ndarray
    choice: choice.Choice
    value: np.ndarray
    half: np.ndarray
    ladder_error: float
    ladder_covered: float


def extrapolate(
    folds: Sequence[chaining.Split],
    last: chaining.Split,
    n_free: np.ndarray,
    confidence: float,
    errors_of: str = "tasks",
) -> Extrapolation:
    """Forecast the runs ahead of ``last``, whose scores may be blank: none of them is read.

    Parameters
    ----------
    folds : sequence of Split
        The ladder's forecasts of its own larger runs.
    last : Split
        The whole ladder and the targets.
    n_free : numpy.ndarray of int, (candidates,)
        Free parameters.
    confidence : float
    errors_of : str, optional
        What has errors of its own and gives the degrees of freedom: ``tasks``, since the errors of a task in several
        folds repeat one another; or ``folds``, where the scores of one run, as its losses on corpora, do.
    """
    squared = chaining.squared_errors(folds)
    chosen, half = _choose(folds, last, n_free, confidence, errors_of)
    return Extrapolation(
        squared=squared,
        choice=chosen,
        value=chaining.average(last.values, chosen.weights),
        half=half,
        ladder_error=chaining.size_of_errors(folds, chosen.weights),
        ladder_covered=_covered_in_the_ladder(folds, last, n_free, confidence, errors_of),
    )


def _choose(folds, last, n_free, confidence, errors_of):
    """The choice, and half of the intervals (tasks, runs) of the runs ahead of ``last``."""
    chosen = choice.one_standard_error(chaining.squared_errors(folds), n_free)
    degrees = len(folds) if errors_of == "folds" else len(last.train.tasks)
    share = chaining.missed_share(folds, chosen.weights)
    return chosen, chaining.half_width(last, chosen, share, degrees, confidence)


def _covered_in_the_ladder(folds, last, n_free, confidence, errors_of):
    """Share of the scores at the ladder's largest level that intervals hold, mean over the shorter ladders.

    Choice and intervals are those that the shorter ladder has by itself: what is done for the targets, a level earlier.
    NaN where the ladder has too few levels to be cut short.
    """
    held = []
    for inner, ahead in chaining.shorter(folds, int(last.train.level.max())):
        chosen, half = _choose(inner, ahead, n_free, confidence, errors_of)
        held.append((np.abs(ahead.ahead.score - chaining.average(ahead.values, chosen.weights)) <= half).mean())
    return float(np.mean(held)) if held else np.nan
