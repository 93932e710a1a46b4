"""The tables of a job by name, read from their files when they are asked for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from os import PathLike
from typing import Any

import pandas as pd

from emergence.io.contract import Table
from emergence.io.storage import read_frame, read_table, together


class Tables:
    """Tables by name: ``tables["series"]`` is the whole of one, kept once it is read; :meth:`read` is a part of one.

    Frames are shared by all who ask for them and are not to be written to.

    Parameters
    ----------
    files : dict of str to list of (str, path-like)
        Table to the (source, path) of each file that it is put together from, in this order; none gives a table
        without rows. A file is read no earlier than its table is asked for, so that it may yet have to be made.
    schema_of : function of str
        Name of a table to its :class:`emergence.io.contract.Table`.
    frames : dict of str to pandas.DataFrame, optional
        Tables that are at hand already.
    without : str, optional
        A pool of runs whose rows are left out of what is read.
    """

    def __init__(
        self,
        files: Mapping[str, Sequence[tuple[str, str | PathLike[str]]]] | None = None,
        schema_of: Callable[[str], Table] | None = None,
        frames: Mapping[str, pd.DataFrame] | None = None,
        without: str | None = None,
    ) -> None:
        self._without = without
        self._files, self._frames = files or {}, dict(frames or {})
        self._schema_of: Callable[[str], Table] = schema_of or _unknown

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def read(
        self, name: str, series_ids: Collection[str] | None = None, columns: list[str] | None = None
    ) -> pd.DataFrame:
        """The rows of some series and some of the columns of a table.

        Parameters
        ----------
        name : str
        series_ids : collection of str, optional
            All rows if absent.
        columns : list of str, optional
            All columns if absent. Needs ``series_id`` among them where series are given.

        Returns
        -------
        pandas.DataFrame
            With an index of its own.
        """
        if name not in self._frames:
            return self._read(name, series_ids, columns)
        frame = self._frames[name] if columns is None else self._frames[name][columns]
        return frame if series_ids is None else frame[frame["series_id"].isin(series_ids)].reset_index(drop=True)

    def _read(
        self, name: str, series_ids: Collection[str] | None = None, columns: list[str] | None = None
    ) -> pd.DataFrame:
        table, parts = self._schema_of(name), []
        for source, path in self._files[name]:
            if str(path).endswith(".csv"):
                parts.append(read_table(path, _of_one_source(table)).assign(source=source))
            else:
                parts.append(read_frame(path, None if series_ids is None else list(series_ids), columns))
        frame = pd.concat(parts, ignore_index=True) if parts else together([], table)
        if self._without is not None and "pool" in frame:
            frame = frame[frame["pool"] != self._without].reset_index(drop=True)
        kept = [column for column in table.columns if column.name in (frame if columns is None else columns)]
        flags: dict[str, Any] = {column.name: "boolean" for column in kept if column.kind == "flag"}
        return frame[[column.name for column in kept]].astype(flags)


def _unknown(name: str) -> Table:
    raise KeyError(name)


def _of_one_source(table: Table) -> Table:
    """A printed table as its file has it, without the source."""
    others = [column for column in table.columns if column.name != "source"]
    return Table(table.name, tuple(others), tuple(name for name in table.key if name != "source"))
