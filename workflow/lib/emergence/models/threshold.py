"""What all forms with a threshold share: when one can be looked for."""

import numpy as np

from emergence.models.base import Form
from emergence.series.domain import lacking


class Threshold(Form):
    """Base of forms that are level up to a threshold ``eta``, in units of x.

    Eta may lie only where at least ``min_points`` points and ``min_runs`` runs lie on either side of it, a point at
    eta itself counting for both. Where the optimum is at the edge of that range there is no threshold; a shape at its
    bound leaves eta what it is.
    """

    kind = "threshold"
    decisive = ("eta",)

    def free(self, points):
        """The floor is free only where chance is not known."""
        return np.array([np.isnan(points.floor)] + [True] * (len(self.parameters) - 1))

    def obstacle(self, points, settings):
        """Eta needs a range to move in."""
        if np.ptp(points.x) == 0 or np.ptp(points.y) == 0:
            return "no_variation"
        if np.unique(points.x).size <= self.free(points).sum():
            return "too_few_points"
        return lacking(points, settings)
