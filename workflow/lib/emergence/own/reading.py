"""Reading a table of runs as labs have it: CSV with commas, semicolons or tabs, or Parquet."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.io.storage import read_parquet

_DELIMITERS = ",;\t"
_EMPTY = ("", "-", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "null", "None")


def read_runs(path: str | Path) -> pd.DataFrame:
    """The table in a file, values as text or as numbers; empty values are null.

    Its index is what messages call a row: the line of a text that it starts on, as an editor counts, or its number in a
    Parquet table, from 1.

    Parameters
    ----------
    path : path-like
        ``.csv``, ``.tsv``, ``.txt`` or ``.parquet``. A byte-order mark is skipped; the delimiter is the one of comma,
        semicolon and tab that the head has most of.

    Raises
    ------
    DataError
        If there is no such file, or it is no such table.
    """
    path = Path(path)
    if path.is_symlink() and not path.exists():
        raise DataError(path, f"a file; it is a link to {path.readlink()}, which does not exist")
    if path.is_dir():
        raise DataError(path, "a file, not a folder")
    if path.suffix.lower() not in (".csv", ".tsv", ".txt", ".parquet"):
        raise DataError(path, "a table as .csv, .tsv or .parquet; spreadsheets can be saved as CSV")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(path, "a file of this name") from None
    if path.suffix.lower() == ".parquet":
        frame = read_parquet(content, str(path))
        frame = frame if frame.index.names == [None] else frame.reset_index()  # pandas saves an index as columns
        return frame.set_axis(range(1, len(frame) + 1))
    return _read_text(content, str(path))


def _read_text(content: bytes, file: str) -> pd.DataFrame:
    if content.startswith(b"PK"):
        raise DataError(file, "a table as text; this is a spreadsheet or an archive: save the table as CSV")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(file, "UTF-8 text: save the table as CSV in UTF-8", line) from None
    if not text.strip():
        raise DataError(file, "a table; the file is empty")
    (first, names), *rows = _rows(text, file)
    if not rows:
        raise DataError(file, "at least one row below the head")
    for number, name in enumerate(names):
        if not name or name in names[:number]:
            expected = "each column once" if name else f"a name for column {number + 1}"
            raise DataError(file, expected, row=first, column=name or None)
    for line, row in rows:
        if len(row) != len(names):
            raise DataError(file, f"{len(names)} fields", row=line, value=f"{len(row)} fields")
    lines, values = zip(*rows, strict=True)
    frame = pd.DataFrame(values, pd.Index(lines), names, dtype="str")
    return frame.mask(frame.isin(_EMPTY))


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """The rows that have any value, with the line that each starts on: a field in quotes may have several lines."""
    head = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader, found, line = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter), [], 1
    try:
        for row in reader:
            if any(fields := [field.strip() for field in row]):
                found.append((line, fields))
            line = reader.line_num + 1
    except csv.Error:  # it takes the rest of a large file for one field
        raise DataError(file, "a quotation mark that ends each quoted field", line) from None
    return found


def numbers(values: pd.Series, file: str, of: str) -> pd.Series:
    """A column as numbers; null where it is empty.

    Raises
    ------
    DataError
        On a value that is no finite number: ``of`` says what it should be.
    """
    found = pd.to_numeric(values, errors="coerce").astype("float64")
    wrong = values.notna().to_numpy() & ~np.isfinite(found.to_numpy())
    if wrong.any():
        value = values[wrong].iloc[0]
        raise DataError(file, of + _written(str(value)), values.index[wrong][0], str(values.name), value)
    return found


def counts(values: pd.Series, file: str) -> pd.Series:
    """A column as numbers of items; null where it is empty.

    Raises
    ------
    DataError
        On a value that is no whole number.
    """
    found = numbers(values, file, "a number of items")
    parts = found[found % 1 != 0].dropna()
    if len(parts):
        raise DataError(file, "a whole number of items", parts.index[0], str(values.name), parts.iloc[0])
    return found


def _written(value: str) -> str:
    """How a number would be written that was written otherwise."""
    if re.fullmatch(r"[-+]?[\d.]+(,\d+)+(\.\d+)?", value):
        return ", with a decimal point and no commas"
    if re.fullmatch(r"[-+]?[\d.]+ ?%", value):
        return "; without the sign, and with --percent"
    if re.fullmatch(r"[\d.]+ ?[kKmMbBtT]", value):
        return ", such as 7e9 for 7B"
    return ""
