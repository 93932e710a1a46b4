"""Forms that are linear but for a place and a shape: ``y = floor + amplitude phi(v; a, b)``.

A grid of (a, b) shows the basins of the squared error, :mod:`emergence.solvers.profile_search` goes to their bottoms.
"""

from functools import lru_cache

import numpy as np

from emergence.models.base import Estimate, Form
from emergence.series.domain import domain, oriented
from emergence.solvers import profile_search as search
from emergence.solvers.grid_scan import LANES, best_cells
from emergence.solvers.nodes import nodes_of

# Up to so many distinct x a series is taken as it is, else at so many nodes: in the search for basins, in the refits
# (whose own error is then that of the binning, below their spread), in the squared errors of other responses.
_FINE, _COARSE, _SHARP = (320, 160), (96, 96), (1024, 1024)
# Thresholds and shapes at which a profile is first seen.
_PROFILED = 24
# Basins whose bottom is looked for, best first.
_MOST_BASINS = 60
# The refits start from the best of a share of the grid's cells, the best one in so many under the points as they are.
_PROMISING = 4
# Kinks at thousands of points make dips too narrow for the nodes: so many intervals on either side are tried.
_AROUND = 12
# Values of curves that are made at a time: what a processor's cache holds.
_AT_A_TIME = 32768
# Up to this many nodes a threshold is tried at four places between two neighbours, above it at one.
_SPARSE = 80


class Separable(Form):
    """Base of the forms that :mod:`emergence.solvers.profile_search` fits.

    A subclass gives the curve and says how parameters follow from floor, amplitude, a and b. Since the axis is scaled
    to 0..1 nothing depends on the units of x.

    Attributes
    ----------
    family : int
        Of the search.
    shapes : tuple of float
        Lowest and highest b.
    levels : list of int
        Which parameters move with y's origin.
    """

    family = -1
    shapes = (0.0, 0.0)
    levels = [0]

    def free(self, points):
        """The floor is free only where chance is not known."""
        return np.array([np.isnan(points.floor)] + [True] * (len(self.parameters) - 1))

    def obstacle(self, points, settings):
        """As many distinct x as free parameters leave nothing to fit."""
        if np.ptp(points.x) == 0 or np.ptp(points.y) == 0:
            return "no_variation"
        return "too_few_points" if np.unique(points.x).size <= self.free(points).sum() else None

    def basis(self, v, a, b):
        """phi at places v of the scaled axis, for arrays that broadcast."""
        raise NotImplementedError

    def unscaled(self, found, nodes, improves):
        """Parameters (m, p) of floor, amplitude, a and b (m, 4) on the scaled axis."""
        raise NotImplementedError

    def flags(self, place, shape):
        """Which parameters lie at a bound (p,), from whether place and shape do."""
        raise NotImplementedError

    def estimate(self, points, settings):
        """The best of the bottoms of all basins: all roughly, the best along their valleys too, the last on all points.

        Its squared error is compared with brute force in the tests.
        """
        bounds, fine = self._bounds(points, settings), nodes_of(points, *_FINE)
        found = self._best(points, fine, self._basins(points, fine, bounds), bounds, 1e-7, False, 5)
        apart = np.sort(np.unique(np.round(found[:, 3:], 6), axis=0, return_index=True)[1])
        found = self._best(points, fine, found[apart, 3:], bounds, 1e-15, True, 1)
        whole = nodes_of(points, points.n, 0)
        if whole.size > fine.size:
            starts = np.repeat(found[:, 3:], 2 * _AROUND + 1 if self.kind == "threshold" else 1, axis=0)
            near = np.searchsorted(whole.v, found[0, 3]) + np.arange(len(starts)) - len(starts) // 2
            between = (whole.v[:-1] + np.diff(whole.v) / 2)[np.clip(near, 0, whole.size - 2)]
            starts[1:, 0] = np.clip(between, *bounds[:2])[1:]
            found = self._best(points, whole, starts, bounds, 1e-7, False, 1)
            found = self._polished(points, whole, found[:, 3:], bounds, 1e-15, False)
        if not len(found) or not np.isfinite(found).all() or found[0, 2] == 0:
            return Estimate(np.full(len(self.parameters), np.nan), self.flags(False, False), converged=False)
        edges = np.isclose(found[0, [3, 3, 4, 4]], bounds, rtol=0, atol=1e-9)
        return Estimate(self._values(points, whole, found)[0], self.flags(edges[:2].any(), edges[2:].any()))

    def refit(self, points, weights, estimate, settings):
        """The bottom of the basin of a coarser grid's best cell, under each weighting."""
        centre = np.nan
        if self.kind == "threshold":
            u, eta = oriented(points)[0], points.improves * estimate.best[self.parameters.index("eta")]
            centre = (eta - u[0]) / (u[-1] - u[0])
        nodes = nodes_of(points, *_COARSE, centre)
        _, base = points.base()
        _, y, run, weight = oriented(points)
        sums = [nodes.sums(of, run, points.n_runs) for of in (weight, weight * (y - base))]
        a, b = self._grid(nodes.v, self._bounds(points, settings), dense=False)
        gain = self._gains(points, nodes, a, b).ravel()
        # under other weights the best cell is hardly ever one that is bad under these
        grid = _pairs(a, b)[np.argsort(-gain, kind="stable")[: max(gain.size // _PROMISING, 1)]]
        found = self._fit_all(points, settings, nodes, grid, *(_lanes(of.T @ weights.T) for of in sums), len(weights))
        return self._values(points, nodes, found)

    def respond(self, points, responses, settings):
        """As :meth:`refit`, for other responses; their squared errors from finer nodes."""
        nodes, sharp = nodes_of(points, *_COARSE), nodes_of(points, *_SHARP)
        fixed, base = points.base()
        turned = (responses if points.improves > 0 else responses[:, ::-1]) - base
        held, totals = _weighed(points, nodes, turned)
        held_each = _lanes(np.repeat(held[:, None], len(turned), axis=1))
        grid = _pairs(*self._grid(nodes.v, self._bounds(points, settings), dense=False))
        found = self._fit_all(points, settings, nodes, grid, held_each, _lanes(totals), len(turned))
        held, totals = _weighed(points, sharp, turned)
        curves = self.basis(sharp.v, found[:, 3:4], found[:, 4:5])
        mean, size = (0.0, 0.0) if fixed else (curves @ held / held.sum(), totals.sum(axis=0) / held.sum())
        curves = curves - np.reshape(mean, (-1, 1))
        slant = np.einsum("mj,jm->m", curves, totals)
        with np.errstate(invalid="ignore", divide="ignore"):
            gain = slant**2 / (curves**2 @ held)
        total = turned**2 @ oriented(points)[3] - held.sum() * size**2
        return self._values(points, nodes, found), np.maximum(total - gain, 0.0)

    def profile(self, points, etas, settings):
        """At the best shape for each eta, on the nodes of the search; without what the nodes' means do not show."""
        nodes = nodes_of(points, _FINE[0], _FINE[0])
        a = (points.improves * np.asarray(etas) - nodes.low) / nodes.width
        b = np.linspace(*self.shapes, _PROFILED)
        shapes = b[self._gains(points, nodes, a, b).argmax(axis=1)]
        places = np.column_stack([a, a, np.tile(self.shapes, (a.size, 1))])
        return 2 * self._polished(points, nodes, np.column_stack([a, shapes]), places, 1e-15, False)[:, 0]

    def breaks(self, points, settings):
        """Evenly spaced: near enough to each other for the profile's minima, which are wide."""
        return np.linspace(points.x.min(), points.x.max(), _PROFILED)

    def _bounds(self, points, settings):
        """Lowest and highest a, on the scaled axis, and b."""
        if self.kind != "threshold":
            return np.array([0.0, 1.0, *self.shapes])
        u = oriented(points)[0]
        return np.array([*((u[list(domain(points, settings))] - u[0]) / (u[-1] - u[0])), *self.shapes])

    def _values(self, points, nodes, found):
        """Parameters (m, p) of rows of the search (m, 5)."""
        values = self.unscaled(found[:, 1:], nodes, points.improves)
        values[:, self.levels] += points.base()[1]
        return values

    def _basins(self, points, nodes, bounds):
        """Places to start from, (c, 2): cells of a fine grid that no neighbour is better than, and each row's best."""
        a, b = self._grid(nodes.v, bounds, dense=True)
        gain = self._gains(points, nodes, a, b)
        padded = np.pad(gain, 1, constant_values=-1.0)
        sides = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2) if (i, j) != (1, 1)]
        start = gain >= np.max([padded[i : i + a.size, j : j + b.size] for i, j in sides], axis=0)
        if self.kind == "threshold":
            # the error has a kink at each point, so basins may be narrower than the grid
            start[np.arange(a.size), gain.argmax(axis=1)] = True
        i, j = np.nonzero(start & (gain > 0))
        order = np.argsort(-gain[i, j], kind="stable")[:_MOST_BASINS]
        return np.column_stack([a[i[order]], b[j[order]]])

    def _gains(self, points, nodes, a, b):
        """What each cell of a grid takes off the squared error of the floor alone: (a.size, b.size)."""
        fixed, _ = points.base()
        held, totals = _own(points, nodes)
        sums = []
        for some in np.array_split(a, 1 + a.size * b.size * nodes.size // _AT_A_TIME):
            curves = self.basis(nodes.v, some[:, None, None], b[:, None])
            sums.append((curves @ held, curves**2 @ held, curves @ totals))
        first, second, slant = map(np.concatenate, zip(*sums, strict=True))
        spread = second
        if not fixed:
            spread, slant = second - first**2 / held.sum(), slant - first * totals.sum() / held.sum()
        return np.divide(slant**2, spread, out=np.zeros_like(spread), where=spread > 1e-14 * second)

    def _grid(self, v, bounds, dense):
        """Values of a and of b to try."""
        sparse = v.size <= _SPARSE
        b = np.linspace(bounds[2], bounds[3], (28 if sparse else 14) if dense else 8)
        if self.kind != "threshold":
            return np.linspace(bounds[0], bounds[1], 160 if dense else 20), b
        knots = np.unique(np.concatenate([bounds[:2], v[(v > bounds[0]) & (v < bounds[1])]]))
        parts = (0.02, 0.35, 0.7, 0.98) if dense and sparse else (0.5,)
        between = [knots[:-1] + part * np.diff(knots) for part in parts]
        a = np.sort(np.concatenate([knots, *between] if sparse or not dense else between))
        if not dense:
            # the more points, the fewer and wider the basins
            a = a[np.unique(np.linspace(0, a.size - 1, np.clip(1500 // v.size, 24, 48)).astype(int))]
        return a, b

    def _polished(self, points, nodes, starts, bounds, enough, thorough):
        """Bottoms of the basins of starts (c, 2): rows of the search (c, 5)."""
        fixed, _ = points.base()
        held, totals = _own(points, nodes)
        found, count = np.empty((len(starts), 5)), len(starts)
        starts, bounds = np.ascontiguousarray(starts), np.array(np.broadcast_to(bounds, (count, 4)), order="C")
        search.polish_all(self.family, nodes.v, held, totals / held, starts, bounds, fixed, enough, thorough, found)
        return found

    def _best(self, points, nodes, starts, bounds, enough, thorough, kept):
        """As :meth:`_polished`, the best ``kept`` of them, best first."""
        found = self._polished(points, nodes, starts, bounds, enough, thorough)
        return found[np.argsort(found[:, 0], kind="stable")[:kept]]

    def _fit_all(self, points, settings, nodes, grid, weights, totals, count):
        """Rows of the search (count, 5), each from its best cell, under weights and sums at each node (J, lanes)."""
        bounds, (fixed, _) = self._bounds(points, settings), points.base()
        cell = np.empty(weights.shape[1], dtype=np.int64)
        best_cells(self.basis(nodes.v, grid[:, :1], grid[:, 1:]), weights, totals, fixed, cell)
        starts = np.where(cell[:, None] >= 0, grid[cell], np.nan)[:count]
        found = np.empty((count, 5))
        search.polish_each(self.family, nodes.v, weights, totals, starts, bounds, fixed, found)
        return found


# A profile asks for them again and again.
@lru_cache(maxsize=16)
def _own(points, nodes):
    """Weights (J,), and weights times the series' own values less their base (J,), summed at each node."""
    held, totals = _weighed(points, nodes, oriented(points)[1][None] - points.base()[1])
    return held, totals[:, 0]


def _weighed(points, nodes, rows):
    """Weights (J,), and weights times each row of values (m, n), summed at each node (J, m)."""
    weight = oriented(points)[3]
    held = nodes.sums(weight, np.zeros(points.n, dtype=np.int64), 1)[0]
    return held, np.ascontiguousarray(nodes.sums_of_rows(weight * rows).T)


def _pairs(a, b):
    """All pairs (a.size * b.size, 2)."""
    return np.column_stack([np.repeat(a, b.size), np.tile(b, a.size)])


def _lanes(columns):
    """The columns with more columns of ones, up to a multiple of LANES."""
    return np.pad(columns, ((0, 0), (0, -columns.shape[1] % LANES)), constant_values=1.0)
