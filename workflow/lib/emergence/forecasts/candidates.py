"""Candidates: the ways to forecast that are averaged, and their fits to one set of training runs.

A candidate is a kind of loss (the route), the law that gives that loss unless it is known, a form of curve from the
loss to accuracy, and what is known beforehand of the curve's floor and ceiling. All candidates of one form are fitted
at once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from emergence.forecasts import curves, laws
from emergence.forecasts.ladder import TASK_LOSS, Runs
from emergence.forecasts.settings import Settings

FITTED = "fitted"  # the law whose exponent is


class Candidate(NamedTuple):
    """One way to forecast. ``law`` is None where the loss is known."""

    route: str
    law: str | None
    form: str
    floor: str
    ceiling: str


class Limits(NamedTuple):
    """What is known of the tasks beforehand: their chance and the accuracy of people (1 where nobody measured it)."""

    chance: np.ndarray
    people: np.ndarray

    def floor(self, name):
        """Where a curve's floor is held, (tasks,): NaN where it is free."""
        return {"chance": self.chance, "free": np.full(self.chance.size, np.nan)}[name]

    def ceiling(self, name):
        """Where a curve's ceiling is held, (tasks,): NaN where it is free."""
        known = {"one": np.ones(self.people.size), "people": self.people}
        return known.get(name, np.full(self.people.size, np.nan))


def candidates(
    predictor: str,
    settings: Settings,
    floors: tuple[str, ...] = ("free",),
    ceilings: tuple[str, ...] = ("one", "people"),
) -> list[Candidate]:
    """The candidates of a forecast from ``predictor``: a kind of loss, ``params_tokens`` or ``flops``."""
    if predictor in (settings.corpus_loss, TASK_LOSS):
        routes: list[str] = [predictor]
        names: list[str | None] = [None]
    else:
        routes = [settings.corpus_loss, TASK_LOSS]
        names = [FITTED, *settings.exponents]
    return [
        Candidate(route, law, form, floor, ceiling)
        for route in routes
        for law in names
        for form in curves.FORMS
        for floor in floors
        for ceiling in ceilings
    ]


class Fits(NamedTuple):
    """Fits of candidates to training runs: curves (candidates, tasks, 4) and laws by (route, law)."""

    predictor: str
    theta: np.ndarray
    laws: dict


def fit(listed: Sequence[Candidate], predictor: str, train: Runs, limits: Limits, settings: Settings) -> Fits:
    """Fit candidates to the training runs: a :class:`Fits`."""
    found = {}
    for key in {(candidate.route, candidate.law) for candidate in listed if candidate.law}:
        found[key] = laws.fit(_of(train, predictor), train.loss[key[0]], _exponents(key[1], predictor, settings))
    theta = np.empty((len(listed), len(train.tasks), 4))
    for form, members in _by_form(listed).items():
        x = [_losses(listed[i], predictor, train, found) for i in members]
        floor, ceiling = _held([listed[i] for i in members], limits)
        rows = np.concatenate(x), np.tile(train.accuracy, (len(members), 1))
        theta[members] = curves.fit(form, *rows, floor, ceiling).reshape(len(members), -1, 4)
    return Fits(predictor, theta, found)


def predict(listed: Sequence[Candidate], fits: Fits, ahead: Runs) -> np.ndarray:
    """Forecasts (candidates, tasks, e) of the accuracies of the runs ``ahead``."""
    values = np.empty((len(listed), len(ahead.tasks), ahead.run.size))
    for index, candidate in enumerate(listed):
        x = _losses(candidate, fits.predictor, ahead, fits.laws)
        values[index] = curves.predict(candidate.form, fits.theta[index], x)
    return values


def _losses(candidate, predictor, runs, found):
    """The losses (tasks, n) that a candidate's curve takes: the runs' own, or those that its law gives them.

    A curve that will be fed a law's losses is fitted to a law's losses: the noise of single runs is then in neither.
    """
    if candidate.law is None:
        loss = runs.loss[candidate.route]
    else:
        loss = laws.predict(found[candidate.route, candidate.law], _of(runs, predictor))
    return np.broadcast_to(loss, (len(runs.tasks), runs.run.size))


def _of(runs, predictor):
    return laws.scaled_flops(runs.flops) if predictor == "flops" else laws.scaled(runs.params, runs.tokens)


def _exponents(law, predictor, settings):
    """The exponents at which a law of this name is held, or None."""
    if law == FITTED:
        return None
    exponents = tuple(settings.exponents[law])
    return (laws.of_compute(*exponents),) if predictor == "flops" else exponents


def _by_form(listed):
    return {
        form: [i for i, candidate in enumerate(listed) if candidate.form == form]
        for form in curves.FORMS
        if any(candidate.form == form for candidate in listed)
    }


def _held(members, limits):
    floor = np.concatenate([limits.floor(candidate.floor) for candidate in members])
    return floor, np.concatenate([limits.ceiling(candidate.ceiling) for candidate in members])
