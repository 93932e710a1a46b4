"""Numbers in prose: each placeholder of a text filled from a table of results.

An entry names a table (``from``), selects rows (``where``), takes one number of them (``field``, ``take``) and says how
it is written (``scale``, ``format``). Nothing is evaluated, and a format is one of a closed list.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from emergence.catalogue.wording import placeholders
from emergence.exhibits.selecting import joined, selected
from emergence.io.errors import DataError
from emergence.io.patterns import SUPERSCRIPT
from emergence.io.selection import matching

_FORMAT = re.compile(r"(,?d|,?\.[0-9]f|\.[0-9][ge%])")
_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_OF_FIELD = {
    "sum": pd.Series.sum,
    "min": pd.Series.min,
    "max": pd.Series.max,
    "mean": pd.Series.mean,
    "median": pd.Series.median,
    "range": lambda values: values.max() - values.min(),
}
TAKES = ("one", "count", "share", "distinct", "list", *_OF_FIELD)


def filled(
    text: str, numbers: Mapping[str, dict], tables: Mapping[str, pd.DataFrame], file: str, key: str = "caption"
) -> str:
    """A text with its placeholders replaced.

    Parameters
    ----------
    text : str
        ``{name}`` stands for a number.
    numbers : dict of str to dict
        Name to entry; see :func:`number`. An entry with a ``value`` needs no table.
    tables : dict of str to pandas.DataFrame
        The tables that the entries name.
    file, key : str
        What messages call the text.

    Returns
    -------
    str

    Raises
    ------
    DataError
        If a name has no entry, or as :func:`number` raises it.
    """
    shown = {}
    for name in placeholders(text, file, key):
        if name not in numbers:
            raise DataError(file, f"one of {', '.join(numbers) or 'no names'}", column=key, value=name)
        shown[name] = written(number(numbers[name], tables, file, name), numbers[name], file, name)
    return re.sub(r"\{([a-z0-9_]+)\}", lambda brace: shown[brace[1]], text)


def number(entry: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], file: str, name: str) -> Any:
    """The value that an entry asks for.

    Parameters
    ----------
    entry : dict
        ``from`` names the table and ``where`` its rows, of which there must be some. ``take`` is, of the values of
        ``field``: ``one`` (the default: all rows that are selected must agree), ``sum``, ``min``, ``max``, ``mean``,
        ``median``, ``range`` (largest less smallest), ``distinct`` (how many there are) or ``list`` (their names); or,
        without a field, ``count`` (rows that meet the condition ``of``; all where there is none) or ``share`` (count
        over all rows selected). ``by`` counts each combination of these columns once. Of a setting, ``complement`` is
        1 less its value.
    tables : dict of str to pandas.DataFrame
        With ``series``, a table of series may be selected by the columns of its series; with ``fit_stats``, one of fits
        by how well their form fits.
    file, name : str
        What messages call the yaml and the number.

    Returns
    -------
    float, int, str or list

    Raises
    ------
    DataError
        Naming the file, the number and what was expected: if a column is not there, no row matches, or rows disagree
        where one value is asked for.
    """
    place = f"numbers.{name}"
    if "value" in entry:
        return 1 - entry["value"] if entry.get("take") == "complement" else entry["value"]
    rows = joined(entry, tables)
    where, take = entry.get("where", {}), entry.get("take", "one" if "field" in entry else "count")
    rows = selected(rows, where, f"{file}, {place}")
    if rows.empty:
        raise DataError(file, f"rows of {entry['from']} that match {where}", column=place)
    if take in ("count", "share"):
        met = rows[matching(rows, entry.get("of", {}), f"{file}, {place}")]
        all_rows, met = (_counted(part, entry, file, place) for part in (rows, met))
        return met if take == "count" else met / all_rows
    if entry.get("field") not in rows:
        raise DataError(file, "a column: " + ", ".join(rows.columns), column=place, value=entry.get("field"))
    return _taken(rows[entry["field"]], take, file, place)


def _counted(rows, entry, file, place):
    """How many rows there are, or how many combinations of some columns."""
    by = entry.get("by")
    for column in by or ():
        if column not in rows:
            raise DataError(file, "a column: " + ", ".join(rows.columns), column=place, value=column)
    return len(rows.drop_duplicates(by)) if by else len(rows)


def _taken(values, take, file, place):
    """One value of a column."""
    known = values.dropna()
    if known.empty:
        raise DataError(file, f"a value of {values.name} in the rows that match", column=place)
    if take in ("one", "distinct", "list"):
        distinct = known.unique().tolist()
        if take != "one":
            return len(distinct) if take == "distinct" else distinct
        if len(distinct) > 1 or len(known) < len(values):
            found = f"{len(values)} rows with {len(distinct)} values"
            raise DataError(file, f"one value of {values.name}", column=place, value=found)
        return distinct[0]
    if not pd.api.types.is_numeric_dtype(known):
        raise DataError(file, f"a column of numbers to take {take} of", column=place, value=values.name)
    return float(_OF_FIELD[take](known))


def written(value: Any, entry: Mapping[str, Any], file: str, name: str) -> str:
    """A value as a reader sees it.

    Parameters
    ----------
    value : float, int, str or list
        Of :func:`number`.
    entry : dict
        ``scale`` multiplies; ``format`` is Python's for numbers (``d``, ``,d``, ``.2f``, ``.2g``, ``.1e``, ``.0%``), or
        ``words``: no, one, ... twelve, and digits above. A text needs none.
    file, name : str
        What messages call the yaml and the number.

    Returns
    -------
    str

    Raises
    ------
    DataError
        If the format is another, or a whole number is asked for and the value is none.
    """
    place = f"numbers.{name}"
    if isinstance(value, (list, tuple)):
        words = [_plain(item) for item in value]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    if isinstance(value, str):
        return _plain(value)
    form = entry.get("format", "d")
    value = value * entry.get("scale", 1)
    if form == "words" or form.endswith("d"):
        if abs(value - round(value)) > 1e-9:
            raise DataError(file, f"a whole number, or another format than {form}", column=place, value=value)
        value = round(value)
    if form == "words":
        return _WORDS[value] if 0 <= value < len(_WORDS) else f"{value:,d}"
    if not _FORMAT.fullmatch(form):
        raise DataError(file, "a format such as d, ,d, .2f, .2g, .1e, .0% or words", column=place, value=form)
    shown = format(value, ",d" if form == "d" else form)
    if form.endswith("e"):
        factor, power = shown.split("e")
        shown = f"{factor}×10{str(int(power)).translate(SUPERSCRIPT)}"
    return shown.replace("%", " %").replace("-", "−")


def _plain(item):
    return item.replace("_", " ") if isinstance(item, str) else f"{item:g}"
