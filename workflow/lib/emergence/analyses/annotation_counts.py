"""How many series of each annotated category have each verdict."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.schema.analysed import COUNTS_OF_VERDICTS, POOL, count
from emergence.schema.verdicts import VERDICT_WORDS, column_of

TABLE = Table(
    "annotation_counts",
    (
        *POOL,
        text("category", "category of the tasks in Wei et al. 2022", required=True),
        count("n_series", "series"),
        *COUNTS_OF_VERDICTS,
        count("rises", "series with a rising trend"),
        count("emerges", "series that emerge by Wei et al.'s definition"),
    ),
    key=("source", "pool", "x_kind", "category"),
)
SCOPE = "source"
INPUTS = ("annotations", "series")

_GROUP = list(TABLE.key)


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`count_annotations`."""
    return count_annotations(tables["annotations"], tables["series"])


def count_annotations(annotations: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each pool of runs, x and category.

    Parameters
    ----------
    annotations, series : pandas.DataFrame
        Tables ``annotations`` and ``series``.

    Returns
    -------
    pandas.DataFrame
        Table ``annotation_counts``; a question that a series cannot answer counts as no.
    """
    rows = annotations.merge(series[["series_id", *(name for name in _GROUP if name in series)]], on="series_id")
    words = {column_of(word): (rows["verdict"] == word).astype(float) for word in VERDICT_WORDS}
    answers = {name: rows[name].fillna(False).astype(float) for name in ("rises", "emerges")}
    return rows[_GROUP].assign(n_series=1.0, **words, **answers).groupby(_GROUP, as_index=False).sum()
