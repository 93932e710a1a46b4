"""The tables of forecasts: accuracies of large models, forecast from a ladder of small ones."""

from emergence.io.contract import Table, flag, number, text
from emergence.schema.published import of_all_sources

VARIED = ("nothing", "floor", "ceiling", "form", "law", "route", "weights")

_KEY = (
    text("ladder", "largest model that the forecast saw", required=True),
    text("given", "what is known of the target", required=True),
    text("given_title", "the same for people", required=True),
    text("model", "the target", required=True),
)
_VARIANT = (
    text("varied", "what differs from the forecast that counts; nothing: that one", required=True, choices=VARIED),
    text("choice", "what it was set to", required=True),
)

FORECASTS = Table(
    "forecasts",
    (
        *_KEY,
        text("task", required=True),
        text("task_title", "name of the task for people", required=True),
        number("place", "of the task in the config's list, from 0", required=True, low=0),
        *_VARIANT,
        number("forecast", "accuracy", required=True, low=0, high=1),
        number("lo", "lower end of the interval; null where something was varied", low=0, high=1),
        number("hi", "upper end of the interval", low=0, high=1),
        number("confidence_level", "confidence level of the interval", low=0, high=1),
        text("interval_method"),
        number("actual", "accuracy, averaged over the target's last checkpoints", required=True, low=0, high=1),
        number("error", "forecast over actual, minus 1", required=True),
        flag("inside", "does the interval hold the actual accuracy"),
        number("published", "the paper's forecast", low=0, high=1),
        number("published_error", "the paper's relative error; of the 7B chained from its size, printed without sign"),
    ),
    key=("ladder", "given", "model", "task", "varied", "choice"),
)

FORECAST_ERRORS = Table(
    "forecast_errors",
    (
        *_KEY,
        *_VARIANT,
        number("tasks", required=True, low=1),
        number("mean_error", "mean size of the relative error over tasks", required=True, low=0),
        number("ladder_error", "the same when the ladder forecast its own larger models", required=True, low=0),
        number("inside", "share of tasks whose interval holds the actual accuracy", low=0, high=1),
        number("half_width", "half of these intervals, in accuracy, mean over tasks", low=0, high=0.5),
        number("ladder_inside", "share inside of the ladder's largest model, from the smaller alone", low=0, high=1),
        number("confidence_level", "confidence level of the interval", low=0, high=1),
        number("published_error", "the paper's mean size of the relative error", low=0),
    ),
    key=("ladder", "given", "model", "varied", "choice"),
)

FORECAST_WEIGHTS = Table(
    "forecast_weights",
    (
        text("ladder", "largest model that the forecast saw", required=True),
        text("given", "what is known of the target", required=True),
        text("route", "loss that accuracy is a curve of", required=True),
        text("law", "law of that loss: how its exponents are had; null where the loss is given"),
        text("form", required=True),
        text("ceiling", "what the curve's ceiling was held at", required=True),
        number("ladder_error", "root mean square of relative errors of the ladder's own larger models", required=True),
        number("weight", "share of the forecast", required=True, low=0, high=1),
    ),
    key=("ladder", "given", "route", "law", "form", "ceiling"),
)

FORECAST_TABLES = {
    table.name: of_all_sources(table.name, table) for table in (FORECASTS, FORECAST_ERRORS, FORECAST_WEIGHTS)
}
