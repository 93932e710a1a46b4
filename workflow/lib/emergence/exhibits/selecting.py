"""Rows of a table for an exhibit: joined with what else is known of them, and chosen by a condition."""

from collections.abc import Mapping

import pandas as pd

from emergence.catalogue.exhibits import VERDICT
from emergence.exhibits.ordering import in_order
from emergence.io.errors import DataError
from emergence.io.selection import matching
from emergence.schema.analysed import WHOLE_TASKS

_FIT = ["series_id", "form"]
_TASK = ["source", "task", "subtask"]


def chosen_series(spec: Mapping, series: pd.DataFrame) -> pd.DataFrame:
    """The series that a figure's yaml selects, in the order in which it names them.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    series : pandas.DataFrame
        Table ``SERIES``.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    DataError
        If a selection finds nothing.
    """
    chosen = []
    for selection in spec["series"]:
        rows = selected(series, selection, spec["file"])
        if rows.empty:
            raise DataError(spec["file"], f"series that match {selection}", column="series")
        chosen.append(in_order(rows, selection))
    return pd.concat(chosen, ignore_index=True).drop_duplicates("series_id", ignore_index=True)


def selected(rows: pd.DataFrame, where: Mapping, file: str) -> pd.DataFrame:
    """The rows that meet a condition; of tasks put together from their parts, those that it names the pool of."""
    met = matching(rows, where, file)
    return rows[met if "pool" in where or "pool" not in rows else met & (rows["pool"] != WHOLE_TASKS)]


def sorted_series(series: pd.DataFrame, sort: Mapping, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Series by a number that was found for them: ``by``, a column of the table ``from``, of the rows ``where``."""
    found = tables[sort["from"]]
    rank = found[matching(found, sort.get("where", {}))].set_index("series_id")[sort["by"]]
    rank = series["series_id"].map(rank)
    order = rank.sort_values(ascending=not sort.get("descending", False), kind="stable").index
    return series.loc[order].reset_index(drop=True)


def joined(part: Mapping, tables: Mapping[str, pd.DataFrame], series: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of a table with what else is known of them.

    Parameters
    ----------
    part : dict
        The part of an exhibit's yaml that selects: ``from`` names the table; a ``where`` by verdict asks for it;
        ``per_series`` names the columns by which rows about groups of series are those of each of them.
    tables : dict of str to pandas.DataFrame
    series : pandas.DataFrame, optional
        The series whose rows are wanted, in their order; all by default.

    Returns
    -------
    pandas.DataFrame
        Rows about a series have its columns, curves and fits also those of how well their form fits; other rows the
        title of their task. No column of the table itself is replaced.
    """
    name = part["from"]
    rows, series = tables[name], tables.get("series") if series is None else series
    if name == "series" and series is not None:
        return series
    if "per_series" in part and series is not None:
        added = [column for column in series if column not in rows or column in part["per_series"]]
        return series[added].merge(rows, on=part["per_series"])
    if "series_id" not in rows or series is None:
        return _titled(rows, tables)
    if "fit_stats" in tables and name != "fit_stats" and set(_FIT) <= set(rows):
        stats = tables["fit_stats"]
        stats = stats[[column for column in stats if column in _FIT or column not in rows]]
        rows = rows.merge(stats, on=_FIT, how="left")  # another part may have asked for those of another source alone
    if VERDICT in part.get("where", {}) and VERDICT not in rows:
        rows = rows.merge(tables["verdicts"][["series_id", VERDICT]], on="series_id", how="left")
    added = [column for column in series if column not in rows or column == "series_id"]
    return series[added].merge(rows, on="series_id")


def _titled(rows, tables):
    """Rows with the names of their tasks for people, where they have tasks."""
    tasks = tables.get("tasks")
    if tasks is None or not {"source", "task"} <= set(rows) or not {*_TASK, "title"} <= set(tasks) or rows is tasks:
        return rows
    if "subtask" not in rows:  # a table of whole tasks
        rows = rows.assign(subtask=pd.Series(None, rows.index, dtype="str"))
    titles = tasks[[*_TASK, "title"]].rename(columns={"title": "task_title"})
    return rows.merge(titles, on=_TASK, how="left")
