"""Scores of whole tasks that a source publishes in parts only: means over the parts, weighed by their items."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from emergence.schema.published import OBSERVATIONS

_OF_RUN = ["model", "run", "tokens", "task", "metric", "shots", "format", "split"]


def with_wholes(observations: pd.DataFrame, wholes: Iterable[Mapping]) -> pd.DataFrame:
    """Observations with those of whole tasks.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source, published numbers all of them.
    wholes : iterable of mapping
        ``task``, ``metric``, whose value is a mean over items, and ``parts``: all subtasks that the whole consists of.

    Returns
    -------
    pandas.DataFrame
        The same and, where all parts of an evaluation have a value and item counts and the whole has none, a row of
        the whole: ``sum(n_items * value) / sum(n_items)``, its chance likewise, with method ``derived``. The pool
        ``whole_tasks`` keeps it out of the families of tests that its parts are in.
    """
    made = [rows for whole in wholes if len(rows := _whole(observations, **whole))]
    if not made:
        return observations
    both = pd.concat([observations, *made], ignore_index=True)
    return both[OBSERVATIONS.names].sort_values(list(OBSERVATIONS.key), ignore_index=True, kind="stable")


def _whole(observations, task, metric, parts):
    own = observations[(observations["task"] == task) & (observations["metric"] == metric)]
    published = pd.MultiIndex.from_frame(own.loc[own["subtask"].isna(), _OF_RUN])
    rows = own[own["subtask"].isin(parts) & own["n_items"].notna()]
    rows = rows[~pd.MultiIndex.from_frame(rows[_OF_RUN]).isin(published)]
    sums = {name: rows[name] * rows["n_items"] for name in ("value", "chance")}
    groups = rows.assign(**sums).groupby(_OF_RUN, dropna=False, sort=False)
    items = groups["n_items"].transform("sum")
    means = {name: groups[name].transform("sum", min_count=len(parts)) / items for name in sums}
    complete = (groups["subtask"].transform("size") == len(parts)) & (rows["subtask"] == parts[0])
    made = rows.assign(n_items=items, **means)[complete]
    located = made["locator"] + ", and the same of " + ", ".join(parts[1:]) + "; mean weighed by items"
    return made.assign(subtask=None, value_lo=np.nan, value_hi=np.nan, locator=located, method="derived")
