"""What all forms with a threshold share: when one can be looked for."""

from emergence.models.base import Form
from emergence.series.domain import lacking


class Threshold(Form):
    """Base of forms that stay at the floor up to a threshold ``eta``, in units of x.

    Eta may lie only where at least ``min_points`` points and ``min_runs`` runs lie on either side of it, a point at
    eta itself counting for both. Where the optimum is at the edge of that range there is no threshold; a shape at its
    bound leaves eta what it is.
    """

    kind = "threshold"
    threshold = "eta"
    places = ("eta",)
    decisive = ("eta",)
    at_chance = "floor"

    def obstacle(self, points, settings):
        """Eta needs a range to move in."""
        if not points.varies:
            return "no_variation"
        if points.distinct <= self.free(points).sum():
            return "too_few_points"
        return lacking(points, settings)
