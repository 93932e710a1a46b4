"""Forecasts of the targets from each ladder, with intervals, what they hang on, and the errors beside the paper's."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from emergence.forecasts import chaining
from emergence.forecasts.candidates import Limits, candidates, fit
from emergence.forecasts.ladder import TASK_LOSS, limits_of, read_runs, titles_of
from emergence.schema.forecasts import FORECAST_ERRORS, FORECAST_WEIGHTS, FORECASTS

# The paper's own predictions of accuracy: the tables that start from the same knowledge.
_PUBLISHED = ("step2_c4_main", "step2_main", "chained_main", "chained_flops_main", "variance")
METHOD = "student_share_of_climb"
_DIGITS = 6  # of accuracies and weights: far more than there are, far fewer than processors agree in


class Results(NamedTuple):
    """The frames that a forecast job writes, named as their tables."""

    forecasts: pd.DataFrame
    forecast_errors: pd.DataFrame
    forecast_weights: pd.DataFrame


class _Variant(NamedTuple):
    """A way to weight candidates: what is varied, to what, over which candidates and by which weights."""

    varied: str
    choice: str
    weights: np.ndarray


def forecast_all(observations, tasks, published, settings):
    """Forecast the targets of the config.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of the ladder's source.
    tasks : pandas.DataFrame
        ALL_TASKS of it: chance and the accuracy of people.
    published : pandas.DataFrame
        PUBLISHED_PREDICTIONS of it.
    settings : Settings

    Returns
    -------
    Results
        FORECASTS, FORECAST_ERRORS and FORECAST_WEIGHTS. No forecast, weight or interval depends on a target's accuracy.
    """
    models = {model: settings.checkpoints for ladder in settings.ladders.values() for model in ladder}
    runs = read_runs(observations, settings, models | settings.targets)
    limits, titles = Limits(*limits_of(tasks, settings.tasks)), titles_of(tasks)
    frames = {name: [] for name in Results._fields}
    for given, given_title in _givens(settings, titles).items():
        listed, fits = _listed(given, settings), {}
        for ladder in settings.ladders:
            parts = _fitted_parts(ladder, given, listed, runs, limits, settings, fits)
            about = {"ladder": ladder, "given": given, "given_title": given_title}
            _forecast(about, listed, parts, settings, frames)
    forecasts = _with_published(pd.concat(frames["forecasts"], ignore_index=True), published)
    places = {task: place for place, task in enumerate(settings.tasks)}
    forecasts = forecasts.assign(
        task_title=forecasts["task"].map(titles_of(tasks)), place=forecasts["task"].map(places)
    )
    errors = _mean_errors(forecasts, pd.DataFrame(frames["forecast_errors"]))
    weights = pd.concat(frames["forecast_weights"], ignore_index=True)
    tables = zip((forecasts, errors, weights), (FORECASTS, FORECAST_ERRORS, FORECAST_WEIGHTS), strict=True)
    return Results(*(_tidy(frame, table) for frame, table in tables))


def _givens(settings, titles):
    """What may be known of a target, and how that is called."""
    losses = {settings.corpus_loss: f"Loss on {titles[settings.corpus]}", TASK_LOSS: "Loss on the task"}
    return losses | {"params_tokens": "Parameters and tokens", "flops": "FLOPs"}


def _listed(given, settings):
    """The candidates; where the loss is given also those with what :func:`_variants` varies and nothing counts on."""
    if given in (settings.corpus_loss, TASK_LOSS):
        return candidates(given, settings, floors=("free", "chance"), ceilings=("one", "people", "free"))
    return candidates(given, settings)


def _fitted_parts(ladder, given, listed, runs, limits, settings, fits):
    """The ladder's splits and, last, all of it with the targets; ``fits`` keeps what ladders have in common."""
    models = settings.ladders[ladder]
    parts = [*chaining.splits_of(runs, models, settings), (runs.of(models), runs.of(settings.targets))]
    found = []
    for train, ahead in parts:
        seen = frozenset(train.model)
        if seen not in fits:
            fits[seen] = fit(listed, given, train, limits, settings)
        found.append(chaining.split(listed, fits[seen], train, ahead))
    return found


def _forecast(key, listed, parts, settings, frames):
    """Append the rows of one ladder and one kind of knowledge about the targets."""
    *folds, last = parts
    squared = chaining.squared_errors(folds)
    variants = _variants(listed, squared)
    weights = variants[0].weights
    half = chaining.half_width(last, weights, chaining.missed_share(folds, weights), settings.confidence)
    inside = _inside_the_ladder(listed, folds, last.train.model[-1], settings.confidence)
    for variant in variants:
        about = {**key, "varied": variant.varied, "choice": variant.choice}
        own = half if variant.varied == "nothing" else None
        frames["forecasts"].append(_rows(about, last, variant.weights, own, settings.confidence))
        about["ladder_error"] = chaining.size_of_errors(folds, variant.weights)
        about["ladder_inside"] = np.nan if own is None else inside
        frames["forecast_errors"].append(about)
    used = np.flatnonzero(weights)
    table = pd.DataFrame([listed[i] for i in used]).drop(columns="floor")
    frames["forecast_weights"].append(
        table.assign(
            ladder=key["ladder"], given=key["given"], ladder_error=np.sqrt(squared[used]), weight=weights[used]
        )
    )


def _inside_the_ladder(listed, folds, largest, confidence):
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
    """The forecast that counts, first, and those that show what it hangs on."""

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
        inside = (lo <= frame["actual"]) & (frame["actual"] <= hi)
        frame |= {"lo": lo, "hi": hi, "confidence_level": confidence, "interval_method": METHOD, "inside": inside}
    return pd.DataFrame({**about, **frame})


def _with_published(forecasts, published):
    """The paper's forecast of the same accuracy from the same knowledge; of the 7B it printed only the error."""
    own = published[published["table"].isin(_PUBLISHED) & (published["quantity"] == "accuracy")]
    error = (own["predicted"] / own["actual"] - 1).fillna(own["relative_error"])
    on = ["model", "task", "given"]
    own = own.rename(columns={"predicted": "published"}).assign(published_error=error)
    return forecasts.merge(own[[*on, "published", "published_error"]], on=on, how="left", validate="many_to_one")


def _mean_errors(forecasts, about):
    """FORECAST_ERRORS: means over tasks."""
    key = ["ladder", "given", "given_title", "varied", "choice"]
    sizes = {name: forecasts[name].abs() for name in ("error", "published_error")}
    sized = forecasts.assign(
        **sizes, held=forecasts["inside"].astype("float64"), half=(forecasts["hi"] - forecasts["lo"]) / 2
    )
    means = sized.groupby([*key, "model"], sort=False).agg(
        tasks=("task", "size"),
        mean_error=("error", "mean"),
        inside=("held", "mean"),
        half_width=("half", "mean"),
        confidence_level=("confidence_level", "first"),
        published_error=("published_error", "mean"),
    )
    return means.reset_index().merge(about, on=key, how="left", validate="many_to_one")


def _tidy(frame, table):
    """The table's columns, sorted by its key, numbers rounded."""
    frame = frame.reindex(columns=table.names).sort_values(list(table.key), ignore_index=True, kind="stable")
    numbers = [column.name for column in table.columns if column.kind == "number"]
    return frame.assign(**{name: frame[name].astype(float).round(_DIGITS) for name in numbers})
