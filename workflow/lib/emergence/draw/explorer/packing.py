"""Tables as compact columns of text that a browser unpacks without a library: JSON, gzip, base64."""

import base64
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

# pyarrow brings its own zlib: the bytes depend on the lock file and not on the machine.
_GZIP = pa.Codec("gzip", compression_level=9)


def packed(value: Any) -> str:
    """A value as text: base64 of the gzip of its JSON."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return base64.b64encode(_GZIP.compress(content, asbytes=True)).decode()


def numbers(values: Iterable[float], digits: int = 4) -> list[float | int | None]:
    """Numbers rounded to significant digits, whole ones as integers; None for null."""
    return [None if number != number else _short(number, digits) for number in _floats(values)]


def _floats(values: Iterable[float]) -> list[float]:
    return pd.array(list(values), dtype="Float64").to_numpy(dtype=float, na_value=np.nan).tolist()


def _short(number: float, digits: int) -> float | int:
    short = float(f"{number:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e6 else short


def words(column: pd.Series) -> dict[str, list]:
    """A column of texts that repeat: its ``words``, sorted, and the place ``at`` of each row's, -1 for null."""
    codes, found = pd.factorize(column, sort=True)
    return {"words": [str(word) for word in found], "at": codes.tolist()}


def steps(places: Iterable[int]) -> list[int]:
    """Ascending places as the steps between them, which are mostly one and so nearly vanish in gzip."""
    return np.diff(np.fromiter(places, dtype=np.int64), prepend=0).tolist()
