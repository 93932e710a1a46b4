"""How many series of a source have each verdict, by pool of runs, x and metric."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.schema.analysed import COUNTS_OF_VERDICTS, POOL, count
from emergence.schema.verdicts import VERDICT_WORDS

TABLE = Table(
    "verdict_counts",
    (
        *POOL,
        text("metric", "key of the metric", required=True),
        count("n_series", "series"),
        *COUNTS_OF_VERDICTS,
        count("disputed", "series with the verdict threshold that another metric of the same task contradicts"),
    ),
    key=("source", "pool", "x_kind", "metric"),
)
SCOPE = "source"
INPUTS = ("verdicts", "series")

_GROUP = list(TABLE.key)


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`count_verdicts`."""
    return count_verdicts(tables["verdicts"], tables["series"])


def count_verdicts(verdicts: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each source, pool, x and metric.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series``.

    Returns
    -------
    pandas.DataFrame
        Table ``verdict_counts``.
    """
    keys = series.set_index("series_id").loc[verdicts["series_id"], _GROUP].reset_index(drop=True)
    words = pd.DataFrame({word: (verdicts["verdict"] == word).to_numpy(dtype=float) for word in VERDICT_WORDS})
    disputed = (verdicts["verdict"] == "threshold") & ~verdicts["metrics_agree"].fillna(True)
    counted = words.assign(n_series=1.0, disputed=disputed.to_numpy(dtype=float))
    return pd.concat([keys, counted], axis=1).groupby(_GROUP, as_index=False).sum()
