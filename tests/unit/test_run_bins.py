"""Run bins: the means of a run's points in parts of the range of x."""

import numpy as np

from emergence.series.points import Points
from emergence.series.run_bins import PARTS, run_bins_of


def series(curve, runs=24, improves=1.0):
    random = np.random.default_rng(7)
    u = random.uniform(size=runs)
    u[:2] = 0, 1
    run = random.permutation(runs)
    y = curve(u) + 0.01 * random.standard_normal(u.size)
    x = 2 + improves * u
    order = np.lexsort((run, y, x))
    return Points("s", x[order], x * np.nan, y[order], run[order], runs, improves, np.nan, np.arange(x.size))


def test_runs_with_one_point_are_their_bins():
    own = series(lambda u: 0.2 + 0.5 * np.maximum(0, u - 0.43), improves=-1.0)
    bins = run_bins_of(own, "lower")
    assert np.array_equal(bins.x, own.x)
    assert np.array_equal(bins.y, -own.y)
    assert np.array_equal(bins.run, own.run)


def test_a_run_counts_once_a_part_of_the_range():
    x = np.concatenate([np.linspace(0, 1, 500), np.linspace(0, 1, 5)])
    run = np.repeat([0, 1], [500, 5])
    own = run_bins_of(Points("s", x, x * np.nan, 2 * x, run, 2, 1.0, np.nan, np.arange(505), chance=0.1), "higher")
    assert np.sum(own.run == 0) == PARTS
    assert np.sum(own.run == 1) == 5
    assert np.allclose(own.y, 2 * own.x)
    assert (np.diff(own.x) >= 0).all()
    assert (own.chance, own.weight.tolist()) == (0.1, [1.0] * own.n)
    assert np.isnan(own.floor)
