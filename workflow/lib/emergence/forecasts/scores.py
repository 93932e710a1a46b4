"""Forecasts of the scores of larger runs: the candidates of :mod:`emergence.forecasts.candidates` compete."""

from typing import NamedTuple

import numpy as np

from emergence.forecasts import candidates as ways
from emergence.forecasts import chaining
from emergence.forecasts.extrapolating import Extrapolation, extrapolate
from emergence.forecasts.ladder import Runs
from emergence.forecasts.settings import Method


class Forecast(NamedTuple):
    """A forecast of scores with all that it was made from.

    Attributes
    ----------
    listed : list of Candidate
    folds : list of Split
        The ladder's forecasts of its own larger runs.
    last : Split
        The whole ladder and the targets, without what may not be seen of them.
    found : Extrapolation
    n_free : numpy.ndarray of int, (candidates,)
    """

    listed: list[ways.Candidate]
    folds: list[chaining.Split]
    last: chaining.Split
    found: Extrapolation
    n_free: np.ndarray


def extrapolate_scores(
    predictor: str, ladder: Runs, targets: Runs, limits: ways.Limits, method: Method, fits: dict | None = None
) -> Forecast:
    """Forecast the scores of targets; their own are not read.

    Parameters
    ----------
    predictor : str
        What of the targets is known: a kind of loss, ``params_tokens`` or ``flops``.
    ladder, targets : Runs
    limits : Limits
    method : Method
    fits : dict, optional
        Keeps the fits to runs that ladders have in common.
    """
    listed, fits = ways.candidates(predictor, method), {} if fits is None else fits
    splits = []
    for train, ahead in [*chaining.splits_of(ladder, method), (ladder, targets.blank(predictor))]:
        seen = frozenset(train.run)
        if seen not in fits:
            fits[seen] = ways.fit(listed, predictor, train, limits, method)
        fitted, values = (ways.predict(listed, fits[seen], runs) for runs in (train, ahead))
        splits.append(chaining.Split(train, ahead, fitted, values))
    *folds, last = splits
    n_free = np.array([way.n_free for way in listed])
    return Forecast(listed, folds, last, extrapolate(folds, last, n_free, method.confidence), n_free)
