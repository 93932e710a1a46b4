"""Build a table's frame: rows selected, joined, turned and ordered, one column a field."""

from collections.abc import Mapping

import pandas as pd

from emergence.exhibits.ordering import in_order
from emergence.exhibits.selecting import joined, selected
from emergence.io.errors import DataError
from emergence.io.selection import matching


def build_table(
    spec: Mapping, tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Select and join the rows of a table.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    tables : dict of str to pandas.DataFrame
        Table name to its rows.
    labels : dict of str to str, optional
        What readers see in place of keys: columns of the format ``words`` are sorted by it.

    Returns
    -------
    pandas.DataFrame
        The fields that the yaml's ``columns`` name, in its order.

    Raises
    ------
    DataError
        If nothing is selected, two numbers fall into one cell, or a field is not there.
    """
    rows = _selected(spec, tables, spec["file"])
    if rows.empty:
        raise DataError(spec["file"], f"rows that match {spec.get('where', {})}", column="where")
    if blank := spec.get("blank"):
        rows = rows.mask(_cells(rows, blank, spec["file"]))
    rows = _turned(rows, spec, spec["file"])
    for join in spec.get("join", []):
        added = _turned(_selected(join, tables, spec["file"]), join, spec["file"])
        # what several sources say alike, such as the name of a task, is one row
        added = added[[*join["on"], *join["fields"]]].drop_duplicates()
        rows = rows.merge(added.rename(columns=join["fields"]), on=join["on"], how="left")
    for entry in spec.get("published", []):
        if "column" in entry:
            rows.loc[matching(rows, entry.get("where", {})), entry["column"]] = entry["value"]
    rows = _ordered(rows, spec, labels or {})
    fields = [field for column in spec["columns"] for field in (column["field"], *column.get("interval", ()))]
    instead = {column["field"]: column["else"] for column in spec["columns"] if "else" in column}
    for field in (*fields, *instead.values()):
        if field not in rows:
            raise DataError(spec["file"], "a field: " + ", ".join(rows.columns), column="columns", value=field)
    rows = rows.assign(**{field: rows[field].fillna(rows[other]) for field, other in instead.items()})
    return rows[[*dict.fromkeys([*fields, *filter(None, [spec.get("sections")])])]].reset_index(drop=True)


def _selected(part, tables, file):
    """The rows of the table that a part of the yaml names which meet its condition."""
    return selected(joined(part, tables), part.get("where", {}), file)


def _cells(rows, blank, file):
    """Which cells are not shown: the fields named, of the rows that meet the condition."""
    for field in blank["fields"]:
        if field not in rows:
            raise DataError(file, "a field: " + ", ".join(rows.columns), column="blank", value=field)
    chosen = matching(rows, blank["where"], file)
    return pd.DataFrame({column: chosen & (column in blank["fields"]) for column in rows}, index=rows.index)


def _turned(rows, part, file):
    """Rows with some values turned into columns, named by the parts of their key joined with dots."""
    pivot = part.get("pivot")
    if pivot is None:
        return rows
    index, columns = pivot["index"], pivot["columns"]
    values = pivot["values"] if isinstance(pivot["values"], list) else [pivot["values"]]
    repeated = rows.duplicated([*index, *columns]).to_numpy()
    if repeated.any():
        row = rows.iloc[int(repeated.argmax())]
        cell = ", ".join(f"{name}={row[name]}" for name in [*index, *columns])
        raise DataError(file, "one number a cell", column="pivot", value=cell)
    label = rows[columns].map(_word).agg(lambda words: ".".join(word for word in words if word), axis=1)
    turned = [rows[index].drop_duplicates(ignore_index=True)]
    for name in pd.unique(label):
        cells = rows.loc[label == name, [*index, *values]]
        names = {value: name if len(values) == 1 else f"{name}.{value}" for value in values}
        turned.append(cells.rename(columns=names))
    wide = turned[0]
    for cells in turned[1:]:
        wide = wide.merge(cells, on=index, how="left")
    return wide


def _word(value):
    if pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _ordered(rows, spec, labels):
    """Sort by what a reader sees: words and not keys, small and capital letters alike."""
    worded = {column["field"] for column in spec["columns"] if column.get("format") == "words"}

    def shown(values):
        if not pd.api.types.is_string_dtype(values):
            return values
        return (values.replace(labels) if values.name in worded else values).str.casefold()

    if "sort" in spec:
        by = spec["sort"] if isinstance(spec["sort"], list) else [spec["sort"]]
        names = [entry.removeprefix("-") for entry in by]
        ascending = [not entry.startswith("-") for entry in by]
        rows = rows.sort_values(names, ascending=ascending, kind="stable", key=shown)
    return in_order(rows, spec.get("order", {}))
