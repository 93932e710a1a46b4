"""Build an exhibit: from the tables that its yaml names to its one frame."""

from pathlib import Path

import pandas as pd

from emergence.catalogue.exhibits import LAW_TABLES, SERIES_TABLES
from emergence.exhibits.figure import build_figure, chosen_series
from emergence.exhibits.table import build_table
from emergence.io.storage import read_frame
from emergence.schema.printed import PRINTED, read_printed


def gather(paths, spec):
    """The tables of an exhibit by name, each put together from the files of several sources.

    Parameters
    ----------
    paths : list of path-like
        Parquet files, and CSVs for printed tables; a file's stem is its table's name.
    spec : dict
        The exhibit's yaml. Of the tables of series, a figure reads only the rows of the series that it shows: they are
        a fraction of millions.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    files = {}
    for path in paths:
        files.setdefault(Path(path).stem, []).append(path)
    printed = {name: read_printed(files.pop(name), name) for name in PRINTED if name in files}
    if spec["kind"] != "figure" or "series" not in spec:
        return printed | {name: _together(parts) for name, parts in files.items()}
    series = _together(files.pop("series"))
    ids = chosen_series(spec, series)["series_id"].tolist()
    wanted = {name: ids if name in (*SERIES_TABLES, *LAW_TABLES) else None for name in files}
    return printed | {"series": series} | {name: _together(parts, wanted[name]) for name, parts in files.items()}


def _together(paths, series_ids=None):
    return pd.concat([read_frame(path, series_ids) for path in paths], ignore_index=True)


def build(spec, tables):
    """The exhibit's frame.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    tables : dict of str to pandas.DataFrame
        As :func:`gather` makes it.

    Returns
    -------
    pandas.DataFrame
        See :func:`emergence.exhibits.figure.build_figure` and :func:`emergence.exhibits.table.build_table`.
    """
    builders = {"figure": build_figure, "table": build_table}
    return builders[spec["kind"]](spec, tables)
