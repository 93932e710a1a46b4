"""What is wrong with the tables of a source that no reader of a single value sees: found before any job runs.

No pandas: the workflow is planned with it, and what was found in a file is remembered until the file changes.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from emergence.catalogue import series_count, sources
from emergence.io import provenance
from emergence.io.errors import DataError
from emergence.io.file_memory import FileMemory
from emergence.schema.published import SOURCE_OBSERVATIONS

# Nats per token of a uniform guess over a million tokens, more than any vocabulary.
IMPOSSIBLE_LOSS = math.log(1e6)
MOST_FLOPS = 1e29  # a thousand times the largest training run that is known

_TABLES = (".csv", ".parquet")
_NOT_READ = (".xlsx", ".xls", ".ods", ".tsv", ".json", ".jsonl", ".feather")  # notes, as .txt and .md, may lie there
_NO_SCORES = ("models.csv", "tasks.csv", "metrics.csv")
_VERSION = 1  # of what is looked at
_KEY = ("model", "run", "tokens", "task", "subtask", "metric", "shots", "format", "split")


def require_sound(source: str, pools: Mapping[str, Mapping], memory: FileMemory, folder: Path = sources.DATA) -> None:
    """Raise a :class:`DataError` about the first thing that is wrong with the tables of a source.

    Parameters
    ----------
    source : str
    pools : mapping of str to mapping
        Pool to the condition on its rows.
    memory : FileMemory
    folder : pathlib.Path, optional
        That of all sources.
    """
    home = folder / source
    for path in sorted(home.iterdir()):
        _require_file(path, folder)
    tables = [path for path in sorted(home.iterdir()) if path.suffix in _TABLES]
    what = f"faults {_VERSION}"
    found = {path: memory.recall(what, path, partial(_about, path=path)) for path in tables}
    for path, about in found.items():
        if about["fault"]:
            expected, row, column, value = about["fault"]
            raise DataError(path, expected, row, column, value)
    scores = {path: about for path, about in found.items() if path.name not in _NO_SCORES}
    _require_known_tasks(scores, home, folder)
    _require_apart(scores, memory)
    met = series_count.pools_met(source, {**pools, "": {}}, memory, folder)
    for pool in pools:
        if "" in met and pool not in met:  # without a table that can be read nothing is known
            expected, where = "a condition that rows meet", str(dict(pools[pool]))
            raise DataError(home / "source.yaml", expected, column=f"pools.{pool}.where", value=where)


def _require_file(path, folder):
    """What lies in a source's folder is a file there, or a folder of another name than a table's."""
    if path.is_symlink():
        if not path.exists():
            raise DataError(path, f"a file; it is a link to {path.readlink()}, which does not exist")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise DataError(path, f"a file of its own; it is a link to {path.readlink()}, outside {folder}/")
    if path.suffix in _TABLES and path.is_dir():
        raise DataError(path, "a file, not a folder")
    if path.suffix.lower() in _NOT_READ:
        raise DataError(path, "tables as .csv or .parquet, which alone are read, and notes as .md or .txt")


def _about(content: bytes, path: Path) -> dict[str, Any]:
    """What a table holds: its first fault, and its tasks and metrics."""
    try:
        fault = _of_text(content) if path.suffix == ".csv" else _of_parquet(content)
        if fault:
            return {"fault": fault, "tasks": []}
        tasks: dict[tuple, None] = {}
        for line, row in _rows(content, path):
            if fault := _impossible(row, line):
                return {"fault": fault, "tasks": []}
            tasks[row.get("task"), row.get("metric")] = None
        return {"fault": None, "tasks": [list(names) for names in tasks]}
    except (OSError, ValueError, csv.Error):  # damaged: the job that reads it says how; pyarrow's errors are among them
        return {"fault": None, "tasks": []}


def _of_text(content):
    head = content.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    if not content.strip():
        return ["a table; the file is empty", None, None, None]
    if head.startswith("\ufeff"):
        return ["UTF-8 without a byte-order mark", 1, None, None]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if "," not in head and mark in head:
            return [f"commas between columns, not {name}", 1, None, None]
    return None


def _of_parquet(content):
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers = {column.name for column in SOURCE_OBSERVATIONS.columns if column.kind == "number"}
    for column in pq.read_schema(io.BytesIO(content)):
        words = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        if column.name in numbers and words:
            return ["a column of numbers; its type is text", None, column.name, None]
    return None


def _rows(
    content: bytes, path: Path, names: Sequence[str] = ("task", "metric", "value", "flops", "n_items")
) -> Iterator[tuple[int, dict]]:
    """Some columns of a table, row by row, with the number of each row."""
    if path.suffix == ".csv":
        yield from enumerate(csv.DictReader(io.StringIO(content.decode("utf-8"))), start=2)
        return
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(content))
    there = [name for name in names if name in file.schema_arrow.names]
    columns = (file.read([name]).column(0).to_pylist() for name in there)
    yield from enumerate((dict(zip(there, row, strict=True)) for row in zip(*columns, strict=True)), start=1)


def _impossible(row, line):
    """A loss, FLOPs or a number of items that cannot be."""
    if row.get("metric") == "cross_entropy" and _number(row, "value") > IMPOSSIBLE_LOSS:
        expected = f"a loss in nats per token, at most {IMPOSSIBLE_LOSS:.1f}, that of a guess over a million tokens"
        return [expected, line, "value", _number(row, "value")]
    if _number(row, "flops") > MOST_FLOPS:
        return [f"training FLOPs, at most {MOST_FLOPS:g}", line, "flops", _number(row, "flops")]
    if _number(row, "n_items") % 1:
        return ["a whole number of items", line, "n_items", _number(row, "n_items")]
    return None


def _number(row, name):
    """A value as a number; 0 where it is none, which the job that reads the table says."""
    try:
        value = float(row.get(name) or 0)
    except (TypeError, ValueError):
        return 0.0
    return value if math.isfinite(value) else 0.0


def _require_known_tasks(scores, home, folder):
    known = set()
    for path in (home / "tasks.csv", folder / "tasks.csv"):
        if path.is_file():
            known |= {row.get("task") for _, row in _rows(path.read_bytes(), path)}
    for path, about in scores.items():
        for task in sorted({task for task, _ in about["tasks"] if task} - known):
            line = next(line for line, row in _rows(path.read_bytes(), path) if row["task"] == task)
            near = get_close_matches(task, sorted(filter(None, known)), 3)
            such = f", such as {', '.join(near)}" if near else ""
            expected = (
                f"a task of {home / 'tasks.csv'} or {folder / 'tasks.csv'}{such}; a new one is a row of the first"
            )
            raise DataError(path, expected, line, "task", task)


def _require_apart(scores, memory):
    """No two tables of a source have the same number; both are named."""
    for (path, about), (other, beside) in combinations(scores.items(), 2):
        if set(map(tuple, about["tasks"])) & set(map(tuple, beside["tasks"])):
            what = f"twice {_VERSION} {provenance.sha256(path)}"
            if twice := memory.recall(what, other, partial(_twice, path=path, other=other)):
                first, line, said = twice
                expected = f"each number once; row {first} of {path} is of the same"
                raise DataError(other, expected, line, value=said)


def _twice(content: bytes, path: Path, other: Path) -> list | None:
    """The first number of a table that another has too: its row there, its row here, and what it is of."""
    keys = {_key(row): line for line, row in _rows(path.read_bytes(), path, _KEY)}
    for line, row in _rows(content, other, _KEY):
        if _key(row) in keys:
            names = (row.get(name) for name in ("model", "run", "task", "metric"))
            return [keys[_key(row)], line, ", ".join(filter(None, names))]
    return None


def _key(row):
    values = [row.get(name) or None for name in _KEY]
    values[1] = values[1] or values[0]  # a run without a name is called like its model
    return tuple(
        f"{float(value):g}" if name in ("tokens", "shots") and value else value
        for name, value in zip(_KEY, values, strict=True)
    )
