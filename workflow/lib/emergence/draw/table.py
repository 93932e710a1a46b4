"""From a table exhibit's spec and frame to its PDF, set by typst.

Python turns values into text (scale, format, alignment of decimal points); ``table.typ`` beside this file does the
setting. Text travels as JSON, never as markup, so that a model may be called ``#x[1]_*``.
"""

import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from numbers import Real
from typing import Literal

import pandas as pd
import typst

from emergence.draw import fonts, notation, number_format
from emergence.io.errors import AtlasError
from emergence.io.patterns import exponent

WIDTHS = {1: 3.25, 2: 6.75}  # inches
LONGEST = 9.8  # inches; a longer table goes over several pages of this height
ABSENT = "–"
CONTINUED = " (continued)"  # a section, at the top of a page


def table(
    spec: dict,
    frame: pd.DataFrame | Mapping[str, Sequence],
    ink: str = "#222222",
    muted: str = "#6b6b6b",
    labels: Mapping[str, str] | None = None,
    file_format: Literal["pdf", "svg"] = "pdf",
) -> bytes:
    """Set a table.

    Parameters
    ----------
    spec : dict
        A validated exhibit of kind ``table``. A column whose title is "" is in its Parquet alone.
    frame : pandas.DataFrame or mapping of str to sequence
        One column a field, rows in their order; null prints as an en dash.
    ink, muted : str
        Colours of the text and of units and page numbers.
    labels : dict of str to str, optional
        What readers see in place of keys, in columns of the format ``words``.
    file_format : str
        ``pdf`` or ``svg``; of an SVG of several pages a list is returned.

    Returns
    -------
    bytes
        The file: the same bytes for the same input. One page cut to the table's height, or pages of 9.8 in with the
        head repeated, and at their top what rows have in common with those above.

    Raises
    ------
    AtlasError
        If the frame lacks a field, or a format does not fit its values.
    """
    about = {"title": spec.get("title", ""), "caption": " ".join(spec.get("caption", "").split())}
    about |= {"width": WIDTHS[spec.get("size", {}).get("columns", 2)], "longest": spec.get("longest", LONGEST)}
    about |= {"origin": spec.get("origin", ""), "ink": ink, "muted": muted}
    content = json.dumps(about | contents(spec, frame, labels), ensure_ascii=False, sort_keys=True)
    source = files("emergence.draw").joinpath("table.typ").read_bytes()
    return typst.compile(
        source,
        format=file_format,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts.folder()]),
        sys_inputs={"table": content},
        timestamp=0,
    )


def contents(spec, frame, labels=None):
    """What a table says, as the template wants it: columns, groups of columns, and rows of cells.

    Parameters
    ----------
    spec : dict
    frame : pandas.DataFrame or mapping of str to sequence
    labels : dict of str to str, optional

    Returns
    -------
    dict
        ``columns`` (title, unit, align), ``groups`` (title, start, span) and ``rows`` (rule, cells; a cell has its
        ``text``, an ``interval`` and a ``power`` of ten or "", ``bold``, invisible text ``after`` it, and what to say
        ``again`` at the top of a page where the text is left out as that of the row above).
    """
    names, printed = list(frame.keys()), [column for column in spec["columns"] if column.get("title") != ""]
    for column in printed:
        for field in (column["field"], *column.get("interval", ())):
            if field not in names:
                raise AtlasError(f"table: no field {field!r}: expected one of {', '.join(map(str, names))}")
    values = {str(name): [_plain(value) for value in frame[name]] for name in names}
    size = len(values[printed[0]["field"]])
    sections = values[spec["sections"]] if "sections" in spec else [None] * size
    rules = [k > 0 and sections[k] != sections[k - 1] for k in range(size)]
    repeats = _repeats(printed, values, rules)
    about = {"labels": labels or {}, "sections": spec.get("sections")}
    cells = [_column({**column, **about}, values, repeats.get(column["field"], ())) for column in printed]
    heads = []
    for column in printed:
        numeric = any(_is_number(value) for value in values[column["field"]])
        align = column.get("align", "right" if numeric else "left")
        heads.append({"title": column.get("title", column["field"]), "unit": column.get("unit", ""), "align": align})
    rows = [{"rule": rules[k], "cells": [column[k] for column in cells]} for k in range(size)]
    return {"columns": heads, "groups": _groups(printed), "rows": rows}


def _repeats(columns, values, rules):
    """Where a column that leaves out what the row above says does so: all such columns before it must say the same."""
    starts, found = list(rules), {}
    for column in columns:
        if column.get("repeat") is False:
            own = values[column["field"]]
            starts = [start or k == 0 or own[k] != own[k - 1] for k, start in enumerate(starts)]
            found[column["field"]] = [not start for start in starts]
    return found


def _groups(columns):
    """Neighbouring columns under one head; none at all if no column has one."""
    found = []
    for number, column in enumerate(columns):
        title = notation.notation(column.get("group", ""))
        if found and found[-1]["title"] == title:
            found[-1]["span"] += 1
        else:
            found.append({"title": title, "start": number, "span": 1})
    return found if any(group["title"] for group in found) else []


def _column(column, values, repeated):
    """The cells of a column, their decimal points brought under each other."""
    own = values[column["field"]]
    cells = [_cell(value, column) for value in own]
    if "interval" in column:
        _add_intervals(column, values, cells)
    for cell, bold in zip(cells, _bold(column.get("bold"), own, values), strict=True):
        cell["bold"] = bold
    after = CONTINUED if column["field"] == column["sections"] else ""
    for cell in itertools.compress(cells, repeated):
        cell |= {"text": "", "again": cell["text"] + after}
    if column.get("align", "right") == "right" and "interval" not in column:
        _align(own, cells)
    return cells


def _bold(rule, own, values):
    """Which cells of a column are set in bold: its largest or smallest number, or those below another field's."""
    if isinstance(rule, dict):
        pairs = zip(own, values[rule["below"]], strict=True)
        return [_is_number(value) and _is_number(bound) and value < bound for value, bound in pairs]
    numbers = [value for value in own if _is_number(value)]
    wanted = {"max": max, "min": min}[rule](numbers) if rule and numbers else None
    return [_is_number(value) and value == wanted for value in own]


def _add_intervals(column, values, cells):
    """Give the estimates their intervals; what has none has no extent either."""
    for number, value in enumerate(values[column["field"]]):
        ends = [values[field][number] for field in column["interval"]]
        if value is not None and ends == [value, value]:  # what cannot vary was not estimated
            cells[number] |= {"text": column.get("absent", ABSENT), "power": ""}
        elif value is not None and ends != [None, None]:
            power = exponent(value) if column.get("format") == "exponent" else None
            low, high = (ABSENT if end is None else _cell(end, column, power)["text"] for end in ends)
            cells[number]["interval"] = f"[{low}, {high}]"


def _align(own, cells):
    """Fill up what is missing after the decimal point with invisible digits."""
    numeric = [_is_number(value) and not cell["power"] for value, cell in zip(own, cells, strict=True)]
    tails = [_tail(cell["text"]) if n else "" for n, cell in zip(numeric, cells, strict=True)]
    longest = max(tails, key=len, default="")
    for value, cell, tail in zip(own, cells, tails, strict=True):
        if (_is_number(value) or value is None) and not cell["power"]:
            missing = len(longest) - len(tail)
            cell["after"] = longest[len(longest) - missing :] if missing else ""


def _tail(text):
    """What follows the whole part of a printed number: point and digits."""
    match = re.search(r"\.\d*$", text)
    return match[0] if match else ""


def _cell(value, column, power=None):
    """One value as text; a power of ten apart from its factor. Of a logarithm the power may be given."""
    cell = {"text": column.get("absent", ABSENT), "interval": "", "power": "", "after": "", "again": "", "bold": False}
    if value is None:
        return cell
    if isinstance(value, bool):
        return cell | {"text": "yes" if value else "no"}
    if not _is_number(value):
        words = column.get("format") == "words"
        shown = column["labels"].get(value, value.replace("_", " ")) if words else str(value)
        return cell | {"text": notation.name(shown)}
    if value <= column.get("floor", -math.inf):
        least = _cell(column["floor"], {**column, "floor": -math.inf})
        return least | {"text": "<" + least["text"]}
    value, form = value * column.get("scale", 1), column.get("format", "g")
    if form == "count":
        return cell | {"text": number_format.count(value)}
    if form == "exponent":
        power = exponent(value) if power is None else power
        return cell | {"text": f"{10 ** (value - power):.1f}", "power": str(power).replace("-", "−")}
    try:
        form = {".0f": ",.0f", "d": ",d"}.get(form, form)  # as in captions
        text = format(int(value) if form.endswith("d") else value, form)
    except ValueError as error:
        raise AtlasError(f"table: column {column['field']!r}: format {form!r}: {error}") from None
    factor, _, power = text.partition("e")
    factor = factor.replace("-", "−") if float(factor.replace(",", "").rstrip("%")) else factor.lstrip("-")
    return cell | {"text": factor, "power": str(int(power)).replace("-", "−") if power else ""}


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool)


def _plain(value):
    """A cell's value as Python's own; None for every kind of null."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    return None if isinstance(value, float) and math.isnan(value) else value
