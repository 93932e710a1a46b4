"""Forecasts of large models' accuracies and losses from ladders of small ones, their errors and their candidates."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.forecasts.forecasting import forecast_all
from emergence.forecasts.settings import ForecastSettings
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import count, share

_KEY = (
    text("source", "folder under data/", required=True),
    text("ladder", "the runs that the forecast saw: their largest model or their corpus", required=True),
    text("predictor", "what of the target the forecast starts from: a loss, or its size", required=True),
    text("predictor_title", "the predictor for people", required=True),
    text("model", "the target", required=True),
    flag("held_out", "were the targets never used in developing the method", required=True),
)
_TASK = (
    text("task", "key of the task, or of the validation corpus", required=True),
    text("task_title", "its name for people", required=True),
    count("task_order", "its position in the config's lists, from 0"),
)
_VARIANT = (
    text(
        "variant",
        "what differs from the main forecast; nothing: the main forecast",
        required=True,
        choices=("nothing", "rule", "floor", "ceiling", "form", "law", "route"),
    ),
    text("variant_value", "what it was set to", required=True),
)
_CONFIDENCE = share("confidence_level", "confidence level of the interval")
_METHOD = text("interval_method", "how the interval was made; null where there is none")
_COVERED = flag("covered", "does the interval contain the actual value")
_ERROR = number("error", "relative error: forecast over actual, minus 1", required=True, unit="1")
_LADDER_ERROR = number(
    "ladder_error",
    "mean absolute relative error when the ladder forecast its own larger runs",
    required=True,
    low=0,
    unit="1",
)
_LADDER_COVERED = share("ladder_covered", "share covered at the ladder's largest level, forecast from lower ones alone")

FORECASTS = Table(
    "forecasts",
    (
        *_KEY,
        *_TASK,
        *_VARIANT,
        share("forecast", "forecast accuracy", required=True),
        share("lo", "lower end of the interval; null for a variant"),
        share("hi", "upper end of the interval; null for a variant"),
        _CONFIDENCE,
        _METHOD,
        share("largest_seen", "accuracy of the run with the most FLOPs that the forecast saw", required=True),
        share("actual", "accuracy, averaged over the target's last checkpoints", required=True),
        _ERROR,
        _COVERED,
        share("published", "the publication's own forecast"),
        number(
            "published_error",
            "the publication's relative error; of the 7B chained from its size, printed without sign",
            unit="1",
        ),
    ),
    key=("source", "ladder", "predictor", "model", "task", "variant", "variant_value"),
)

LOSS_FORECASTS = Table(
    "loss_forecasts",
    (
        *_KEY,
        *_TASK,
        number("forecast", "forecast loss", required=True, unit="nats/token"),
        number("lo", "lower end of the interval", required=True, unit="nats/token"),
        number("hi", "upper end of the interval", required=True, unit="nats/token"),
        _CONFIDENCE,
        _METHOD,
        number("largest_seen", "loss of the run with the most FLOPs that the forecast saw", unit="nats/token"),
        number("actual", "loss, averaged over the target's last checkpoints", required=True, unit="nats/token"),
        _ERROR,
        _COVERED,
        _LADDER_ERROR,
        _LADDER_COVERED,
    ),
    key=("source", "ladder", "predictor", "model", "task"),
)

FORECAST_ERRORS = Table(
    "forecast_errors",
    (
        *_KEY,
        *_VARIANT,
        count("tasks", "tasks that are averaged", low=1),
        number("mean_error", "mean absolute relative error over tasks", required=True, low=0, unit="1"),
        _LADDER_ERROR,
        share("covered", "share of tasks whose interval contains the actual accuracy"),
        share("half_width", "half width of these intervals, mean over tasks", high=0.5),
        _LADDER_COVERED,
        _CONFIDENCE,
        number("published_error", "the publication's mean absolute relative error", low=0, unit="1"),
    ),
    key=("source", "ladder", "predictor", "model", "variant", "variant_value"),
)

FORECAST_CANDIDATES = Table(
    "forecast_candidates",
    (
        *_KEY,
        text("route", "loss that accuracy is a curve of", required=True),
        text("law", "law of that loss: where its exponents come from; null where the loss is given"),
        text("form", "form of the curve from loss to accuracy", required=True),
        text("floor", "what the curve's floor was held at", required=True),
        text("ceiling", "what the curve's ceiling was held at", required=True),
        count("n_free", "free parameters among floor, ceiling and exponent"),
        number(
            "ladder_error",
            "root mean square relative error when the ladder forecast its own larger runs",
            required=True,
            low=0,
            unit="1",
        ),
        flag("within", "is its squared error within one standard error of the smallest", required=True),
        flag("chosen", "is it averaged: of those within, does it have the fewest free parameters", required=True),
        share("weight", "weight in the forecast", required=True),
        number(
            "target_error",
            "this candidate's own mean absolute relative error over tasks for the target: no part of the choice",
            required=True,
            low=0,
            unit="1",
        ),
    ),
    key=("source", "ladder", "predictor", "model", "route", "law", "form", "floor", "ceiling"),
)

TABLES = (FORECASTS, LOSS_FORECASTS, FORECAST_ERRORS, FORECAST_CANDIDATES)
SCOPE = "source"
INPUTS = ("observations", "tasks")
PRINTED = ("published_predictions",)
OPTIONS = {
    "candidates": {
        "description": "the ways to forecast that compete: every combination",
        "type": "object",
        "additionalProperties": False,
        "required": ["form", "floor", "ceiling", "law"],
        "properties": {
            "form": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
            "floor": {"type": "array", "items": {"enum": ["free", "chance"]}, "minItems": 1, "uniqueItems": True},
            "ceiling": {
                "type": "array",
                "items": {"enum": ["free", "one", "people"]},
                "minItems": 1,
                "uniqueItems": True,
            },
            "law": {
                "description": "law: its alpha and beta, fitted by others to other models; null: one exponent, fitted",
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {
                    "type": ["array", "null"],
                    "items": {"type": "number", "exclusiveMinimum": 0},
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
        },
    },
    "step": {"type": "number", "exclusiveMinimum": 1, "description": "a new level where sizes grow by more than this"},
    "sources": {
        "description": "source: its ladders, see emergence.forecasts.settings; none: no forecasts",
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "required": [
                "held_out",
                "corpus",
                "losses",
                "task_loss",
                "predictors",
                "format",
                "shots",
                "tasks",
                "parts",
                "checkpoints",
                "level",
                "min_levels",
                "ladders",
            ],
            "properties": {
                "held_out": {"type": "boolean"},
                "corpus": {"type": "string"},
                "losses": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                "task_loss": {"type": "string"},
                "predictors": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
                "format": {"type": "string"},
                "shots": {"type": "number", "minimum": 0},
                "tasks": {"type": "object", "minProperties": 1, "additionalProperties": {"type": ["string", "null"]}},
                "parts": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
                    },
                },
                "checkpoints": {"type": "integer", "minimum": 1},
                "level": {"enum": ["params", "flops"]},
                "min_levels": {"type": "integer", "minimum": 2},
                "ladders": {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["models", "targets"],
                        "properties": {
                            "models": {"type": "object", "minProperties": 1},
                            "targets": {
                                "type": "object",
                                "minProperties": 1,
                                "additionalProperties": {"type": "integer", "minimum": 1},
                            },
                        },
                    },
                },
            },
        },
    },
}

_DIGITS = 6  # of accuracies and weights: far more than they have, far fewer than processors agree in


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, ...]:
    """Forecast the targets of a source that the config names; no other source has rows.

    See :func:`emergence.forecasts.forecasting.forecast_all`.
    """
    options = dict(context.options)
    own = options.pop("sources").get(context.name)
    if own is None:
        return tuple(pd.DataFrame(columns=table.names) for table in TABLES)
    settings = ForecastSettings(**options, **own, confidence=context.settings.confidence)
    published = tables["published_predictions"]
    published = published[published["source"] == context.name]
    results = forecast_all(tables["observations"], tables["tasks"], published, settings)
    frames = (getattr(results, table.name).assign(source=context.name) for table in TABLES)
    return tuple(_tidy(frame, table) for frame, table in zip(frames, TABLES, strict=True))


def _tidy(frame, table):
    """The table's columns, sorted by its key, numbers rounded."""
    frame = frame.reindex(columns=table.names).sort_values(list(table.key), ignore_index=True, kind="stable")
    numbers = [column.name for column in table.columns if column.kind == "number"]
    return frame.assign(**{name: frame[name].astype(float).round(_DIGITS) for name in numbers})
