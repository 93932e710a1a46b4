"""The tables of the atlas: their columns, units, ranges and keys. The ground floor: it imports no stage.

A table is checked when it is read from ``data/`` and whenever it is written, so these files are both the
documentation of the public tables and their test.
"""

from emergence.schema.contents import CONTENTS
from emergence.schema.contract import Column, Table, check
from emergence.schema.digitised import AXIS_TICKS, DIGITISED
from emergence.schema.equal_loss import CORPUS_THRESHOLDS, EQUAL_LOSS, SIZE_EFFECTS, SPREADS
from emergence.schema.fitted import (
    CHECKS,
    CORRELATIONS,
    CURVES,
    FIT_STATS,
    FITS,
    INTERVALS,
    POINTS,
    RESIDUALS,
    SERIES,
    STATUSES,
)
from emergence.schema.forecasts import FORECAST_TABLES
from emergence.schema.laws import FRONTIER, LAW_DRAWS, LAW_VALUES, PUBLISHED_RESIDUALS
from emergence.schema.printed import ALL_PRINTED, PRINTED, table_of
from emergence.schema.published import ALL_MODELS, ALL_TASKS, METRICS, MODELS, OBSERVATIONS, SOURCE_OBSERVATIONS, TASKS
from emergence.schema.verdicts import (
    ELSEWHERE,
    JUDGED,
    LAGS,
    METRIC_EFFECT,
    METRIC_SCORES,
    METRIC_SHARES,
    TESTS,
    THINNING,
    THRESHOLDS,
    VERDICT_WORDS,
    VERDICTS,
)

__all__ = [
    "ALL_MODELS",
    "ALL_PRINTED",
    "ALL_TASKS",
    "AXIS_TICKS",
    "CHECKS",
    "CONTENTS",
    "CORPUS_THRESHOLDS",
    "CORRELATIONS",
    "CURVES",
    "DIGITISED",
    "ELSEWHERE",
    "EQUAL_LOSS",
    "FITS",
    "FORECAST_TABLES",
    "FIT_STATS",
    "FRONTIER",
    "INTERVALS",
    "JUDGED",
    "LAGS",
    "LAW_DRAWS",
    "LAW_VALUES",
    "METRICS",
    "METRIC_EFFECT",
    "METRIC_SCORES",
    "METRIC_SHARES",
    "MODELS",
    "OBSERVATIONS",
    "POINTS",
    "PRINTED",
    "PUBLISHED_RESIDUALS",
    "RESIDUALS",
    "SERIES",
    "SIZE_EFFECTS",
    "SOURCE_OBSERVATIONS",
    "SPREADS",
    "STATUSES",
    "TASKS",
    "TESTS",
    "THINNING",
    "THRESHOLDS",
    "VERDICTS",
    "VERDICT_WORDS",
    "Column",
    "Table",
    "check",
    "table_of",
]
