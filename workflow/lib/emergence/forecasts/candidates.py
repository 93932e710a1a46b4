"""Candidates: the ways to forecast that compete, all named in the config, and their fits to one set of training runs.

A candidate is a kind of loss (the route), the law that gives that loss unless it is known, a form of curve from the
loss to accuracy, and what is known beforehand of the curve's floor and ceiling. All candidates of one form are fitted
at once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from emergence.forecasts import curves, laws
from emergence.forecasts.ladder import Runs
from emergence.forecasts.settings import Method


class Candidate(NamedTuple):
    """One way to forecast. ``law`` is None where the loss is known; ``n_free``: floor, ceiling, exponent, if fitted."""

    route: str
    law: str | None
    form: str
    floor: str
    ceiling: str
    n_free: int


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


def candidates(predictor: str, method: Method) -> list[Candidate]:
    """All candidates of a forecast from ``predictor``: a kind of loss, ``params_tokens`` or ``flops``."""
    named = method.candidates
    known = predictor in method.known_losses
    routes = [predictor] if known else list(method.known_losses)
    listed: list[str | None] = [None] if known else list(named["law"])
    return [
        Candidate(route, law, form, floor, ceiling, _n_free(law, floor, ceiling, method))
        for route in routes
        for law in listed
        for form in named["form"]
        for floor in named["floor"]
        for ceiling in named["ceiling"]
    ]


def _n_free(law, floor, ceiling, method):
    fitted = law is not None and method.candidates["law"][law] is None
    return int(fitted) + (floor == "free") + (ceiling == "free")


class Fits(NamedTuple):
    """Fits of candidates to training runs: curves (candidates, tasks, 4) and laws by (route, law)."""

    predictor: str
    theta: np.ndarray
    laws: dict


def fit(listed: Sequence[Candidate], predictor: str, train: Runs, limits: Limits, method: Method) -> Fits:
    """Fit candidates to the training runs: a :class:`Fits`."""
    found = {}
    for key in {(candidate.route, candidate.law) for candidate in listed if candidate.law}:
        held = exponents(key[1], predictor, method)
        found[key] = laws.fit(sizes(train, predictor), train.loss[key[0]], held)
    theta = np.empty((len(listed), len(train.tasks), 4))
    for form, members in _by_form(listed).items():
        x = [_losses(listed[i], predictor, train, found) for i in members]
        floor, ceiling = _held([listed[i] for i in members], limits)
        rows = np.concatenate(x), np.tile(train.score, (len(members), 1))
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
        loss = laws.predict(found[candidate.route, candidate.law], sizes(runs, predictor))
    return np.broadcast_to(loss, (len(runs.tasks), runs.run.size))


def sizes(runs: Runs, predictor: str) -> np.ndarray:
    """What a law takes of runs, (n, 2) or (n, 1): their parameters and tokens, or their ``flops``."""
    return laws.scaled_flops(runs.flops) if predictor == "flops" else laws.scaled(runs.params, runs.tokens)


def exponents(law: str, predictor: str, method: Method) -> tuple[float, ...] | None:
    """The exponents at which the law of this name is held, or None where one is fitted."""
    held = method.candidates["law"][law]
    if held is None:
        return None
    return (laws.of_compute(*held),) if predictor == "flops" else tuple(held)


def _by_form(listed):
    forms = dict.fromkeys(candidate.form for candidate in listed)
    return {form: [i for i, candidate in enumerate(listed) if candidate.form == form] for form in forms}


def _held(members, limits):
    floor = np.concatenate([limits.floor(candidate.floor) for candidate in members])
    return floor, np.concatenate([limits.ceiling(candidate.ceiling) for candidate in members])
