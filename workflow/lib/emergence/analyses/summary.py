"""The short form of the verdicts for people: a row a score and x, with what a reader asks for and nothing else."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.schema.fitted import SERIES
from emergence.schema.verdicts import VERDICTS
from emergence.schema.x_kinds import x_kind

_OF_SERIES = ("task_title", "metric_title", "chance", "n", "n_runs", "x_min", "x_max")
_OF_VERDICTS = (
    *("unit", "verdict", "onset", "onset_lo", "onset_hi", "width", "width_lo", "width_hi", "margin", "basis"),
    *("best_form", "reason", "series_id"),
)
_KEYS = ("source", "pool", "task", "subtask", "metric", "shots", "format", "split", "x_kind")


def _columns(table, names):
    found = {column.name: column for column in table.columns}
    return tuple(found[name] for name in names)


TABLE = Table(
    "summary",
    (
        *_columns(SERIES, _KEYS),
        text("x_title", "what x is, for people", required=True),
        *_columns(SERIES, _OF_SERIES),
        *_columns(VERDICTS, _OF_VERDICTS),
    ),
    key=("series_id",),
)
SCOPE = "atlas"
INPUTS = ("verdicts", "series")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`summary`."""
    return summary(tables["verdicts"], tables["series"])


def summary(verdicts: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """The verdicts with the titles and ranges of their series, sorted by task, source and x.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series``.

    Returns
    -------
    pandas.DataFrame
        Table ``summary``.
    """
    rows = verdicts[list(_OF_VERDICTS)].merge(series[["series_id", *_KEYS, *_OF_SERIES]], on="series_id")
    rows["x_title"] = rows["x_kind"].map(lambda key: x_kind(key).title)
    order = ["task", "subtask", "source", "pool", "x_kind", "metric", "series_id"]
    return rows.sort_values(order, ignore_index=True, na_position="first")[TABLE.names]
