"""The constant: y = mean. What a task looks like whose score does not depend on x."""

import numpy as np

from emergence.models.base import Estimate, Form


class Constant(Form):
    """``y = mean``; one parameter, in the unit of y."""

    name = "constant"
    kind = "flat"
    parameters = ("mean",)
    linear = True

    def obstacle(self, points, settings):
        """Two points are needed for a residual to exist."""
        return "too_few_points" if points.n < 2 else None

    def estimate(self, points, settings):
        """The weighted mean over all points."""
        return Estimate(np.array([np.average(points.y, weights=points.weight)]), np.zeros(1, dtype=bool))

    def refit(self, points, weights, estimate, settings):
        """Weighted means, from each run's count and sum about the overall mean."""
        centre = estimate.best[0]
        count = np.bincount(points.run, points.weight, points.n_runs)
        total = np.bincount(points.run, points.weight * (points.y - centre), points.n_runs)
        with np.errstate(invalid="ignore", divide="ignore"):
            return (centre + (weights * total).sum(axis=1) / (weights * count).sum(axis=1))[:, None]

    def respond(self, points, responses, settings):
        """Their weighted means."""
        means = responses @ points.weight / points.weight.sum()
        return means[:, None], (responses - means[:, None]) ** 2 @ points.weight

    def predict(self, values, x, x2, improves):
        """The mean at every x."""
        return values[..., 0] + np.zeros_like(x)

    def gradient(self, values, x, x2, improves):
        """1 everywhere."""
        return np.ones((x.size, 1))


FORM = Constant()
