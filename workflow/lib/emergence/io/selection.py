"""Choosing rows: the one way in which pools, exhibits and checks say which rows of a table they mean."""

import numpy as np
import pandas as pd

from emergence.io.errors import DataError


def matching(rows, where, file="condition"):
    """Which rows meet a condition: per column a value, a list of values, or a range ``{min:, max:}``.

    Raises
    ------
    DataError
        If a condition names a column that the rows lack.
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
