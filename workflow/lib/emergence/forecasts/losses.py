"""Forecasts of the losses on validation corpora of larger runs: laws of the loss are the candidates."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from emergence.forecasts import candidates as ways
from emergence.forecasts import chaining, laws
from emergence.forecasts.extrapolating import METHOD, Extrapolation, extrapolate
from emergence.forecasts.ladder import Runs
from emergence.forecasts.settings import Method

PREDICTORS = ("params_tokens", "flops")


class Law(NamedTuple):
    """A candidate: the law of this name."""

    law: str
    n_free: int


def listed(method: Method) -> list[Law]:
    """The candidates: the laws that forecasts of accuracies use too."""
    return [Law(name, int(exponents is None)) for name, exponents in method.candidates["law"].items()]


def extrapolate_losses(predictor: str, ladder: Runs, targets: Runs, method: Method) -> Extrapolation:
    """Forecast the losses of targets; their own are not read.

    Parameters
    ----------
    predictor : str
        In :data:`PREDICTORS`.
    ladder, targets : Runs
    method : Method

    Returns
    -------
    Extrapolation
        Of minus the losses.
    """
    ways_to = listed(method)
    pairs = [*chaining.splits_of(ladder, method), (ladder, targets)]
    *folds, last = [_split(predictor, ways_to, *pair, method) for pair in pairs]
    blank = last._replace(ahead=last.ahead.blank(predictor))
    n_free = np.array([way.n_free for way in ways_to])
    return extrapolate(folds, blank, n_free, method.confidence, errors_of="folds")


def _split(predictor: str, ways_to: Sequence[Law], train: Runs, ahead: Runs, method: Method) -> chaining.Split:
    train, ahead = (_scored_by_loss(runs, method) for runs in (train, ahead))
    of = [ways.sizes(runs, predictor) for runs in (train, ahead)]
    fits = [laws.fit(of[0], -train.score, ways.exponents(way.law, predictor, method)) for way in ways_to]
    fitted, values = (np.stack([-laws.predict(theta, x) for theta in fits]) for x in of)
    return chaining.Split(train, ahead, fitted, values)


def _scored_by_loss(runs, method):
    """Runs whose scores are minus their losses on the corpora."""
    losses = np.concatenate([runs.loss[kind] for kind in method.losses])
    return replace(runs, tasks=tuple(method.losses), score=-losses)


def rows_of(extrapolation: Extrapolation, ladder: Runs, targets: Runs, method: Method) -> pd.DataFrame:
    """Rows of LOSS_FORECASTS, one a corpus and target: the targets' losses are read here, after all is done."""
    actual, seen = (-_scored_by_loss(runs, method).score for runs in (targets, ladder))
    largest = seen[:, [ladder.flops.argmax()]]
    forecast = -extrapolation.value
    lo, hi = forecast - extrapolation.half, forecast + extrapolation.half
    columns = {
        "forecast": forecast,
        "lo": lo,
        "hi": hi,
        "largest_seen": np.broadcast_to(largest, actual.shape),
        "actual": actual,
        "error": forecast / actual - 1,
        "covered": (lo <= actual) & (actual <= hi),
    }
    return pd.DataFrame(
        {
            "model": np.tile(targets.model, len(method.losses)),
            "task": np.repeat([kind.removeprefix("loss_") for kind in method.losses], targets.run.size),
            **{name: values.ravel() for name, values in columns.items()},
            "confidence_level": method.confidence,
            "interval_method": METHOD,
            "ladder_error": extrapolation.ladder_error,
            "ladder_covered": extrapolation.ladder_covered,
        }
    )
