"""Every interval of a fit: BCa against scipy's, what is taken, what is withheld, and how often the truth is in."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from emergence.inference import interval_rows, intervals
from emergence.inference.bootstrap import bca_interval, distinct, draw_runs, leave_one_out
from emergence.io.checking import check
from emergence.models import registry
from emergence.models.base import Estimate, Settings
from emergence.schema.printed import SHARED
from emergence.simulations import coverage

SETTINGS = Settings(forms=(), draws=300)


@pytest.mark.parametrize("level", [0.68, 0.95])
def test_bca_is_scipys(level):
    sample = np.random.default_rng(1).exponential(size=25)
    theirs = stats.bootstrap(
        (sample,), np.mean, n_resamples=999, method="BCa", confidence_level=level, rng=np.random.default_rng(2)
    )
    draws = theirs.bootstrap_distribution[:, None]
    left_out = ((sample.sum() - sample) / 24)[:, None]
    lo, hi = bca_interval(draws, np.array([sample.mean()]), left_out, level)
    assert (lo[0], hi[0]) == pytest.approx(tuple(theirs.confidence_interval), rel=1e-9)


def test_bca_is_withheld_where_all_draws_lie_on_one_side():
    lo, hi = bca_interval(np.arange(1.0, 50)[:, None], np.zeros(1), np.array([[0.0], [1.0], [3.0]]), 0.95)
    assert np.isnan([lo, hi]).all()
    lo, hi = bca_interval(np.arange(-9.0, 9)[:, None], np.zeros(1), np.array([[0.0], [1.0], [np.nan]]), 0.95)
    assert np.isnan([lo, hi]).all()


def test_few_runs_have_few_distinct_draws():
    weights = draw_runs(4, 1000, 3)
    rows, place = distinct(weights)
    assert len(rows) == 35
    np.testing.assert_array_equal(rows[place], weights)
    many = draw_runs(20, 50, 3)
    rows, place = distinct(many)
    np.testing.assert_array_equal(rows[place], many)


def hinge_of(seed, size):
    points, _ = coverage.simulate(size, "hinge", 0.5, np.random.default_rng(seed))
    form = registry()["hinge"]
    estimate = form.estimate(points, SETTINGS)
    values = form.refit(points, np.concatenate([leave_one_out(points.n_runs), draw_runs(points.n_runs, 300, seed)]),
                        estimate, SETTINGS)  # fmt: skip
    return form, points, estimate, values[: points.n_runs], values[points.n_runs :]


def test_the_rule_that_takes_an_interval():
    assert intervals.chosen(registry()["hinge"]) == ["cluster_robust_t", "cluster_robust_t", "profile_likelihood"]
    assert intervals.chosen(registry()["linear"]) == ["cluster_robust_t"] * 2
    assert set(intervals.chosen(registry()["chinchilla_huber"])) == {"bootstrap_runs_percentile"}


def test_every_method_is_a_row_of_every_free_parameter():
    form, points, estimate, left_out, draws = hinge_of(1, coverage.Size("s", 15, (10, 10), 1000, 0.01, 0.3))
    found = intervals.every_interval(form, points, estimate, left_out, draws, SETTINGS)
    rows = pd.DataFrame(interval_rows.interval_rows(form, points, estimate, found, SETTINGS))
    counts = rows.groupby("parameter")["interval_method"].nunique().to_dict()
    assert counts == {"slope": 3, "eta": 4}  # the floor is known
    assert set(rows["status"]) == {"ok"}
    assert (rows["lo"] < rows["hi"]).all()
    given = interval_rows.parameter_rows(form, estimate, found, SETTINGS)
    assert given["interval_method"] == [None, "cluster_robust_t", "profile_likelihood"]
    eta = rows[(rows["parameter"] == "eta") & (rows["interval_method"] == "profile_likelihood")].iloc[0]
    assert (given["lo"][2], given["hi"][2]) == (eta["lo"], eta["hi"])


def test_an_end_at_the_edge_is_none_by_any_method():
    form, points, estimate, left_out, draws = hinge_of(1, coverage.Size("s", 15, (10, 10), 1000, 0.01, 0.3))
    _, high = points.x[[2, -3]]
    wild = np.concatenate([draws, np.full((100, 3), high)])
    found = intervals.every_interval(form, points, estimate, left_out, wild, SETTINGS)
    assert np.isnan(found["bootstrap_runs_percentile"].hi[2])
    assert np.isfinite(found["bootstrap_runs_percentile"].lo[2])
    assert np.isfinite(found["bootstrap_runs_percentile"].hi[1])
    bound = Estimate(estimate.best, np.array([False, False, True]))
    found = intervals.every_interval(form, points, bound, left_out, draws, SETTINGS)
    assert all(np.isnan([own.lo[2], own.hi[2]]).all() for own in found.values())
    rows = pd.DataFrame(interval_rows.interval_rows(form, points, bound, found, SETTINGS))
    assert set(rows.loc[rows["parameter"] == "eta", "status"]) == {"at_bound"}
    assert interval_rows.status_of(form, bound, 15) == "at_bound"


def test_too_few_runs_or_draws_say_so():
    form, points, estimate, left_out, draws = hinge_of(1, coverage.Size("s", 4, (40, 40), 1000, 0.01, 0.3))
    found = intervals.every_interval(form, points, estimate, left_out, draws[:10], SETTINGS)
    rows = pd.DataFrame(interval_rows.interval_rows(form, points, estimate, found, SETTINGS))
    words = rows.groupby("interval_method")["status"].agg(set).to_dict()
    assert words["bootstrap_runs_percentile"] == {"no_interval"}
    assert "few_runs" not in words["cluster_robust_t"]
    found = intervals.every_interval(form, points, estimate, left_out, draws, SETTINGS)
    rows = pd.DataFrame(interval_rows.interval_rows(form, points, estimate, found, SETTINGS))
    assert "few_runs" in set(rows.loc[rows["interval_method"] == "bootstrap_runs_bca", "status"])
    assert interval_rows.status_of(form, estimate, 2) == "few_runs"


def test_the_gradient_of_a_form_that_does_not_say_its_own():
    """The default, by differences, against the hinge's own and against the logistic's formula."""
    from emergence.models.base import Form

    size = coverage.Size("s", 15, (10, 10), 1000, 0.01, 0.3)
    points, _ = coverage.simulate(size, "hinge", 0.5, np.random.default_rng(1))
    at = points.x, points.x2, points.improves
    for name, values in (("hinge", [0.2, 1.3, 0.5012345]), ("linear", [0.1, 2.0])):
        form, values = registry()[name], np.array(values)
        np.testing.assert_allclose(Form.gradient(form, values, *at), form.gradient(values, *at), atol=1e-7)
    floor, ceiling, midpoint, rate = values = np.array([0.25, 0.8, 0.4, 9.0])
    share = 1 / (1 + np.exp(-rate * (points.x - midpoint)))
    steep = (ceiling - floor) * share * (1 - share)
    exact = np.column_stack([1 - share, share, -steep * rate, steep * (points.x - midpoint)])
    np.testing.assert_allclose(registry()["logistic"].gradient(values, *at), exact, atol=1e-6)


@pytest.mark.slow
def test_intervals_cover_where_the_naive_ones_fail(monkeypatch):
    """A small coverage study of 8 runs; the bootstrap of checkpoints would keep some 60 %."""
    size = coverage.Size("s", 8, (12, 12), 1200, 0.02, 0.25, simulated=200, places=(0.5,), curved=())
    monkeypatch.setattr(coverage, "SIZES", (size,))
    table = coverage.study(dataclasses.replace(SETTINGS, draws=40), 2)
    check(table, SHARED["coverage"], "coverage")
    hinge = table[table["form"] == "hinge"].set_index(["parameter", "interval_method"])["coverage"]
    assert 0.90 <= hinge["eta", "profile_likelihood"] <= 0.99
    assert hinge["slope", "cluster_robust_t"] >= 0.90
    assert hinge["eta", "naive_checkpoints_percentile"] < 0.85
    assert hinge["slope", "wald_threshold_known"] < 0.75


def test_a_study_does_not_depend_on_the_number_of_processes(monkeypatch):
    size = coverage.Size("s", 4, (3, 5), 100, 0.02, 0.5, simulated=6, places=(0.5,))
    monkeypatch.setattr(coverage, "SIZES", (size,))
    one, two = (coverage.study(dataclasses.replace(SETTINGS, draws=5), processes) for processes in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert set(one["form"]) == set(coverage.PARAMETERS)
