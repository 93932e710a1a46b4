"""The table ``summary``: the verdicts in short, and where each series is shown."""

from collections.abc import Mapping

import pandas as pd

from emergence.schema.summary import KEYS, OF_SERIES, OF_VERDICTS, SUMMARY
from emergence.schema.x_kinds import x_kind


def summary(verdicts: pd.DataFrame, series: pd.DataFrame, exhibits: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The verdicts with the titles and ranges of their series, sorted by task, source and x.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series``.
    exhibits : dict of str to pandas.DataFrame
        Name of an exhibit to its frame.

    Returns
    -------
    pandas.DataFrame
        Table ``summary``.
    """
    rows = verdicts[list(OF_VERDICTS)].merge(series[["series_id", *KEYS, *OF_SERIES]], on="series_id")
    rows["x_title"] = rows["x_kind"].map(lambda key: x_kind(key).title)
    rows["figure"] = rows["series_id"].map(_shown(exhibits)).astype("str")
    order = ["task", "subtask", "source", "pool", "x_kind", "metric", "series_id"]
    return rows.sort_values(order, ignore_index=True, na_position="first")[SUMMARY.names]


def _shown(exhibits: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Series to the exhibits that have rows of it."""
    found: dict[str, list[str]] = {}
    for name, frame in exhibits.items():
        for series_id in frame["series_id"].dropna().unique() if "series_id" in frame else ():
            found.setdefault(series_id, []).append(name)
    return {series_id: "; ".join(names) for series_id, names in found.items()}
