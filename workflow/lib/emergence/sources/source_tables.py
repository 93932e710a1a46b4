"""The tables under ``data/`` that the observations of a source are made from."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import METRICS, MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.ingest import merge_tasks

_KINDS = {"models.csv": MODELS, "tasks.csv": TASKS, "metrics.csv": METRICS}


class SourceTables(NamedTuple):
    """What one source is made from: its tables of numbers by file name, its models, all tasks and all metrics."""

    numbers: dict
    models: pd.DataFrame
    tasks: pd.DataFrame
    metrics: pd.DataFrame


def read_source(folder: str | Path, paths: Iterable[str | Path]) -> SourceTables:
    """Read and check the tables of a source and those that all sources share.

    Parameters
    ----------
    folder : path-like
        The source's folder.
    paths : list of path-like
        All tables: the source's own and the shared ones beside the folder.

    Returns
    -------
    SourceTables

    Raises
    ------
    DataError
        If a table is missing or not as it should be.
    """
    folder = Path(folder)
    read = {Path(path): read_table(path, _KINDS.get(Path(path).name, SOURCE_OBSERVATIONS)) for path in paths}
    shared, metrics = (read.pop(folder.parent / name) for name in ("tasks.csv", "metrics.csv"))
    if folder / "models.csv" not in read:
        raise DataError(folder / "models.csv", "a file of this name")
    models, own = read.pop(folder / "models.csv"), read.pop(folder / "tasks.csv", shared.iloc[:0])
    numbers = {str(path): table for path, table in read.items()}
    return SourceTables(numbers, models, merge_tasks(shared, own, folder / "tasks.csv"), metrics)


def read_metrics(path: str | Path) -> dict[str, dict]:
    """The shared table of metrics: metric to its row."""
    return {row["metric"]: row for row in read_table(path, METRICS).to_dict("records")}
