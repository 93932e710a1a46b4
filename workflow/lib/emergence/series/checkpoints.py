"""Which points of different series are of the same checkpoint."""

import numpy as np
import pandas as pd

# The columns that name a checkpoint.
CHECKPOINT = ["model", "run", "tokens"]


def checkpoint_codes(points: pd.DataFrame) -> np.ndarray:
    """A number for the checkpoint of each point, in the order of ``CHECKPOINT``; unknown tokens come last.

    Parameters
    ----------
    points : pandas.DataFrame
        Table ``POINTS``.

    Returns
    -------
    numpy.ndarray, (n,) of int64
    """
    codes = np.zeros(len(points), dtype=np.int64)
    for name in CHECKPOINT:
        own, values = pd.factorize(points[name], sort=True, use_na_sentinel=False)
        codes = codes * max(len(values), 1) + own
    return codes


def joined(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places of every pair of equal codes, in the order of ``left``: two arrays of int."""
    order = np.argsort(right, kind="stable")
    first, end = (np.searchsorted(right[order], left, side) for side in ("left", "right"))
    count = end - first
    start = np.repeat(first - (np.cumsum(count) - count), count)
    return np.repeat(np.arange(left.size), count), order[start + np.arange(count.sum())]
