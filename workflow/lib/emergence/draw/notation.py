"""Formulas as print has them: what yaml and tables write with a keyboard's characters, p^T or logistic^10, is raised.

Characters and not smaller type, so that an exponent too is read at the size of its text; the fonts of figures, tables
and the book have them all.
"""

import re
from collections.abc import Mapping
from typing import Any

_RAISED = str.maketrans("-−+0123456789TKn", "⁻⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹ᵀᴷⁿ")
_RAISED_WORDS = {"alpha": "ᵅ", "beta": "ᵝ"}
_POWER = re.compile(r"(?<=[\w)])\^(alpha\b|beta\b|[-−]?(?:\d+|[TKn]\b))")
_SCIENTIFIC = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)e([-+]?\d+)\b")
_GREEK = {"alpha": "α", "beta": "β", "delta": "δ", "eta": "η", "nu": "ν", "tau": "τ"}
_LETTER = re.compile(rf"(?<![\w^])({'|'.join(_GREEK)})(?!\w)")
_BASE = re.compile(r"\blog10\b")
_INFINITE = re.compile(r"\b([A-Z])_inf\b")
_MINUS = re.compile(r"(?<=[\w)]) - (?=[\w(])|(?<![\w-])-(?=\d)")
_WORDS = ("title", "short", "caption", "legend", "unit")


def notation(text: str) -> str:
    """A text with raised exponents, true minus signs and Greek letters.

    Parameters
    ----------
    text : str
        Such as "(1 - p)^2" or "delta = 1e-3": a power is a caret, and behind it a whole number, alpha, beta, T, K or n,
        or a number as a keyboard types it. Greek letters are spelt out; L_inf is a limit,
        log10 a logarithm.

    Returns
    -------
    str
        Such as "(1 − p)²" or "δ = 10⁻³"; a caret before anything else stays.
    """
    text = _POWER.sub(lambda found: _RAISED_WORDS.get(found[1]) or found[1].translate(_RAISED), text)
    text = _LETTER.sub(lambda found: _GREEK[found[1]], _SCIENTIFIC.sub(_ten, text))
    return _MINUS.sub(lambda found: found[0].replace("-", "−"), _INFINITE.sub(r"\1∞", _BASE.sub("log₁₀", text)))


def _ten(found):
    """A number such as 2e+09 as a power of ten."""
    power = f"10{str(int(found[2])).translate(_RAISED)}"
    return power if float(found[1]) == 1 else f"{found[1]}×{power}"


def name(text: str) -> str:
    """A name out of a table of results: in this notation if there is a formula in it, else as it stands."""
    formula = any(pattern.search(text) for pattern in (_POWER, _SCIENTIFIC, _LETTER, _INFINITE, _BASE))
    return notation(text) if formula else text


def in_print(spec: Mapping[str, Any]) -> dict[str, Any]:
    """An exhibit's yaml with the words that readers see in this notation: titles, captions, legends and units."""
    return {key: _printed(key, value) for key, value in spec.items()}


def _printed(key, value):
    if isinstance(value, Mapping):
        return in_print(value)
    if isinstance(value, list):
        return [_printed(key, item) for item in value]
    return notation(value) if key in _WORDS and isinstance(value, str) else value
