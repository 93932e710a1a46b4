"""The line: y = intercept + slope x, least squares, errors clustered by run."""

import numpy as np

from emergence.models.base import Estimate, Form


class Linear(Form):
    """``y = intercept + slope x``; the slope in units of y per unit of x as it stands (not of its improvement)."""

    name = "linear"
    kind = "smooth"
    parameters = ("intercept", "slope")
    linear = True

    def obstacle(self, points, settings):
        """A residual needs three points, a slope some variation of x; a constant y would get an error of 0."""
        if points.n < 3:
            return "too_few_points"
        return None if points.varies else "no_variation"

    def estimate(self, points, settings):
        """Weighted least squares."""
        return Estimate(self.respond(points, points.y[None], settings)[0][0], np.zeros(2, dtype=bool))

    def respond(self, points, responses, settings):
        """Weighted least squares, about the means of x and y for accuracy."""
        weight = points.weight / points.weight.sum()
        x, y = weight @ points.x, responses @ weight
        across, rest = points.x - x, responses - y[:, None]
        slope = rest @ (weight * across) / (weight @ across**2)
        values = np.column_stack([y - slope * x, slope])
        return values, (rest - slope[:, None] * across) ** 2 @ points.weight

    def refit(self, points, weights, estimate, settings):
        """Weighted least squares from each run's sums about the overall means."""
        x0, y0 = (np.average(of, weights=points.weight) for of in (points.x, points.y))
        x, y = points.x - x0, points.y - y0
        sums = [
            np.bincount(points.run, points.weight * of, points.n_runs) for of in (np.ones_like(x), x, y, x * x, x * y)
        ]
        w, wx, wy, wxx, wxy = ((weights * of).sum(axis=1) for of in sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = wxx - wx * wx / w
            slope = np.where(spread > 1e-12 * wxx, (wxy - wx * wy / w) / spread, np.nan)
            return np.column_stack([y0 + (wy - slope * wx) / w - slope * x0, slope])

    def basis(self, v):
        """The axis itself."""
        return v

    def shape_bounds(self, points, settings):
        """Nothing but level and height."""
        return np.empty((0, 2))

    def predict(self, values, x, x2, improves):
        """The line."""
        return values[..., 0] + values[..., 1] * x

    def gradient(self, values, x, x2, improves):
        """1 and x."""
        return np.column_stack([np.ones(x.size), x])


FORM = Linear()
