"""A verdict on every series of a source."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.hypotheses.verdict import judge
from emergence.io.contract import Table
from emergence.io.tables import Tables
from emergence.schema.verdicts import VERDICTS

TABLE = Table("verdicts", VERDICTS.columns, key=("series_id",))
SCOPE = "source"
INPUTS = ("tests", "series", "fits", "fit_stats")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """Judge the series of one source.

    The false discovery rate is controlled over its own scores alone, so that a verdict does not depend on which other
    sources are in the run.
    """
    tests, series, fits, stats = (tables[name] for name in INPUTS)
    return judge(tests, series, context.metrics, context.settings, fits, stats)
