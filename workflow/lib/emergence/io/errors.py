"""Errors for people: what is wrong, where, and what was expected."""

from typing import Any


class AtlasError(Exception):
    """A problem that the user can correct. Its message is complete without a traceback."""


class DataError(AtlasError):
    """A value in a file that breaks the file's contract.

    Parameters
    ----------
    file : str
        The file, as the user knows it.
    expected : str
        What was expected in its place.
    row : int or str, optional
        Line of a CSV (the header is line 1), row of a Parquet table (the first is 1), or line of a yaml file.
    column : str, optional
        Column of a table or key of a yaml.
    value : object, optional
        What was found.
    """

    def __init__(
        self,
        file: object,
        expected: str,
        row: int | str | None = None,
        column: str | None = None,
        value: Any = None,
    ) -> None:
        value = value.item() if hasattr(value, "item") else value  # a plain 1.5, not np.float64(1.5)
        self.file, self.expected, self.row, self.column, self.value = file, expected, row, column, value
        where = [str(file)]
        if row is not None:
            where.append(f"row {row}")
        if column is not None:
            where.append(f"column {column!r}")
        found = "" if value is None else f": found {value!r}"
        super().__init__(f"{', '.join(where)}{found}: expected {expected}")
