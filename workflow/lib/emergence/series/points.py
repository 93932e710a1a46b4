"""The points of one series as arrays, in an order that does not depend on the order of the rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

# Share of the range of x, or of runs, whose scores are compared with chance; least number of runs; level of the test.
_WORST, _LEAST_RUNS, _LEVEL = 0.2, 3, 0.01


@dataclass(frozen=True, eq=False)
class Points:
    """The points of one series, sorted by x, x2, y and run; compared by identity, so that caches can use them as keys.

    Attributes
    ----------
    series_id : str
    x, x2, y : numpy.ndarray, (n,)
        ``x2`` is NaN where the series has one x only.
    run : numpy.ndarray, (n,) of int64
        Training run of each point, 0..n_runs-1 in the order of the runs' names.
    n_runs : int
    improves : float
        +1 where a larger x is better, -1 where a smaller one is.
    floor : float
        The floor that forms take as given: chance; NaN where that is unknown, or where the scores at the worst x
        differ from it (:func:`differs_from_chance`).
    rows : numpy.ndarray, (n,)
        Positions in the table of points.
    weight : numpy.ndarray, (n,)
        Of each point in the squared error, their mean 1; all 1 where none are given.
    weighting : str
        How the weights were made: ``none`` (all are 1) or ``binomial``.
    chance : float
        The score of a uniform guess; NaN where it is unknown, the floor if not given.
    """

    series_id: str
    x: np.ndarray
    x2: np.ndarray
    y: np.ndarray
    run: np.ndarray
    n_runs: int
    improves: float
    floor: float
    rows: np.ndarray
    weight: np.ndarray = None  # type: ignore[assignment]  # set on creation if absent
    weighting: str = "none"
    chance: float = None  # type: ignore[assignment]  # set on creation if absent

    def __post_init__(self):
        if self.chance is None:
            object.__setattr__(self, "chance", self.floor)
        if self.weight is None:
            object.__setattr__(self, "weight", np.ones(self.y.size))

    @property
    def n(self):
        """Number of points."""
        return self.y.size

    @cached_property
    def distinct(self):
        """Number of distinct x."""
        return np.unique(self.x).size

    @cached_property
    def varies(self):
        """Whether both x and y take more than one value."""
        return bool(np.ptp(self.x) > 0 and np.ptp(self.y) > 0)

    @cached_property
    def base(self):
        """Whether the floor is known, and what is subtracted from y: the floor, or else the weighted mean."""
        known = not np.isnan(self.floor)
        return known, self.floor if known else self.weight @ self.y / self.weight.sum()

    def keep(self, mask):
        """The points of a mask (n,), with their runs numbered anew."""
        if mask.all():
            return self
        kept = {name: getattr(self, name)[mask] for name in ("x", "x2", "y", "rows", "weight")}
        names, run = np.unique(self.run[mask], return_inverse=True)
        return replace(self, **kept, run=run.astype(np.int64), n_runs=names.size)


def split(series: pd.DataFrame, points: pd.DataFrame, weighting: str = "none") -> Iterator[Points]:
    """The points of each series.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS``, rows in any order.
    weighting : str
        ``binomial`` weighs the points of a series by :func:`binomial_weights` where item counts allow.

    Yields
    ------
    Points
        One for each row of ``series``, in its order.
    """
    at = {name: number for number, name in enumerate(series["series_id"])}
    code = points["series_id"].map(at).to_numpy(dtype=float, na_value=-1).astype(np.int64)
    x, x2, y = (points[name].to_numpy(dtype=float, na_value=np.nan) for name in ("x", "x2", "y"))
    items = points["n_items"].to_numpy(dtype=float, na_value=np.nan) if weighting == "binomial" else None
    run, _ = pd.factorize(points["run"], sort=True)
    order = np.lexsort((run, y, x2, x, code))
    ends = np.searchsorted(code[order], np.arange(len(series) + 1))
    chances = series["chance"].to_numpy(dtype=float, na_value=np.nan)
    for number, (name, better) in enumerate(zip(series["series_id"], series["x_better"], strict=True)):
        rows = order[ends[number] : ends[number + 1]]
        names, own_run = np.unique(run[rows], return_inverse=True)
        weight: Any = None if items is None else binomial_weights(y[rows], items[rows])
        improves, chance = 1.0 if better == "higher" else -1.0, chances[number]
        floor = np.nan if differs_from_chance(chance, improves * x[rows], y[rows], own_run) else chance
        yield Points(
            name, x[rows], x2[rows], y[rows], own_run.astype(np.int64), names.size, improves, floor, rows,
            weight, "none" if weight is None else "binomial", chance,
        )  # fmt: skip


def differs_from_chance(chance: float, u: np.ndarray, y: np.ndarray, run: np.ndarray) -> bool:
    """Whether the mean score at the lowest capabilities differs from chance.

    Models may score below a uniform guess, if questions are misleading, or above it, if some answers can be ruled out
    without the ability; a floor fixed at chance would then misfit. The test is a two-sided t test at level 0.01 of the
    means of runs, over the points in the worst fifth of the range of x or those of the worst fifth of the runs,
    whichever reaches further. It needs three runs.

    Parameters
    ----------
    chance : float
        NaN if unknown: the answer is then False.
    u : numpy.ndarray, (n,)
        x turned so that larger is better.
    y : numpy.ndarray, (n,)
    run : numpy.ndarray, (n,) of int
        0..n_runs-1, each there.
    """
    first = np.full(run.max() + 1, np.inf)
    np.minimum.at(first, run, u)
    reach = np.sort(first)[int(np.ceil(_WORST * first.size)) - 1]
    worst = u <= max(u.min() + _WORST * np.ptp(u), reach)
    names, own = np.unique(run[worst], return_inverse=True)
    if np.isnan(chance) or names.size < _LEAST_RUNS:
        return False
    away = np.bincount(own, y[worst]) / np.bincount(own) - chance
    error = away.std(ddof=1) / np.sqrt(names.size)
    return bool(abs(away.mean()) > stdtrit(names.size - 1, 1 - _LEVEL / 2) * error)


def binomial_weights(y: np.ndarray, items: np.ndarray) -> np.ndarray | None:
    """Weights of scores by the inverse of their binomial variance.

    Parameters
    ----------
    y : numpy.ndarray, (n,)
        Shares of items.
    items : numpy.ndarray, (n,)
        Item counts N.

    Returns
    -------
    numpy.ndarray, (n,) or None
        1 / (p (1 - p) / N) over their mean, with p = (N y + 2) / (N + 4) (Agresti and Coull 1998), which is never 0 or
        1. For a mean of numbers between 0 and 1 other than right and wrong the variance is an upper bound. None where
        an item count is missing or a value is no share.
    """
    if not (np.isfinite(items).all() and (items > 0).all() and (y >= 0).all() and (y <= 1).all()):
        return None
    p = (items * y + 2) / (items + 4)
    weight = items / (p * (1 - p))
    return weight / weight.mean()
