"""Reading the bytes of upstream files, with messages that name the file: what the importers share."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from emergence.io.errors import DataError
from emergence.io.storage import read_csv


def content(files: Mapping[str, bytes], path: str) -> bytes:
    """The bytes of one upstream file; a :class:`DataError` if they were not handed over."""
    if path not in files:
        raise DataError(path, "this upstream file among those that source.yaml lists")
    return files[path]


def trimmed(files: Mapping[str, bytes], path: str) -> dict[str, bytes]:
    """The same file with one line break at its end, where an upstream CSV has none or several."""
    return {path: content(files, path).rstrip() + b"\n"}


def parsed_json(files: Mapping[str, bytes], path: str) -> Any:
    """The object in an upstream JSON file."""
    try:
        return json.loads(content(files, path))
    except ValueError as error:
        raise DataError(path, f"well-formed JSON ({error})") from None


def table(files: Mapping[str, bytes], path: str, text: Sequence[str] = (), numbers: Sequence[str] = ()) -> pd.DataFrame:
    """Columns of an upstream CSV.

    Parameters
    ----------
    files : mapping of str to bytes
    path : str
        Key in ``files``.
    text, numbers : sequence of str
        Columns to keep as text, and columns to read as numbers.

    Returns
    -------
    pandas.DataFrame
        The columns asked for; empty fields are null.

    Raises
    ------
    DataError
        If the file is truncated, a column is missing, or a value is not a number.
    """
    frame = read_csv(content(files, path), path)
    for name in (*text, *numbers):
        if name not in frame.columns:
            raise DataError(path, f"a column {name!r}")
    columns = {name: frame[name] for name in text}
    columns |= {name: _numbers(frame[name], path) for name in numbers}
    return pd.DataFrame(columns, index=frame.index)


def _numbers(words, path):
    values = pd.to_numeric(words, errors="coerce").astype(float)
    wrong = (values.isna() & words.notna()).to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(path, "a number", row=row + 2, column=words.name, value=words.iloc[row])
    return values
