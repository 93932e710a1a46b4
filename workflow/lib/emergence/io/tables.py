"""The tables of a job by name, read from their files when they are asked for."""

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
    """

    def __init__(self, files=None, schema_of=None, frames=None):
        self._files, self._schema_of, self._frames = files or {}, schema_of, dict(frames or {})

    def __getitem__(self, name):
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def read(self, name, series_ids=None, columns=None):
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

    def _read(self, name, series_ids=None, columns=None):
        table, parts = self._schema_of(name), []
        for source, path in self._files[name]:
            if str(path).endswith(".csv"):
                parts.append(read_table(path, _of_one_source(table)).assign(source=source))
            else:
                parts.append(read_frame(path, None if series_ids is None else list(series_ids), columns))
        frame = pd.concat(parts, ignore_index=True) if parts else together([], table)
        kept = [column for column in table.columns if column.name in (frame if columns is None else columns)]
        flags = {column.name: "boolean" for column in kept if column.kind == "flag"}
        return frame[[column.name for column in kept]].astype(flags)


def _of_one_source(table):
    """A printed table as its file has it, without the source."""
    others = [column for column in table.columns if column.name != "source"]
    return Table(table.name, tuple(others), tuple(name for name in table.key if name != "source"))
