"""Formulas as print has them: what yaml and tables write with a keyboard's characters, p^T or logistic^10, is raised.

Characters and not smaller type, so that an exponent too is read at the size of its text; the fonts of figures, tables
and the book have them all.
"""

import re
from collections.abc import Mapping
from typing import Any

_RAISED = str.maketrans("-−0123456789TKn", "⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᵀᴷⁿ")
_GREEK = {"alpha": "ᵅ", "beta": "ᵝ"}
_POWER = re.compile(r"(?<=[\w)])\^(alpha\b|beta\b|[-−]?(?:\d+|[TKn]\b))")
_MINUS = re.compile(r"(?<=[\w)]) - (?=[\w(])|(?<![\w-])-(?=\d)")
_WORDS = ("title", "short", "caption", "legend", "unit")


def notation(text: str) -> str:
    """A text with raised exponents and true minus signs.

    Parameters
    ----------
    text : str
        Such as "(1 - p)^2": a power is a caret, and behind it a whole number, alpha, beta, T, K or n.

    Returns
    -------
    str
        Such as "(1 − p)²"; a caret before anything else stays.
    """
    if "^" in text:
        text = _POWER.sub(lambda found: _GREEK.get(found[1]) or found[1].translate(_RAISED), text)
    return _MINUS.sub(lambda found: found[0].replace("-", "−"), text)


def in_print(spec: Mapping[str, Any]) -> dict[str, Any]:
    """An exhibit's yaml with the words that readers see in this notation: titles, captions, legends and units."""
    return {key: _printed(key, value) for key, value in spec.items()}


def _printed(key, value):
    if isinstance(value, Mapping):
        return in_print(value)
    if isinstance(value, list):
        return [_printed(key, item) for item in value]
    return notation(value) if key in _WORDS and isinstance(value, str) else value
