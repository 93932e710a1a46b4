"""The logistic: from a floor to a ceiling, smoothly; no threshold."""

from copy import copy

import numpy as np

from emergence.models.separable import Separable

_REACH = np.log(9.0)  # a tenth and nine tenths of the way from floor to ceiling


class Logistic(Separable):
    """``y = floor + (ceiling - floor) / (1 + exp(-rate (improvement of x beyond midpoint)))``.

    ``floor`` and ``ceiling`` are in units of y, ``midpoint`` in units of x, ``rate`` >= 0 per unit of improvement of x.
    The ceiling lies below the floor where the score falls as the model improves. The floor is the score of a uniform
    guess where that is known, and free where it is not; the ceiling is free. Used for scores against a model's loss or
    compute by, among others, Bhagia et al. (2024, arXiv 2412.04403) and Ruan et al. (2024, arXiv 2405.10938).

    The points do not determine a ceiling far above the best score. So the curve must have come a tenth of its way at
    the best x, and have a tenth to go at the worst; and over the range of x its exponent changes by 1/2 (nearly a
    straight line) to 100 (a step, to a hundredth of the range). A midpoint or a rate on such a bound is flagged.
    """

    name = "logistic"
    kind = "smooth"
    parameters = ("floor", "ceiling", "midpoint", "rate")
    places = ("midpoint",)
    at_chance = "floor"
    decisive = ("midpoint", "rate")
    shape = "rate"
    levels = [0, 1]
    between_levels = True
    shapes = (np.log(0.5), np.log(100.0))

    @staticmethod
    def basis(v, a, b):
        """A tenth and nine tenths of the way are at the ends of the range where a is 1 and 0; b is the log rate."""
        return 1 / (1 + np.exp(-(np.exp(b) * (v - a) + _REACH * (1 - 2 * a))))

    @staticmethod
    def derivatives(v, start, a, b, rows):
        """By a, b, aa, ab and bb, compiled by the solvers."""
        k = np.exp(b)
        by_a = -(k + 2.0 * _REACH)
        for j in range(start, v.size):
            by_b = k * (v[j] - a)
            s = 1.0 / (1.0 + np.exp(-(by_b + _REACH * (1.0 - 2.0 * a))))
            one = s * (1.0 - s)
            two = one * (1.0 - 2.0 * s)
            rows[0, j], rows[1, j], rows[2, j] = s, one * by_a, one * by_b
            rows[3, j], rows[4, j] = two * by_a * by_a, two * by_a * by_b - one * k
            rows[5, j] = by_b * (two * by_b + one)

    def unscaled(self, found, nodes, improves):
        """The midpoint is where the exponent is zero."""
        floor, amplitude, a, b = found.T
        rate = np.exp(b)
        midpoint = a - _REACH * (1 - 2 * a) / rate
        return np.column_stack([floor, floor + amplitude, improves * nodes.turned(midpoint), rate / nodes.width])

    def rise_width(self, values):
        """From a tenth to nine tenths of the way."""
        return 2 * _REACH / np.asarray(values)[..., 3]

    def no_steeper(self, share):
        """With a bound of the rate."""
        held = copy(self)
        held.shapes = (self.shapes[0], min(self.shapes[1], float(np.log(2 * _REACH / share))))
        return held

    def flags(self, place, shape):
        """The midpoint's bounds depend on the rate."""
        return np.array([False, False, place, shape])

    def predict(self, values, x, x2, improves):
        """The curve."""
        floor, ceiling, midpoint, rate = np.moveaxis(np.asarray(values), -1, 0)
        with np.errstate(over="ignore"):
            return floor + (ceiling - floor) / (1 + np.exp(-rate * improves * (x - midpoint)))


FORM = Logistic()
