"""Joint draws of onsets, against onsets of series that are simulated again and again with a known correlation."""

import numpy as np
import pandas as pd
import pytest

from emergence.hypotheses.joint_onsets import Sample, joint_draws, joint_onsets
from emergence.series.points import Points

N, ONSET = 80, 2.7
X = np.linspace(3.1, 2.5, N)  # in the order of training
BLOCKS = np.arange(N) // 4


def _points(y):
    none = np.full(N, np.nan)
    order = np.argsort(X)
    return Points("s", X[order], none, y[order], np.zeros(N, int), 1, -1.0, np.nan, np.arange(N), chance=0.25)


def _samples(random, correlation, k=2, sd=0.01):
    """Scores of k tasks that leave chance at one onset and whose errors are correlated between tasks."""
    curve = 0.25 + 0.4 * -np.expm1(-8 * np.maximum(ONSET - X, 0.0))
    shared = random.standard_normal(N)
    each = [np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * random.standard_normal(N) for _ in range(k)]
    return [Sample(f"s{k}", "run", _points(curve + sd * e), BLOCKS[np.argsort(X)]) for k, e in enumerate(each)]


@pytest.mark.slow
def test_draws_are_correlated_as_the_estimates_are():
    """Brute force: correlation and standard deviation of the onsets of 40 pairs of simulated series."""
    random = np.random.default_rng(1)
    found = [joint_draws(_samples(random, 0.8), 100 if time < 10 else 1, time) for time in range(40)]
    estimates = np.array([one.onset for one in found])
    drawn = [np.corrcoef(one.onsets.T)[0, 1] for one in found[:10]]
    # Draws of one task change between curves of different branches where those of another do not, so that they are less
    # correlated than estimates; what that does to the interval of a mean onset is in the study `joint_rates`.
    assert 0.2 < np.mean(drawn) < np.corrcoef(estimates.T)[0, 1] + 0.2
    spread = np.mean([one.onsets.std(axis=0) for one in found[:10]])
    assert 0.9 < spread / estimates.std() < 2.5  # never too sure; the intervals of onsets are on the safe side
    assert estimates.mean() == pytest.approx(ONSET, abs=0.02)


@pytest.mark.slow
def test_independent_errors_give_uncorrelated_draws():
    random = np.random.default_rng(3)
    drawn = [np.corrcoef(joint_draws(_samples(random, 0.0), 100, time).onsets.T)[0, 1] for time in range(8)]
    assert abs(np.mean(drawn)) < 0.2


def test_scores_that_hardly_rise_have_draws_of_their_onset_too():
    """Some draws of theirs explain nothing by any curve; a level curve, which has no onset, was taken for the best."""
    random = np.random.default_rng(4)
    noise = [Sample(f"s{k}", "run", _points(0.25 + 0.1 * random.standard_normal(N)), BLOCKS // 4) for k in range(6)]
    drawn = joint_draws(noise, 100, 1)
    assert np.isfinite(drawn.onsets).all()
    assert (drawn.onsets.std(axis=0) > 0).all()


def _tables(n_runs, per_run):
    """Two tasks of the same runs, in tables."""
    random, rows = np.random.default_rng(5), []
    for run in range(n_runs):
        tokens = np.arange(1.0, per_run + 1)
        x = 3.1 - 0.6 * (tokens / per_run) ** 0.5 * (run + 1) / n_runs
        for task in ("a", "b"):
            y = 0.25 - 0.4 * np.expm1(-8 * np.maximum(ONSET - x, 0.0)) + 0.01 * random.standard_normal(per_run)
            rows.append(pd.DataFrame({"series_id": task, "run": f"r{run:02}", "tokens": tokens, "x": x, "y": y}))
    points = pd.concat(rows, ignore_index=True).assign(x2=np.nan, n_items=np.nan)
    series = pd.DataFrame({"series_id": ["a", "b"], "x_better": "lower", "better": "higher", "chance": 0.25})
    return series, points


def test_runs_are_the_clusters_where_there_are_many_and_blocks_where_runs_are_few():
    many = joint_onsets(*_tables(15, 4), draws=20, seed=1)
    assert (many.series_id, many.run, many.n_clusters) == (["a", "b"], [None, None], 15)
    few = joint_onsets(*_tables(2, 60), draws=20, seed=1)
    assert few.series_id == ["a", "a", "b", "b"]
    assert few.run == ["r00", "r01"] * 2
    assert few.n_clusters <= 2 + 2 * 60 // 3
    assert few.onsets.shape == few.widths.shape == (20, 4)


def test_a_series_alone_has_the_onset_that_it_has_among_others():
    series, points = _tables(15, 4)
    both = joint_onsets(series, points, draws=20, seed=1)
    alone = joint_onsets(series.iloc[1:], points[points["series_id"] == "b"].reset_index(drop=True), draws=20, seed=1)
    assert alone.onset[0] == both.onset[1]
    np.testing.assert_array_equal(alone.onsets[:, 0], both.onsets[:, 1])


def test_no_series_have_no_onsets():
    series, points = _tables(2, 5)
    assert joint_onsets(series, points, draws=20, seed=1).onsets.shape == (20, 0)


def test_a_step_between_two_checkpoints_may_lie_anywhere_between_them():
    """It was placed at one end of the gap, with an error that did not reach the other."""
    steps = [Sample(f"s{k}", "run", _points(0.25 + 0.4 * (X < ONSET)), BLOCKS[np.argsort(X)]) for k in range(2)]
    found, gap = joint_draws(steps, 200, 1), np.diff(X).mean()
    assert found.onset == pytest.approx((X[X > ONSET].min() + X[X < ONSET].max()) / 2, abs=0.1 * abs(gap))
    assert found.onsets.std(axis=0) == pytest.approx(abs(gap) / 3.92, rel=0.3)
