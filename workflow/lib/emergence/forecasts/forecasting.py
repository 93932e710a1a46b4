"""Forecasts of the targets from each ladder, with intervals, variants, and errors beside those of the publication."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from emergence.forecasts import candidates as ways
from emergence.forecasts import chaining, choice, losses
from emergence.forecasts.extrapolating import METHOD
from emergence.forecasts.ladder import limits_of, models_of, read_runs, titles_of
from emergence.forecasts.scores import extrapolate_scores
from emergence.forecasts.settings import ForecastSettings

# The publication's own predictions of accuracy: the tables that start from the same predictors.
_PUBLISHED = ("step2_c4_main", "step2_main", "chained_main", "chained_flops_main", "variance")


class Results(NamedTuple):
    """The frames of :mod:`emergence.analyses.forecasts`, named as its tables, numbers as computed."""

    forecasts: pd.DataFrame
    loss_forecasts: pd.DataFrame
    forecast_errors: pd.DataFrame
    forecast_candidates: pd.DataFrame


class _Variant(NamedTuple):
    """A way to weight candidates: what differs from the main forecast, its value, and the candidates' weights."""

    variant: str
    value: str
    weights: np.ndarray


def forecast_all(
    observations: pd.DataFrame, tasks: pd.DataFrame, published: pd.DataFrame, settings: ForecastSettings
) -> Results:
    """Forecast the targets of the config.

    Parameters
    ----------
    observations : pandas.DataFrame
        Table ``observations`` of the ladder's source.
    tasks : pandas.DataFrame
        Table ``tasks`` of it: chance and the accuracy of people.
    published : pandas.DataFrame
        Printed table ``published_predictions``, the rows of this source.
    settings : ForecastSettings

    Returns
    -------
    Results
        No forecast, choice, weight or interval depends on a target's accuracy: what makes them is given none.
    """
    ladders = models_of(observations, settings)
    averaged = {model: settings.checkpoints for models in ladders.values() for model in models}
    for ladder in settings.ladders.values():
        averaged |= ladder["targets"]
    runs = read_runs(observations, settings, averaged)
    limits, titles = ways.Limits(*limits_of(tasks, settings.tasks)), titles_of(tasks)
    frames: dict[str, list] = {name: [] for name in Results._fields}
    named = _predictors(settings, titles)
    for predictor, title in named.items():
        fits: dict = {}
        for name, models in ladders.items():
            ladder, targets = runs.of(models), runs.of(settings.ladders[name]["targets"])
            about = {"ladder": name, "predictor": predictor, "predictor_title": title}
            _forecast(about, ladder, targets, limits, settings, fits, frames)
            if settings.losses and predictor in losses.PREDICTORS:
                found = losses.extrapolate_losses(predictor, ladder, targets, settings.method)
                frames["loss_forecasts"].append(losses.rows_of(found, ladder, targets, settings.method).assign(**about))
    return _joined(frames, published, titles, settings)


def _joined(frames, published, titles, settings):
    """The rows as tables, with what the publication forecast and the names of tasks."""
    forecasts = _with_published(pd.concat(frames["forecasts"], ignore_index=True), published)
    order = {task: number for number, task in enumerate([*settings.tasks, *settings.losses])}
    made = [forecasts, pd.concat(frames["loss_forecasts"]) if frames["loss_forecasts"] else pd.DataFrame()]
    for place, frame in enumerate(made):
        if len(frame):
            task = frame["task"]
            made[place] = frame.assign(task_title=task.map(titles), task_order=task.map(order))
    errors = _mean_errors(made[0], pd.DataFrame(frames["forecast_errors"]))
    candidates = pd.concat(frames["forecast_candidates"], ignore_index=True)
    return Results(*(frame.assign(held_out=settings.held_out) for frame in (*made, errors, candidates)))


def _predictors(settings, titles):
    """What may be known of a target, and its name for people."""
    known = {settings.corpus_loss: f"Loss on {titles[settings.corpus]}", settings.task_loss: "Loss on the task"}
    named = known | {"params_tokens": "Parameters and tokens", "flops": "FLOPs"}
    return {predictor: named[predictor] for predictor in settings.predictors}


def _forecast(key, ladder, targets, limits, settings, fits, frames):
    """Append the rows of one ladder and one kind of knowledge about the targets."""
    listed, folds, last, found, n_free = extrapolate_scores(
        key["predictor"], ladder, targets, limits, settings.method, fits
    )
    for variant in _variants(listed, found, n_free):
        main = variant.variant == "nothing"
        about = {**key, "variant": variant.variant, "variant_value": variant.value}
        rows = _rows(last, targets, variant.weights, found.half if main else None, settings.confidence)
        frames["forecasts"].append(rows.assign(**about))
        about["ladder_error"] = chaining.size_of_errors(folds, variant.weights)
        about["ladder_covered"] = found.ladder_covered if main else np.nan
        frames["forecast_errors"].append(about)
    frames["forecast_candidates"].append(_candidate_rows(listed, found, last, targets).assign(**key))


def _candidate_rows(listed, found, last, targets):
    """Rows of FORECAST_CANDIDATES, one a candidate and target."""
    errors = np.mean(np.abs(np.divide(last.values, targets.score) - 1), axis=1)
    table = pd.DataFrame(listed).assign(
        ladder_error=np.sqrt(found.squared.mean(axis=1)), within=found.choice.within, weight=found.choice.weights
    )
    table["chosen"] = table["weight"] > 0
    parts = [table.assign(model=model, target_error=errors[:, i]) for i, model in enumerate(targets.model)]
    return pd.concat(parts, ignore_index=True)


def _variants(listed, found, n_free):
    """The main forecast, first, and variants that show what it depends on."""
    variants = [_Variant("nothing", "", found.choice.weights)]
    variants += [_Variant("rule", name, rule(found.squared, n_free)) for name, rule in choice.OTHER_RULES.items()]
    for name in ("floor", "ceiling", "form", "law", "route"):
        values = dict.fromkeys(getattr(way, name) for way in listed)
        for value in values if len(values) > 1 else ():
            members = [i for i, way in enumerate(listed) if getattr(way, name) == value]
            variants.append(_Variant(name, value, choice.among(members, found.squared, n_free)))
    return variants


def _rows(last, targets, weights, half, confidence):
    """Rows of FORECASTS of one variant, one a task and target: the targets' scores are read here, after all is done."""
    forecast, actual = chaining.average(last.values, weights), targets.score
    largest = last.train.score[:, [last.train.flops.argmax()]]
    frame = {
        "model": np.tile(targets.model, len(targets.tasks)),
        "task": np.repeat(targets.tasks, targets.run.size),
        "forecast": forecast.ravel(),
        "largest_seen": np.broadcast_to(largest, actual.shape).ravel(),
        "actual": actual.ravel(),
        "error": (forecast / actual - 1).ravel(),
    }
    if half is not None:
        lo, hi = (np.clip(forecast + sign * half, 0, 1).ravel() for sign in (-1, 1))
        covered = (lo <= frame["actual"]) & (frame["actual"] <= hi)
        frame |= {"lo": lo, "hi": hi, "confidence_level": confidence, "interval_method": METHOD, "covered": covered}
    return pd.DataFrame(frame)


def _with_published(forecasts, published):
    """The publication's forecast of the same accuracy from the same predictor; of the 7B it printed only the error."""
    own = published[published["table"].isin(_PUBLISHED) & (published["quantity"] == "accuracy")]
    error = (own["predicted"] / own["actual"] - 1).fillna(own["relative_error"])
    on = ["model", "task", "predictor"]
    own = own.rename(columns={"predicted": "published"}).assign(published_error=error)
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
