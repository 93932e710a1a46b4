"""What is computed of simulated scores by their parts, against the scores themselves."""

import numpy as np
import pytest

from emergence.hypotheses.onset import _OnsetTests
from emergence.hypotheses.simulated_scores import SimulatedScores
from emergence.inference.wild_bootstrap import tail_p
from emergence.models.base import Settings
from emergence.series.points import Points
from emergence.solvers.onset_curves import BEFORE, CLASSES, LATE, NARROW, WIDE, WIDE_FROM_BEFORE


def _tests(draws, per_run=3, runs=20):
    """Tests of a series with several points a run, which rises gradually."""
    random = np.random.default_rng(4)
    n = runs * per_run
    u = np.sort(random.uniform(0, 1, n))
    run = random.permutation(np.repeat(np.arange(runs), per_run))
    y = 1 / (1 + np.exp(-(u - 0.4) / 0.08)) + 0.05 * random.standard_normal(runs)[run]
    y += 0.03 * random.standard_normal(n)
    none = np.full(n, np.nan)
    points = Points("s", u, none, y, run, runs, 1.0, np.nan, np.arange(n))
    return _OnsetTests(points, 0.2, Settings(draws=draws), 1)


def _explained(tests, scores, kinds):
    """What the best curve of some classes explains of each of the scores (m, n), curve by curve."""
    rows = tests.found.curves.rows[np.isin(tests.found.classes, kinds)]
    return (np.maximum(rows @ scores.T, 0.0) ** 2).max(axis=0)


def test_parts_of_scores_add_up():
    tests = _tests(50)
    simulated = SimulatedScores(tests.fitted, tests.noise)
    for number in tests.noise.rounds:
        scores = simulated.scores(number)
        assert simulated.totals(number) == pytest.approx((scores**2).sum(axis=1), rel=1e-9)
        assert simulated.by_spline(number) == pytest.approx(((scores @ tests.spline) ** 2).sum(axis=1), rel=1e-9)
        found = simulated.explained(number)
        for kind in range(CLASSES):
            assert found[kind] == pytest.approx(_explained(tests, scores, [kind]), rel=1e-5)
        line, narrow = tests.line, tests.found.curves.rows[tests.found.classes == NARROW]
        sample = narrow[:: len(narrow) // 40]
        for y, most in zip(scores[:5], found[CLASSES], strict=False):
            both = [np.linalg.lstsq(np.column_stack([row, line]), y, rcond=None)[0] for row in sample]
            fits = [part @ np.stack([row, line]) for part, row in zip(both, sample, strict=True) if (part > 0).all()]
            assert max((2 * fit @ y - fit @ fit for fit in fits), default=0.0) <= most * (1 + 1e-5)


def test_p_values_are_those_of_brute_force():
    """Those of every draw's own scores, with the same signs, to the precision of single numbers."""
    tests = _tests(400)
    begins, others = [NARROW, WIDE], [WIDE_FROM_BEFORE, BEFORE, LATE]
    curve = tests.found.fitted(tests.found.best(begins))
    simulated = SimulatedScores(curve, tests.noise)

    def statistics(number):
        scores = simulated.scores(number)
        total = (scores**2).sum(axis=1)
        return np.log(
            (total - _explained(tests, scores, begins)) / (total - _explained(tests, scores, begins + others))
        )

    left = tests.total - _explained(tests, tests.y[None], others)[0]
    seen = np.log(((tests.y - curve) ** 2).sum() / left)
    expected = tail_p(statistics, seen - 1e-9, tests.noise.rounds) if seen > 1e-9 else 1.0
    assert tests.p_no_onset() == pytest.approx(expected, rel=1e-3)
