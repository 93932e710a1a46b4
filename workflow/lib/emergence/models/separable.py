"""Forms that are linear but for a place and a shape: ``y = floor + amplitude phi(v; a, b)``."""

from functools import cached_property, lru_cache

import numpy as np

from emergence.models.base import Estimate, Form
from emergence.series.domain import oriented, scaled_domain
from emergence.solvers.compiling import curve_address, numerical_address
from emergence.solvers.grid_scan import weigh
from emergence.solvers.nodes import nodes_of
from emergence.solvers.profiled import CORNER, SMOOTH
from emergence.solvers.separable_search import Curve, Search

# Up to so many distinct x a series is taken as it is, else at so many nodes: in the search for basins, in the refits
# (whose own error is then that of the binning, below their spread), in the squared errors of other responses.
_FINE, _COARSE, _SHARP = (320, 160), (96, 96), (1024, 1024)
# Thresholds and shapes at which a profile is first seen.
_PROFILED = 24
# Kinks at thousands of points make dips too narrow for the nodes: so many intervals on either side are tried.
_AROUND = 12


class Separable(Form):
    """Base of the forms with a place and a shape; a subclass gives the curve and names its parameters.

    Since the axis is scaled to 0..1 nothing depends on the units of x. A form with a ``threshold`` has phi = 0 up to
    its place a; its kink there is a ``CORNER`` unless ``kink`` says that it is ``STEEP``.

    Attributes
    ----------
    shapes : tuple of float
        Lowest and highest b.
    levels : list of int
        Which parameters move with y's origin.
    derivatives : function or None
        See :func:`emergence.solvers.compiling.curve_address`; differences of ``basis`` stand in where it is absent.
    """

    shapes = (0.0, 0.0)
    levels = [0]
    derivatives = None

    @staticmethod
    def basis(v, a, b):
        """phi at places v of the scaled axis, for arrays that broadcast."""
        raise NotImplementedError

    def shape_bounds(self, points, settings):
        """Of a and b."""
        places = scaled_domain(points, settings) if self.threshold else (0.0, 1.0)
        return np.array([places, self.shapes])

    def unscaled(self, found, nodes, improves):
        """Parameters (m, p) of floor, amplitude, a and b (m, 4) on the scaled axis."""
        raise NotImplementedError

    def flags(self, place, shape):
        """Which parameters lie at a bound (p,), from whether place and shape do."""
        raise NotImplementedError

    @property
    def kink(self):
        """What phi is at its place."""
        return CORNER if self.threshold else SMOOTH

    @cached_property
    def curve(self):
        """phi as the solvers take it."""
        address = curve_address(self.derivatives) if self.derivatives else numerical_address(self.basis)
        return Curve(self.basis, address, self.kink)

    def obstacle(self, points, settings):
        """As many distinct x as free parameters leave nothing to fit."""
        if not points.varies:
            return "no_variation"
        return "too_few_points" if points.distinct <= self.free(points).sum() else None

    def estimate(self, points, settings):
        """The best of the bottoms of all basins: all roughly, the best along their valleys too, the last on all points.

        Its squared error is compared with brute force in the tests.
        """
        fine = nodes_of(points, *_FINE)
        search = self._search(points, settings, fine)
        found = search.best(search.basins(), 1e-7, kept=5)
        apart = np.sort(np.unique(np.round(found[:, 3:], 6), axis=0, return_index=True)[1])
        found = search.best(found[apart, 3:], 1e-15, thorough=True)
        whole = nodes_of(points, points.n, 0)
        if whole.size > fine.size:
            search = self._search(points, settings, whole)
            found = search.best(self._around(whole.v, found[0, 3:], search.bounds), 1e-7)
            found = search.bottoms(found[:, 3:], 1e-15)
        if not len(found) or not np.isfinite(found).all() or found[0, 2] == 0:
            return Estimate(np.full(len(self.parameters), np.nan), self.flags(False, False), converged=False)
        edges = np.isclose(found[0, [3, 3, 4, 4]], search.bounds, rtol=0, atol=1e-9)
        flags = self.flags(edges[:2].any(), edges[2:].any())
        return Estimate(self._values(points, whole, found)[0], flags, start=found[0, 3:])

    def refit(self, points, weights, estimate, settings):
        """The bottom of the basin of the best cell of a coarser grid, or of the estimate's, under each weighting."""
        centre = np.nan
        if self.threshold and points.distinct > _COARSE[0]:
            u, eta = oriented(points)[0], points.improves * estimate.best[self.parameters.index(self.threshold)]
            centre = (eta - u[0]) / (u[-1] - u[0])
        nodes = nodes_of(points, *_COARSE, centre)
        _, y, run, weight = oriented(points)
        sums = [nodes.sums(of, run, points.n_runs) for of in (weight, weight * (y - points.base[1]))]
        held, totals = np.empty((2, nodes.size, len(weights)))
        weigh(*sums, np.ascontiguousarray(weights.T), held, totals)
        search = self._search(points, settings, nodes)
        cells = search.cells(promising=True)
        if estimate.start is not None:
            cells = np.concatenate([estimate.start[None], cells])
        return self._values(points, nodes, search.each(cells, held, totals))

    def respond(self, points, responses, settings):
        """As :meth:`refit`, for other responses; their squared errors from finer nodes."""
        nodes, sharp = nodes_of(points, *_COARSE), nodes_of(points, *_SHARP)
        fixed, base = points.base
        turned = (responses if points.improves > 0 else responses[:, ::-1]) - base
        search = self._search(points, settings, nodes)
        held, totals = _weighed(points, nodes, turned)
        held_each = np.repeat(held[:, None], len(turned), axis=1)
        found = search.each(search.cells(promising=False), held_each, totals)
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
        search = self._search(points, settings, nodes)
        a = (points.improves * np.asarray(etas) - nodes.low) / nodes.width
        b = np.linspace(*self.shapes, _PROFILED)
        shapes = b[search.gains(a, b).argmax(axis=1)]
        places = np.column_stack([a, a, np.tile(self.shapes, (a.size, 1))])
        return 2 * search.bottoms(np.column_stack([a, shapes]), 1e-15, bounds=places)[:, 0]

    def breaks(self, points, settings):
        """Evenly spaced: near enough to each other for the profile's minima, which are wide."""
        return np.linspace(points.x.min(), points.x.max(), _PROFILED)

    def _search(self, points, settings, nodes):
        """The search on nodes of the series' own points."""
        bounds = self.shape_bounds(points, settings).ravel()
        return Search(self.curve, nodes.v, *_own(points, nodes), points.base[0], bounds)

    def _around(self, v, found, bounds):
        """Starts on all points: where the nodes' search ended and, for a threshold, the intervals about it."""
        starts = np.repeat(found[None], 2 * _AROUND + 1 if self.threshold else 1, axis=0)
        near = np.searchsorted(v, found[0]) + np.arange(len(starts)) - len(starts) // 2
        between = (v[:-1] + np.diff(v) / 2)[np.clip(near, 0, v.size - 2)]
        starts[1:, 0] = np.clip(between, *bounds[:2])[1:]
        return starts

    def _values(self, points, nodes, found):
        """Parameters (m, p) of rows of the search (m, 5)."""
        values = self.unscaled(found[:, 1:], nodes, points.improves)
        values[:, self.levels] += points.base[1]
        return values


# A profile asks for them again and again.
@lru_cache(maxsize=16)
def _own(points, nodes):
    """Weights (J,), and weights times the series' own values less their base (J,), summed at each node."""
    held, totals = _weighed(points, nodes, oriented(points)[1][None] - points.base[1])
    return held, totals[:, 0]


def _weighed(points, nodes, rows):
    """Weights (J,), and weights times each row of values (m, n), summed at each node (J, m)."""
    weight = oriented(points)[3]
    held = nodes.sums(weight, np.zeros(points.n, dtype=np.int64), 1)[0]
    return held, np.ascontiguousarray(nodes.sums_of_rows(weight * rows).T)
