"""Forecasts of large models' accuracies from a ladder of small ones, their errors and their weights."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.forecasts.forecasting import forecast_all
from emergence.forecasts.settings import Settings
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import count, share

_SOURCE = text("source", "folder under data/", required=True)
_PREDICTOR = text("predictor", "what of the target the forecast starts from: a loss, or its size", required=True)
_KEY = (
    _SOURCE,
    text("ladder", "largest model that the forecast saw", required=True),
    _PREDICTOR,
    text("predictor_title", "the predictor for people", required=True),
    text("model", "the target", required=True),
)
_VARIANT = (
    text(
        "variant",
        "what differs from the main forecast; nothing: the main forecast",
        required=True,
        choices=("nothing", "floor", "ceiling", "form", "law", "route", "weights"),
    ),
    text("variant_value", "what it was set to", required=True),
)
_CONFIDENCE = share("confidence_level", "confidence level of the interval")

FORECASTS = Table(
    "forecasts",
    (
        *_KEY,
        text("task", "key of the task", required=True),
        text("task_title", "name of the task for people", required=True),
        count("task_order", "position of the task in the config's list, from 0"),
        *_VARIANT,
        share("forecast", "forecast accuracy", required=True),
        share("lo", "lower end of the interval; null for a variant"),
        share("hi", "upper end of the interval; null for a variant"),
        _CONFIDENCE,
        text("interval_method", "how the interval was made; null where there is none"),
        share("actual", "accuracy, averaged over the target's last checkpoints", required=True),
        number("error", "relative error: forecast over actual, minus 1", required=True, unit="1"),
        flag("covered", "does the interval contain the actual accuracy"),
        share("published", "the publication's own forecast"),
        number(
            "published_error",
            "the publication's relative error; of the 7B chained from its size, printed without sign",
            unit="1",
        ),
    ),
    key=("source", "ladder", "predictor", "model", "task", "variant", "variant_value"),
)

FORECAST_ERRORS = Table(
    "forecast_errors",
    (
        *_KEY,
        *_VARIANT,
        count("tasks", "tasks that are averaged", low=1),
        number("mean_error", "mean absolute relative error over tasks", required=True, low=0, unit="1"),
        number(
            "ladder_error",
            "mean absolute relative error when the ladder forecast its own larger models",
            required=True,
            low=0,
            unit="1",
        ),
        share("covered", "share of tasks whose interval contains the actual accuracy"),
        share("half_width", "half width of these intervals, mean over tasks", high=0.5),
        share("ladder_covered", "share covered of the ladder's largest model, forecast from the smaller ones alone"),
        _CONFIDENCE,
        number("published_error", "the publication's mean absolute relative error", low=0, unit="1"),
    ),
    key=("source", "ladder", "predictor", "model", "variant", "variant_value"),
)

FORECAST_WEIGHTS = Table(
    "forecast_weights",
    (
        _SOURCE,
        text("ladder", "largest model that the forecast saw", required=True),
        _PREDICTOR,
        text("route", "loss that accuracy is a curve of", required=True),
        text("law", "law of that loss: where its exponents come from; null where the loss is given"),
        text("form", "form of the curve from loss to accuracy", required=True),
        text("ceiling", "what the curve's ceiling was held at", required=True),
        number(
            "ladder_error",
            "root mean square relative error when the ladder forecast its own larger models",
            required=True,
            unit="1",
        ),
        share("weight", "weight in the forecast", required=True),
    ),
    key=("source", "ladder", "predictor", "route", "law", "form", "ceiling"),
)

TABLES = (FORECASTS, FORECAST_ERRORS, FORECAST_WEIGHTS)
SCOPE = "source"
INPUTS = ("observations", "tasks")
PRINTED = ("published_predictions",)
OPTIONS = {
    "source": {"type": ["string", "null"], "description": "the source whose models are forecast; null: no forecasts"},
    "corpus": {"type": "string", "description": "validation corpus whose loss is a predictor"},
    "format": {"type": "string", "description": "which evaluations of the tasks"},
    "shots": {"type": "number", "minimum": 0},
    "tasks": {
        "description": "task: its split",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "string"},
    },
    "parts": {
        "description": "task that is published in parts: their weights",
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        },
    },
    "checkpoints": {"type": "integer", "minimum": 1, "description": "last ones of a ladder's run, averaged"},
    "targets": {
        "description": "model to forecast: the number of its last checkpoints that are averaged",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "integer", "minimum": 1},
    },
    "ladders": {
        "description": "name of a ladder: its models, smallest first",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": True},
    },
    "min_models": {"type": "integer", "minimum": 2, "description": "models that a fit needs"},
    "exponents": {
        "description": "law fitted by others to other models: its alpha and beta",
        "type": "object",
        "propertyNames": {"not": {"const": "fitted"}},
        "additionalProperties": {
            "type": "array",
            "items": {"type": "number", "exclusiveMinimum": 0},
            "minItems": 2,
            "maxItems": 2,
        },
    },
}

_DIGITS = 6  # of accuracies and weights: far more than they have, far fewer than processors agree in


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, ...]:
    """Forecast the targets of the source that the config names; no other source has rows.

    See :func:`emergence.forecasts.forecasting.forecast_all`.
    """
    options = dict(context.options)
    if options.pop("source") != context.name:
        return tuple(pd.DataFrame(columns=table.names) for table in TABLES)
    published = tables["published_predictions"]
    settings = Settings(**options, confidence=context.settings.confidence)
    own = published[published["source"] == context.name]
    results = forecast_all(tables["observations"], tables["tasks"], own, settings)
    frames = (getattr(results, table.name).assign(source=context.name) for table in TABLES)
    return tuple(_tidy(frame, table) for frame, table in zip(frames, TABLES, strict=True))


def _tidy(frame, table):
    """The table's columns, sorted by its key, numbers rounded."""
    frame = frame.reindex(columns=table.names).sort_values(list(table.key), ignore_index=True, kind="stable")
    numbers = [column.name for column in table.columns if column.kind == "number"]
    return frame.assign(**{name: frame[name].astype(float).round(_DIGITS) for name in numbers})
