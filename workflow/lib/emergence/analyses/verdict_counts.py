"""How many series of a source have each verdict, by pool of runs, x and metric."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.schema.analysed import COUNTS_OF_VERDICTS, POOL, count
from emergence.schema.verdicts import VERDICT_WORDS, column_of

TABLE = Table(
    "verdict_counts",
    (
        *POOL,
        text("metric", "key of the metric", required=True),
        count("n_series", "series"),
        *COUNTS_OF_VERDICTS,
        count("disputed", "series with the verdict abrupt that another metric of the same task contradicts"),
    ),
    key=("source", "pool", "x_kind", "metric"),
)
SCOPE = "source"
INPUTS = ("verdicts",)

_GROUP = list(TABLE.key)


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`count_verdicts`."""
    return count_verdicts(tables["verdicts"])


def count_verdicts(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each source, pool, x and metric.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``verdicts``.

    Returns
    -------
    pandas.DataFrame
        Table ``verdict_counts``.
    """
    words = {column_of(word): (verdicts["verdict"] == word).astype(float) for word in VERDICT_WORDS}
    disputed = (verdicts["verdict"] == "abrupt") & ~verdicts["metrics_agree"].fillna(True)
    counted = verdicts[_GROUP].assign(n_series=1.0, **words, disputed=disputed.astype(float))
    return counted.groupby(_GROUP, as_index=False).sum()
