"""Order of rows: as the yaml lists the values, and only then as they come."""

from collections.abc import Mapping

import pandas as pd


def in_order(rows: pd.DataFrame, order: Mapping) -> pd.DataFrame:
    """Sort rows by the position of their values in the lists of a condition.

    Parameters
    ----------
    rows : pandas.DataFrame
    order : dict
        Column to a list of its values in the order wanted; other entries are ignored. The first column counts most.
        Values that a list does not name come last.

    Returns
    -------
    pandas.DataFrame
        The same rows, sorted stably.
    """
    for column, wanted in reversed(list(order.items())):
        if isinstance(wanted, list):
            place = {value: index for index, value in enumerate(wanted)}
            rank = rows[column].map(lambda value, place=place: place.get(value, len(place)))
            rows = rows.loc[rank.sort_values(kind="stable").index]
    return rows.reset_index(drop=True)
