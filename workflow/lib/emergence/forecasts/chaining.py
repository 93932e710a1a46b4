"""Forward chaining: a ladder forecasts its own larger models, which says what to trust and how far.

Targets lie beyond the ladder, so leaving out a run in its middle is a weak test. The criterion is forecasts of larger
models from smaller ones, for every split of the ladder's sizes. A candidate's weight is one over its mean squared error
there (Bates and Granger 1969, Operational Research Quarterly 20:451).

Intervals rest on the same errors. A bootstrap of the runs would not do: it says which runs there happened to be, which
matters less the more there are, while what the form and larger models bring to the error stays, and grows with the
distance. Here the distance is the climb, from the best accuracy that the curve gives a run seen to the one forecast: in
the unit of the error, known whatever is given of the target, each task's own, and at an end where a curve meets its
ceiling. What share of their climb the forecasts inside the ladder missed, intervals give to those beyond it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from emergence.forecasts import candidates as ways
from emergence.forecasts.ladder import Runs
from emergence.forecasts.settings import Settings


class Split(NamedTuple):
    """Runs that a fit sees, runs that it forecasts, and the candidates' forecasts of both."""

    train: Runs
    ahead: Runs
    fitted: np.ndarray
    values: np.ndarray

    def of(self, models):
        """The forecasts of these models' runs alone."""
        own = np.isin(self.ahead.model, list(models))
        return self._replace(ahead=self.ahead.keep(own), values=self.values[:, :, own])


def split(listed: Sequence[ways.Candidate], fits: ways.Fits, train: Runs, ahead: Runs) -> Split:
    """The forecasts of fits for the runs they saw and others: a :class:`Split`, values (candidates, tasks, runs)."""
    return Split(train, ahead, ways.predict(listed, fits, train), ways.predict(listed, fits, ahead))


def splits_of(runs: Runs, models: Sequence[str], settings: Settings) -> list[tuple[Runs, Runs]]:
    """The ladder's (train, ahead): its smallest models, at least ``min_models``, and the runs beyond them.

    A larger model's run whose loss on the corpus the smaller ones reach too is no extrapolation and is left out.
    """
    parts = []
    for size in range(settings.min_models, len(models)):
        train, ahead = runs.of(models[:size]), runs.of(models[size:])
        kind = settings.corpus_loss
        parts.append((train, ahead.keep(ahead.loss[kind][0] < train.loss[kind].min())))
    return parts


def shorter(folds: Sequence[Split], largest: str) -> Iterator[tuple[list[Split], Split]]:
    """The ladder cut short at each size: the folds among the models left, and their forecast of the largest model."""
    for index, fold in enumerate(folds):
        inner, ahead = [earlier.of(fold.train.model) for earlier in folds[:index]], fold.of([largest])
        inner = [earlier for earlier in inner if earlier.ahead.run.size]
        if inner and ahead.ahead.run.size:
            yield inner, ahead


def squared_errors(folds: Sequence[Split]) -> np.ndarray:
    """Mean squared relative error of each candidate (candidates,): over tasks and runs of a fold, then over folds."""
    return np.mean([np.mean((fold.values / fold.ahead.accuracy - 1) ** 2, axis=(1, 2)) for fold in folds], axis=0)


def size_of_errors(folds: Sequence[Split], weights: np.ndarray) -> float:
    """Mean absolute relative error of the weighted forecast, over folds as in :func:`squared_errors`."""
    errors = [np.abs(average(fold.values, weights) / fold.ahead.accuracy - 1).mean() for fold in folds]
    return float(np.mean(errors))


def average(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Forecasts (tasks, runs): the candidates' by their weights (candidates,), which sum to 1."""
    return np.einsum("c,cte->te", weights, values)


def shares(squared: np.ndarray, members: slice | Sequence[int] = slice(None)) -> np.ndarray:
    """Weights (candidates,), one over the squared errors, of some of the candidates; those of the others are 0."""
    weights = np.zeros(squared.size)
    weights[members] = 1 / squared[members]
    return weights / weights.sum()


def half_width(part: Split, weights: np.ndarray, share: float, confidence: float) -> np.ndarray:
    """Half of the interval (tasks, runs) of a forecast: t sqrt((share climb)^2 + noise^2).

    t is Student's for as many degrees of freedom as tasks, since the errors of a task in several forecasts repeat one
    another: what ``share`` rests on is a number a task.
    """
    deviation = np.hypot(share * climb(part, weights), noise(part, weights))
    return stdtrit(len(part.train.tasks), (1 + confidence) / 2) * deviation


def missed_share(folds: Sequence[Split], weights: np.ndarray) -> float:
    """The share of their climb that forecasts missed: the root of (errors^2 - noise^2) / climb^2, mean over folds.

    Numerator and denominator are means over tasks and runs, not ratios of single runs: one just beyond those seen
    climbs by less than the noise and says nothing, while the farthest are the most like a target.
    """
    squared = []
    for fold in folds:
        errors = np.mean((fold.ahead.accuracy - average(fold.values, weights)) ** 2)
        unexplained = max(errors - np.mean(noise(fold, weights) ** 2), 0.0)
        squared.append(unexplained / np.mean(climb(fold, weights) ** 2))
    return float(np.sqrt(np.mean(squared)))


def climb(part: Split, weights: np.ndarray) -> np.ndarray:
    """How far a forecast (tasks, runs) lies from the best accuracy that the same curves give a run they saw."""
    return np.abs(average(part.values, weights) - average(part.fitted, weights).max(axis=1, keepdims=True))


def noise(part: Split, weights: np.ndarray) -> np.ndarray:
    """Root mean square (tasks, 1) of what the forecast leaves unexplained in the runs that it saw."""
    left = average(part.fitted, weights) - part.train.accuracy
    return np.sqrt((left**2).mean(axis=1, keepdims=True))
