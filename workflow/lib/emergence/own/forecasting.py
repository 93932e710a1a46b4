"""Forecasts of a lab's larger models from its own runs, and when they must not be trusted."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from emergence.forecasts import chaining, losses
from emergence.forecasts.scores import Forecast, extrapolate_scores
from emergence.inference.bootstrap import ENOUGH_RUNS
from emergence.io.errors import DataError
from emergence.own.fitting import observed
from emergence.own.ladder import SCORE, Ladder, Target, ladders, target_of
from emergence.own.tables import Reading

COLUMNS = (
    *("at", *SCORE, "forecast", "lo", "hi", "confidence_level", "largest_seen"),
    *("ladder_error", "ladder_covered", "n_runs", "trusted", "why_not"),
)
_TOKENS_FACTOR = 3.0  # of tokens a parameter beyond those of the runs
_LEVEL = 0.05


def forecast_runs(
    path: str | Path, targets: Mapping[str, Mapping[str, float]], how: Reading, confidence: float = 0.95
) -> tuple[pd.DataFrame, list[str]]:
    """Forecast the scores, and the losses, of larger models.

    Parameters
    ----------
    path : path-like
        As :func:`emergence.own.fitting.fit_runs` takes it; only the last checkpoint of a run is used.
    targets : dict of str to dict
        Name of a target to what is known of it; see :func:`emergence.own.ladder.target_of`.
    how : Reading
    confidence : float
        Of intervals, 0..1.

    Returns
    -------
    pandas.DataFrame, list of str
        :data:`COLUMNS`, a row a target and score, by a target's losses first; and what is to be said of the table.
        ``ladder_error`` is the mean absolute relative error, and ``ladder_covered`` the share held by intervals, where
        smaller runs of the table forecast larger ones. ``why_not`` says why a forecast is not to be trusted.

    Raises
    ------
    DataError
        If the table is not as it should be, or too small for its runs to forecast one another.
    """
    made, _, observations = observed(path, how)
    frames, notes = [], list(made.notes)
    fits: dict[tuple[str, int], dict] = {}
    for name, words in targets.items():
        target = target_of(words, name, made.x_kinds)
        found, said = ladders(observations, made, target, confidence, path)
        notes += [note for note in said if note not in notes]
        kept = [fits.setdefault((target.predictor, number), {}) for number in range(len(found))]
        parts = [_rows(ladder, target, own, path) for ladder, own in zip(found, kept, strict=True)]
        frames += [pd.concat(parts).drop_duplicates(["task", "metric", *SCORE[3:]])]
    rows = pd.concat(frames, ignore_index=True)
    return rows.reindex(columns=list(COLUMNS)), notes


def _rows(ladder: Ladder, target: Target, fits: dict, path: str | Path) -> pd.DataFrame:
    """The rows of one target and the scores of one ladder; ``fits`` are kept, since targets have them in common."""
    ahead = target.runs(ladder.runs)
    if not chaining.splits_of(ladder.runs, ladder.method):
        expected = "five or more runs of growing size, the larger with the lower loss, to forecast from"
        raise DataError(path, expected, value=f"{ladder.runs.run.size} runs")
    made = extrapolate_scores(target.predictor, ladder.runs, ahead, ladder.limits, ladder.method, fits)
    value, half = made.found.value[:, 0], made.found.half[:, 0]
    general = [*_too_few(ladder), *_too_far(ladder, target)]
    why = [[*general, *_no_rise(scores, ladder.runs.level)] for scores in ladder.runs.score]
    for reasons, low, high in zip(why, value - half, value + half, strict=True):
        if low <= 0 and high >= 1:
            reasons.append("too wide: the interval is all of 0 to 1")
    rows = _described(ladder.keys, value, np.clip(value - half, 0, 1), np.clip(value + half, 0, 1), why)
    rows["largest_seen"] = ladder.runs.score[:, -1]
    rows["ladder_error"] = _errors(made)
    rows["ladder_covered"] = made.found.ladder_covered
    if target.predictor in losses.PREDICTORS and ladder.method.losses:
        rows = pd.concat([_loss_rows(ladder, target, ahead, general), rows])
    return rows.assign(at=target.name, confidence_level=ladder.method.confidence, n_runs=ladder.runs.run.size)


def _loss_rows(ladder, target, ahead, why):
    found = losses.extrapolate_losses(target.predictor, ladder.runs, ahead, ladder.method)
    rows = losses.rows_of(found, ladder.runs, ahead, ladder.method)
    keys = rows[["task"]].assign(metric="cross_entropy").reindex(columns=SCORE)
    made = _described(keys, *(rows[name].to_numpy() for name in ("forecast", "lo", "hi")), [why] * len(rows))
    return made.assign(**{name: rows[name] for name in ("largest_seen", "ladder_error", "ladder_covered")})


def _described(keys, value, lo, hi, why):
    rows = keys.assign(forecast=value, lo=lo, hi=hi, trusted=[not reasons for reasons in why])
    return rows.assign(why_not=["; ".join(reasons) or None for reasons in why])


def _errors(made: Forecast) -> np.ndarray:
    """Mean absolute relative error (tasks,) inside the ladder."""
    weights = made.found.choice.weights
    parts = [np.abs(chaining.average(part.values, weights) / part.ahead.score - 1).mean(axis=1) for part in made.folds]
    return np.mean(parts, axis=0)


def _too_few(ladder: Ladder) -> list[str]:
    runs = ladder.runs.run.size
    return [f"too few: {runs} runs, expected {ENOUGH_RUNS} or more"] if runs < ENOUGH_RUNS else []


def _too_far(ladder: Ladder, target: Target) -> Iterator[str]:
    """Farther from the runs than these span: nothing in the table says how forecasts fare over such a distance."""
    runs, sizes = ladder.runs, target.sizes
    if target.losses:
        loss = runs.loss[target.predictor][0]
        beyond, span = loss.min() - target.losses[target.predictor], np.ptp(loss)
        if beyond > span:
            yield f"too far: {beyond:.2g} below the least loss of the runs, which span {span:.2g}"
    elif "flops" in sizes:
        beyond, span = sizes["flops"] / runs.flops.max(), runs.flops.max() / runs.flops.min()
        if beyond > span:
            yield f"too far: {beyond:.3g} times the FLOPs of the largest run, the runs span a factor of {span:.3g}"
    if target.predictor == "params_tokens":
        own, known = sizes["tokens"] / sizes["params"], runs.tokens / runs.params
        if not known.min() / _TOKENS_FACTOR <= own <= known.max() * _TOKENS_FACTOR:
            yield f"too far: {own:.3g} tokens a parameter, the runs have {known.min():.3g} to {known.max():.3g}"


def _no_rise(scores: np.ndarray, level: np.ndarray) -> list[str]:
    """A score that has not begun to rise says nothing of where it will."""
    if np.ptp(scores) == 0 or spearmanr(level, scores, alternative="greater").pvalue > _LEVEL:
        return ["no rise: the score does not grow with the size of these runs"]
    return []
