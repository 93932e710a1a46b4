"""How forecasts fared: paired with a publication's errors, and what their intervals held, for held-out sources too."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.forecasts import scoring
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import count, share

_KEY = (
    text("source", "folder under data/", required=True),
    text("ladder", "the runs that the forecast saw; all: the forecasts from all ladders of the source", required=True),
    text("predictor", "what of the target the forecast starts from: a loss, or its size", required=True),
    text("predictor_title", "the predictor for people", required=True),
    flag("held_out", "were the targets never used in developing the method", required=True),
)

FORECAST_COMPARISONS = Table(
    "forecast_comparisons",
    (
        *_KEY,
        text("model", "the target", required=True),
        count("tasks", "tasks: the pairs", low=1),
        count("n_smaller", "tasks on which our absolute relative error is smaller than the publication's"),
        number("mean_difference", "mean of ours minus theirs", required=True, unit="1"),
        number("median_difference", "median of ours minus theirs", required=True, unit="1"),
        number("signed_rank", "Wilcoxon's statistic: the smaller sum of ranks", required=True, low=0, unit="1"),
        share("p", "of the two-sided signed-rank test", required=True),
    ),
    key=("source", "ladder", "predictor", "model"),
)

FORECAST_COVERAGE = Table(
    "forecast_coverage",
    (
        *_KEY,
        text("metric", "what is forecast", required=True, choices=("accuracy", "cross_entropy")),
        count("n", "forecasts; those of one target are not independent", low=1),
        count("n_targets", "targets", low=1),
        share("covered", "share of forecasts whose interval contains the actual value", required=True),
        share("confidence_level", "confidence level of the intervals", required=True),
        number(
            "relative_half_width", "median half width of an interval over the forecast", required=True, low=0, unit="1"
        ),
        number(
            "width_ratio",
            "width of the intervals over the width that would just have reached their confidence level",
            low=0,
            unit="1",
        ),
        number("mean_error", "mean absolute relative error", required=True, low=0, unit="1"),
        number(
            "unchanged_error",
            "the same of the forecast that the target equals the run with the most FLOPs that was seen",
            required=True,
            low=0,
            unit="1",
        ),
    ),
    key=("source", "ladder", "predictor", "metric"),
)

TABLES = (FORECAST_COMPARISONS, FORECAST_COVERAGE)
SCOPE = "source"
INPUTS = ("forecasts", "loss_forecasts")

_DIGITS = 6


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, ...]:
    """Score the forecasts of a source; see :mod:`emergence.forecasts.scoring`."""
    forecasts = tables["forecasts"]
    main = forecasts[forecasts["variant"] == "nothing"]
    covered = [scoring.cover(main, "accuracy"), scoring.cover(tables["loss_forecasts"], "cross_entropy")]
    made = scoring.compare(main), pd.concat(covered, ignore_index=True)
    return tuple(_tidy(frame, table, context.name) for frame, table in zip(made, TABLES, strict=True))


def _tidy(frame, table, source):
    """The table's columns, sorted by its key, numbers rounded."""
    if frame.empty:
        return pd.DataFrame(columns=table.names)
    frame = frame.assign(source=source).reindex(columns=table.names)
    numbers = {
        column.name: frame[column.name].astype(float).round(_DIGITS)
        for column in table.columns
        if column.kind == "number"
    }
    return frame.assign(**numbers).sort_values(list(table.key), ignore_index=True, kind="stable")
