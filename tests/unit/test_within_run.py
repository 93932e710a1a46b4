"""What long runs show, each by itself: on simulated runs whose checkpoints have dependent errors."""

import numpy as np
import pytest

from emergence.hypotheses.within_run import _partial_conjunction, long_runs, number_of_blocks, within_run_tests
from emergence.models.base import Settings
from emergence.series.points import Points

SETTINGS = Settings(draws=399)


def _points(curves, seed, n=120, correlation=0.4, sd=0.01):
    """Runs of n checkpoints whose errors are an autoregression of order one; x falls as training goes on."""
    random = np.random.default_rng(seed)
    x, y, run = [], [], []
    for number, curve in enumerate(curves):
        u = 1 - (1 - np.linspace(0, 1, n)) ** 2
        error = random.standard_normal(n)
        for k in range(1, n):
            error[k] = correlation * error[k - 1] + np.sqrt(1 - correlation**2) * error[k]
        x.append(3 - 0.5 * u)
        y.append(0.25 + 0.3 * curve(u) + sd * error)
        run.append(np.full(n, number))
    x, y, run = map(np.concatenate, (x, y, run))
    order = np.lexsort((run, y, x))
    none = np.full(x.size, np.nan)
    return Points("s", x[order], none, y[order], run[order], len(curves), -1.0, np.nan, np.arange(x.size), chance=0.25)


def _abrupt(u):
    return np.where(u > 0.6, -np.expm1(-12 * (u - 0.6)), 0.0)


def _gradual(u):
    return 1 / (1 + np.exp(-(u - 0.6) / 0.17))


def _within(curves, seed=1, **of):
    runs = long_runs(_points(curves, seed, **of), "higher")
    return within_run_tests(runs, 0.1, SETTINGS, seed)


def test_two_abrupt_runs_are_enough_and_one_is_not():
    found = _within([_abrupt, _abrupt, _gradual])
    assert found["p_abrupt"] < 0.01
    assert found["width_lo"] == 0 < found["width_hi"]
    assert found["onset_lo"] < 3 - 0.5 * 0.6 < found["onset_hi"]
    assert _within([_abrupt, _gradual, _gradual])["p_abrupt"] > 0.05


def test_short_runs_are_left_out():
    assert not long_runs(_points([_abrupt] * 2, 1, n=30), "higher")
    blocks = long_runs(_points([_abrupt] * 2, 1), "higher")
    assert [run.n for run in blocks] == [120, 120]
    assert all(12 <= run.n_runs <= 40 for run in blocks)


def test_dependent_errors_make_longer_blocks():
    count = [long_runs(_points([_gradual], 3, correlation=r), "higher")[0].n_runs for r in (0.0, 0.8)]
    assert count[1] < count[0]


def test_partial_conjunction_by_hand():
    assert _partial_conjunction([0.5, 0.01, 0.02]) == pytest.approx(2 * 0.02)
    assert _partial_conjunction([0.01, 0.03]) == pytest.approx(0.03)
    assert np.isnan(_partial_conjunction([0.01, np.nan]))


@pytest.mark.slow
def test_gradual_runs_are_seldom_abrupt():
    """Each run by itself, whose errors are dependent: at most 5 %, but for the simulation's own error."""
    from emergence.hypotheses.onset import onset_tests

    def narrowest(u):  # of those at the margin: 2.98 scales are 0.1 of 0.5
        return 1 / (1 + np.exp(-(u - 0.6) / 0.0671))

    found = [
        onset_tests(long_runs(_points([narrowest], seed), "higher")[0], 0.1, SETTINGS, seed)["p_abrupt"]
        for seed in range(100)
    ]
    assert np.mean(np.array(found) <= 0.05) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 100)


def test_scores_without_any_error_have_blocks_and_verdicts():
    assert number_of_blocks(np.zeros(120)) == number_of_blocks(np.append(np.zeros(119), 0.01)) == 40
    found = _within([lambda u: np.where(u > 0.6, 1.0, 0.0)] * 2, sd=0.0)
    assert found["p_abrupt"] < 0.05
    assert found["width"] < 0.1
