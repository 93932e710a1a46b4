"""The best curves with an onset for one series: of all, of those that rise abruptly, gradually, too early or too late.

A grid over the whole family finds the basins, of which a pattern search goes down the deepest (of each class of curves
the best, from the best of each branch): see :mod:`emergence.solvers.onset_curves`, which has the formulas.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from emergence.solvers.onset_curves import BRANCHES, CLASSES, LARGEST_WIDTH, LEAST_WIDTH, curves_of
from emergence.solvers.onset_search import search
from emergence.solvers.shape_grid import unit

# The grid: places along each branch, widths, onsets in the range and before it.
_ALONG = {0: (0.0, 0.25, 0.4, 0.6, 1.0), 1: (0.0, 0.25, 0.45, 0.65, 0.8, 0.93), 2: (0.3, 0.6, 1.0)}
_WIDTHS = np.concatenate([[LEAST_WIDTH], np.geomspace(0.01, 3.0, 12)])
_ONSETS, _BEFORE = 28, 6
# An onset lies at most so far before the range, as a share of it or of the width if that is more.
_EARLIEST = 0.15
# The margin stands in the grid as two widths on either side of it.
_NEAR = 1e-6
_LEAST, _RINGS = 1 / 300, 3
_NEIGHBOURS = np.array(list(product((0, -1, 1), repeat=3)), dtype=float)
# A branch whose best curve on the grid leaves more than so many times the squared error of another's is not searched.
_HOPELESS = 3.0


@dataclass(frozen=True, eq=False)
class Curves:
    """Some curves at the places of a series.

    Attributes
    ----------
    given : numpy.ndarray, (k, 4)
        Branch, place on it, nominal width and onset.
    rows : numpy.ndarray, (k, n)
        Each about its mean and of length one.
    measures : numpy.ndarray, (k, 3)
        Width and onset in the range, as shares of it; whether the slope is over a tenth of its largest at the worst x.
    classes : numpy.ndarray, (k,)
    """

    given: np.ndarray
    rows: np.ndarray
    measures: np.ndarray
    classes: np.ndarray


def evaluate(given: np.ndarray, u: np.ndarray, limits: np.ndarray) -> Curves:
    """Curves at places (n,), from their four numbers each (k, 4) and the limits of classes (3,)."""
    given = np.ascontiguousarray(given)
    rows, measures = np.empty((len(given), u.size)), np.empty((len(given), 3))
    classes = np.empty(len(given), dtype=np.int64)
    curves_of(given, u, limits, rows, measures, classes)
    return Curves(given, unit(rows), measures, classes)


def heights(given: np.ndarray, u: np.ndarray) -> np.ndarray:
    """One curve (4,) at places (m,) before it is shifted and stretched to scores."""
    rows = np.empty((1, u.size))
    curves_of(given[None], u, np.array([0.1, 0.0, 1.0]), rows, np.empty((1, 3)), np.empty(1, dtype=np.int64))
    return rows[0]


def grid(u: np.ndarray, limits: np.ndarray) -> Curves:
    """The grid of the whole family at places (n,); series with the same places share it."""
    return _grid(u.tobytes(), limits.tobytes())


@lru_cache(maxsize=4)
def _grid(places, limits):
    u, limits = np.frombuffer(places).copy(), np.frombuffer(limits).copy()
    margin = limits[0]
    widths = [*_WIDTHS, *(margin * (1 + sign * _NEAR) for sign in (-1, 1))]
    inside = _onsets(u)
    given = [
        (branch, along, width, onset)
        for branch, width in product(BRANCHES, widths)
        for along in _ALONG[branch]
        for onset in (*np.linspace(-max(_EARLIEST, width), 0.0, _BEFORE, endpoint=False), *inside)
        if LEAST_WIDTH <= width <= LARGEST_WIDTH
    ]
    found = evaluate(np.array(given), u, limits)
    order = np.argsort(found.classes, kind="stable")
    return Curves(*(np.ascontiguousarray(of[order]) for of in (found.given, found.rows, found.measures, found.classes)))


def _onsets(u):
    """Onsets in the range, half of them even, half of them where the points are."""
    share = np.linspace(0.0, 1.0, _ONSETS)
    places = np.sort(np.concatenate([share, np.quantile(u, share)]))
    below = 0.5 * (places + np.searchsorted(u, places, side="right") / u.size)
    return np.interp(np.linspace(below[0], below[-1], _ONSETS), below, places)


class Search:
    """Searches among the curves for one series.

    Parameters
    ----------
    u, y : numpy.ndarray, (n,)
        Places from 0 to 1, ascending, and scores of mean 0, both turned so that larger is better.
    limits : numpy.ndarray, (3,)
        The margin, and the places between which a bracketed onset lies, as shares of the range.

    Attributes
    ----------
    curves : Curves
        The grid, the best of each class, and rings about these.
    explained : numpy.ndarray, (k,)
        Sum of squares that each explains.
    """

    def __init__(self, u: np.ndarray, y: np.ndarray, limits: np.ndarray):
        self.u, self.y, self.limits = u, y, limits
        whole = grid(u, limits)
        explained = np.maximum(whole.rows @ y, 0.0) ** 2
        starts = [start for kind in range(CLASSES) for start in self._starts(whole, explained, kind)]
        near = evaluate(np.concatenate([_rings(self._improved(start, kind, 0.0)) for start, kind in starts]), u, limits)
        self.curves = Curves(
            *(np.concatenate([getattr(of, name) for of in (whole, near)]) for name in Curves.__dataclass_fields__)
        )
        self.explained = np.concatenate([explained, np.maximum(near.rows @ y, 0.0) ** 2])

    def _starts(self, whole, explained, kind):
        """Of a class the best curves on the grid that may lead to the best of all: by branch, kinks and others."""
        total, kink = float(self.y @ self.y), whole.given[:, 2] == LEAST_WIDTH
        rows = [
            np.flatnonzero((whole.classes == kind) & (whole.given[:, 0] == branch) & (kink == sharp))
            for branch, sharp in product(BRANCHES, (False, True))
        ]
        best = [some[explained[some].argmax()] for some in rows if some.size]
        least = min((total - explained[row] for row in best), default=0.0)
        return [(whole.given[row], kind) for row in best if total - explained[row] <= _HOPELESS * least]

    def best(self, classes: Collection[int]) -> int:
        """The row of the best curve of some classes."""
        return int(np.where(np.isin(self.curves.classes, list(classes)), self.explained, -1.0).argmax())

    def gradient(self, row: int) -> np.ndarray:
        """Derivatives (4, n) of a curve's scores by its height, place on the branch, log width, and onset."""
        given, changes = self.curves.given[row], []
        for column, step in ((1, 1e-3), (2, 1e-3), (3, 1e-4)):
            ends = np.stack([given, given])
            ends[:, column] = given[column] * np.exp([-step, step]) if column == 2 else given[column] + [-step, step]
            if column == 1:
                ends[:, 1] = np.clip(ends[:, 1], 0.0, 1.0)
            low, high = (heights(end, self.u) for end in ends)
            changes.append((high - low) / (2 * step))
        return np.stack([heights(given, self.u), *changes])

    def extreme(self, goal: int, enough: float) -> float:
        """The least width, the largest, the least onset or the largest of curves that explain ``enough`` or more.

        ``goal`` is 0, 1, 2 or 3; the answer is in shares of the range.
        """
        column, sign = goal // 2, 1.0 if goal % 2 else -1.0
        inside = np.flatnonzero(self.explained >= enough)
        value = self.curves.measures[inside, column]
        start = self.curves.given[inside[(sign * value).argmax()]]
        found = self._improved(start, CLASSES + goal, enough)
        reached = evaluate(found[None], self.u, self.limits).measures[0, column]
        return float(sign * max(sign * reached, (sign * value).max()))

    def _improved(self, given, goal, enough):
        bounds = np.array([[LEAST_WIDTH, LARGEST_WIDTH], [-LARGEST_WIDTH, 1.0]])
        if goal == 0:
            bounds[0, 1] = self.limits[0] * (1 - _NEAR)
        elif goal in (1, 2):
            bounds[0, 0] = self.limits[0] * (1 + _NEAR)
        found = given.copy()
        search(found, self.u, self.y, self.limits, bounds, goal, enough, _LEAST)
        return found


def _rings(best):
    """A curve and its neighbours at ever smaller distances."""
    step = np.array([0.06, 0.2, 0.1 * min(best[2], 0.3)])
    moves = np.concatenate([0.4**ring * step * _NEIGHBOURS for ring in range(_RINGS)])
    along = np.clip(best[1] + moves[:, 0], 0.0, 1.0)
    width = np.clip(best[2] * np.exp(moves[:, 1]), LEAST_WIDTH, LARGEST_WIDTH)
    return np.column_stack([np.full(len(moves), best[0]), along, width, best[3] + moves[:, 2]])
