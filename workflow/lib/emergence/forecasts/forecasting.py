"""Forecasts of the targets from each ladder, with intervals, variants, and errors beside those of the publication."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from emergence.forecasts import chaining
from emergence.forecasts.candidates import Limits, candidates, fit
from emergence.forecasts.ladder import TASK_LOSS, limits_of, read_runs, titles_of
from emergence.forecasts.settings import Settings

# The publication's own predictions of accuracy: the tables that start from the same predictors.
_PUBLISHED = ("step2_c4_main", "step2_main", "chained_main", "chained_flops_main", "variance")
METHOD = "student_share_of_climb"


class Results(NamedTuple):
    """The frames of :mod:`emergence.analyses.forecasts`, named as its tables, numbers as computed."""

    forecasts: pd.DataFrame
    forecast_errors: pd.DataFrame
    forecast_weights: pd.DataFrame


class _Variant(NamedTuple):
    """A way to weight candidates: what differs from the main forecast, its value, and the candidates' weights."""

    variant: str
    value: str
    weights: np.ndarray


def forecast_all(
    observations: pd.DataFrame, tasks: pd.DataFrame, published: pd.DataFrame, settings: Settings
) -> Results:
    """Forecast the targets of the config.

    Parameters
    ----------
    observations : pandas.DataFrame
        Table ``observations`` of the ladder's source.
    tasks : pandas.DataFrame
        Table ``tasks`` of it: chance and the accuracy of people.
    published : pandas.DataFrame
        Printed table ``published_predictions`` of it.
    settings : Settings

    Returns
    -------
    Results
        No forecast, weight or interval depends on a target's accuracy.
    """
    models = {model: settings.checkpoints for ladder in settings.ladders.values() for model in ladder}
    runs = read_runs(observations, settings, models | settings.targets)
    limits, titles = Limits(*limits_of(tasks, settings.tasks)), titles_of(tasks)
    frames: dict[str, list] = {name: [] for name in Results._fields}
    for predictor, predictor_title in _predictors(settings, titles).items():
        listed = _listed(predictor, settings)
        fits: dict = {}
        for ladder in settings.ladders:
            parts = _fitted_parts(ladder, predictor, listed, runs, limits, settings, fits)
            about = {"ladder": ladder, "predictor": predictor, "predictor_title": predictor_title}
            _forecast(about, listed, parts, settings, frames)
    forecasts = _with_published(pd.concat(frames["forecasts"], ignore_index=True), published)
    order = {task: number for number, task in enumerate(settings.tasks)}
    task = forecasts["task"]
    forecasts = forecasts.assign(task_title=task.map(titles), task_order=task.map(order))
    errors = _mean_errors(forecasts, pd.DataFrame(frames["forecast_errors"]))
    return Results(forecasts, errors, pd.concat(frames["forecast_weights"], ignore_index=True))


def _predictors(settings, titles):
    """What may be known of a target, and its name for people."""
    losses = {settings.corpus_loss: f"Loss on {titles[settings.corpus]}", TASK_LOSS: "Loss on the task"}
    return losses | {"params_tokens": "Parameters and tokens", "flops": "FLOPs"}


def _listed(predictor, settings):
    """The candidates; where the loss is given, also those of variants that the main forecast leaves out."""
    if predictor in (settings.corpus_loss, TASK_LOSS):
        return candidates(predictor, settings, floors=("free", "chance"), ceilings=("one", "people", "free"))
    return candidates(predictor, settings)


def _fitted_parts(ladder, predictor, listed, runs, limits, settings, fits):
    """The ladder's splits and, last, all of it with the targets; ``fits`` keeps what ladders have in common."""
    models = settings.ladders[ladder]
    parts = [*chaining.splits_of(runs, models, settings), (runs.of(models), runs.of(settings.targets))]
    found = []
    for train, ahead in parts:
        seen = frozenset(train.model)
        if seen not in fits:
            fits[seen] = fit(listed, predictor, train, limits, settings)
        found.append(chaining.split(listed, fits[seen], train, ahead))
    return found


def _forecast(key, listed, parts, settings, frames):
    """Append the rows of one ladder and one kind of knowledge about the targets."""
    *folds, last = parts
    squared = chaining.squared_errors(folds)
    variants = _variants(listed, squared)
    weights = variants[0].weights
    half = chaining.half_width(last, weights, chaining.missed_share(folds, weights), settings.confidence)
    covered = _covered_in_the_ladder(listed, folds, last.train.model[-1], settings.confidence)
    for variant in variants:
        about = {**key, "variant": variant.variant, "variant_value": variant.value}
        own = half if variant.variant == "nothing" else None
        frames["forecasts"].append(_rows(about, last, variant.weights, own, settings.confidence))
        about["ladder_error"] = chaining.size_of_errors(folds, variant.weights)
        about["ladder_covered"] = np.nan if own is None else covered
        frames["forecast_errors"].append(about)
    used = np.flatnonzero(weights)
    table = pd.DataFrame([listed[i] for i in used]).drop(columns="floor")
    frames["forecast_weights"].append(
        table.assign(
            ladder=key["ladder"], predictor=key["predictor"], ladder_error=np.sqrt(squared[used]), weight=weights[used]
        )
    )


def _covered_in_the_ladder(listed, folds, largest, confidence):
    """Share of the ladder's largest model's scores that intervals hold, mean over the shorter ladders they are from.

    Weights and intervals are those that the shorter ladder has by itself: what is done for the targets, a size earlier.
    """
    shares = []
    for inner, ahead in chaining.shorter(folds, largest):
        weights = chaining.shares(chaining.squared_errors(inner), _counted(listed))
        half = chaining.half_width(ahead, weights, chaining.missed_share(inner, weights), confidence)
        shares.append((np.abs(ahead.ahead.accuracy - chaining.average(ahead.values, weights)) <= half).mean())
    return float(np.mean(shares)) if shares else np.nan


def _counted(listed, **wanted):
    """Indices of the candidates that the forecast averages; ``wanted`` says which others to take."""
    own = {"floor": ("free",), "ceiling": ("one", "people"), **wanted}
    return [i for i, way in enumerate(listed) if all(getattr(way, name) in of for name, of in own.items())]


def _variants(listed, squared):
    """The main forecast, first, and variants that show what it depends on."""
    counted = _counted(listed)
    equal, best = np.zeros((2, len(listed)))
    equal[counted] = 1 / len(counted)
    best[min(counted, key=squared.__getitem__)] = 1
    variants = [
        _Variant("nothing", "", chaining.shares(squared, counted)),
        _Variant("weights", "equal", equal),
        _Variant("weights", "best alone", best),
    ]
    for name in ("floor", "ceiling", "form", "law", "route"):
        choices = dict.fromkeys(getattr(way, name) for way in listed)
        if len(choices) > 1:
            subsets = ((choice, _counted(listed, **{name: (choice,)})) for choice in choices)
            variants += [_Variant(name, choice, chaining.shares(squared, members)) for choice, members in subsets]
    return variants


def _rows(about, last, weights, half, confidence):
    """Rows of FORECASTS of one variant, one a task and target."""
    forecast = chaining.average(last.values, weights)
    frame = {
        "model": np.tile(last.ahead.model, len(last.ahead.tasks)),
        "task": np.repeat(last.ahead.tasks, last.ahead.run.size),
        "forecast": forecast.ravel(),
        "actual": last.ahead.accuracy.ravel(),
        "error": (forecast / last.ahead.accuracy - 1).ravel(),
    }
    if half is not None:
        lo, hi = (np.clip(forecast + sign * half, 0, 1).ravel() for sign in (-1, 1))
        covered = (lo <= frame["actual"]) & (frame["actual"] <= hi)
        frame |= {"lo": lo, "hi": hi, "confidence_level": confidence, "interval_method": METHOD, "covered": covered}
    return pd.DataFrame({**about, **frame})


def _with_published(forecasts, published):
    """The publication's forecast of the same accuracy from the same predictor; of the 7B it printed only the error."""
    own = published[published["table"].isin(_PUBLISHED) & (published["quantity"] == "accuracy")]
    error = (own["predicted"] / own["actual"] - 1).fillna(own["relative_error"])
    on = ["model", "task", "predictor"]
    own = own.rename(columns={"predicted": "published", "given": "predictor"}).assign(published_error=error)
    return forecasts.merge(own[[*on, "published", "published_error"]], on=on, how="left", validate="many_to_one")


def _mean_errors(forecasts, about):
    """Means over tasks, one row a ladder, predictor, target and variant."""
    key = ["ladder", "predictor", "predictor_title", "variant", "variant_value"]
    sizes = {name: forecasts[name].abs() for name in ("error", "published_error")}
    sized = forecasts.assign(
        **sizes, held=forecasts["covered"].astype("float64"), half=(forecasts["hi"] - forecasts["lo"]) / 2
    )
    means = sized.groupby([*key, "model"], sort=False).agg(
        tasks=("task", "size"),
        mean_error=("error", "mean"),
        covered=("held", "mean"),
        half_width=("half", "mean"),
        confidence_level=("confidence_level", "first"),
        published_error=("published_error", "mean"),
    )
    return means.reset_index().merge(about, on=key, how="left", validate="many_to_one")
