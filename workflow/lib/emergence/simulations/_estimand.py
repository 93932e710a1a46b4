"""Onset and onset width of a known curve, by their definitions: what verdicts and intervals are held against."""

from collections.abc import Callable

import numpy as np

Curve = Callable[[np.ndarray], np.ndarray]
# The slope climbs from this share of its largest value to that one within the onset width.
LOW, HIGH = 0.1, 0.9
# A slope that is this near to the largest, as a share of it, is the largest: a plateau is equal but for rounding.
_EQUAL = 1e-6


def width_of(curve: Curve, n: int = 4001) -> float:
    """The onset width w = x90 - x10 of a curve on the range 0..1 of x.

    M is the largest slope, x90 the first x at which the slope reaches 90 % of M, and x10 the last x before it at which
    it is at most 10 % of M. Slopes are those of ``n - 1`` equal steps, interpolated between their middles, so that a
    kink or a jump has a width of about one step.

    Parameters
    ----------
    curve : function of numpy.ndarray
        x (0..1, larger is better) to the expected score.
    n : int
        Points of the grid.

    Returns
    -------
    float
        As a share of the range of x. Infinite where the slope is above 10 % of M from the worst x on, so that the range
        does not show where it began to climb; NaN where the curve rises nowhere.
    """
    middle, slope, largest = _slopes(curve, n)
    if not largest > 0:
        return np.nan
    high = int(np.argmax(slope >= HIGH * largest))
    below = np.flatnonzero(slope[:high] <= LOW * largest)
    if not below.size:
        return np.inf
    x90, x10 = (_crossing(middle, slope, *at) for at in ((high - 1, HIGH * largest), (below[-1], LOW * largest)))
    return float(x90 - x10)


def onset_of(curve: Curve, n: int = 4001) -> float:
    """The onset of a curve on the range 0..1 of x: where the tangent of the largest slope meets the worst score.

    onset = x_M - (f(x_M) - f(0)) / M, x_M being the first place where the slope f' reaches its largest value M: the lag
    time of growth curves (Zwietering et al. 1990, doi 10.1128/aem.56.6.1875-1881.1990). Of a hinge it is its break.

    Parameters
    ----------
    curve, n
        As for :func:`width_of`.

    Returns
    -------
    float
        NaN where the curve rises nowhere; below 0 where it rises before the worst x.
    """
    middle, slope, largest = _slopes(curve, n)
    if not largest > 0:
        return np.nan
    at = middle[np.argmax(slope >= (1 - _EQUAL) * largest)]
    score, floor = curve(np.array([at, 0.0]))
    return float(at - (score - floor) / largest)


def _slopes(curve, n):
    """Middles of the steps of the grid, their slopes, and the largest of these."""
    u = np.linspace(0.0, 1.0, n)
    slope = np.diff(curve(u)) * (n - 1)
    return (u[1:] + u[:-1]) / 2, slope, slope.max()


def _crossing(middle, slope, before, level):
    """Where the slope passes a level between one middle and the next."""
    share = (level - slope[before]) / (slope[before + 1] - slope[before])
    return middle[before] + share * (middle[before + 1] - middle[before])
