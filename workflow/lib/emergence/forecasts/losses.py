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
from emergence.forecasts.settings import Settings

PREDICTORS = ("params_tokens", "flops")


class Law(NamedTuple):
    """A candidate: the law of this name."""

    law: str
    n_free: int


def listed(settings: Settings) -> list[Law]:
    """The candidates: the laws that forecasts of accuracies use too."""
    return [Law(name, int(exponents is None)) for name, exponents in settings.candidates["law"].items()]


def extrapolate_losses(predictor: str, ladder: Runs, targets: Runs, settings: Settings) -> Extrapolation:
    """Forecast the losses of targets; their own are not read.

    Parameters
    ----------
    predictor : str
        In :data:`PREDICTORS`.
    ladder, targets : Runs
    settings : Settings

    Returns
    -------
    Extrapolation
        Of minus the losses.
    """
    ways_to = listed(settings)
    pairs = [*chaining.splits_of(ladder, settings), (ladder, targets)]
    *folds, last = [_split(predictor, ways_to, *pair, settings) for pair in pairs]
    blank = last._replace(ahead=last.ahead.blank(predictor))
    n_free = np.array([way.n_free for way in ways_to])
    return extrapolate(folds, blank, n_free, settings.confidence, errors_of="folds")


def _split(predictor: str, ways_to: Sequence[Law], train: Runs, ahead: Runs, settings: Settings) -> chaining.Split:
    train, ahead = (_scored_by_loss(runs, settings) for runs in (train, ahead))
    of = [ways.sizes(runs, predictor) for runs in (train, ahead)]
    fits = [laws.fit(of[0], -train.score, ways.exponents(way.law, predictor, settings)) for way in ways_to]
    fitted, values = (np.stack([-laws.predict(theta, x) for theta in fits]) for x in of)
    return chaining.Split(train, ahead, fitted, values)


def _scored_by_loss(runs, settings):
    """Runs whose scores are minus their losses on the corpora."""
    losses = np.concatenate([runs.loss[f"loss_{corpus}"] for corpus in settings.losses])
    return replace(runs, tasks=tuple(settings.losses), score=-losses)


def rows_of(extrapolation: Extrapolation, ladder: Runs, targets: Runs, settings: Settings) -> pd.DataFrame:
    """Rows of LOSS_FORECASTS, one a corpus and target: the targets' losses are read here, after all is done."""
    actual, seen = (-_scored_by_loss(runs, settings).score for runs in (targets, ladder))
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
            "model": np.tile(targets.model, len(settings.losses)),
            "task": np.repeat(settings.losses, targets.run.size),
            **{name: values.ravel() for name, values in columns.items()},
            "confidence_level": settings.confidence,
            "interval_method": METHOD,
            "ladder_error": extrapolation.ladder_error,
            "ladder_covered": extrapolation.ladder_covered,
        }
    )
