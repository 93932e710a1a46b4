"""The tables of results, by name. No numpy: a workflow is planned with it."""

from emergence.schema.contents import CONTENTS
from emergence.schema.equal_loss import EQUAL_LOSS
from emergence.schema.fitted import CHECKS, CORRELATIONS, CURVES, FIT_STATS, FITS, INTERVALS, POINTS, RESIDUALS, SERIES
from emergence.schema.forecasts import FORECAST_TABLES
from emergence.schema.laws import FRONTIER, LAW_DRAWS, LAW_VALUES, PUBLISHED_RESIDUALS
from emergence.schema.published import ALL_MODELS, ALL_TASKS, OBSERVATIONS
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
)

_FITTED = (SERIES, POINTS, FITS, INTERVALS, FIT_STATS, CURVES, CORRELATIONS, RESIDUALS, LAW_DRAWS, TESTS)
_ANALYSED = (*JUDGED, *EQUAL_LOSS, FRONTIER, LAW_VALUES, PUBLISHED_RESIDUALS, *FORECAST_TABLES.values())
_OF_ALL = (ELSEWHERE, LAGS, METRIC_EFFECT, METRIC_SCORES, METRIC_SHARES, THINNING, THRESHOLDS, CONTENTS, CHECKS)
TABLES = {t.name: t for t in (OBSERVATIONS, ALL_MODELS, ALL_TASKS, *_FITTED, *_ANALYSED, *_OF_ALL)}
