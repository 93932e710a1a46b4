"""Where a threshold may lie, and the axis on which it is sought."""

from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from emergence.series.points import Points


class Sides(Protocol):
    """Settings: what must lie on either side of a threshold."""

    @property
    def min_points(self) -> int:
        """Least number of points."""

    @property
    def min_runs(self) -> int:
        """Least number of runs."""


# The forms of one series, and their intervals, ask for the same again and again.
@lru_cache(maxsize=8)
def oriented(points: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The points on an axis that is turned so that larger is better.

    Returns
    -------
    u, y, run, weight : numpy.ndarray, (n,)
        ``u`` is x times ``improves``, ascending; the others in its order. Contiguous, and not to be written to.
    """
    columns = points.x, points.y, points.run, points.weight
    if points.improves > 0:
        return columns
    x, y, run, weight = (of[::-1].copy() for of in columns)
    return -x, y, run, weight


def domain(points: Points, settings: Sides) -> tuple[int, int]:
    """The range that a threshold may lie in, so that enough points and runs lie on either side of it.

    A point at the threshold itself counts for both sides.

    Parameters
    ----------
    points : Points
    settings : Settings
        ``min_points`` and ``min_runs``.

    Returns
    -------
    first, last : int
        Positions on the axis of :func:`oriented`, each the first of its tie, of the lowest and the highest threshold.
        The first is not below the last where there is no such range.
    """
    return _between(points, settings.min_points, settings.min_runs)


def scaled_domain(points: Points, settings: Sides) -> np.ndarray:
    """The range of :func:`domain` on the turned axis scaled so that the points run from 0 to 1: (2,)."""
    u = oriented(points)[0]
    return (u[list(domain(points, settings))] - u[0]) / (u[-1] - u[0])


def place_of(x: Any, points: Points) -> tuple[Any, float]:
    """The place of x, a number or an array, on the turned and scaled axis; and the width of the range of x."""
    u = oriented(points)[0]
    return (points.improves * x - u[0]) / (u[-1] - u[0]), u[-1] - u[0]


def edges_of(points: Points, settings: Sides) -> np.ndarray:
    """Lowest and highest threshold that the points allow, in units of x: (2,)."""
    u = oriented(points)[0]
    return np.sort(points.improves * u[list(domain(points, settings))])


def lacking(points: Points, settings: Sides) -> str | None:
    """The status word of points that leave a threshold no range, or None."""
    lowest, highest = _between(points, settings.min_points, 1)
    if lowest >= highest:
        return "too_few_points"
    lowest, highest = _between(points, settings.min_points, settings.min_runs)
    return "too_few_runs" if lowest >= highest else None


@lru_cache(maxsize=8)
def _between(points, min_points, min_runs):
    u, _, run, _ = oriented(points)
    runs, first_seen = np.unique(run, return_index=True)
    if runs.size < min_runs or u.size < min_points:
        return 0, 0
    last_seen = u.size - 1 - np.unique(run[::-1], return_index=True)[1]
    lowest = max(min_points - 1, np.sort(first_seen)[min_runs - 1])
    highest = min(u.size - min_points, np.sort(last_seen)[-min_runs])
    # a tie counts as a whole: a threshold at any of its members has all of them on either side
    return int(np.searchsorted(u, u[lowest])), int(np.searchsorted(u, u[highest]))
