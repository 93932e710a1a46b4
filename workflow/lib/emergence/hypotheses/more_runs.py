"""How many more runs would make a series tell a kink from gradual rises: its minimum detectable width with k more.

Assumed: the expected score is the best kink of the present series, at its onset and of its height; each further run is
one point within the present range of x; noise has the variance of the present residuals, and what points of one run
share of it. In simulations with 80 % asked for (tests/unit/test_more_runs.py) kinks are called abrupt about as often.
"""

from copy import copy
from typing import NamedTuple

import numpy as np
from scipy.special import chdtri

from emergence.hypotheses.onset_curves import Search, heights
from emergence.hypotheses.resolution import LEVELS, POWER, detectable_widths
from emergence.inference.wild_bootstrap import RunSums
from emergence.models.base import Settings
from emergence.series.domain import place_of, scaled_domain
from emergence.series.points import Points
from emergence.solvers.onset_curves import BEFORE, LATE, LEAST_WIDTH, NARROW, WIDE, WIDE_FROM_BEFORE

LEVEL = "detectable_width_5e_2"
LEVEL_TITLE = f"one test at the level {LEVELS[LEVEL]:g}, a kink called abrupt with {POWER:.0%} power".replace("%", " %")
MOST = 64
PLACEMENTS = ("spread", "near")
_PARAMETERS = 5
_EVERY = (NARROW, WIDE, WIDE_FROM_BEFORE, BEFORE, LATE)


class Needed(NamedTuple):
    """What more runs at some places would do.

    Attributes
    ----------
    placement : str
        ``spread`` evenly over the range of x, or ``near`` the onset, evenly within a margin on either side of it.
    k : int or None
        The least number of runs with which the minimum detectable width is no more than the margin; None if not even
        :data:`MOST`.
    x : numpy.ndarray, (k,)
        Where they are.
    width : float
        The minimum detectable width then, or with :data:`MOST`, in units of x; NaN if there is none.
    """

    placement: str
    k: int | None
    x: np.ndarray
    width: float


class MoreRuns:
    """The present design of a series, and what further runs would add.

    Parameters
    ----------
    bins : Points
        From :func:`emergence.series.run_bins.run_bins_of`.
    margin : float
        In units of x.
    settings : emergence.models.base.Settings
    """

    def __init__(self, bins: Points, margin: float, settings: Settings):
        self.bins, self.margin, self.range = bins, margin, float(np.ptp(bins.x))
        self.limits = np.array([margin / self.range, *scaled_domain(bins, settings)])
        self.u = place_of(bins.x, bins)[0]
        order = np.argsort(self.u, kind="stable")
        u, y = np.ascontiguousarray(self.u[order]), bins.y[order] - bins.y.mean()
        found = Search(u, y, self.limits)
        residual = y - found.fitted(found.best(_EVERY))
        self.df = max(bins.n_runs - _PARAMETERS, 1)
        sums = RunSums(bins.run[order], bins.n_runs)
        square = float(residual @ residual) / self.df * bins.n_runs / bins.n
        together = _squares(sums.of(np.ones(u.size))) - u.size
        pairs = max(_squares(sums.of(residual)) - float(residual @ residual), 0.0)
        self.common = min(pairs / together, square) if together else 0.0
        self.own = square - self.common
        kinks = (found.curves.given[:, 2] == LEAST_WIDTH) & (found.curves.measures[:, 1] <= self.limits[2])
        at = np.flatnonzero(kinks)[found.explained[kinks].argmax()]
        self.kink, self.onset = found.curves.given[at], float(found.curves.measures[at, 1])
        shape = heights(self.kink, u)
        self.height = max(float((shape - shape.mean()) @ y), 0.0) / _squares(shape - shape.mean())

    @property
    def residual_sd(self) -> float:
        """Standard deviation of the noise of one point."""
        return float(np.sqrt(self.own + self.common))

    @property
    def onset_x(self) -> float:
        """The onset of the kink, in units of x."""
        return float(self._x(self.onset))

    def width(self, more: np.ndarray) -> float:
        """The minimum detectable width, in units of x, with runs at further places (k,) from 0 to 1."""
        bins, k = self.bins, len(more)
        u = np.concatenate([self.u, more])
        run = np.concatenate([bins.run, bins.n_runs + np.arange(k)])
        order = np.argsort(u, kind="stable")
        u, sums = np.ascontiguousarray(u[order]), RunSums(run[order], bins.n_runs + k)
        y = self.height * heights(self.kink, u)
        y -= y.mean()
        found = Search(u, y, self.limits)

        def variance(direction):
            return self.own * _squares(direction) + self.common * _squares(sums.of(direction))

        df = max(bins.n_runs + k - _PARAMETERS, 1)
        widths = detectable_widths(found.curves, found.explained, u, y, self.limits[2], variance, df)
        return widths[LEVEL] * self.range

    def needed(self, placement: str) -> Needed:
        """The least number of further runs, by bisection: more runs detect narrower widths."""
        width = self.width(np.empty(0))
        if width <= self.margin:
            return Needed(placement, 0, np.empty(0), width)
        low, high, k = 0, None, 1
        while k <= MOST and high is None:
            width = self.width(self._places(placement, k))
            low, high, k = (low, k, k) if width <= self.margin else (k, None, 2 * k)
        if high is None:
            return Needed(placement, None, np.empty(0), width)
        while high - low > 1:
            middle = (low + high) // 2
            found = self.width(self._places(placement, middle))
            low, high, width = (low, middle, found) if found <= self.margin else (middle, high, width)
        return Needed(placement, high, self._x(self._places(placement, high)), width)

    def needed_between(self, placement: str, confidence: float) -> tuple[Needed, Needed]:
        """The same for the ends of the interval of the noise: its variance is an estimate from the present runs.

        With s^2 from df degrees of freedom (of runs, less those of the curve), the variance lies between
        df s^2 / chi^2 at (1 + confidence) / 2 and at (1 - confidence) / 2, if noise is normal.
        """
        tails = (1 - confidence) / 2, (1 + confidence) / 2
        few, many = (self._with_noise(self.df / chdtri(self.df, tail)).needed(placement) for tail in tails)
        return few, many

    def _with_noise(self, times: float) -> "MoreRuns":
        other = copy(self)
        other.own, other.common = self.own * times, self.common * times
        return other

    def _places(self, placement, k):
        even = (np.arange(k) + 0.5) / k
        if placement == "spread":
            return even
        reach = self.limits[0]
        low, high = max(self.onset - reach, 0.0), min(self.onset + reach, 1.0)
        return low + (high - low) * even

    def _x(self, place):
        return self.bins.improves * ((self.bins.improves * self.bins.x).min() + place * self.range)


def _squares(values):
    return float(values @ values)
