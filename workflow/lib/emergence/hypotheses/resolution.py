"""How well a series resolves an onset width: the narrowest one that it tells from a kink.

A kink at the series' own onset, of its own height and with its own noise, is called abrupt against a margin w where
every rising curve of width w or more is rejected. The nearest of these lies at a distance D(w) from the kink; along
that direction the noise has the standard deviation s(w). The **minimum detectable width** is the least w whose signal
``D(w) / s(w)`` is ``t_(1 - p)(df) + z_power``, as for the minimum detectable effect of a one-sided test (Bloom 1995,
doi:10.1177/0193841X9501900504); df is the runs less the parameters of a curve. In simulations of 16 to 200 runs with
80 % asked for, 73 to 98 % of kinks are called abrupt against it. It is the narrowest margin at which the series could
be resolved.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri, stdtrit

from emergence.hypotheses.gradual_curves import GradualCurves
from emergence.hypotheses.onset_curves import Curves
from emergence.solvers.onset_curves import CONCAVE, LEAST_WIDTH

# Probability with which a kink is to be called abrupt.
POWER = 0.8
# P-values that are asked for, of one test and of tests of many scores, and the columns of what they detect.
LEVELS = {"detectable_width_5e_2": 5e-2, "detectable_width_1e_3": 1e-3, "detectable_width_1e_6": 1e-6}
# Widths that are tried, as shares of the range.
_WIDTHS = np.geomspace(0.015, 1.0, 13)


def detectable_widths(
    curves: Curves, explained: np.ndarray, u: np.ndarray, y: np.ndarray, last: float,
    variance: Callable[[np.ndarray], float], df: float,
) -> dict[str, float]:  # fmt: skip
    """Minimum detectable widths of one series at several levels.

    Parameters
    ----------
    curves : Curves
        That are fitted to the scores.
    explained : numpy.ndarray, (k,)
        Sum of squares that each explains.
    u, y : numpy.ndarray, (n,)
        Places from 0 to 1 and scores of mean 0, larger being better.
    last : float
        The latest onset that the tests allow.
    variance : function
        From a direction (n,) of length one to the variance of the noise along it.
    df : float
        Degrees of freedom of that variance.

    Returns
    -------
    dict of str to float
        By column of :data:`LEVELS`, as shares of the range; NaN where no width within the range is detectable.
    """
    # one that rises from a vertical start is easier to tell, and noise alone can make it the best
    kink = (curves.given[:, 0] != CONCAVE) & (curves.given[:, 2] == LEAST_WIDTH)
    kinks = np.flatnonzero(kink & (curves.measures[:, 1] <= last))
    row = curves.rows[kinks[explained[kinks].argmax()]]
    kink = max(row @ y, 0.0) * row
    products = curves.rows @ kink
    signals = np.array([_signal(curves, products, kink, u, last, width, variance) for width in _WIDTHS])
    # a width counts only if all wider ones are distinguished from the kink too
    signals = np.minimum.accumulate(signals[::-1])[::-1]
    needed = {name: stdtrit(df, 1 - level) + ndtri(POWER) for name, level in LEVELS.items()}
    return {name: _reached(signals, signal) for name, signal in needed.items()}


def _signal(curves, products, kink, u, last, width, variance):
    """Distance of the kink from the nearest curve that is no narrower or has no onset, over the noise along it."""
    others = (curves.measures[:, 0] >= width) | (curves.measures[:, 1] > last)
    near = [GradualCurves(u, width).fit(kink)]
    if others.any():  # of the widest there may be none that the range shows whole
        best = int(np.where(others, products, -np.inf).argmax())
        near.append(max(products[best], 0.0) * curves.rows[best])
    return min(_over_noise(kink - curve, variance) for curve in near)


def _over_noise(apart, variance):
    distance = float(np.sqrt(apart @ apart))
    return distance / np.sqrt(variance(apart / distance)) if distance > 0 else 0.0


def _reached(signals, needed):
    """The width at which the signal is the one needed, between those that were tried."""
    enough = np.flatnonzero(signals >= needed)
    if not enough.size:
        return np.nan
    first = enough[0]
    if first == 0:
        return float(_WIDTHS[0])
    way = np.log(needed / signals[first - 1]) / np.log(signals[first] / signals[first - 1])
    return float(_WIDTHS[first - 1] * (_WIDTHS[first] / _WIDTHS[first - 1]) ** way)
