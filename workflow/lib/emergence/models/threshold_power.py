"""The threshold power: level at the floor up to a threshold, then a power of the distance from it."""

import numpy as np

from emergence.models.separable import Separable
from emergence.models.threshold import Threshold
from emergence.solvers.profiled import STEEP


class ThresholdPower(Threshold, Separable):
    """``y = floor + coefficient max(0, improvement of x beyond eta)^exponent``.

    As in the theory of phase transitions, where the exponent describes how the order parameter leaves zero. ``floor``
    is in units of y, ``coefficient`` in units of y per unit of x to the ``exponent`` (negative where the score falls
    as the model improves), ``eta`` in units of x. The floor is the score of a uniform guess where that is known, and
    free where it is not.

    The exponent lies between 1/2, a square root, vertical at eta, and 5, which leaves the floor imperceptibly. On a
    bound it is flagged; eta remains a threshold.
    """

    name = "threshold_power"
    parameters = ("floor", "coefficient", "exponent", "eta")
    shape = "exponent"
    kink = STEEP
    shapes = (np.log(0.5), np.log(5.0))

    @staticmethod
    def basis(v, a, b):
        """The power of the distance; its exponent is exp(b)."""
        return _power(v - a, np.exp(b))

    @staticmethod
    def derivatives(v, start, a, b, rows):
        """By a, b, aa, ab and bb, compiled by the solvers."""
        k = np.exp(b)
        for j in range(start, v.size):
            z = v[j] - a
            if z > 0.0:
                g = k * np.log(z)
                p = np.exp(g)
                fall = -k * p / z
                rows[0, j], rows[1, j], rows[2, j] = p, fall, p * g
                rows[3, j], rows[4, j], rows[5, j] = (1.0 - k) * fall / z, fall * (1.0 + g), p * g * (1.0 + g)
            else:
                for row in range(6):
                    rows[row, j] = 0.0

    def unscaled(self, found, nodes, improves):
        """The coefficient's unit depends on the exponent."""
        floor, rise, a, b = found.T
        exponent = np.exp(b)
        return np.column_stack([floor, rise / nodes.width**exponent, exponent, improves * nodes.turned(a)])

    def flags(self, place, shape):
        """The exponent's and eta's."""
        return np.array([False, False, shape, place])

    def predict(self, values, x, x2, improves):
        """Level, then power."""
        floor, coefficient, exponent, eta = np.moveaxis(np.asarray(values), -1, 0)
        return floor + coefficient * _power(improves * (x - eta), exponent)


def _power(beyond, exponent):
    """``max(0, beyond)^exponent``; numpy has vector instructions for exp and log, but not for powers."""
    with np.errstate(divide="ignore"):
        return np.exp(exponent * np.log(np.maximum(0.0, beyond)))


FORM = ThresholdPower()
