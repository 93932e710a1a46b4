"""Rows of results -> the frame of a table, cut so that the last bits, in which processors differ, do not show."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from emergence.io.contract import Table

_BITS = 36
_SEVERAL = (np.ndarray, list, tuple)


def table_frame(blocks: Sequence[dict[str, Any]], table: Table) -> pd.DataFrame:
    """One frame of a table's columns and kinds; numbers cut to 36 bits.

    Parameters
    ----------
    blocks : list of dict
        Column to a value or, for several rows, an array of them; what is left out is null.
    table : emergence.io.contract.Table

    Returns
    -------
    pandas.DataFrame
    """
    sizes = np.array([max(map(_rows, block.values())) for block in blocks], dtype=np.int64)
    columns: dict[str, Any] = {}
    for column in table.columns:
        kind: type
        kind, null = (float, np.nan) if column.kind == "number" else (object, None)
        values = _stacked([block.get(column.name, null) for block in blocks], sizes, kind)
        if column.kind == "number":
            columns[column.name] = _cut(values, relative=column.name.startswith("sse"))
        else:
            columns[column.name] = pd.Series(values, dtype="str" if column.kind == "text" else "boolean")
    return pd.DataFrame(columns, copy=False)


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of frames of one table, one after the other; the frames lose their columns as they are taken.

    So memory holds, besides the rows themselves, one column twice and not all of them: curves have millions of rows.
    """
    names = list(map(str, frames[0]))
    columns: dict[str, Any] = {name: pd.concat([f.pop(name) for f in frames], ignore_index=True) for name in names}
    return pd.DataFrame(columns, copy=False)


def _rows(value: Any) -> int:
    return len(value) if isinstance(value, _SEVERAL) else 1


def _stacked(values: list[Any], sizes: np.ndarray, kind: type) -> np.ndarray:
    """One array of each block's value, repeated to its size, or values."""
    if not any(isinstance(value, _SEVERAL) for value in values):
        return np.repeat(np.array(values, dtype=kind), sizes)
    several = (
        np.asarray(value, dtype=kind) if isinstance(value, _SEVERAL) else np.full(size, value, dtype=kind)
        for value, size in zip(values, sizes, strict=True)
    )
    return np.concatenate(list(several))


def _cut(values: np.ndarray, relative: bool) -> np.ndarray:
    """Numbers cut to 36 significant bits; unless ``relative``, those below 1 to multiples of 2^-36.

    What a difference of near numbers leaves is small and has few good bits; a squared error may be small and good.
    """
    _, exponent = np.frexp(values)
    unit = np.ldexp(1.0, (exponent if relative else np.maximum(exponent, 0)) - _BITS)
    return np.rint(values / unit) * unit
