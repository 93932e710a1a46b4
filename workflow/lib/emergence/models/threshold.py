"""What all forms with a threshold share: the data that one needs."""

from emergence.models.base import Form
from emergence.series.domain import lacking


class Threshold(Form):
    """Base of forms that stay at the floor up to a threshold ``eta``, in units of x.

    Eta may lie only where at least ``min_points`` points and ``min_runs`` runs lie on either side of it, a point at
    eta itself counting for both. An optimum at the edge of that range is not a threshold; a shape parameter at its
    bound does not affect the status of eta.
    """

    kind = "threshold"
    threshold = "eta"
    places = ("eta",)
    decisive = ("eta",)
    at_chance = "floor"

    def obstacle(self, points, settings):
        """Too few points or runs on either side of every possible eta."""
        if not points.varies:
            return "no_variation"
        if points.distinct <= self.free(points).sum():
            return "too_few_points"
        return lacking(points, settings)
