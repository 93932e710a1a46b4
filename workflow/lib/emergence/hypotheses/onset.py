"""Where a score leaves its floor, over what width, and the tests that say so: of one series.

The **onset width** is the distance in x over which the slope of the expected score climbs from 10 to 90 % of its
largest value in the observed range; the **onset** is where the tangent at the steepest place meets the score at the
worst x (the lag time of growth curves, Zwietering et al. 1990). Both are measured on the best of a wide family of
rising curves (:mod:`emergence.hypotheses.onset_curves`). An onset is abrupt where its width is shown to be below a
margin, gradual where it is shown not to be: two one-sided tests (Schuirmann 1987). Statistics are logarithms of ratios
of squared errors, simulated under the best curve of the null hypothesis (:mod:`emergence.inference.wild_bootstrap`).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np
from scipy.special import fdtri

from emergence.hypotheses.gradual_curves import GradualCurves, with_a_fall_first
from emergence.hypotheses.onset_curves import Search
from emergence.hypotheses.resolution import detectable_widths
from emergence.hypotheses.simulated_scores import Noise, SimulatedScores
from emergence.inference.cluster_robust import cluster_robust
from emergence.inference.spline import spline_basis
from emergence.inference.wild_bootstrap import sign_rounds, tail_p
from emergence.models.base import Settings
from emergence.series.domain import lacking, place_of, scaled_domain
from emergence.series.points import Points
from emergence.solvers.onset_curves import BEFORE, CLASSES, LATE, NARROW, WIDE, WIDE_FROM_BEFORE

_PARAMETERS = 5  # of a curve: level, height, place on its branch, width and onset
_TIE = 1e-9  # a draw that repeats the signs of the data ties with them, but for rounding
_TRADED = 1.5  # parameters that an interval of one counts for
_ROUNDS = 2  # of draws, of three, from which the ends of intervals are made
_KINK = 1e-3  # a width below this share of the range is none
_EVERY = (NARROW, WIDE, WIDE_FROM_BEFORE, BEFORE, LATE)
_GRADUAL = (WIDE, WIDE_FROM_BEFORE)
_NO_ONSET = (BEFORE, LATE)
_UNLIMITED = np.array([np.inf, -np.inf, np.inf])  # no margin, and an onset anywhere
_NARROW_AND_LINE = CLASSES  # row of `SimulatedScores.explained` for narrow curves with a straight line added
CLAIMS = ("p_trend", "p_misfit", "p_abrupt", "p_gradual", "p_no_onset")  # the columns of p-values


def onset_tests(bins: Points, margin: float, settings: Settings, seed: int) -> dict[str, float]:
    """Onset, onset width, their intervals, and the p-values of what is said of them.

    Parameters
    ----------
    bins : Points
        From :func:`emergence.series.run_bins.run_bins_of`: at least three distinct x, and scores that vary.
    margin : float
        Onset width below which an onset counts as abrupt, in units of x.
    settings : Settings
        Draws, confidence, and what must lie on either side of an onset.
    seed : int

    Returns
    -------
    dict of str to float
        Columns of the table ``TESTS``: ``onset`` and ``width`` with their ends, ``r2``, minimum detectable widths, and
        p-values. NaN is an open end, of a width not all of which is in the range or an onset that may lie outside; or
        no detectable width. With too few points or runs on either side there are only p-values of trend and misfit.
    """
    tests = _OnsetTests(bins, margin, settings, seed)
    row = {"p_trend": tests.p_trend(), "p_misfit": tests.p_misfit()}
    if lacking(bins, settings):
        return row
    row |= tests.estimates() | tests.detectable_widths()
    row |= {"p_abrupt": tests.p_abrupt(), "p_gradual": tests.p_gradual(), "p_no_onset": tests.p_no_onset()}
    return _without_rejected(row, margin, 1 - settings.confidence)


def _without_rejected(row, margin, alpha):
    """The interval of the width without the side of the margin that a test rejects at half the level: its inversion."""
    if row["p_abrupt"] <= alpha / 2:
        row["width_hi"] = np.fmin(row["width_hi"], margin)
    if row["p_gradual"] <= alpha / 2:
        row["width_lo"] = np.fmax(row["width_lo"], margin)
    return row


def residuals_of(points: Points) -> np.ndarray:
    """Scores (n,), in the order of x, less the best curve of the family."""
    u, y, order = _in_order(points)
    found = Search(u, y, _UNLIMITED)
    residual = np.empty(points.n)
    residual[order] = y - found.fitted(found.best(_EVERY))
    return residual


def _in_order(points):
    """Places (n,), ascending, scores less their mean, and the order that the points come into."""
    place = place_of(points.x, points)[0]
    order = np.argsort(place, kind="stable")
    return np.ascontiguousarray(place[order]), points.y[order] - points.y.mean(), order


class _OnsetTests:
    """Fits and tests of one series, on x turned and scaled to 0..1 and on scores less their mean."""

    def __init__(self, bins, margin, settings, seed):
        self.bins, self.settings = bins, settings
        self.u, self.y, order = _in_order(bins)
        self.run, self.range = bins.run[order], np.ptp(bins.x)
        self.total = float(self.y @ self.y)
        line = self.u - self.u.mean()
        self.line = line / np.sqrt(line @ line)
        self.spline = np.linalg.qr(spline_basis(self.u))[0][:, 1:]
        self.limits = np.array([margin / self.range, *scaled_domain(bins, settings)])
        self.found = Search(self.u, self.y, self.limits)
        best = self.found.best(_EVERY)
        self.left = self.total - self.found.explained[best]
        self.fitted = self.found.fitted(best)
        # larger by sqrt(G / (G - p)) for G runs and p parameters, since fitting makes residuals too small
        runs = bins.n_runs
        residual = (self.y - self.fitted) * np.sqrt(runs / max(runs - _PARAMETERS, runs / 4, 1))
        signs = sign_rounds(runs, settings.draws, seed)
        self.noise = Noise(residual, self.run, runs, signs, self.found, self.line, self.spline)

    def estimates(self) -> dict[str, float]:
        """Onset and width of the best curve, with the ends of their intervals, in units of x."""
        found, best = self.found, self.found.best(_EVERY)
        width, onset, _ = found.curves.measures[best]
        for_width, for_onset = self.total - self.left - self._allowed_rises(best)
        seen = found.classes[found.explained >= for_width]
        open_above = np.isin(seen, (WIDE_FROM_BEFORE, BEFORE, LATE)).any()
        first, last = (found.extreme(goal, for_onset) for goal in (2, 3))
        ends = [self._x(first) if first > 0.0 else np.nan, self._x(last) if last <= self.limits[2] else np.nan]
        lo, hi = ends if self.bins.improves > 0 else reversed(ends)
        return {
            "onset": self._x(onset),
            "onset_lo": lo,
            "onset_hi": hi,
            "width": width * self.range,
            "width_lo": self.range * (least if (least := found.extreme(0, for_width)) > _KINK else 0.0),
            "width_hi": np.nan if open_above else found.extreme(1, for_width) * self.range,
            "r2": 1 - self.left / self.total,
        }

    def detectable_widths(self) -> dict[str, float]:
        """The narrowest widths that the series tells from a kink, in units of x, by :data:`resolution.LEVELS`."""
        sums, residual = self.noise.sums, self.noise.residual
        together = _squares(sums.of(np.ones(residual.size))) - residual.size
        common = max(_squares(sums.of(residual)) - _squares(residual), 0.0) / together if together else 0.0
        own = max(_squares(residual) / residual.size - common, 0.0)

        def variance(direction):
            # few runs may contribute along a direction: there that of errors with a common run effect is better known
            return max(_squares(sums.of(direction * residual)), own + common * _squares(sums.of(direction)))

        df, last = max(self.bins.n_runs - _PARAMETERS, 1), self.limits[2]
        widths = detectable_widths(self.found.curves, self.found.explained, self.u, self.y, last, variance, df)
        return {level: share * self.range for level, share in widths.items()}

    def p_trend(self) -> float:
        """Null hypothesis: a constant; alternatives: a curve of the family, and a free spline, which may fall."""
        simulated = self._simulated(np.zeros(self.y.size))

        def statistics(number):
            most = np.maximum(simulated.explained(number)[:CLASSES].max(axis=0), simulated.by_spline(number))
            total = simulated.totals(number)
            return _log_ratio(total, total - most)

        left = min(self.left, self.total - _squares(self.spline.T @ self.y))
        return self._p_of(statistics, _log_ratio(self.total, left))

    def p_no_onset(self) -> float:
        """Null hypothesis: the onset begins in the range."""
        begins = [NARROW, WIDE]
        return self._p(self._best_curve(begins), lambda e: e[begins].max(axis=0), (WIDE_FROM_BEFORE, *_NO_ONSET))

    def p_gradual(self) -> float:
        """Null hypothesis: the slope climbs within the margin, perhaps on a straight rise, or there is no onset."""
        curve, other = self._narrow_and_line(), self._best_curve(_NO_ONSET)
        if _squares(self.y - other) < _squares(self.y - curve):
            curve = other
        null = [*_NO_ONSET, _NARROW_AND_LINE]
        return self._p(curve, lambda e: e[null].max(axis=0), _GRADUAL)

    def p_abrupt(self) -> float:
        """Null hypotheses, both to be rejected: a curve of the family that is not abrupt; any that rises gradually."""
        null = [*_GRADUAL, *_NO_ONSET]
        p = self._p(self._best_curve(null), lambda e: e[null].max(axis=0), (NARROW,))
        return p if p > 1 - self.settings.confidence else max(p, self._p_any_gradual())

    def p_misfit(self) -> float:
        """Null hypothesis: a curve of the family; alternative: a free spline."""
        simulated = self._about_best

        def statistics(number):
            one, total = simulated.explained(number)[:CLASSES].max(axis=0), simulated.totals(number)
            return _log_ratio(total - one, total - np.maximum(one, simulated.by_spline(number)))

        return self._p_of(statistics, _log_ratio(self.left, self.total - _squares(self.spline.T @ self.y)))

    def _p_any_gradual(self):
        """Null hypothesis: any curve that rises gradually; it does not contain the alternative (Williams 1970)."""
        length = min(self.limits[0], 1.0)
        null = GradualCurves(self.u, length), with_a_fall_first(self.u, length, self.y)
        curve = min((gradual.fit(self.y) for gradual in null), key=lambda fitted: _squares(self.y - fitted))
        simulated = self._simulated(curve)

        def statistics(number):
            errors = np.min([gradual.errors(simulated.scores(number)) for gradual in null], axis=0)
            return _log_ratio(errors, simulated.totals(number) - simulated.explained(number)[NARROW])

        return self._p_of(statistics, _log_ratio(_squares(self.y - curve), self.total - self._explained((NARROW,))))

    def _p(self, curve, of_null, others):
        """The p-value of a null hypothesis with its best curve, against classes of curves.

        ``of_null`` gives from what classes explain of simulated scores what the null hypothesis does.
        """
        seen = _log_ratio(_squares(self.y - curve), self.total - self._explained(others))
        if not seen > _TIE:
            return 1.0
        simulated, others = self._simulated(curve), list(others)

        def statistics(number):
            explained, total = simulated.explained(number), simulated.totals(number)
            one = of_null(explained)
            return _log_ratio(total - one, total - np.maximum(explained[others].max(axis=0), one))

        return self._p_of(statistics, seen)

    def _p_of(self, statistics: Callable[[int], np.ndarray], seen: float) -> float:
        return tail_p(statistics, seen - _TIE, self.noise.rounds)

    @cached_property
    def _about_best(self):
        return self._simulated(self._best_curve(_EVERY))

    def _simulated(self, curve):
        return SimulatedScores(curve, self.noise)

    def _explained(self, classes):
        """What the best curve of some classes explains of the scores."""
        return self.found.explained[np.isin(self.found.classes, list(classes))].max(initial=0.0)

    def _best_curve(self, classes):
        return self.found.fitted(self.found.best(classes))

    def _narrow_and_line(self):
        """The best sum of a narrow curve and a straight line, neither of which falls."""
        rows = self.found.curves.rows[self.found.classes == NARROW]
        slope = max(float(self.line @ self.y), 0.0)
        products, slants = rows @ self.y, rows @ self.line
        free = np.maximum(1 - slants**2, _TIE)
        height, tilt = (products - slants * slope) / free, (slope - slants * products) / free
        both = (height > 0) & (tilt > 0)
        explained = np.where(both, height * products + tilt * slope, np.maximum(products, 0.0) ** 2)
        if not explained.size or explained.max() <= slope**2:
            return slope * self.line
        best = int(explained.argmax())
        return height[best] * rows[best] + tilt[best] * self.line if both[best] else products[best] * rows[best]

    def _allowed_rises(self, best):
        """How much larger the squared error may be with the true width, or the true onset: (2,).

        The rise of a profile likelihood scaled for dependence (:mod:`emergence.inference.profile`), or, where a curve
        hardly depends on its width or runs are few, by the runs' summed residuals; not less than simulated scores have.
        """
        residual, runs = self.y - self.found.fitted(best), self.bins.n_runs
        gradient = np.column_stack([np.ones(self.u.size), *self.found.gradient(best)])
        ordered = replace(self.bins, x=self.u, y=self.y, run=self.run)
        robust = cluster_robust(ordered, gradient, residual, np.eye(_PARAMETERS)[3:])
        df = max(runs - _PARAMETERS, 1)
        by_run = np.bincount(self.run, residual)
        plain = max(_squares(by_run) * runs / df / self.u.size, _squares(residual) / max(self.u.size - _PARAMETERS, 1))
        with np.errstate(over="ignore", invalid="ignore"):
            rises = self._quantiles(robust.df) * robust.se**2 / robust.unit
        rises = np.where(np.isfinite(rises), rises, self._quantiles(np.full(2, df)) * plain)
        return np.maximum(rises, self._simulated_rise(best))

    def _simulated_rise(self, best):
        """How much more than the curve that scores are simulated about the best explains: other basins count too."""
        excess = [
            self._about_best.explained(number)[:CLASSES].max(axis=0) - self._about_best.explained_by(best, number)
            for number in self.noise.rounds[:_ROUNDS]
        ]
        return float(np.quantile(np.concatenate(excess), self.settings.confidence))

    def _quantiles(self, df):
        """Of the two rises in units of their variance, by degrees of freedom (2,).

        Width, onset and shape trade off: in simulations that of one parameter covers 88 to 94 %, of two 98 %.
        """
        return _TRADED * fdtri(_TRADED, df, self.settings.confidence)

    def _x(self, place):
        """The x of a place on the scaled axis."""
        return self.bins.improves * ((self.bins.improves * self.bins.x).min() + place * self.range)


def _squares(values):
    return float(values @ values)


def _log_ratio(one, other):
    return np.log(np.maximum(one, 1e-300) / np.maximum(other, 1e-300))
