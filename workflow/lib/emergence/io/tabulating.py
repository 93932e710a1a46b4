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
    blocks : sequence of dict
        Column to a value or, for several rows, an array of them; what is left out is null.
    table : emergence.io.contract.Table
    """
    sizes = np.array([_rows(block) for block in blocks], dtype=np.int64)
    columns: dict[str, Any] = {}
    for column in table.columns:
        if column.kind == "number":
            values = _stacked([block.get(column.name, np.nan) for block in blocks], sizes, float)
            columns[column.name] = pd.Series(_cut(values, relative=column.name.startswith("sse")))
        else:
            words = [block.get(column.name) for block in blocks]
            columns[column.name] = _named(words, sizes, "str" if column.kind == "text" else "boolean")
    return pd.DataFrame(columns, copy=False)


def or_none(value: Any) -> Any:
    """A value of a frame as a row has it: None where it is null."""
    return None if pd.isna(value) else value


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of frames of one table, one after the other; the frames lose their columns as they are taken.

    So memory holds, besides the rows themselves, one column twice and not all of them: curves have millions of rows.
    """
    if len(frames) == 1:
        return frames[0]
    names = list(map(str, frames[0]))
    columns: dict[str, Any] = {name: pd.concat([f.pop(name) for f in frames], ignore_index=True) for name in names}
    return pd.DataFrame(columns, copy=False)


def _rows(block: dict[str, Any]) -> int:
    return max((len(value) for value in block.values() if isinstance(value, _SEVERAL)), default=1)


def _named(values: list[Any], sizes: np.ndarray, dtype: Any) -> pd.Series:
    """A column of words or flags: each block's value, repeated to its size, or its values."""
    if any(isinstance(value, _SEVERAL) for value in values):
        return pd.Series(_stacked(values, sizes, object), dtype=dtype)
    short = pd.Series(values, dtype=dtype)
    return short.take(np.repeat(np.arange(sizes.size), sizes)).reset_index(drop=True)


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

    The difference of two near numbers is small and has few good bits; a squared error may be small and good.
    """
    _, exponent = np.frexp(values)
    unit = np.ldexp(1.0, (exponent if relative else np.maximum(exponent, 0)) - _BITS)
    return np.rint(values / unit) * unit
