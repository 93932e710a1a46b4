"""Reading and writing tables: the only module that turns frames into files and files into frames.

For one version of pyarrow, Parquet and CSV files are the same byte for byte on every machine. They are written under a
temporary name and renamed, and are validated against their table when they are written and when they are read.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from os import PathLike
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from emergence.io.checking import check
from emergence.io.contract import Column, Table
from emergence.io.errors import DataError
from emergence.io.files import write_bytes, write_parquet

_ARROW = {"text": pa.string(), "number": pa.float64(), "flag": pa.bool_()}


def write_table(frame: pd.DataFrame, path: str | PathLike[str], table: Table, *, described: bool = True) -> None:
    """Check a frame against its table and write it as Parquet or, by the ending of the name, CSV.

    In Parquet files each column carries its description and unit as metadata of its field, if ``described``.
    """
    checked = check(frame, table, Path(path).name)
    columns = [c for c in table.columns if not (c.rare and checked[c.name].isna().all())]
    checked = checked[[c.name for c in columns]]
    if Path(path).suffix == ".csv":
        flags = {c.name: checked[c.name].map({True: "true", False: "false"}) for c in columns if c.kind == "flag"}
        write_bytes(path, checked.assign(**flags).to_csv(index=False, lineterminator="\n").encode())
        return
    schema = pa.schema([_field(column, described) for column in columns])
    write_parquet(pa.Table.from_pandas(checked, schema=schema, preserve_index=False), path)


def _field(column: Column, described: bool) -> pa.Field:
    """The Arrow field of a column, with its description and unit if they are wanted."""
    about = {name: words for name, words in (("description", column.doc), ("unit", column.unit)) if words and described}
    return pa.field(column.name, _ARROW[column.kind], nullable=not column.required, metadata=about)


def read_table(
    path: str | PathLike[str], table: Table, name: str | None = None, series_ids: Collection[str] | None = None
) -> pd.DataFrame:
    """Read a CSV or Parquet table, or of a Parquet table the rows of some series, and check it.

    Parameters
    ----------
    path : path-like
    table : emergence.io.contract.Table
    name : str, optional
        What messages call the file; the path by default.
    series_ids : collection of str, optional
        All rows if absent.

    Returns
    -------
    pandas.DataFrame
        Columns of ``table``, in its order.

    Raises
    ------
    DataError
        If the file is missing, truncated, or violates the table's contract.
    """
    name = name or str(path)
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        raise DataError(name, "a file of this name") from None
    if Path(path).suffix == ".csv":
        return check(read_csv(content, name), table, name, first_row=2)
    return check(read_parquet(content, name, series_ids), table, name)


def read_tables(paths: Iterable[str | PathLike[str]], table: Table) -> pd.DataFrame:
    """The rows of several files of one table, one after the other; see :func:`read_table`."""
    return together([read_table(path, table) for path in paths], table)


def together(frames: list[pd.DataFrame], table: Table) -> pd.DataFrame:
    """The rows of several frames of one table, one after the other; without frames, the table without rows."""
    if not frames:
        return check(pd.DataFrame(columns=table.names), table, table.name)
    return pd.concat(frames, ignore_index=True)


def write_frame(frame: pd.DataFrame, path: str | PathLike[str], about: Mapping[str, str] | None = None) -> None:
    """Write a frame of an exhibit, whose columns its yaml decides, as Parquet, with ``about`` in its metadata."""
    write_parquet(pa.Table.from_pandas(frame, preserve_index=False), path, about)


def read_about(path: str | PathLike[str]) -> dict[str, str]:
    """The metadata of a Parquet file, text to text."""
    return {key.decode(): value.decode() for key, value in (pq.read_schema(path).metadata or {}).items()}


def read_frame(
    path: str | PathLike[str], series_ids: Collection[str] | None = None, columns: list[str] | None = None
) -> pd.DataFrame:
    """The frame in a Parquet file, or its rows of some series and some of its columns, without validation.

    Raises
    ------
    DataError
        If the file is damaged or truncated.
    """
    return read_parquet(Path(path).read_bytes(), str(path), series_ids, columns)


def read_parquet(
    content: bytes, name: str, series_ids: Collection[str] | None = None, columns: list[str] | None = None
) -> pd.DataFrame:
    """The frame in the bytes of a Parquet file; a :class:`DataError` if they are damaged or truncated."""
    return to_frame(_read_arrow(content, name, columns, series_ids))


def read_arrow(path: str | PathLike[str], columns: list[str] | None = None) -> pa.Table:
    """The Arrow table in a Parquet file, for :func:`to_frame`; errors as those of :func:`read_frame`."""
    return _read_arrow(Path(path).read_bytes(), str(path), columns)


def to_frame(arrow: pa.Table, series_ids: Collection[str] | None = None) -> pd.DataFrame:
    """The frame of an Arrow table, or its rows of some series."""
    if series_ids is not None:
        arrow = _of_series(arrow, series_ids)
    words = {at: field for at, field in enumerate(arrow.schema) if pa.types.is_dictionary(field.type)}
    for at, field in words.items():
        arrow = arrow.set_column(at, field.name, arrow[field.name].cast(pa.string()))
    return arrow.to_pandas()


def _of_series(rows: pa.Table, series_ids: Collection[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows["series_id"], pa.array(list(series_ids), pa.string())))


def _read_arrow(
    content: bytes, name: str, columns: list[str] | None, series_ids: Collection[str] | None = None
) -> pa.Table:
    """An Arrow table with texts as dictionaries: texts repeat, and each is then decoded once only.

    Where series are named, memory holds their rows and a batch of the others. Their names are no dictionary then: every
    batch would keep that of all series.
    """
    try:
        schema = pq.read_schema(io.BytesIO(content))
        words = [f.name for f in schema if pa.types.is_string(f.type) and (series_ids is None or f.name != "series_id")]
        file = pq.ParquetFile(io.BytesIO(content), read_dictionary=words)
        if series_ids is None:
            return file.read(columns=columns)
        none = file.schema_arrow.empty_table()
        batches = (pa.Table.from_batches([batch]) for batch in file.iter_batches(columns=columns))
        found = (_of_series(batch, series_ids) for batch in batches)
        return pa.concat_tables([none if columns is None else none.select(columns), *found])
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(name, f"a whole Parquet file ({error})") from None


def read_csv(content: bytes, name: str) -> pd.DataFrame:
    """The frame in the bytes of a CSV, all values as text and empty ones as null.

    Stricter than pandas, which fills short lines with nulls: a truncated file must be an error.
    """
    try:
        lines = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(name, f"UTF-8 text ({error})") from None
    if not lines.endswith("\n"):
        raise DataError(name, "a line break at the end; the file seems truncated", row=lines.count("\n") + 1)
    try:
        head, *rows = csv.reader(io.StringIO(lines))
    except csv.Error as error:
        raise DataError(name, f"a CSV with line breaks of one kind ({error})") from None
    for row, fields in enumerate(rows, start=2):
        if len(fields) != len(head):
            raise DataError(name, f"{len(head)} fields", row=row, value=f"{len(fields)} fields")
    frame = pd.DataFrame(rows, columns=head, dtype="str")
    return frame.mask(frame == "")
