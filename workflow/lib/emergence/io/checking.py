"""Validate a frame against the contract of its table."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from emergence.io.contract import Column, Table
from emergence.io.errors import DataError


def check(frame: pd.DataFrame, table: Table, file: str, first_row: int = 1) -> pd.DataFrame:
    """Validate a frame against its table's contract.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any order of columns; text as strings, numbers as floats, flags as booleans, null where unknown.
    table : emergence.io.contract.Table
        The contract. Columns that are not required may be absent and are null in the result.
    file : str
        Name of the file, for the message.
    first_row : int
        Number that the message gives the first row.

    Returns
    -------
    pandas.DataFrame
        The table's columns in the table's order and kinds.

    Raises
    ------
    DataError
        On an unknown or missing column, a value of another kind or outside its range, or a duplicate key.
    """
    for number, name in enumerate(frame.columns):
        if name in frame.columns[:number]:
            raise DataError(file, "each column once", column=name)
        if name not in table.names:
            raise DataError(file, f"only columns of {table.name}: {', '.join(table.names)}", column=name)
    missing = [repr(column.name) for column in table.columns if column.required and column.name not in frame.columns]
    if missing:
        raise DataError(file, f"a column {missing[0]}" if len(missing) == 1 else f"columns {', '.join(missing)}")
    columns = {}
    for column in table.columns:
        if column.name in frame.columns:
            columns[column.name] = _as_kind(frame[column.name], column, file, first_row)
        else:
            columns[column.name] = _nulls(column, len(frame))
        fault = _fault(column, columns[column.name])
        if fault:
            row, expected = fault
            value = frame[column.name].iloc[row]
            raise DataError(file, expected, first_row + row, column.name, None if pd.isna(value) else value)
    checked = pd.DataFrame(columns, copy=False)  # the columns are new already
    if table.key:
        repeated = checked.duplicated(list(table.key)).to_numpy()
        if repeated.any():
            row = int(repeated.argmax())
            key = ", ".join(f"{name}={checked[name].iloc[row]}" for name in table.key)
            raise DataError(file, "each key once", first_row + row, "+".join(table.key), key)
    return checked


_KINDS: dict[str, Any] = {"text": "str", "number": "float64", "flag": "boolean"}


def _nulls(column: Column, length: int) -> pd.Series:
    return pd.Series(None, index=range(length), dtype=_KINDS[column.kind])


def _as_kind(values: pd.Series, column: Column, file: str, first_row: int) -> pd.Series:
    """The column in its kind; numbers and flags may come as text, as they do from a CSV."""
    values = values.reset_index(drop=True)
    if isinstance(values.dtype, pd.CategoricalDtype):  # how Parquet's dictionaries arrive
        values = values.astype(values.cat.categories.dtype)
    if values.isna().all():
        return _nulls(column, len(values))
    if _is_of_kind(values, column.kind):
        return values.astype(_KINDS[column.kind])
    return _parsed(values, column, file, first_row)


def _is_of_kind(values: pd.Series, kind: str) -> bool:
    """Do all values have the kind already? A table from elsewhere may have dates, lists or anything in a column."""
    if kind == "text":
        return isinstance(values.dtype, pd.StringDtype) or pd.api.types.infer_dtype(values, skipna=True) == "string"
    is_flag = pd.api.types.is_bool_dtype(values)
    return is_flag if kind == "flag" else pd.api.types.is_numeric_dtype(values) and not is_flag


def _word(value: Any) -> str:
    """Text; a number in its place would come out as one of several spellings."""
    if not isinstance(value, str):
        raise ValueError
    return value


def _finite(word: Any) -> float:
    """The number that a word spells; "nan" and "inf" are no numbers of a published table, nor is true."""
    if isinstance(word, (bool, np.bool_)) or not np.isfinite(number := float(word)):
        raise ValueError
    return number


def _flag(word: Any) -> bool:
    """True or false, as such or spelled; 1 and 0 may be anything."""
    if isinstance(word, (bool, np.bool_)):
        return bool(word)
    return {"true": True, "false": False}[word]


_PARSERS: dict[str, Callable[[Any], Any]] = {"text": _word, "number": _finite, "flag": _flag}


def _parsed(values: pd.Series, column: Column, file: str, first_row: int) -> pd.Series:
    parse, parsed = _PARSERS[column.kind], []
    for row, value in enumerate(values):
        try:
            if not pd.api.types.is_scalar(value):
                raise ValueError
            parsed.append(None if pd.isna(value) else parse(value))
        except (ValueError, KeyError, TypeError):
            expected = {"text": "text", "number": column.range, "flag": "true or false"}[column.kind]
            shown = value if isinstance(value, (str, int, float, np.generic)) else str(value)
            raise DataError(file, expected, first_row + row, column.name, shown) from None
    return pd.Series(parsed, dtype=_KINDS[column.kind])


def _fault(column: Column, values: pd.Series) -> tuple[int, str] | None:
    """Position of the first value that breaks the column's contract and what was expected, or None."""
    missing = values.isna().to_numpy()
    if column.required and missing.any():
        return int(missing.argmax()), "a value"
    if column.choices:
        wrong = ~values.isin(column.choices).to_numpy() & ~missing
        return (int(wrong.argmax()), "one of " + ", ".join(column.choices)) if wrong.any() else None
    if column.kind != "number":
        return None
    number = values.to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(invalid="ignore"):
        wrong = np.isinf(number) | (number < column.low) | (number > column.high) | (number <= column.above)
    return (int(wrong.argmax()), column.range) if wrong.any() else None
