"""About how many series a source has, counted from its tables before any job has run: it decides in how many jobs they
are fitted. No pandas: the workflow is planned with it, and a count is remembered until its table changes.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from emergence.catalogue import sources
from emergence.io import provenance
from emergence.io.file_memory import FileMemory

_KEYS = ("task", "subtask", "metric", "shots", "format", "split")
_NO_SCORES = ("models.csv", "tasks.csv", "metrics.csv")
_VERSION = 1  # of the way of counting
_LOSS = "cross_entropy"  # what scores are paired with, and seldom a series itself

Row = Mapping[str, Any]


def about(
    source: str, pools: Mapping[str, Mapping], x: Mapping[str, Mapping], memory: FileMemory, folder: Path = sources.DATA
) -> int:
    """How many series the tables of a source give, to within what single runs and limits of x leave out.

    Parameters
    ----------
    source : str
    pools : mapping of str to mapping
        Pool to the condition on its rows (see :func:`emergence.io.selection.matching`).
    x : mapping of str to mapping
        Kind of x to its limits, with the conditions ``only`` on series.
    memory : FileMemory
    folder : pathlib.Path, optional
        That of all sources.

    Returns
    -------
    int
        A damaged table counts for none: the job that reads it says what is wrong.
    """
    models = folder / source / "models.csv"
    told = (_VERSION, dict(pools), dict(x), provenance.sha256(models) if models.is_file() else "")
    what = f"series {sha256(repr(told).encode()).hexdigest()[:16]}"
    total = 0
    for path in sources.files_of(source, folder):
        if Path(path).name not in _NO_SCORES and Path(path).is_file():
            total += memory.recall(what, path, partial(_count, path=path, pools=pools, x=x, models=models))
    return total


def pools_met(source: str, pools: Mapping[str, Mapping], memory: FileMemory, folder: Path = sources.DATA) -> set[str]:
    """The pools whose condition some row may meet, as far as its model, family, task and the like tell."""
    models, met = folder / source / "models.csv", set()
    told = (_VERSION, dict(pools), provenance.sha256(models) if models.is_file() else "")
    what = f"pools {sha256(repr(told).encode()).hexdigest()[:16]}"
    for path in sources.files_of(source, folder):
        if Path(path).name not in _NO_SCORES and Path(path).is_file():
            met |= set(memory.recall(what, path, partial(_met, path=path, pools=pools, models=models)))
    return met


def _met(content: bytes, path: str, pools: Mapping, models: Path) -> list[str]:
    known = {row.get("model"): row for row in _rows(models)}
    rows = [
        {**known.get(row.get("model"), {}), **{k: v for k, v in row.items() if v}} for row in _distinct(content, path)
    ]
    return [pool for pool, where in pools.items() if any(_meets(row, where) for row in rows)]


def _rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV, as text; none of a file that is not there or no text."""
    try:
        yield from csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, csv.Error):
        return


def _count(content: bytes, path: str, pools: Mapping, x: Mapping, models: Path) -> int:
    known = {row.get("model"): row for row in _rows(models)}
    members: dict[str, set[tuple]] = {pool: set() for pool in pools}
    for row in _distinct(content, path):
        if row["metric"] != _LOSS:
            whole = {**known.get(row.get("model"), {}), **{name: value for name, value in row.items() if value}}
            key = tuple(row.get(name) or None for name in _KEYS)
            for pool, where in pools.items():
                if _meets(whole, where):
                    members[pool].add(key)
    return sum(_wanted(key, pool, kind, x[kind]) for kind in x for pool, keys in members.items() for key in keys)


def _distinct(content: bytes, path: str) -> Iterator[dict[str, Any]]:
    """What differs among the rows of a table of scores, once each; nothing of other tables."""
    wanted = ("model", "family", *_KEYS)
    try:
        if path.endswith(".csv"):
            reader = csv.DictReader(io.StringIO(content.decode("utf-8")))
            names: Sequence[str] = [name for name in wanted if name in (reader.fieldnames or ())]
            found = dict.fromkeys(tuple(row[name] for name in names) for row in reader)
        else:
            import pyarrow.parquet as pq

            file = pq.ParquetFile(io.BytesIO(content))
            names = [name for name in wanted if name in file.schema_arrow.names]
            # column by column: what groups rows would ask for pandas, which is not there when a workflow is planned
            found = dict.fromkeys(zip(*(column.to_pylist() for column in file.read(names).columns), strict=True))
    except (OSError, ValueError, csv.Error):  # pyarrow's own errors are among them
        return
    if "metric" in names:
        yield from (dict(zip(names, values, strict=True)) for values in found)


def _wanted(key: tuple, pool: str, kind: str, limits: Mapping) -> bool:
    row = {**dict(zip(_KEYS, key, strict=True)), "pool": pool, "x_kind": kind}
    return any(_meets(row, condition) for condition in limits.get("only", [{}]))


def _meets(row: Row, where: Mapping) -> bool:
    """Whether a row may meet a condition; of a column that it lacks nothing is known."""
    return all(_holds(row[column], wanted) for column, wanted in where.items() if column in row)


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        try:
            return wanted.get("min", float("-inf")) <= float(value) <= wanted.get("max", float("inf"))
        except (TypeError, ValueError):
            return False
    choices = wanted if isinstance(wanted, list) else [wanted]
    return value in choices or str(value) in map(str, choices)
