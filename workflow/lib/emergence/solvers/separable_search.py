"""The search for the best ``y = floor + amplitude phi(v; a, b)`` on the nodes of one series.

A grid of (a, b) shows the basins of the squared error, :mod:`emergence.solvers.profile_search` goes to their bottoms.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from emergence.solvers import profile_search
from emergence.solvers.grid_scan import best_cells
from emergence.solvers.profiled import SMOOTH

# Basins whose bottom is looked for, best first.
_MOST_BASINS = 60
# Other weightings start from the best of a share of the grid's cells, the best one in so many under the points as they
# are: a cell that is bad there is hardly ever the best of another weighting.
_PROMISING = 4
# Values of curves that are made at a time: what a processor's cache holds.
_AT_A_TIME = 32768
# Up to this many nodes a threshold is tried at four places between two neighbours, above it at one.
_SPARSE = 80


@dataclass(frozen=True)
class Curve:
    """phi: as numpy broadcasts it, its compiled address, and what it is at its place (see ``profiled``)."""

    basis: Callable
    address: int
    kink: int


@dataclass(frozen=True, eq=False)
class Search:
    """A curve against the sums of one series.

    Attributes
    ----------
    curve : Curve
    v : numpy.ndarray, (J,)
        Nodes on the scaled axis, ascending.
    held, totals : numpy.ndarray, (J,)
        Sums of weights, and of weights times values less their base.
    fixed : bool
        Is the floor 0, or to be chosen.
    bounds : numpy.ndarray, (4,)
        Lowest and highest a, lowest and highest b.
    """

    curve: Curve
    v: np.ndarray
    held: np.ndarray
    totals: np.ndarray
    fixed: bool
    bounds: np.ndarray

    def gains(self, a, b):
        """What each cell of a grid takes off the squared error of the floor alone: (a.size, b.size)."""
        sums = []
        for some in np.array_split(a, 1 + a.size * b.size * self.v.size // _AT_A_TIME):
            curves = self.curve.basis(self.v, some[:, None, None], b[:, None])
            sums.append((curves @ self.held, curves**2 @ self.held, curves @ self.totals))
        first, second, slant = sums[0] if len(sums) == 1 else map(np.concatenate, zip(*sums, strict=True))
        spread = second
        if not self.fixed:
            whole = self.held.sum()
            spread, slant = second - first**2 / whole, slant - first * self.totals.sum() / whole
        return np.divide(slant**2, spread, out=np.zeros_like(spread), where=spread > 1e-14 * second)

    def basins(self):
        """Places to start from, (c, 2): cells of a fine grid that no neighbour is better than, and each row's best."""
        a, b = self._grid(dense=True)
        gain = self.gains(a, b)
        padded = np.full((a.size + 2, b.size + 2), -1.0)
        padded[1:-1, 1:-1] = gain
        start = np.ones(gain.shape, dtype=bool)
        for i in (0, 1, 2):
            for j in (0, 1, 2):
                start &= gain >= padded[i : i + a.size, j : j + b.size]
        if self.curve.kink != SMOOTH:
            # the error has a kink at each point, so basins may be narrower than the grid
            start[np.arange(a.size), gain.argmax(axis=1)] = True
        i, j = np.nonzero(start & (gain > 0))
        order = np.argsort(-gain[i, j], kind="stable")[:_MOST_BASINS]
        return np.column_stack([a[i[order]], b[j[order]]])

    def bottoms(self, starts, enough, thorough=False, bounds=None):
        """Bottoms of the basins of starts (c, 2): half the squared error, floor, amplitude, a and b, (c, 5)."""
        found = np.empty((len(starts), 5))
        starts = np.ascontiguousarray(starts)
        bounds = np.array(np.broadcast_to(self.bounds if bounds is None else bounds, (len(starts), 4)), order="C")
        curve, kink = self.curve.address, self.curve.kink
        profile_search.polish_all(
            curve, kink, self.v, self.held, self.totals / self.held, starts, bounds, self.fixed, enough, thorough, found
        )
        return found

    def best(self, starts, enough, thorough=False, kept=1):
        """As :meth:`bottoms`, the best ``kept`` of them, best first."""
        found = self.bottoms(starts, enough, thorough)
        return found[np.argsort(found[:, 0], kind="stable")[:kept]]

    def cells(self, promising):
        """Cells (G, 2) of a coarse grid, or the promising ones among them."""
        a, b = self._grid(dense=False)
        cells = np.column_stack([np.repeat(a, b.size), np.tile(b, a.size)])
        if not promising:
            return cells
        gain = self.gains(a, b).ravel()
        return cells[np.argsort(-gain, kind="stable")[: max(gain.size // _PROMISING, 1)]]

    def each(self, cells, weights, totals):
        """The bottom of the basin of the best cell (G, 2) under each weighting.

        Parameters
        ----------
        cells : numpy.ndarray, (G, 2)
        weights, totals : numpy.ndarray, (J, M)
            Sums at the nodes under each weighting.

        Returns
        -------
        numpy.ndarray, (M, 5)
            As of :meth:`bottoms`; NaN where no cell is better than the floor alone.
        """
        cell = best_cells(self.curve.basis(self.v, cells[:, :1], cells[:, 1:]), weights, totals, self.fixed)
        starts = np.where(cell[:, None] >= 0, cells[cell], np.nan)
        found = np.empty((len(starts), 5))
        curve, kink = self.curve.address, self.curve.kink
        profile_search.polish_each(curve, kink, self.v, weights, totals, starts, self.bounds, self.fixed, found)
        return found

    def _grid(self, dense):
        """Values of a and of b to try."""
        v, (low, high) = self.v, self.bounds[:2]
        sparse = v.size <= _SPARSE
        b = np.linspace(*self.bounds[2:], (28 if sparse else 14) if dense else 8)
        if self.curve.kink == SMOOTH:
            return np.linspace(low, high, 160 if dense else 20), b
        knots = np.unique(np.concatenate([self.bounds[:2], v[(v > low) & (v < high)]]))
        parts = (0.02, 0.35, 0.7, 0.98) if dense and sparse else (0.5,)
        between = [knots[:-1] + part * np.diff(knots) for part in parts]
        a = np.sort(np.concatenate([knots, *between] if sparse or not dense else between))
        if not dense:
            # the more points, the fewer and wider the basins
            a = a[np.unique(np.linspace(0, a.size - 1, np.clip(1500 // v.size, 24, 48)).astype(int))]
        return a, b
