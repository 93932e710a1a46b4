"""Selecting rows: the one way in which pools, exhibits and checks say which rows of a table they mean."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from emergence.io.errors import DataError


def matching(rows: pd.DataFrame, where: Mapping[str, Any], file: str = "condition") -> np.ndarray:
    """Which rows meet a condition.

    Parameters
    ----------
    rows : pandas.DataFrame
    where : mapping
        Column to a value, None for null, a list of values, or a range ``{"min": a, "max": b}`` with inclusive bounds;
        a row meets the condition if it meets that of every column.
    file : str, optional
        What messages call the place of the condition.

    Returns
    -------
    numpy.ndarray of bool, shape (n_rows,)

    Raises
    ------
    DataError
        If the condition names a column that the rows do not have.
    """
    keep = pd.Series(True, index=rows.index)
    for column, wanted in where.items():
        if column not in rows:
            raise DataError(file, "a column: " + ", ".join(rows.columns), column=column)
        values = rows[column]
        if isinstance(wanted, dict):
            keep &= values.between(wanted.get("min", -np.inf), wanted.get("max", np.inf))
        elif wanted is None:
            keep &= values.isna()
        else:
            keep &= values.isin(wanted if isinstance(wanted, list) else [wanted])
    return keep.fillna(False).to_numpy(dtype=bool)
