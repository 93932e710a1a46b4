"""Build an exhibit: from the tables that its yaml names to its one frame."""

import pandas as pd

from emergence.catalogue.exhibits import LAW_TABLES, SERIES_TABLES
from emergence.exhibits.figure import build_figure, chosen_series
from emergence.exhibits.table import build_table
from emergence.io.storage import read_frame
from emergence.schema.printed import PRINTED, read_printed


def gather(tables, spec, read=read_frame):
    """The tables of an exhibit by name, each put together from the files of several sources.

    Parameters
    ----------
    tables : iterable of (str, str, path-like)
        Name of the table, source or "", and file: Parquet, and CSV for printed tables.
    spec : dict
        The exhibit's yaml. Of the tables of series, a figure reads only the rows of the series that it shows: they are
        a fraction of millions.
    read : callable, optional
        From a Parquet file's path and, where only their rows are wanted, identities of series to a frame.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    files = {}
    for name, _, path in tables:
        files.setdefault(name, []).append(path)
    printed = {name: read_printed(files.pop(name), name) for name in PRINTED if name in files}
    if spec["kind"] != "figure" or "series" not in spec:
        return printed | {name: _together(read, parts) for name, parts in files.items()}
    series = _together(read, files.pop("series"))
    ids = chosen_series(spec, series)["series_id"].tolist()
    wanted = {name: ids if name in (*SERIES_TABLES, *LAW_TABLES) else None for name in files}
    return printed | {"series": series} | {name: _together(read, parts, wanted[name]) for name, parts in files.items()}


def _together(read, paths, series_ids=None):
    return pd.concat([read(path, series_ids) for path in paths], ignore_index=True)


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
