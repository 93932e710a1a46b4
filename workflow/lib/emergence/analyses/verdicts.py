"""A verdict on every series of a source."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.hypotheses.verdict import judge
from emergence.io.contract import Table
from emergence.io.tables import Tables
from emergence.schema.verdicts import VERDICTS

TABLE = Table("verdicts", VERDICTS.columns, key=("series_id",))
SCOPE = "source"
INPUTS = ("tests", "series", "fits")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """Judge the series of one source.

    They are the family over which the false discovery rate is controlled, so that a verdict does not depend on which
    other sources are in the run.
    """
    return judge(tables["tests"], tables["series"], context.metrics, context.settings, tables["fits"])
