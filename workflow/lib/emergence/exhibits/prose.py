"""The prose outside exhibits that speaks of results: passages of README and documentation, and the index of figures.

Pages are written by hand but for their passages, which stand between ``<!-- numbers: name -->`` and ``<!-- end -->``
and are written from templates like captions.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from emergence.exhibits.numbers import filled
from emergence.io.errors import DataError

_PASSAGE = re.compile(r"(<!-- numbers: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_FENCED = re.compile(r"^(`{3,}).*?^\1$", re.DOTALL | re.MULTILINE)
_ITEM = re.compile(r"\n(?=- |\| )")
WIDTH = 120


def names(text):
    """The names of the passages of a text, in their order."""
    return [found[2] for found in _PASSAGE.finditer(text)]


def passages(
    texts: Mapping[str, str], numbers: Mapping[str, dict], tables: Mapping[str, pd.DataFrame], file: str
) -> dict[str, str]:
    """The passages as they should stand.

    Parameters
    ----------
    texts : dict of str to str
        Name to template, in Markdown.
    numbers : dict of str to dict
        The numbers that they name; see :func:`emergence.exhibits.numbers.number`.
    tables : dict of str to pandas.DataFrame
        The tables that the numbers name.
    file : str
        What messages call the templates.

    Returns
    -------
    dict of str to str
        Each wrapped: paragraphs apart by empty lines, each item of a list or row of a table on a new line.
    """
    return {name: _wrapped(filled(text, numbers, tables, file, name)) for name, text in texts.items()}


def rewritten(text: str, made: Mapping[str, str], file: str) -> str:
    """A text with its passages as they should stand.

    Raises
    ------
    DataError
        If the text has a passage that is not made.
    """
    for name in sorted(set(names(text)) - set(made)):
        raise DataError(file, f"one of the templates: {', '.join(made)}", column="passages", value=name)
    return _PASSAGE.sub(lambda found: f"{found[1]}{made[found[2]]}{found[4]}", text)


def require_all_used(made: Iterable[str], texts: Iterable[str], file: str) -> None:
    """Raise a :class:`~emergence.io.errors.DataError` for a template that is a passage of no text."""
    used = {name for text in texts for name in names(text)}
    for name in sorted(set(made) - used):
        raise DataError(file, "the name of a passage of README or docs/", column="passages", value=name)


def by_hand(text):
    """A text without its passages and without blocks and words of code: what people wrote as prose."""
    left = _FENCED.sub("", _PASSAGE.sub("", text))
    return re.sub(r"`[^`\n]*`|^ {4}.*$|\(https?://[^)]*\)|<!--.*?-->", " ", left, flags=re.MULTILINE)


def differences(old: str, new: str) -> list[tuple[str, str]]:
    """The lines of a text that are no longer true: pairs of line as it stands and as it should stand."""
    before, after = old.splitlines(), new.splitlines()
    length = max(len(before), len(after))
    padded = [lines + [""] * (length - len(lines)) for lines in (before, after)]
    return [(one, other) for one, other in zip(*padded, strict=True) if one != other]


def index(contents: pd.DataFrame) -> str:
    """The figures and tables of the papers in Markdown, a table for each paper.

    Parameters
    ----------
    contents : pandas.DataFrame
        The table ``contents``.

    Returns
    -------
    str
    """
    lines = ["# The papers' figures and tables, and the exhibits that reproduce them", ""]
    lines += ["Written by `make readme` from `results/contents.parquet`."]
    row: Any
    for title, rows in contents.fillna("").groupby("paper_title", sort=False):
        head = "| item | shows | reproduced from | exhibit | remark |"
        lines += ["", f"## {title!s}", "", head, "| --- | --- | --- | --- | --- |"]
        for row in rows.itertuples():
            exhibit = f"`{row.exhibit}`" if row.exhibit else ""
            lines.append(f"| {row.item} | {row.shows} | {row.redone_from} | {exhibit} | {row.remark} |")
    return "\n".join(lines) + "\n"


def _wrapped(text):
    paragraphs = [_ITEM.split(paragraph) for paragraph in text.strip().split("\n\n")]
    return "\n\n".join("\n".join(map(_filled_lines, items)) for items in paragraphs) + "\n"


def _filled_lines(item):
    words = " ".join(item.split())
    if words.startswith("|"):
        return words
    indent = "  " if words.startswith("- ") else ""
    # A line of Markdown that begins with "% " is a comment to some who read it.
    kept = words.replace(" %", "\u00a0%")
    wrapped = textwrap.fill(kept, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return wrapped.replace("\u00a0", " ")
