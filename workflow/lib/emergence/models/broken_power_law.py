"""The broken power law of Caballero et al., with one break; smooth, no threshold."""

import itertools

import numpy as np

from emergence.models.base import Estimate, Form

_LN10 = np.log(10.0)
# Lowest and highest slope of log(y - a) before and after the bend, place and log width of the bend; the axis is 0..1.
_BOUNDS = np.array([[-50.0, -50.0, 0.0, np.log(0.01)], [50.0, 50.0, 1.0, 0.0]])
_SLOPES = (-12.0, -3.0, -0.5, 0.5, 3.0, 12.0)
_STARTS = np.array(list(itertools.product(_SLOPES, _SLOPES, np.linspace(0.08, 0.92, 8), np.log([0.01, 0.06, 0.3]))))
_POLISHED = 24
# A series of more points is searched as the means of its runs in so many parts of the range of x.
_MOST, _PARTS = 320, 20


class BrokenPowerLaw(Form):
    """``y = a + b (t/d)^-c0 (1 + (t/d)^(1/f))^(-c1 f)`` with ``t = 10^x`` and ``d = 10^d1`` (Caballero et al. 2022).

    One break of "Broken Neural Scaling Laws" (arXiv 2210.14891, equation 1), its b times d^-c0 here, so that it is not
    the height at t = 1. Where x is a logarithm, t is the compute or the parameters themselves; where x is a loss in
    nats, t is its perplexity to the power log 10. ``a`` and ``b`` are in units of y, ``d1`` in units of x; the
    exponents ``c0`` and ``c0 + c1``, before and after the break, and the width ``f1`` of the break, in powers of ten,
    have no unit. All six are free; chance plays no part.

    The break lies within the range of x, its width is 1/100 of that range to all of it, and over the range log |y - a|
    changes by at most 50 on either side. A straight line is a limit in which c0, c1 and a, b are not identified: six
    parameters are more than most series can determine, so there is no bootstrap; intervals are often wide or absent.
    """

    name = "broken_power_law"
    kind = "smooth"
    parameters = ("a", "b", "c0", "c1", "d1", "f1")
    places = ("d1",)
    default = False
    bootstrapped = False
    competes = False  # its break may be as sharp as a threshold, and its floor anywhere

    def obstacle(self, points, settings):
        """More distinct x than parameters."""
        if not points.varies:
            return "no_variation"
        return "too_few_points" if points.distinct <= len(self.parameters) + 1 else None

    def estimate(self, points, settings):
        """The best of what the most promising of 864 starts lead to."""
        from emergence.solvers.bend_search import descend  # compiled only where this form is asked for

        flags = np.zeros(len(self.parameters), dtype=bool)
        v, y, run, weight = _cells(points)
        starts = _promising(v, y, weight)
        found = np.empty((len(starts), 7))
        descend(v, np.tile(weight, (len(starts), 1)), y, starts, _BOUNDS, 60, found)
        best = found[[np.argmin(found[:, 0])]]
        if points.n > _MOST:
            descend(_scaled(points), points.weight[None], points.y, best[:, 3:].copy(), _BOUNDS, 60, best)
        if not np.isfinite(best).all() or best[0, 2] == 0:
            return Estimate(np.full(len(self.parameters), np.nan), flags, converged=False)
        low, high, place, width = np.isclose(best[0, 3:], _BOUNDS, rtol=0, atol=1e-9).any(axis=0)
        return Estimate(_natural(best, points)[0], np.array([False, False, low or high, low or high, place, width]))

    def refit(self, points, weights, estimate, settings):
        """What the estimate leads to under each weighting."""
        from emergence.solvers.bend_search import descend

        v, y, run, weight = _cells(points)
        width = np.ptp(points.x)
        _, _, c0, c1, d1, f1 = estimate.best
        start = np.array([-c0 * width * _LN10, -(c0 + c1) * width * _LN10, (d1 - points.x[0]) / width, 0.0])
        start[3] = np.log(f1 / (width * _LN10))
        found = np.empty((len(weights), 7))
        descend(
            v, np.ascontiguousarray(weights[:, run] * weight), y, np.tile(start, (len(weights), 1)), _BOUNDS, 40, found
        )
        return _natural(found, points)

    def predict(self, values, x, x2, improves):
        """The curve; in logarithms, since t may be 10^25."""
        a, b, c0, c1, d1, f1 = np.moveaxis(np.asarray(values), -1, 0)
        far = _LN10 * (x - d1)
        with np.errstate(over="ignore"):
            return a + b * np.exp(-c0 * far - c1 * f1 * np.logaddexp(0.0, far / f1))


def _scaled(points):
    """x from 0 to 1."""
    return (points.x - points.x[0]) / np.ptp(points.x)


def _cells(points):
    """v, y, run and weight of the points, or of the means of each run's points in parts of the range of x."""
    v = _scaled(points)
    if points.n <= _MOST:
        return v, points.y, points.run, points.weight
    part = points.run * _PARTS + np.minimum((v * _PARTS).astype(np.int64), _PARTS - 1)
    names, cell = np.unique(part, return_inverse=True)
    weight = np.bincount(cell, points.weight)
    means = (np.bincount(cell, points.weight * of) / weight for of in (v, points.y))
    return *means, names // _PARTS, weight


def _promising(v, y, weight):
    """The starts of least squared error, a and b being what is best for each."""
    low, high, place, width = _STARTS.T[..., None]
    width = np.exp(width)
    line = low * v + (high - low) * width * np.logaddexp(0.0, (v - place) / width)
    curve = np.exp(line - line.max(axis=1, keepdims=True))
    total = weight.sum()
    curve -= (curve @ weight / total)[:, None]
    gain = (curve @ (weight * (y - weight @ y / total))) ** 2 / (curve**2 @ weight)
    return np.ascontiguousarray(_STARTS[np.argsort(-gain, kind="stable")[:_POLISHED]])


def _natural(found, points):
    """a, b, c0, c1, d1 and f1 (m, 6) of rows of the search."""
    _, a, b, low, high, place, width = found.T
    unit = np.ptp(points.x) * _LN10
    values = [a, b * np.exp(low * place), -low / unit, (low - high) / unit]
    return np.column_stack([*values, points.x[0] + np.ptp(points.x) * place, np.exp(width) * unit])


FORM = BrokenPowerLaw()
