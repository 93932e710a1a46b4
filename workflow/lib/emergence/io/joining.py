"""Join Parquet files of one table as a stream: memory holds a block of rows, not the table. No pandas, no numpy."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from emergence.io.files import replacing

BLOCK = 1 << 20  # rows of a row group: see emergence.io.files.write_parquet
_AT_ONCE = 16  # files that are read side by side: of each, a part is in memory
_BATCH = 1 << 16  # rows in memory of all of them


def concatenate(paths: Sequence[str | PathLike[str]], target: str | PathLike[str]) -> None:
    """Write the rows of files one after the other; a column that some of them lack is null there."""
    schema = _schema(paths)
    none = schema.empty_table()
    rows = (batch for path in paths for batch in _batches(path))
    whole = (pa.concat_tables([none, batch], promote_options="default") for batch in rows)
    _write(whole, schema, target)


def merge(paths: Sequence[str | PathLike[str]], target: str | PathLike[str], key: str = "series_id") -> None:
    """Write the rows of files that are sorted by a key, sorted by that key; those of one key stay in their order.

    The bytes do not depend on the number of files. A key must stand in one file only. Of many files, some at a time are
    merged into files beside the target, and these in turn, so that memory does not grow with their number.
    """
    with ExitStack() as aside:
        while len(paths) > _AT_ONCE:
            groups = [paths[start : start + _AT_ONCE] for start in range(0, len(paths), _AT_ONCE)]
            paths = [_merged_aside(group, target, key, aside) for group in groups]
        _write(_merged([_Rows(path, key, _BATCH // len(paths)) for path in paths]), _schema(paths), target)


def _merged_aside(
    paths: Sequence[str | PathLike[str]], target: str | PathLike[str], key: str, until: ExitStack
) -> str | PathLike[str]:
    """A temporary file of the merged rows of some files, in small row groups; it is removed with ``until``."""
    handle, name = tempfile.mkstemp(dir=Path(target).parent, prefix=f".{Path(target).name}.")
    os.close(handle)
    until.callback(Path(name).unlink, missing_ok=True)
    _write(_merged([_Rows(path, key, _BATCH // len(paths)) for path in paths]), _schema(paths), name, _BATCH)
    return name


class _Rows:
    """The rows of one file, a batch at a time."""

    def __init__(self, path: str | PathLike[str], key: str, batch: int) -> None:
        self._batches, self._key = _batches(path, max(batch, 1)), key
        self.rows: Any = self._next()  # none at the end of the file

    def _next(self) -> pa.Table | None:
        return next(self._batches, None)

    @property
    def last(self) -> str:
        """The largest key at hand."""
        return self.rows[self._key][-1].as_py()

    def read_on(self) -> bool:
        """Add a batch to the rows at hand; False at the end of the file."""
        more = self._next()
        if more is not None:
            self.rows = pa.concat_tables([self.rows, more])
        return more is not None

    def take(self, limit: str | None) -> pa.Table:
        """The rows with keys up to a limit, which leave; all where there is none."""
        n = len(self.rows) if limit is None else pc.sum(pc.less_equal(self.rows[self._key], limit)).as_py() or 0
        taken, self.rows = self.rows.slice(0, n), self.rows.slice(n)
        return taken


def _merged(files: list[_Rows]) -> Iterator[pa.Table]:
    """Tables of rows in the order of their keys."""
    open_files = [file for file in files if file.rows is not None]
    while open_files:
        # Up to the smallest of the last keys nothing that is still unread can come before, but the rest of that key.
        first = min(open_files, key=lambda file: file.last)
        limit = first.last
        while first.last == limit and first.read_on():
            pass
        parts = [file.take(limit) for file in open_files]
        yield pa.concat_tables(parts).sort_by(files[0]._key)
        for file in open_files:
            if not len(file.rows):
                file.rows = file._next()
        open_files = [file for file in open_files if file.rows is not None]


def _schema(paths: Sequence[str | PathLike[str]]) -> pa.Schema:
    schemas = [pq.read_schema(path) for path in paths]
    return pa.unify_schemas(schemas).with_metadata(schemas[0].metadata)


def _batches(path: str | PathLike[str], rows: int = _BATCH) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(rows):
            if batch.num_rows:
                yield pa.Table.from_batches([batch])


def _write(
    tables: Iterable[pa.Table], schema: pa.Schema, target: str | PathLike[str], block: int | None = None
) -> None:
    """Write rows in row groups of the same size, however they arrive."""
    block = block or BLOCK
    waiting: list[pa.Table] = []
    with replacing(target) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        for table in tables:
            waiting.append(table)
            while sum(map(len, waiting)) >= block:
                rows = pa.concat_tables(waiting)
                writer.write_table(rows.slice(0, block).combine_chunks(), row_group_size=block)
                waiting = [rows.slice(block)]
        rows = pa.concat_tables(waiting) if waiting else schema.empty_table()
        if len(rows) or not waiting:
            writer.write_table(rows.combine_chunks(), row_group_size=block)
