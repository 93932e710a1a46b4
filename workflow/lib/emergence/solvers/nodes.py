"""A series as weights and sums at a few places of x: what every fit of a curve to many weightings needs of it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from emergence.series.domain import oriented
from emergence.series.points import Points

# Places of the finer bins about a threshold, as shares of the range of x.
_FINER = np.concatenate([np.arange(-0.1, -0.03, 0.005), np.arange(-0.03, 0.03, 0.0015), np.arange(0.03, 0.1, 0.005)])


@dataclass(frozen=True, eq=False)
class Nodes:
    """Places on the axis of a series, turned so that larger is better and scaled to 0..1; equal only to themselves.

    Where the series has more distinct x than wanted, the places are equally spaced and each point is shared by its two
    neighbours (linear binning, Fan and Marron 1994): a curve's value at a point becomes its interpolation.

    Attributes
    ----------
    u, v : numpy.ndarray, (J,)
        x turned, and scaled; ascending and distinct, each with some weight.
    low, width : float
        ``u = low + width v``.
    place, share : numpy.ndarray, (n,)
        The node left of each point, in the order of :func:`emergence.series.domain.oriented`, and the point's share of
        it; the rest belongs to the next node.
    """

    u: np.ndarray
    v: np.ndarray
    low: float
    width: float
    place: np.ndarray
    share: np.ndarray

    @property
    def size(self):
        """Number of nodes."""
        return self.v.size

    def turned(self, v):
        """x turned, of places v (m,); at a node, exactly the node's, since a root is steep where it begins."""
        near = np.clip(np.searchsorted(self.v, v - 1e-12), 0, self.size - 1)
        return np.where(np.abs(self.v[near] - v) <= 1e-12, self.u[near], self.low + self.width * v)

    def sums(self, values, group, groups):
        """Sums of values (n,) at each node and group: an array (groups, J)."""
        found = np.bincount(group * self.size + self.place, values * self.share, groups * self.size)
        if (self.share < 1).any():
            right = np.minimum(self.place + 1, self.size - 1)
            found += np.bincount(group * self.size + right, values * (1 - self.share), groups * self.size)
        return found.reshape(groups, self.size)

    def sums_of_rows(self, rows):
        """Sums at each node of each of many rows of values (m, n): an array (m, J)."""
        left, starts = np.unique(self.place, return_index=True)
        found = np.zeros((rows.shape[0], self.size))
        found[:, left] = np.add.reduceat(rows * self.share, starts, axis=1)
        if (self.share < 1).any():
            found[:, np.minimum(left + 1, self.size - 1)] += np.add.reduceat(rows * (1 - self.share), starts, axis=1)
        return found


@lru_cache(maxsize=16)
def nodes_of(points: Points, most: int, bins: int, centre: float = np.nan) -> Nodes:
    """The nodes of a series.

    Parameters
    ----------
    points : Points
        At least two distinct x.
    most : int
        Distinct x up to which they are the nodes themselves.
    bins : int
        Where there are more, how many nodes are spread evenly from the least x to the largest; those that get no weight
        are left out.
    centre : float, 0..1
        Place on the scaled axis about which further nodes stand, closer together; none if NaN.

    Returns
    -------
    Nodes
        The same object for the same arguments.
    """
    u, _, _, weight = oriented(points)
    low, width = u[0], u[-1] - u[0]
    v = (u - low) / width
    distinct, place = np.unique(u, return_inverse=True)
    if distinct.size <= most:
        return Nodes(distinct, (distinct - low) / width, low, width, place, np.ones(v.size))
    finer = centre + _FINER if np.isfinite(centre) else _FINER[:0]
    at = np.unique(np.concatenate([np.linspace(0.0, 1.0, bins), finer[(finer > 0) & (finer < 1)]]))
    place = np.clip(np.searchsorted(at, v, side="right") - 1, 0, at.size - 2)
    share = (at[place + 1] - v) / (at[place + 1] - at[place])
    held = np.bincount(place, weight * share, at.size) + np.bincount(place + 1, weight * (1 - share), at.size)
    # a point on a node gives its neighbour no weight, and nodes without weight are left out
    kept = held > 0
    moved = np.cumsum(kept) - 1
    alone = ~kept[place]
    place = np.where(alone, moved[place + 1], moved[place])
    return Nodes(low + width * at[kept], at[kept], low, width, place, np.where(alone, 1.0, share))
