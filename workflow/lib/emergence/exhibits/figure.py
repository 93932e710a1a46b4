"""Build a figure's frame: the rows of every layer, with the panel and the layer that they belong to."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.catalogue import marks
from emergence.catalogue.exhibits import VERDICT
from emergence.exhibits.ordering import in_order
from emergence.exhibits.selecting import chosen_series, joined, selected, sorted_series
from emergence.io.errors import DataError
from emergence.io.patterns import fill
from emergence.io.selection import matching
from emergence.schema.verdicts import VERDICT_WORDS

COLUMNS = ("x", "y", "x_lo", "x_hi", "y_lo", "y_hi", "value", "group", "line", "text")
NUMBERS = ("x", "y", "x_lo", "x_hi", "y_lo", "y_hi", "value")

# Which column of a table stands for which column of the frame, where the layer does not say otherwise.
_USUAL = {
    "points": {"x": "x", "y": "y"},
    "curves": {"x": "x", "y": "y", "y_lo": "lo", "y_hi": "hi", "line": "series_id"},
    "fits": {"x": "estimate", "x_lo": "lo", "x_hi": "hi"},
    "series": {"y": "chance"},
    "residuals": {"y": "residual"},
}


def build_figure(
    spec: Mapping, tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Select and join the rows of a figure.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    tables : dict of str to pandas.DataFrame
        Table name to its rows, of all the sources and x that :func:`emergence.catalogue.exhibits.inputs` names.
    labels : dict of str to str, optional
        What readers see in place of keys, where a pattern asks for it.

    Returns
    -------
    pandas.DataFrame
        ``panel``, ``panel_title``, ``layer``, ``mark``, the columns of :data:`COLUMNS` and ``series_id``; in the order
        in which they are drawn.

    Raises
    ------
    DataError
        If the selection is empty or names a column that is not there.
    """
    series = chosen_series(spec, tables["series"]) if "series" in spec else None
    if "sort" in spec and series is not None:
        series = sorted_series(series, spec["sort"], tables)
    _check_panels(series, spec)
    layers = [_rows(layer, series, spec, tables) for layer in spec["layers"]]
    keys = pd.concat([_keys(rows, spec) for rows in [series, *layers] if rows is not None]).unique()
    panels = {key: number for number, key in enumerate(keys)}
    frames = [_frame(index, rows, panels, spec, labels) for index, rows in enumerate(layers)]
    return pd.concat(frames, ignore_index=True).sort_values(["panel", "layer"], ignore_index=True, kind="stable")


def _rows(layer, series, spec, tables):
    """The rows of one layer: of the chosen series, or of a table that has no series in the order of its condition."""
    where = layer.get("where", {})
    rows = joined(layer, tables, series)
    if series is not None and "series_id" in rows:
        _check_values(where, series, tables, spec)
    # what is asked of all layers, such as the pool, is asked of the series
    chosen = series is not None and "series_id" in rows
    rows = rows[matching(rows, where, spec["file"])] if chosen else selected(rows, where, spec["file"])
    for column, bound in layer.get("above", {}).items():
        rows = rows[rows[column] > rows[bound]]
    if rows.empty and not layer.get("optional", False):
        raise DataError(spec["file"], f"rows of {layer['from']} that match {where}", column="layers")
    return rows if "series_id" in rows else in_order(rows, where)


def _check_values(where, series, tables, spec):
    """A layer may lack rows; but what it asks of its series or form must be there, or else it is misspelt."""
    known = {column: series[column] for column in series} | {VERDICT: pd.Series(VERDICT_WORDS)}
    if "fit_stats" in tables:
        known["form"] = tables["fit_stats"]["form"]
    for column, wanted in where.items():
        if column not in known or isinstance(wanted, dict):
            continue
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if not (known[column].isna() if value is None else known[column] == value).any():
                there = ", ".join(sorted(known[column].dropna().astype(str).unique()))
                raise DataError(spec["file"], f"a value of the figure's series: {there}", column=column, value=value)


def _check_panels(series, spec):
    """A listed panel that chooses among the series must find one, and a layer's panel must be in the list."""
    listed = spec["panels"].get("list", [])
    for panel in listed if series is not None else []:
        where = panel.get("where", {})
        if not matching(series, where, spec["file"]).any():
            raise DataError(spec["file"], f"series that match {where}", column="panels")
    for layer in spec["layers"] if listed else []:
        if layer.get("panel", 0) >= len(listed):
            raise DataError(spec["file"], f"a panel from 0 to {len(listed) - 1}", column="layers", value=layer["panel"])


def _keys(rows, spec):
    """What tells the panels apart: the values of the columns that the yaml names; numbers where it lists the panels."""
    layout = spec["panels"]
    if "list" in layout:
        return pd.Series(range(len(layout["list"])))
    parts = [rows[column].astype("str").fillna("") for column in layout["by"]]
    return parts[0].str.cat(parts[1:], sep="/")


def _frame(index, rows, panels, spec, labels):
    """The rows of a layer as rows of the figure's frame."""
    layer, layout = spec["layers"][index], spec["panels"]
    mapping = {**_USUAL.get(layer["from"], {}), **{name: layer[name] for name in COLUMNS if name in layer}}
    rows = rows.dropna(subset=[mapping[name] for name in ("x", "y") if mapping.get(name) in rows])
    needed = marks.discover().get(layer["mark"], marks.MarkSpec()).needs_one_of
    if given := [mapping[name] for name in needed if mapping.get(name) in rows]:
        rows = rows.dropna(subset=given, how="all")
    if "list" in layout:
        chosen = [(n, panel) for n, panel in enumerate(layout["list"]) if layer.get("panel", n) == n]
        parts = [rows[matching(rows, panel.get("where", {}), spec["file"])] for _, panel in chosen]
        # A table may have a column named panel itself, such as the figure's that its numbers were read from.
        names = [{"in_panel": n, "in_title": panel.get("title", "")} for n, panel in chosen]
        rows = pd.concat([part.assign(**name) for part, name in zip(parts, names, strict=True)], ignore_index=True)
    else:
        keys = _keys(rows, spec)
        first = rows[~keys.duplicated()]
        filled = [_filled(layout["title"], row, spec, labels) for row in first.to_dict("records")]
        titles = dict(zip(keys[first.index], filled, strict=True))
        rows = rows.assign(in_panel=keys.map(panels), in_title=keys.map(titles))
    built = {"panel": rows["in_panel"].astype("float64"), "panel_title": rows["in_title"]}
    built |= {"layer": index, "mark": layer["mark"]}
    built |= {name: _column(name, mapping.get(name), rows, spec, labels) for name in COLUMNS}
    built |= {name: built[name] * layer.get("scale", 1.0) for name in ("y", "y_lo", "y_hi")}
    return pd.DataFrame({**built, "series_id": rows.get("series_id", pd.Series(None, rows.index, dtype="str"))})


def _column(name, field, rows, spec, labels):
    """One column of the frame: a column of the table, or a pattern such as "{family} {model}" filled with each row.

    Where a pattern is a position, it is the place of its text in the order of the alphabet, in each panel by itself.
    """
    if field is None:
        return pd.Series(np.nan if name in NUMBERS else None, index=rows.index, dtype=_kind(name))
    if "{" in field:
        filled = [_filled(field, row, spec, labels) for row in rows.to_dict("records")]
        texts = pd.Series(filled, rows.index, dtype="str")
        if name not in NUMBERS:
            return texts
        return texts.str.casefold().groupby(rows["in_panel"].to_numpy()).rank(method="dense") - 1
    if field not in rows:
        raise DataError(spec["file"], "a column: " + ", ".join(rows.columns), column=name, value=field)
    return rows[field].astype(_kind(name))


def _kind(name):
    return "float64" if name in NUMBERS else "str"


def _filled(pattern, row, spec, labels):
    try:
        return fill(pattern, row, labels)
    except KeyError as error:
        expected = "a pattern of columns: " + ", ".join(row)
        raise DataError(spec["file"], expected, value=error.args[0]) from None
