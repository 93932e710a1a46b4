"""Numbers for a manuscript: as macros of TeX, and as JSON."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from emergence.exhibits.building import gather_numbers
from emergence.exhibits.numbers import number, written
from emergence.io.storage import read_frame

_SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "−": "$-$", "–": "--"}
_TEX |= {sign: "\\" + sign for sign in "&%$#_{}"}
_HEAD = r"""% \emergence{<name>} is the number of that name; a name that is not there is an error of TeX.
\providecommand{\emergence}[1]{\ifcsname emergence/#1\endcsname\csname emergence/#1\endcsname%
  \else\errmessage{No number of the name #1}\fi}
"""


def quoted(places: Mapping[str, Mapping], read: Callable[..., pd.DataFrame] = read_frame) -> dict[str, dict[str, Any]]:
    """The numbers that prose quotes.

    Parameters
    ----------
    places : dict of str to dict
        As :func:`emergence.catalogue.quoting.quoted` finds them.
    read : callable, optional
        From the path of a Parquet file to its frame.

    Returns
    -------
    dict of str to dict
        ``<place>/<name>`` to ``value`` and, as a reader sees it, ``text``; sorted by name.
    """
    found = {}
    for place, spec in places.items():
        tables = gather_numbers(spec["files"], spec, read)
        for name, entry in spec["numbers"].items():
            value = number(entry, tables, spec["file"], name)
            found[f"{place}/{name}"] = {"value": value, "text": written(value, entry, spec["file"], name)}
    return dict(sorted(found.items()))


def as_json(found: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The numbers of :func:`quoted` as JSON."""
    plain = {name: {**own, "value": _plain(own["value"])} for name, own in found.items()}
    return (json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def as_tex(texts: Mapping[str, str]) -> bytes:
    r"""Numbers as macros of TeX: ``\emergence{du2024/fig1/loss_max}``.

    Parameters
    ----------
    texts : dict of str to str
        Name to the number as a reader sees it.
    """
    lines = [rf"\expandafter\def\csname emergence/{name}\endcsname{{{_tex(text)}}}" for name, text in texts.items()]
    return (_HEAD + "\n".join(lines) + "\n").encode()


def _plain(value):
    """A number as JSON has it; those of numpy are none."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value


def _tex(text):
    """A text with TeX's own signs escaped; powers of ten as mathematics."""
    head, times, power = text.partition("×10")
    if times and power:
        return rf"{_tex(head)}$\times10^{{{power.translate(_SUPERSCRIPT)}}}$"
    return "".join(_TEX.get(sign, sign) for sign in text)
