"""Build an exhibit: from the tables that its yaml names to its one frame, its title and its caption."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from emergence.catalogue.exhibits import is_of_series, number_inputs, shown_inputs
from emergence.catalogue.wording import WORDED
from emergence.exhibits.figure import build_figure
from emergence.exhibits.numbers import filled
from emergence.exhibits.selecting import chosen_series
from emergence.exhibits.table import build_table
from emergence.io.storage import read_frame
from emergence.schema.printed import read_printed


def complete(
    spec: Mapping,
    files: Iterable[tuple[str, str, str | Path]],
    read: Callable[..., pd.DataFrame] = read_frame,
    labels: Mapping[str, str] | None = None,
) -> tuple[dict, pd.DataFrame]:
    """An exhibit with all that it shows.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml, as :func:`emergence.catalogue.wording.worded` leaves it.
    files : iterable of (str, str, path-like)
        Name of the table, source or "", and file: Parquet, and CSV for printed tables.
    read : callable, optional
        From a Parquet file's path and, where only their rows are wanted, identities of series to a frame.
    labels : dict of str to str, optional
        What readers see in place of keys.

    Returns
    -------
    spec : dict
        The yaml with the numbers in its title and captions.
    frame : pandas.DataFrame
        What :func:`build` makes.
    """
    frame = build(spec, gather(files, spec, read), labels)
    tables = gather_numbers(files, spec, read)
    numbers = spec.get("numbers", {})
    words = {
        key: " ".join(filled(spec[key], numbers, tables, spec["file"], key).split()) for key in WORDED if key in spec
    }
    return {**spec, **words}, frame


def about(spec: Mapping) -> dict[str, str]:
    """what the metadata of an exhibit's Parquet say of it: kind, title and captions."""
    return {key: spec[key] for key in ("kind", *WORDED) if key in spec}


def gather(files, spec, read=read_frame):
    """The tables that an exhibit shows, by name, each put together from the files of several sources.

    Parameters
    ----------
    files, read
        As for :func:`complete`.
    spec : dict
        The exhibit's yaml. Of the tables of series, a figure reads only the rows of the series that it shows: they are
        a fraction of millions.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    parts = _parts(files, shown_inputs(spec))
    if spec["kind"] != "figure" or "series" not in spec:
        return {name: _together(name, own, read) for name, own in parts.items()}
    series = _together("series", parts.pop("series"), read)
    ids = chosen_series(spec, series)["series_id"].tolist()
    of_groups = {layer["from"] for layer in spec["layers"] if "per_series" in layer}  # of series: no row is one series'
    wanted = {name: ids if is_of_series(name) and name not in of_groups else None for name in parts}
    return {"series": series} | {name: _together(name, own, read, wanted[name]) for name, own in parts.items()}


def gather_numbers(
    files: Iterable[tuple[str, str, str | Path]], spec: Mapping, read: Callable[..., pd.DataFrame] = read_frame
) -> dict[str, pd.DataFrame]:
    """The tables that the numbers of an exhibit's words come from, like :func:`gather`: whole."""
    return {name: _together(name, own, read) for name, own in _parts(files, number_inputs(spec)).items()}


def gather_tables(
    files: Iterable[tuple[str, str, str | Path]], read: Callable[..., pd.DataFrame] = read_frame
) -> dict[str, pd.DataFrame]:
    """All tables of some files, like :func:`gather`."""
    return {
        name: _together(name, own, read) for name, own in _parts(files, {(name, "") for name, _, _ in files}).items()
    }


def _parts(files, needed):
    """The files of each table that is needed, each file once."""
    parts = {}
    for name, source, path in files:
        if (name, source) in needed or (name, "") in needed or not source:
            parts.setdefault(name, {})[str(path)] = source, path
    return {name: list(paths.values()) for name, paths in parts.items() if any(name == table for table, _ in needed)}


def _together(name, parts, read, series_ids=None):
    if all(str(path).endswith(".csv") for _, path in parts):
        return read_printed(parts, name)
    return pd.concat([read(path, series_ids) for _, path in parts], ignore_index=True)


def build(spec, tables, labels=None):
    """The exhibit's frame.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    tables : dict of str to pandas.DataFrame
        As :func:`gather` makes it.
    labels : dict of str to str, optional
        What readers see in place of keys; the cells of a table keep their keys, and are sorted by the labels.

    Returns
    -------
    pandas.DataFrame
        See :func:`emergence.exhibits.figure.build_figure` and :func:`emergence.exhibits.table.build_table`.
    """
    return build_table(spec, tables, labels) if spec["kind"] == "table" else build_figure(spec, tables, labels)
