"""Replacing the tables under ``data/<source>/``: all of them or none, and only those whose content changes."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from emergence.io.storage import write_table
from emergence.schema.printed import table_of


def replace_tables(frames: Mapping[str, pd.DataFrame], home: str | Path) -> list[str]:
    """Write a source's tables.

    All of them are checked and written to a temporary folder before the first is replaced. A table that comes out as it
    stands is left alone, its time of change too.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Tables by their path under ``home``.
    home : path-like
        The source's folder, ``data/<source>``.

    Returns
    -------
    list of str
        Paths of the tables that changed.

    Raises
    ------
    DataError
        If a table violates its contract; then none is replaced.
    """
    home = Path(home)
    with tempfile.TemporaryDirectory(dir=home, prefix=".made-") as aside:
        for name, frame in frames.items():
            Path(aside, name).parent.mkdir(exist_ok=True)
            # Descriptions of columns stay out of committed files: these must not change with a wording.
            write_table(frame, Path(aside, name), table_of(name, home), described=False)
        changed = [name for name in frames if not _same(Path(aside, name), home / name)]
        for name in changed:
            (home / name).parent.mkdir(exist_ok=True)
            os.replace(Path(aside, name), home / name)
    return changed


def _same(made: Path, standing: Path) -> bool:
    return standing.is_file() and made.read_bytes() == standing.read_bytes()
