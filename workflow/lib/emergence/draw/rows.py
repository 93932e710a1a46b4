"""The frame of a figure as plain arrays: a figure is cut into hundreds of parts, at which pandas is slow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emergence.draw import notation

NUMBERS = ("panel", "layer", "x", "y", "x_lo", "x_hi", "y_lo", "y_hi", "value")
TEXTS = ("panel_title", "mark", "group", "line", "text")


@dataclass(frozen=True)
class Rows:
    """Rows of a figure's frame: one array a column; unknown numbers are NaN, unknown texts are ``""``."""

    columns: dict[str, np.ndarray]

    def __len__(self):
        return len(self.columns["panel"])

    def __getitem__(self, name):
        return self.columns[name]

    def take(self, index: np.ndarray) -> "Rows":
        """The rows that ``index`` (a mask or positions) picks."""
        return Rows({name: values[index] for name, values in self.columns.items()})

    def assign(self, **columns: np.ndarray) -> "Rows":
        """The same rows with some columns replaced."""
        return replace(self, columns=self.columns | columns)

    def split(self, *names: str) -> list:
        """The rows by the values of one or several columns: pairs of (value or tuple of values, Rows), sorted."""
        if not len(self):
            return []
        joint = np.zeros(len(self), dtype=np.int64)
        for name in names:
            codes, values = pd.factorize(self[name], sort=True, use_na_sentinel=False)
            joint = joint * len(values) + codes
        order = np.argsort(joint, kind="stable")
        starts = np.flatnonzero(np.diff(joint[order], prepend=-1))
        parts = [self.take(index) for index in np.split(order, starts[1:])]
        keys = [tuple(part[name][0] for name in names) for part in parts]
        return list(zip([key[0] if len(names) == 1 else key for key in keys], parts, strict=True))


def concatenate(parts: Sequence[Rows]) -> Rows:
    """The rows of several parts, one after the other."""
    return Rows({name: np.concatenate([part[name] for part in parts]) for name in (*NUMBERS, *TEXTS)})


def from_frame(frame: pd.DataFrame | Mapping[str, Sequence]) -> Rows:
    """The rows of a frame.

    Parameters
    ----------
    frame : pandas.DataFrame or mapping of str to sequence
        Columns of a figure's frame (``NUMBERS`` and ``TEXTS``); those that the figure does not use may be absent.

    Returns
    -------
    Rows
    """
    frame = pd.DataFrame({name: frame[name] for name in frame if name in (*NUMBERS, *TEXTS)})
    columns = {name: _numbers(frame[name]) if name in frame else np.full(len(frame), np.nan) for name in NUMBERS}
    for name in TEXTS:
        columns[name] = _texts(frame[name]) if name in frame else np.full(len(frame), "", dtype=object)
    columns |= {name: _printed(columns[name]) for name in ("panel_title", "line", "text")}
    return Rows(columns)


def _numbers(values):
    return pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)


def _texts(values):
    values = values.to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = ""
    return values


def _printed(values):
    """Names that stand on axes and beside lines, as print has them."""
    codes, names = pd.factorize(values, use_na_sentinel=False)
    return np.array([notation.name(name) for name in names], dtype=object)[codes] if len(values) else values
