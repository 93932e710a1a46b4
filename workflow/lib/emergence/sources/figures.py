"""Digitise: figures of a source -> tables of their points in ``data/<source>/figures/``, and observations from them.

This module and :mod:`emergence.sources.importing` know paths; the others of this room do not.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from emergence.digitise import spec as figure_spec
from emergence.digitise.drawing import Drawing
from emergence.digitise.figure import Reading, digitise
from emergence.digitise.reading import read_drawings
from emergence.digitise.spec import FigureSpec
from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.printed import table_of
from emergence.sources import descriptor
from emergence.sources.committed_tables import replace_tables
from emergence.sources.fetch import fetch
from emergence.sources.source_code import module_of

_LONG = 2000  # rows: longer tables are Parquet


@dataclass(frozen=True)
class Digitised:
    """One figure as it was described, drawn and read."""

    spec: FigureSpec
    drawing: Drawing
    reading: Reading


def digitise_source(
    source: str, data: str | Path = "data", mirror: str | Path | None = None, cache: str | Path | None = None
) -> tuple[list[Digitised], list[str]]:
    """Rewrite the tables that a source's figures give.

    All tables are checked before the first is replaced.

    Parameters
    ----------
    source : str
        Name of the source; it has figures if ``data/<source>/figures`` holds a yaml.
    data : path-like
        Folder of the sources' tables.
    mirror, cache : path-like, optional
        As :func:`emergence.sources.fetch.fetch` takes them.

    Returns
    -------
    (list of Digitised, list of str)
        The figures, for the check pictures, and the names of the tables that changed.

    Raises
    ------
    DataError
        If a description, a file, or a table made from them is not as it should be.
    """
    folder = Path(data, source)
    specs = [figure_spec.load(path) for path in sorted((folder / "figures").glob("*.yaml"))]
    if not specs:
        return [], []
    figures = _read(specs, folder, mirror, cache)
    frames = {
        f"figures/{figure.spec.name}{_ending(figure.reading.points)}": figure.reading.points for figure in figures
    }
    frames["figures/ticks.csv"] = pd.concat([figure.reading.ticks for figure in figures], ignore_index=True)
    return figures, replace_tables(frames | _observations(source, figures, folder), folder)


def _read(specs, folder, mirror, cache):
    """Every figure; each file is fetched and read once."""
    files = {file.path: file for file in descriptor.load(folder / "source.yaml").figure_files}
    for spec in specs:
        if spec.file not in files:
            raise DataError(f"{folder}/figures/{spec.name}.yaml", "one of " + ", ".join(files), "file", value=spec.file)
    contents = fetch([files[path] for path in sorted({spec.file for spec in specs})], mirror, cache)
    figures = {}
    for path, content in contents.items():
        wanted = [spec for spec in specs if spec.file == path]
        drawings = read_drawings(content, {spec.page for spec in wanted}, path)
        for spec in wanted:
            figures[spec.name] = Digitised(spec, drawings[spec.page], digitise(spec, drawings[spec.page]))
    return [figures[spec.name] for spec in specs]


def _observations(source, figures, folder):
    """What the source's module ``readings`` makes of the points; nothing where there is none."""
    readings = module_of(source, "readings", folder.parent)
    if readings is None:
        return {}
    return readings.observe({figure.spec.name: figure for figure in figures}, _Tables(folder))


class _Tables(dict):
    """A source's tables by their path under its folder; each is read when it is asked for."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def __missing__(self, name):
        self[name] = read_table(self.folder / name, table_of(name, self.folder))
        return self[name]


def _ending(points):
    return ".parquet" if len(points) > _LONG else ".csv"
