"""Forward chaining: a ladder forecasts its own larger models, which says what to trust and how far.

Targets lie beyond the ladder, so leaving out a run in its middle is a weak test. The criterion is forecasts of larger
runs from smaller ones, for every split of the ladder's levels; :mod:`emergence.forecasts.choice` chooses by it.

Intervals rest on the same errors. A bootstrap of the runs would not do: it says which runs there happened to be, which
matters less the more there are, while what the form and larger models bring to the error stays, and grows with the
distance. Here the distance is the climb, from the best score that the curve gives a run seen to the one forecast: in
the unit of the error, known whatever is given of the target, each task's own, and at an end where a curve meets its
ceiling. What share of their climb the forecasts inside the ladder missed, intervals give to those beyond it. To this
they add how far all candidates, weighted by their errors, disagree about the target, as averages of models do
(Buckland, Burnham and Augustin 1997, Biometrics 53:603): the choice among them is uncertain too.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from emergence.forecasts.choice import Choice
from emergence.forecasts.ladder import Runs
from emergence.forecasts.settings import Method


class Split(NamedTuple):
    """Runs that a fit sees, runs that it forecasts, and the candidates' forecasts of both."""

    train: Runs
    ahead: Runs
    fitted: np.ndarray
    values: np.ndarray

    def at(self, levels):
        """The forecasts of the runs of these levels alone."""
        own = np.isin(self.ahead.level, list(levels))
        return self._replace(ahead=self.ahead.keep(own), values=self.values[:, :, own])


def splits_of(runs: Runs, method: Method) -> list[tuple[Runs, Runs]]:
    """The ladder's (train, ahead): its lowest levels, at least ``min_levels``, and the runs beyond them.

    A larger run whose loss on the corpus the smaller ones reach too is no extrapolation and is left out.
    """
    parts, levels, kind = [], np.unique(runs.level), method.known_losses[0]
    for size in range(method.min_levels, len(levels)):
        train, ahead = runs.at(levels[:size]), runs.at(levels[size:])
        ahead = ahead.keep(ahead.loss[kind][0] < train.loss[kind].min())
        if ahead.run.size:
            parts.append((train, ahead))
    return parts


def shorter(folds: Sequence[Split], largest: int) -> Iterator[tuple[list[Split], Split]]:
    """The ladder cut short at each level: the folds among the levels left, and their forecast of the largest."""
    for index, fold in enumerate(folds):
        inner, ahead = [earlier.at(fold.train.level) for earlier in folds[:index]], fold.at([largest])
        inner = [earlier for earlier in inner if earlier.ahead.run.size]
        if inner and ahead.ahead.run.size:
            yield inner, ahead


def squared_errors(folds: Sequence[Split]) -> np.ndarray:
    """Mean squared relative errors (candidates, tasks): over the runs of a fold, then over folds."""
    return np.mean([np.mean((fold.values / fold.ahead.score - 1) ** 2, axis=2) for fold in folds], axis=0)


def size_of_errors(folds: Sequence[Split], weights: np.ndarray) -> float:
    """Mean absolute relative error of the weighted forecast: over tasks and runs of a fold, then over folds."""
    errors = [np.abs(average(fold.values, weights) / fold.ahead.score - 1).mean() for fold in folds]
    return float(np.mean(errors))


def average(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Forecasts (tasks, runs): the candidates' by their weights (candidates,), which sum to 1."""
    return np.einsum("c,cte->te", weights, values)


def half_width(part: Split, chosen: Choice, share: float, degrees: int, confidence: float) -> np.ndarray:
    """Half of the interval (tasks, runs) of a forecast: t sqrt((share climb)^2 + noise^2 + spread^2).

    t is Student's for as many ``degrees`` of freedom as there are independent errors behind ``share``.
    """
    deviation = np.hypot(
        np.hypot(share * climb(part, chosen.weights), noise(part, chosen.weights)), spread(part, chosen)
    )
    return stdtrit(degrees, (1 + confidence) / 2) * deviation


def missed_share(folds: Sequence[Split], weights: np.ndarray) -> float:
    """The share of their climb that forecasts missed: the root mean over tasks of (errors^2 - noise^2) / climb^2.

    Numerator and denominator are means over runs and folds, not ratios of single runs: one just beyond those seen
    climbs by less than the noise and says nothing, while the farthest are the most like a target. For the same reason
    tasks count only where they climbed by more than the noise; where none did, all are pooled.
    """
    errors, climbs, noises = np.mean([_squares(fold, weights) for fold in folds], axis=0)
    missed = np.maximum(errors - noises, 0)
    told = climbs > noises
    squared = np.mean(missed[told] / climbs[told]) if told.any() else missed.sum() / climbs.sum()
    return float(np.sqrt(squared))


def _squares(fold, weights):
    """Mean squares (3, tasks) over the runs of a fold: errors, climbs and noise."""
    errors = (fold.ahead.score - average(fold.values, weights)) ** 2
    of_runs = errors.mean(axis=1), (climb(fold, weights) ** 2).mean(axis=1)
    return np.stack([*of_runs, noise(fold, weights)[:, 0] ** 2])


def spread(part: Split, chosen: Choice) -> np.ndarray:
    """How far the candidates, chosen or not, lie from the forecast: root of the weighted mean square (tasks, runs)."""
    away = part.values - average(part.values, chosen.weights)
    return np.sqrt(np.einsum("c,cte->te", chosen.of_all, away**2))


def climb(part: Split, weights: np.ndarray) -> np.ndarray:
    """How far a forecast (tasks, runs) lies from the best score that the same curves give a run they saw."""
    return np.abs(average(part.values, weights) - average(part.fitted, weights).max(axis=1, keepdims=True))


def noise(part: Split, weights: np.ndarray) -> np.ndarray:
    """Root mean square (tasks, 1) of what the forecast leaves unexplained in the runs that it saw."""
    left = average(part.fitted, weights) - part.train.score
    return np.sqrt((left**2).mean(axis=1, keepdims=True))
