"""The hinge: level at the floor up to a threshold, then a straight arm."""

from functools import lru_cache

import numpy as np

from emergence.models.base import Estimate
from emergence.models.threshold import Threshold
from emergence.series.domain import domain, oriented, scaled_domain
from emergence.solvers.break_scan import LANES, at, scan

# Candidates whose gain is within this share of the best are compared again, with errors summed point by point; it is
# far above the rounding error of the scan.
_NEAR = 1e-9
_MOST_NEAR = 200


class Hinge(Threshold):
    """``y = floor + slope max(0, improvement of x beyond eta)``.

    The arm lies on the better side of x: ``max(0, x - eta)`` where a larger x is better, ``max(0, eta - x)`` where a
    smaller one is. ``floor`` is in units of y, ``slope`` in y per unit of improvement of x (negative where the score
    falls as the model improves), ``eta`` in units of x. The floor is the score of a uniform guess where that is
    known, and free where it is not.
    """

    name = "hinge"
    parameters = ("floor", "slope", "eta")

    def estimate(self, points, settings):
        """The exact least-squares optimum."""
        u, y, run, weight = oriented(points)
        fixed, base = points.base
        first, last = domain(points, settings)
        y = y - base
        gain, etas = self._trace(points, settings)
        near = np.flatnonzero((gain > 0) & (gain >= gain.max() - _NEAR * (weight @ y**2)))
        near = near[np.argsort(-gain[near], kind="stable")][:_MOST_NEAR]
        if near.size == 0:
            return Estimate(np.full(3, np.nan), np.zeros(3, dtype=bool), converged=False)
        line, best, least = np.empty(2), None, np.inf
        for eta in etas[near]:
            error = at(u, y, weight, eta, fixed, line)
            if error < least:
                least, best = error, (base + line[1], line[0], eta)
        floor, slope, eta = best
        values = np.array([floor, slope, points.improves * eta])
        return Estimate(values, np.array([False, False, eta in (u[first], u[last])]))

    def refit(self, points, weights, estimate, settings):
        """The exact optimum under each weighting, eta in the same range as for the points as they are."""
        _, base = points.base
        return self._scan(points, (oriented(points)[1] - base)[:, None], weights, settings)[1]

    def respond(self, points, responses, settings):
        """The exact optimum for each response."""
        fixed, base = points.base
        turned = (responses if points.improves > 0 else responses[:, ::-1]) - base
        weight = oriented(points)[3]
        y = np.zeros((points.n, -(-len(responses) // LANES) * LANES))
        y[:, : len(responses)] = turned.T
        gain, values = self._scan(points, y, np.ones((len(responses), points.n_runs)), settings)
        total = turned**2 @ weight - (0.0 if fixed else (turned @ weight) ** 2 / weight.sum())
        return values, np.maximum(total - gain, 0.0)

    def _scan(self, points, y, weights, settings):
        """Gains (m,) and parameters (m, 3) for values y (n, 1) or (n, m or more) less the base."""
        u, _, run, weight = oriented(points)
        fixed, base = points.base
        draws = weights.shape[0]
        lanes = np.zeros((points.n_runs, -(-draws // LANES) * LANES))
        lanes[:, :draws] = weights.T
        best = np.empty((4, lanes.shape[1]))
        scan(u, y, weight, run, lanes, *domain(points, settings), fixed, best, np.empty((0, 0, 2)))
        gain, eta, slope, floor = best[:, :draws]
        return gain, np.column_stack([base + floor, slope, points.improves * eta])

    def gradient(self, values, x, x2, improves):
        """By floor, slope and eta; for a point at the threshold, half of the one-sided derivative by eta."""
        beyond = improves * (x - values[2])
        by_eta = -improves * values[1] * np.heaviside(beyond, 0.5)
        return np.column_stack([np.ones(x.size), np.maximum(0.0, beyond), by_eta])

    def profile(self, points, etas, settings):
        """From sums over the points beyond each eta."""
        origin, sums, total, squares = _sums_beyond(points)
        eta = points.improves * np.asarray(etas)
        w, wu, wy, wuu, wuy = sums[:, np.searchsorted(oriented(points)[0], eta)]
        eta = eta - origin
        arm, spread, slant = wu - w * eta, wuu - 2 * eta * wu + eta**2 * w, wuy - eta * wy
        if not points.base[0]:
            spread = spread - arm**2 / total
        gain = np.divide(slant**2, spread, out=np.zeros_like(spread), where=spread > 0)
        return squares - gain

    def breaks(self, points, settings):
        """The distinct x, and where the arm's own line meets the flat side's own level (see ``break_scan``)."""
        _, etas = self._trace(points, settings)
        return points.improves * np.unique(etas[np.isfinite(etas)])

    def basis(self, v, eta):
        """The distance beyond eta."""
        return np.maximum(0.0, v - eta)

    def shape_bounds(self, points, settings):
        """Of eta."""
        return scaled_domain(points, settings)[None]

    def predict(self, values, x, x2, improves):
        """Level, then arm."""
        return values[..., 0] + values[..., 1] * np.maximum(0.0, improves * (x - values[..., 2]))

    def _trace(self, points, settings):
        """Gain and eta, turned so that larger is better, of every candidate of the scan: two arrays."""
        u, y, run, weight = oriented(points)
        fixed, base = points.base
        trace, ones = np.zeros((2, u.size, 2)), np.ones((points.n_runs, LANES))
        first, last = domain(points, settings)
        scan(u, (y - base)[:, None], weight, run, ones, first, last, fixed, np.empty((4, LANES)), trace)
        return trace.reshape(-1, 2).T


# A profile asks for them again and again.
@lru_cache(maxsize=4)
def _sums_beyond(points):
    """The mean of u, sums (5, n + 1) over each point and those beyond it, the whole weight, and sum w y^2.

    Summed are w, w u, w y, w u^2 and w u y, u being x turned less its mean, and y less its base.
    """
    u, y, _, weight = oriented(points)
    origin, y = u.mean(), y - points.base[1]
    u = u - origin
    terms = weight * np.stack([np.ones_like(u), u, y, u * u, u * y])
    sums = np.zeros((5, u.size + 1))
    sums[:, :-1] = np.cumsum(terms[:, ::-1], axis=1)[:, ::-1]
    return origin, sums, weight.sum(), weight @ y**2


FORM = Hinge()
