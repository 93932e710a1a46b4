"""The tables that the rules of the workflow make, by name; those of analyses stand in their files. No numpy."""

from emergence.schema.contents import CONTENTS
from emergence.schema.fitted import CHECKS, CORRELATIONS, CURVES, FIT_STATS, FITS, INTERVALS, POINTS, RESIDUALS, SERIES
from emergence.schema.laws import LAW_DRAWS
from emergence.schema.published import ALL_MODELS, ALL_TASKS, OBSERVATIONS
from emergence.schema.verdicts import TESTS

_FITTED = (SERIES, POINTS, FITS, INTERVALS, FIT_STATS, CURVES, CORRELATIONS, RESIDUALS, LAW_DRAWS, TESTS)
TABLES = {t.name: t for t in (OBSERVATIONS, ALL_MODELS, ALL_TASKS, *_FITTED, CONTENTS, CHECKS)}
