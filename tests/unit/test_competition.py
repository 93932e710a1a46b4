"""One engine: the tests' fits are those of the forms, and simulated errors are close to those of exact fits."""

import numpy as np
import pytest

from emergence.hypotheses.competition import LEAST_WIDTH, Competition, competitors
from emergence.inference.wild_bootstrap import sign_rounds
from emergence.models import registry
from emergence.models.base import Settings
from emergence.series.points import Points
from emergence.series.run_bins import PARTS, run_bins_of

SETTINGS = Settings(forms=("linear", "logistic", "hinge", "saturating"))


def series(curve, runs=24, each=1, noise=0.01, seed=7, improves=1.0):
    random = np.random.default_rng(seed)
    u = random.uniform(size=runs * each)
    u[:2] = 0, 1
    run = random.permutation(np.repeat(np.arange(runs), each))
    y = curve(u) + noise * random.standard_normal(u.size)
    x = 2 + improves * u
    order = np.lexsort((run, y, x))
    return Points("s", x[order], x * np.nan, y[order], run[order], runs, improves, np.nan, np.arange(x.size))


def late_rise(u):
    return 0.2 + 0.5 * np.maximum(0, u - 0.43)


def test_only_forms_that_compete_take_part():
    every = competitors(tuple(registry()))
    assert {form.kind for form in every} == {"smooth", "threshold"}
    assert all(form.competes and form.takes == "x" for form in every)
    assert all(form.abrupt for form in every if form.kind == "threshold")


def test_a_threshold_form_that_can_be_smooth_is_fitted_but_takes_no_part():
    form = registry()["threshold_power"]
    assert (form.kind, form.abrupt, form.default) == ("threshold", False, True)
    assert form.name not in {one.name for one in competitors(tuple(registry()))}
    assert form.name not in Competition(series(late_rise), Settings()).fits
    for exponent in (1.0, 3.0):  # the second leaves the floor without a kink
        own = series(lambda u, k=exponent: 0.2 + 0.7 * np.maximum(0, u - 0.43) ** k, noise=0.0001)
        floor, _, found, eta = form.estimate(own, Settings()).best
        assert (floor, found, eta) == pytest.approx((0.2, exponent, 2.43), rel=0.1)


def test_smooth_forms_are_no_steeper_than_said():
    own = series(lambda u: 1.0 * (u > 0.5), runs=60, noise=0.001)
    fit = Competition(own, SETTINGS).fits["logistic"]
    whole = registry()["logistic"]
    free = whole.estimate(own, SETTINGS)
    assert whole.rise_width(free.best) < 0.1 * np.ptp(own.x)
    assert whole.rise_width(fit.values) == pytest.approx(LEAST_WIDTH * np.ptp(own.x), rel=1e-6)
    assert fit.at_bound[3]
    curve = fit.form.predict(fit.values, *(np.array([x]) for x in (fit.values[2], np.nan)), own.improves)
    assert curve == pytest.approx((fit.values[0] + fit.values[1]) / 2)


@pytest.mark.parametrize("improves", [1.0, -1.0])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_threshold_is_the_same_number_wherever_it_is_fitted(improves, better):
    for seed in range(5):
        own = series(late_rise, runs=40, seed=seed, improves=improves)
        competition = Competition(run_bins_of(own, better), SETTINGS)
        for name in ("hinge", "saturating"):
            eta = registry()[name].parameters.index("eta")
            assert competition.fits[name].values[eta] == registry()[name].estimate(own, SETTINGS).best[eta]


def test_runs_with_one_point_are_their_bins():
    own = series(late_rise, improves=-1.0)
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


def test_errors_of_line_and_constant_by_brute_force():
    own = series(lambda u: 0.3 * u, runs=13, each=3)
    competition = Competition(own, SETTINGS)
    signs = next(sign_rounds(own.n_runs, 40, 1))
    for null, count in ((None, 1), ("linear", 2), ("logistic", 4)):
        curve = competition.fits[null].curve if null else np.full(own.n, own.y.mean())
        residual = (own.y - curve) * np.sqrt(13 / (13 - count))
        found = competition.simulator(null, ["linear"])(signs)
        for draw in range(len(signs)):
            y = curve + residual * signs[draw, own.run]
            assert np.isclose(found[None][draw], np.sum((y - y.mean()) ** 2))
            assert np.isclose(found["linear"][draw], np.sum((y - np.polyval(np.polyfit(own.x, y, 1), own.x)) ** 2))


@pytest.mark.parametrize("curve", [lambda u: 0.3 * u, late_rise, lambda u: 0.4 / (1 + np.exp(-12 * (u - 0.6)))])
@pytest.mark.parametrize("about", [{"runs": 14}, {"runs": 40}, {"runs": 20, "each": 6}], ids=str)
def test_simulated_errors_against_exact_fits(curve, about):
    """Never below the exact optimum, above it by little; ``respond`` itself is not exact for all forms."""
    own = series(curve, **about)
    competition = Competition(own, SETTINGS)
    signs = np.concatenate(list(sign_rounds(own.n_runs, 100, 1, 1)))
    for null in ("linear", "logistic"):
        fit = competition.fits[null]
        scale = np.sqrt(own.n_runs / (own.n_runs - fit.values.size))
        responses = fit.curve + (own.y - fit.curve) * scale * signs[:, own.run]
        found = competition.simulator(null, list(competition.fits))(signs)
        for name, other in competition.fits.items():
            exact = other.form.respond(own, responses, SETTINGS)[1]
            excess = found[name] / exact - 1
            assert excess.mean() < 0.05
            assert np.median(excess) < 0.01
            if name in ("linear", "hinge"):
                assert excess.min() > -1e-9
                assert np.quantile(excess, 0.99) < 0.02


def test_the_observed_optimum_is_among_the_simulated_shapes():
    """With all signs 1 the response is the fit plus scaled residuals: of the null's own form the optimum is known."""
    own = series(late_rise, runs=40, noise=0.001)
    competition = Competition(own, SETTINGS)
    for null in ("linear", "logistic"):
        fit = competition.fits[null]
        found = competition.simulator(null, [])(np.ones((1, own.n_runs)))[null][0]
        assert found == pytest.approx(fit.sse * own.n_runs / (own.n_runs - fit.values.size), rel=1e-6)
