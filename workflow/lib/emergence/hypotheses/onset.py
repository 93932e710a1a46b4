"""Placeholder until the tests on the estimand are there: a logistic's onset and width, and crude p-values."""

import numpy as np
from scipy.special import chdtrc

from emergence.models import registry
from emergence.models.base import Settings
from emergence.series.points import Points


def onset_tests(bins: Points, margin: float, settings: Settings, seed: int, more: int) -> dict[str, float]:
    """Numbers of the right kind, not to be believed."""
    form = registry()["logistic"]
    if form.obstacle(bins, settings):
        return {}
    found = form.estimate(bins, settings)
    if not found.converged:
        return {}
    floor, ceiling, midpoint, rate = found.best
    total = float(np.sum((bins.y - bins.y.mean()) ** 2))

    def error(values):
        return float(np.sum((bins.y - form.predict(values, bins.x, bins.x2, bins.improves)) ** 2))

    sse = max(error(found.best), 1e-300)
    at_margin = np.array([floor, ceiling, midpoint, 2.98 / margin])
    chi = bins.n_runs * np.log(max(error(at_margin), sse) / sse)
    width = float(2.98 / max(rate, 1e-9))
    onset = midpoint - bins.improves * 2 / max(rate, 1e-9)
    outside = not bins.x.min() < onset < bins.x.max()
    p = float(chdtrc(1, chi)) / 2
    reach = 0.3 * np.ptp(bins.x) * p
    return {
        "p_trend": float(chdtrc(2, bins.n_runs * np.log(max(total, sse) / sse))),
        "margin": margin,
        "onset": float(onset),
        "onset_lo": float(onset - reach),
        "onset_hi": float(onset + reach) if p < 0.4 else np.nan,
        "width": width,
        "width_lo": width * (1 - p),
        "width_hi": width * (1 + p) if p < 0.4 else np.nan,
        "r2": 1 - sse / total,
        "p_abrupt": p if width < margin else 1 - p,
        "p_gradual": 1 - p if width < margin or outside else p,
        "p_no_onset": p if outside else 1.0,
        "p_misfit": float(np.random.default_rng(seed).uniform()),
    }
