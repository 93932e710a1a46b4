"""Errors for people: what is wrong, where, and what was expected."""


class AtlasError(Exception):
    """A problem that the user can mend; its message stands alone, without a traceback."""


class DataError(AtlasError):
    """A value in a file that breaks the file's contract.

    Parameters
    ----------
    file : str
        The file, as the user knows it.
    expected : str
        What should have stood there.
    row : int or str, optional
        Line of a CSV (the head is line 1), row of a Parquet table (the first is 1), or the key of a yaml entry.
    column : str, optional
        Column of a table or key of a yaml.
    value : object, optional
        What stood there.
    """

    def __init__(self, file, expected, row=None, column=None, value=None):
        value = value.item() if hasattr(value, "item") else value  # a plain 1.5, not np.float64(1.5)
        self.file, self.expected, self.row, self.column, self.value = file, expected, row, column, value
        where = [str(file)]
        if row is not None:
            where.append(f"row {row}")
        if column is not None:
            where.append(f"column {column!r}")
        found = "" if value is None else f": found {value!r}"
        super().__init__(f"{', '.join(where)}{found}: expected {expected}")
