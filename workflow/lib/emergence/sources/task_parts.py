"""Rows of tasks.csv for the parts of tasks that a source's scores name."""

from collections.abc import Mapping

import pandas as pd


def parts_of(scores: pd.DataFrame, titles: Mapping[str, str], locator: str) -> pd.DataFrame:
    """One row per part, named by its task and its key.

    Parameters
    ----------
    scores : pandas.DataFrame
        SOURCE_OBSERVATIONS, ``task``, ``subtask`` and ``n_items`` at least.
    titles : mapping of str to str
        Task to its title, of the tasks whose parts have no row elsewhere; all of them have items of multiple choice.
    locator : str
        Where the parts are defined.

    Returns
    -------
    pandas.DataFrame
        Rows of TASKS, sorted; chance and choices are left to the row of the whole task.
    """
    found = scores[scores["subtask"].notna() & scores["task"].isin(titles)]
    found = found.groupby(["task", "subtask"], as_index=False)[["n_items"]].first()
    called = found["task"].map(titles) + " " + found["subtask"].str.replace("_", " ")
    return found.assign(title=called, answer_format="multiple_choice", locator=locator)


def with_parts(own: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """A source's own tasks and the parts, sorted by task and part, the whole task first."""
    both = pd.concat([own, found], ignore_index=True)
    return both.sort_values(["task", "subtask"], na_position="first", ignore_index=True)
