"""The best curves with an onset for one series: of all, of those that rise abruptly, gradually, too early or too late.

A grid over the whole family finds the basins, of which a pattern search goes down the deepest (of each class of curves
the best, from the best of each branch): see :mod:`emergence.solvers.onset_curves`, which has the formulas.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np

from emergence.solvers.onset_curves import (
    ALGEBRAIC,
    BRANCHES,
    CLASSES,
    CONCAVE,
    LARGEST_WIDTH,
    LEAST_WIDTH,
    PLATEAU,
    POWER,
    TAIL,
    classes_of,
    curves_of,
)
from emergence.solvers.onset_search import search
from emergence.solvers.shape_grid import unit

# The grid: places along each branch, widths, onsets in the range and before it.
_ALONG = {
    POWER: (0.0, 0.25, 0.4, 0.6, 1.0),
    TAIL: (0.0, 0.25, 0.45, 0.65, 0.8, 0.93),
    PLATEAU: (0.3, 0.6, 1.0),
    ALGEBRAIC: (0.0, 0.4, 0.85),
    CONCAVE: (0.0, 0.35, 0.6, 0.85),
}
_WIDTHS = np.concatenate([[LEAST_WIDTH], np.geomspace(0.01, 3.0, 12)])
_ONSETS, _BEFORE = 28, 6
# An onset lies at most so far before the range, as a share of it or of the width if that is more.
_EARLIEST = 0.15
# And so many widths behind it, each curve's own: of a logistic there no more than its exponential start is seen.
_BEHIND = (0.3, 0.6, 1.0)
# A step, a logistic (branch, place on it, width), keeps so far from places that it has its full height there.
_STEP, _CLEAR = (POWER, 0.25, LEAST_WIDTH), 5 * LEAST_WIDTH
# The margin stands in the grid as two widths on either side of it.
_NEAR = 1e-6
# A search goes down to steps of this share of its first; after those of the first share it goes on from where no more
# than so many times the least squared error is left.
_LEAST, _COARSE, _HOPEFUL = 1 / 300, 1 / 8, 1.02
_RINGS = 3
_NEIGHBOURS = np.array(list(product((0, -1, 1), repeat=3)), dtype=float)
# A branch whose best curve on the grid leaves more than so many times the squared error of another's is not searched.
_HOPELESS = 3.0


class Curves(NamedTuple):
    """Some curves at the places of a series.

    Attributes
    ----------
    given : numpy.ndarray, (k, 4)
        Branch, place on it, nominal width and onset.
    rows : numpy.ndarray, (k, n)
        Each about its mean and of length one.
    measures : numpy.ndarray, (k, 3)
        Width and onset in the range, as shares of it; whether the slope is over a tenth of its largest at the worst x.
    """

    given: np.ndarray
    rows: np.ndarray
    measures: np.ndarray

    def classes(self, limits: np.ndarray) -> np.ndarray:
        """The class (k,) of each for some limits (3,)."""
        found = np.empty(len(self.given), dtype=np.int64)
        classes_of(self.measures, limits, found)
        return found


def evaluate(given: np.ndarray, u: np.ndarray) -> Curves:
    """Curves at places (n,), from their four numbers each (k, 4)."""
    given = np.ascontiguousarray(given)
    rows, measures = np.empty((len(given), u.size)), np.empty((len(given), 3))
    curves_of(given, u, rows, measures)
    return Curves(given, unit(rows), measures)


def heights(given: np.ndarray, u: np.ndarray) -> np.ndarray:
    """One curve (4,) at places (m,) before it is shifted and stretched to scores."""
    rows = np.empty((1, u.size))
    curves_of(given[None], u, rows, np.empty((1, 3)))
    return rows[0]


def grid(u: np.ndarray, widths: Sequence[float] = tuple(_WIDTHS)) -> Curves:
    """The grid of the family at places (n,); series with the same places share it."""
    return _grid(u.tobytes(), tuple(widths))


# The long runs of one series, and the next series, have the same places again.
@lru_cache(maxsize=16)
def _grid(places, widths):
    u = np.frombuffer(places).copy()
    inside = _onsets(u)
    given = [
        (branch, along, width, onset)
        for branch, width in product(BRANCHES, widths)
        if branch != CONCAVE or width == LEAST_WIDTH  # wide ones are much like others'
        for along in _ALONG[branch]
        for onset in (
            *np.linspace(-max(_EARLIEST, width), 0.0, _BEFORE, endpoint=False),
            *inside,
            *(1.0 + share * width for share in _BEHIND),
        )
    ]
    return evaluate(np.array(given + _steps_between(u)).reshape(-1, 4), u)


def _steps_between(u):
    """Steps at either end of every wide gap between neighbouring places: wherever in it a step lies, it fits alike."""
    gaps = [(low + _CLEAR, high - _CLEAR) for low, high in pairwise(np.unique(u))]
    return [(*_STEP, onset) for gap in gaps if gap[0] < gap[1] for onset in gap]


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
    classes : numpy.ndarray, (k,)
        Their classes for these limits.
    explained : numpy.ndarray, (k,)
        Sum of squares that each explains.
    """

    def __init__(self, u: np.ndarray, y: np.ndarray, limits: np.ndarray):
        self.u, self.y, self.limits = u, y, limits
        beside = [
            width for sign in (-1, 1) if LEAST_WIDTH <= (width := limits[0] * (1 + sign * _NEAR)) <= LARGEST_WIDTH
        ]
        parts = [grid(u), grid(u, beside)]
        given = np.concatenate([part.given for part in parts])
        classes = np.concatenate([part.classes(limits) for part in parts])
        explained = np.concatenate([self._explained(part) for part in parts])
        best = [
            curve
            for kind in range(CLASSES)
            for curve in self._best(self._starts(given, classes, explained, kind), kind)
        ]
        near = evaluate(np.concatenate([_rings(curve) for curve in best]), u)
        self.curves = Curves(*(np.concatenate(of) for of in zip(*parts, near, strict=True)))
        self.classes = np.concatenate([classes, near.classes(limits)])
        self.explained = np.concatenate([explained, self._explained(near)])

    def _explained(self, curves):
        return np.maximum(curves.rows @ self.y, 0.0) ** 2

    def _starts(self, given, classes, explained, kind):
        """Of a class the best curves on the grid that may lead to the best of all: by branch, kinks and others."""
        total, kink = float(self.y @ self.y), given[:, 2] == LEAST_WIDTH
        rows = [
            np.flatnonzero((classes == kind) & (given[:, 0] == branch) & (kink == sharp))
            for branch, sharp in product(BRANCHES, (False, True))
        ]
        best = [some[explained[some].argmax()] for some in rows if some.size]
        least = min((total - explained[row] for row in best), default=0.0)
        return [given[row] for row in best if total - explained[row] <= _HOPELESS * least]

    def _best(self, starts, kind):
        """The best curves of a class that a search reaches from some starts."""
        total = float(self.y @ self.y)
        coarse = [self._improved(start, kind, 0.0, 1.0, _COARSE) for start in starts]
        least = min((total - explained for _, explained in coarse), default=0.0)
        return [
            self._improved(curve, kind, 0.0, _COARSE, _LEAST)[0] if total - explained <= _HOPEFUL * least else curve
            for curve, explained in coarse
        ]

    def best(self, classes: Collection[int]) -> int:
        """The row of the best curve of some classes."""
        return int(np.where(np.isin(self.classes, list(classes)), self.explained, -1.0).argmax())

    def fitted(self, row: int) -> np.ndarray:
        """The scores (n,) by a curve, which rises or else is level."""
        shape = self.curves.rows[row]
        return max(shape @ self.y, 0.0) * shape

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
        found = self._improved(start, CLASSES + goal, enough, 1.0, _LEAST)[0]
        reached = evaluate(found[None], self.u).measures[0, column]
        return float(sign * max(sign * reached, (sign * value).max()))

    def _improved(self, given, goal, enough, share, least):
        """The best curve that a search reaches, and how good it is."""
        bounds = np.array([[LEAST_WIDTH, LARGEST_WIDTH], [-LARGEST_WIDTH, 1.0 + LARGEST_WIDTH]])
        if goal == 0:
            bounds[0, 1] = min(self.limits[0] * (1 - _NEAR), LARGEST_WIDTH)
        elif goal in (1, 2):
            bounds[0, 0] = self.limits[0] * (1 + _NEAR)
        found = given.copy()
        return found, search(found, self.u, self.y, self.limits, bounds, goal, enough, share, least)


def _rings(best):
    """A curve and its neighbours at ever smaller distances."""
    step = np.array([0.06, 0.2, 0.1 * min(best[2], 0.3)])
    moves = np.concatenate([0.4**ring * step * _NEIGHBOURS for ring in range(_RINGS)])
    along = np.clip(best[1] + moves[:, 0], 0.0, 1.0)
    width = np.clip(best[2] * np.exp(moves[:, 1]), LEAST_WIDTH, LARGEST_WIDTH)
    return np.column_stack([np.full(len(moves), best[0]), along, width, best[3] + moves[:, 2]])
