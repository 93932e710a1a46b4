"""Where a score leaves its floor, over what width, and the tests that say so: of one series.

The **onset width** is the distance in x over which the slope of the expected score climbs from 10 to 90 % of its
largest value in the observed range; the **onset** is where the tangent at the steepest place meets the score at the
worst x. Both are measured on the best of a wide family of rising curves (:mod:`emergence.hypotheses.onset_curves`).
The distribution of every statistic is simulated by a wild cluster bootstrap under the best curve of its null
hypothesis (:mod:`emergence.inference.wild_bootstrap`).
"""

from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from emergence.hypotheses.gradual_curves import GradualCurves
from emergence.hypotheses.onset_curves import Search
from emergence.inference.cluster_robust import cluster_robust
from emergence.inference.spline import spline_basis
from emergence.inference.wild_bootstrap import sign_rounds, tail_p
from emergence.models.base import Settings
from emergence.series.domain import place_of, scaled_domain
from emergence.series.points import Points
from emergence.solvers.onset_curves import (
    BEFORE,
    CLASSES,
    LATE,
    NARROW,
    WIDE,
    WIDE_FROM_BEFORE,
    largest,
)

# Parameters of a curve: floor, height, onset, width, and the place on its branch.
_PARAMETERS = 5
# A draw that repeats the signs of the data ties with them, but for rounding.
_TIE = 1e-9
_EVERY = [NARROW, WIDE, WIDE_FROM_BEFORE, BEFORE, LATE]


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
        Columns of the table ``TESTS``: ``margin``, ``onset``, ``width``, their ends, ``r2``, and p-values. NaN is an
        open end: of the width where it may be any, of the onset where it may lie outside of the range.
    """
    judge = _Judge(bins, margin, settings, seed)
    return {"margin": margin, **judge.estimates(), **judge.p_values()}


class _Judge:
    def __init__(self, bins, margin, settings, seed):
        self.bins, self.settings, self.seed = bins, settings, seed
        place, self.range = place_of(bins.x, bins)
        order = np.argsort(place, kind="stable")
        self.u, self.run = np.ascontiguousarray(place[order]), bins.run[order]
        self.level = bins.y.mean()
        self.y = bins.y[order] - self.level
        self.limits = np.array([margin / self.range, *scaled_domain(bins, settings)])
        self.found = Search(self.u, self.y, self.limits)
        self.total = float(self.y @ self.y)
        line = self.u - self.u.mean()
        self.line = line / np.sqrt(line @ line)
        self.sums = RunSums(self.run, bins.n_runs)
        self.left = self.total - self.found.explained.max()
        self.residual = self._scaled(self.y - self.curve(self.found.best(_EVERY)), _PARAMETERS)

    def _scaled(self, residual, count):
        """Residuals made larger by sqrt(G / (G - p)) for G runs and p parameters, since fitting makes them too small."""
        runs = self.bins.n_runs
        return residual * np.sqrt(runs / max(runs - count, runs / 4, 1))

    def curve(self, row):
        """The fitted scores of a curve."""
        rows = self.found.curves.rows
        return max(rows[row] @ self.y, 0.0) * rows[row]

    def estimates(self):
        """Onset and width of the best curve, with the ends of their intervals, in units of x."""
        found, best = self.found, self.found.best(_EVERY)
        width, onset, _ = found.curves.measures[best]
        left = self.total - found.explained[best]
        row = {"r2": 1 - left / self.total, "width": width * self.range, "onset": self._x(onset)}
        allowed = self.total - left - self._rises(best)
        lo, hi = (found.extreme(goal, allowed[0]) for goal in (0, 1))
        inside = found.explained >= allowed[0]
        open_above = np.isin(found.curves.classes[inside], [WIDE_FROM_BEFORE, BEFORE, LATE]).any()
        row |= {"width_lo": lo * self.range, "width_hi": np.nan if open_above else hi * self.range}
        lo, hi = (found.extreme(goal, allowed[1]) for goal in (2, 3))
        ends = [self._x(lo) if lo > 0.0 else np.nan, self._x(hi) if hi <= self.limits[2] else np.nan]
        row |= dict(zip(("onset_lo", "onset_hi"), ends if self.bins.improves > 0 else ends[::-1], strict=True))
        return row

    def _x(self, place):
        """The x of a place on the scaled axis."""
        worst = (self.bins.improves * self.bins.x).min()
        return self.bins.improves * (worst + place * self.range)

    def _rises(self, best):
        """How much larger the squared error may be with the true width, or the true onset: (2,).

        The rise of a profile likelihood that is scaled for dependence, as for thresholds
        (:mod:`emergence.inference.profile`). Where the curve does not depend on the width, or not enough runs tell, the
        dependence is that of the residuals themselves.
        """
        curve = self.curve(best)
        gradient = np.column_stack([np.ones(self.u.size), *self.found.gradient(best)])
        ordered = replace(self.bins, x=self.u, y=self.y, run=self.run)
        robust = cluster_robust(ordered, gradient, self.y - curve, np.eye(_PARAMETERS)[3:])
        rises = stdtrit(robust.df, (1 + self.settings.confidence) / 2) ** 2 * robust.se**2 / robust.unit
        residual = self.y - curve
        df = max(self.bins.n_runs - _PARAMETERS, 1)
        spread = float((self.sums.of(residual) ** 2).sum()) / df
        alone = float(residual @ residual) / max(self.u.size - _PARAMETERS, 1)
        other = stdtrit(df, (1 + self.settings.confidence) / 2) ** 2 * max(spread * self.bins.n_runs / self.u.size, alone)
        return np.where(np.isfinite(rises), rises, other)

    def p_values(self):
        """p-values by the name of their column."""
        found = self.found
        explained = {kind: found.explained[found.curves.classes == kind].max(initial=0.0) for kind in range(CLASSES)}
        everything = max(explained.values())
        rows = {"p_trend": self._p(None, lambda e, _: 0.0 * e[0], lambda e, _: e[:CLASSES].max(axis=0), everything)}
        rows["p_gradual"] = self._p_gradual(explained)
        begun = [NARROW, WIDE]
        rest = [WIDE_FROM_BEFORE, BEFORE, LATE]
        rows["p_no_onset"] = self._p(
            begun, lambda e, _: e[begun].max(axis=0), lambda e, _: e[rest].max(axis=0), max(explained[k] for k in rest)
        )
        rows["p_misfit"] = self._p_misfit(everything)
        rows["p_abrupt"] = self._p_abrupt(explained[NARROW])
        return rows

    def _p(self, null, of_null, of_rest, rest, curve=None):
        """One p-value: classes of the null hypothesis, what it and the alternative explain of draws, and of the data."""
        if curve is None:
            curve = np.zeros(self.y.size) if null is None else self.curve(self.found.best(null))
        held = float(((self.y - curve) ** 2).sum())
        seen = _log_ratio(held, self.total - rest)
        if not seen > _TIE:
            return 1.0
        simulator = _Simulator(self, curve, self.residual)

        def statistics(signs):
            explained, total = simulator.explained(signs)
            one = of_null(explained, simulator)
            other = of_rest(explained, simulator)
            return _log_ratio(total - one, total - np.maximum(other, one))

        return tail_p(statistics, seen - _TIE, self._rounds())

    def _p_gradual(self, explained):
        """Null hypothesis: the slope climbs within the margin, perhaps on a straight rise, or there is no onset."""
        curve, _ = self._narrow_and_line()
        others = [BEFORE, LATE]
        best = self.found.best(others)
        if self.found.explained[best] > self.total - ((self.y - curve) ** 2).sum():
            curve = self.curve(best)
        wide = [WIDE, WIDE_FROM_BEFORE]
        return self._p(
            [NARROW],
            lambda e, _: np.maximum(e[others].max(axis=0), e[CLASSES]),
            lambda e, _: e[wide].max(axis=0),
            max(explained[k] for k in wide),
            curve,
        )

    def _narrow_and_line(self):
        """The best curve of width below the margin with a rising straight line added, and what it explains."""
        rows = self.found.curves.rows[self.found.curves.classes == NARROW]
        slope = float(self.line @ self.y)
        best, most = max(slope, 0.0) * self.line, max(slope, 0.0) ** 2
        if len(rows):
            e, r = rows @ self.y, rows @ self.line
            free = np.maximum(1 - r * r, 1e-9)
            both = (e * e + slope * slope - 2 * r * e * slope) / free
            both = np.where((e > r * slope) & (slope > r * e), both, np.maximum(e, 0.0) ** 2)
            k = int(both.argmax())
            if both[k] > most:
                a, b = (e[k] - r[k] * slope) / free[k], (slope - r[k] * e[k]) / free[k]
                best = a * rows[k] + b * self.line if min(a, b) > 0 else max(e[k], 0.0) * rows[k]
                most = both[k]
        return best, most

    def _p_misfit(self, everything):
        """Null hypothesis: a curve of the family; alternative: a free spline."""
        basis = np.linalg.qr(spline_basis(self.u))[0][:, 1:]
        spline = float(((basis.T @ self.y) ** 2).sum())
        return self._p(
            _EVERY,
            lambda e, _: e[:CLASSES].max(axis=0),
            lambda e, s: s.projected(basis),
            spline,
        )

    def _p_abrupt(self, narrow):
        """Null hypotheses, both to be rejected: a curve of the family that is not abrupt; any that rises gradually."""
        rest = [WIDE, WIDE_FROM_BEFORE, BEFORE, LATE]
        p = self._p(rest, lambda e, _: e[rest].max(axis=0), lambda e, _: e[NARROW], narrow)
        return p if p > 1 - self.settings.confidence else max(p, self._p_any_gradual(narrow))

    def _p_any_gradual(self, narrow):
        """Null hypothesis: any curve that rises gradually; the forms do not nest (Williams 1970)."""
        gradual = GradualCurves(self.u, min(self.limits[0], 1.0))
        curve = gradual.fit(self.y)
        simulator = _Simulator(self, curve, self.residual)

        def statistics(signs):
            explained, total = simulator.explained(signs)
            return _log_ratio(gradual.errors(simulator.responses(signs)), total - explained[NARROW])

        seen = _log_ratio(float(((self.y - curve) ** 2).sum()), self.total - narrow)
        return tail_p(statistics, seen - _TIE, self._rounds())

    def _rounds(self):
        return sign_rounds(self.bins.n_runs, self.settings.draws, self.seed, 1)


def _log_ratio(one, other):
    return np.log(np.maximum(one, 1e-300) / np.maximum(other, 1e-300))


class _Simulator:
    """Responses under a null hypothesis, and what curves explain of them.

    Responses are its best curve plus its residuals, those of a run times the run's sign; the residuals are scaled by
    sqrt(G / (G - p)) for G runs and p parameters, since fitting makes them too small.
    """

    def __init__(self, judge, curve, residual):
        self.judge, self.curve, self.residual = judge, curve, residual
        self.rows = judge.found.curves.rows
        self.part = judge.sums.of(self.rows * self.residual).astype(np.float32)
        self.base = self.rows @ curve
        self.slant = self.rows @ judge.line

    def explained(self, signs):
        """By class, and last for narrow curves with a line, what the best explains of draws: (CLASSES + 1, m); totals."""
        judge, turned = self.judge, signs.T
        self.signs = signs
        own = judge.sums.of(np.stack([self.residual, self.residual**2, self.residual * self.curve]))
        self.total = self.curve @ self.curve + own[1] @ turned**2 + 2 * own[2] @ turned
        self.total = self.total - (own[0] @ turned) ** 2 / judge.u.size
        found = np.empty((CLASSES + 1, len(signs)))
        line = judge.line @ self.curve + judge.sums.of(judge.line * self.residual) @ turned
        part = np.ascontiguousarray(self.part @ turned.astype(np.float32))
        largest(self.base, part, judge.found.curves.classes, self.slant, line, found)
        return found, self.total

    def projected(self, basis):
        """What an orthonormal basis (n, k) explains of the latest draws."""
        sums = self.judge.sums.of(basis.T * self.residual)
        return (((basis.T @ self.curve)[:, None] + sums @ self.signs.T) ** 2).sum(axis=0)

    def responses(self, signs):
        """The draws themselves, of mean 0: (m, n)."""
        found = self.curve + self.residual * signs[:, self.judge.run]
        return found - found.mean(axis=1, keepdims=True)


class RunSums:
    """Sums over the points of each run.

    Parameters
    ----------
    run : numpy.ndarray, (n,)
        0..n_runs-1, each there.
    n_runs : int
    """

    def __init__(self, run, n_runs):
        self.order = np.argsort(run, kind="stable")
        self.first = np.searchsorted(run[self.order], np.arange(n_runs))
        self.alone = run.size == n_runs

    def of(self, rows):
        """Sums (..., n_runs) of rows (..., n)."""
        ordered = rows[..., self.order]
        return ordered if self.alone else np.add.reduceat(ordered, self.first, axis=-1)
