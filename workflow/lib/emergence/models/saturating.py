"""The saturating threshold: level at the floor up to a threshold, then an exponential approach to a ceiling."""

import numpy as np

from emergence.models.separable import Separable
from emergence.models.threshold import Threshold


class Saturating(Threshold, Separable):
    """``y = floor + amplitude (1 - exp(-rate max(0, improvement of x beyond eta)))``.

    ``floor`` and ``amplitude`` are in units of y (negative where the score falls as the model improves), ``rate`` per
    unit of improvement of x, ``eta`` in units of x. The floor is the score of a uniform guess where that is known, and
    free where it is not.

    The rate lies between 1/100 and 100 over the range of x. At the lower bound the arm is straight within the points,
    the form is the hinge, and amplitude and rate mean only their product, the slope; at the upper it is a step. Both
    are flagged; eta remains a threshold.
    """

    name = "saturating"
    parameters = ("floor", "amplitude", "rate", "eta")
    shape = "rate"
    shapes = (np.log(0.01), np.log(100.0))

    @staticmethod
    def basis(v, a, b):
        """The curve over its rate, exp(b), so that it tends to the hinge where the rate tends to zero."""
        rate = np.exp(b)
        return -np.expm1(-rate * np.maximum(0.0, v - a)) / rate

    @staticmethod
    def derivatives(v, start, a, b, rows):
        """By a, b, aa, ab and bb, compiled by the solvers."""
        k = np.exp(b)
        for j in range(start, v.size):
            z = max(v[j] - a, 0.0)
            rest = -np.expm1(-k * z)
            e = 1.0 - rest
            p = rest / k
            rows[0, j], rows[1, j], rows[2, j] = p, -e, z * e - p
            rows[3, j], rows[4, j], rows[5, j] = -k * e, k * z * e, p - z * e - k * z * z * e

    def unscaled(self, found, nodes, improves):
        """See :meth:`basis`."""
        floor, slope, a, b = found.T
        rate = np.exp(b)
        return np.column_stack([floor, slope / rate, rate / nodes.width, improves * nodes.turned(a)])

    def flags(self, place, shape):
        """Amplitude and rate are bound together."""
        return np.array([False, shape, shape, place])

    def predict(self, values, x, x2, improves):
        """Level, then rise."""
        floor, amplitude, rate, eta = np.moveaxis(np.asarray(values), -1, 0)
        return floor - amplitude * np.expm1(-rate * np.maximum(0.0, improves * (x - eta)))


FORM = Saturating()
