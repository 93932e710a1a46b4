"""The break test: its algebra by brute force, its invariances, and its size and power in small simulations."""

import numpy as np
import pytest

from emergence.hypotheses.breaks import break_p, precise_break_p, signs_of, trend_p
from emergence.hypotheses.responses import Responses
from emergence.series.points import Points
from emergence.series.run_bins import STRETCHES, Cells, inner_range, run_bins_of

RANDOM = np.random.default_rng(7)


def cells(curve, runs=24, each=1, noise=0.01, random=RANDOM):
    u = np.sort(random.uniform(size=runs * each))
    u[[0, -1]] = 0, 1
    run = random.permutation(np.repeat(np.arange(runs), each))
    return Cells(u, curve(u) + noise * random.standard_normal(u.size), run, runs, np.nan)


def test_simulated_errors_by_brute_force():
    own = cells(lambda u: 0.3 * u, runs=13, each=3)
    responses = Responses(own, 0.2, 0.8)
    signs = signs_of(own.n_runs, 5, 1)
    for null in ("constant", "linear", "logistic"):
        fit = responses.fits[null]
        count = {"constant": 1, "linear": 2, "logistic": 4}[null]
        residual = (own.y - fit.curve) * np.sqrt(13 / (13 - count))
        found = responses.simulator(null, [f.name for f in responses.families])(signs)
        for draw in range(5):
            y = fit.curve + residual * signs[draw, own.run]
            total = np.sum((y - y.mean()) ** 2)
            assert np.isclose(found["constant"][draw], total)
            slope, level = np.polyfit(own.u, y, 1)
            assert np.isclose(found["linear"][draw], np.sum((y - level - slope * own.u) ** 2))
            hinges = []
            for eta in np.linspace(0.2, 0.8, 25):
                design = np.column_stack([np.ones(own.n), np.maximum(0, own.u - eta)])
                height = np.linalg.lstsq(design, y, rcond=None)[0]
                hinges.append(np.sum((y - design @ height) ** 2) if height[1] > 0 else total)
            # the grid is finer about the series' own hinge than this one
            assert found["hinge"][draw] <= min(hinges) * (1 + 1e-9)
            assert found["saturating"][draw] <= total


def test_fits_find_the_truth():
    for curve, name, place in [
        (lambda u: 0.2 + 0.5 * np.maximum(0, u - 0.43), "hinge", 0.43),
        (lambda u: 0.2 - 0.5 * np.expm1(-6 * np.maximum(0, u - 0.31)), "saturating", 0.31),
        (lambda u: 0.2 + 0.5 / (1 + np.exp(-9 * (u - 0.57))), "logistic", 0.57),
    ]:
        own = cells(curve, runs=60, noise=1e-4)
        fit = Responses(own, 0.1, 0.9).fits[name]
        assert abs(fit.theta[0] - place) < 0.01
        assert fit.sse < 60 * 4e-8


def test_scale_shift_and_order_change_nothing():
    own = cells(lambda u: np.maximum(0, u - 0.5), each=2)
    x = np.append(own.u, 0.5)
    points = Points(
        "s", x, x * np.nan, np.append(own.y, 0.1), np.append(own.run, 3), 24, 1.0, np.nan, np.arange(x.size)
    )
    order = RANDOM.permutation(x.size)
    turned = Points(
        "s", 7 - 3 * x[order], x * np.nan, 5 - 40 * points.y[order], points.run[order], 24, -1.0, np.nan, order
    )  # fmt: skip
    found = []
    for each, better in ((points, "higher"), (turned, "lower")):
        of = run_bins_of(each, better)
        responses = Responses(of, *inner_range(of, 3, 2))
        found.append([*break_p(responses, 199, [(5, 0)]).values(), trend_p(responses, 199, 5)])
    assert found[0] == found[1]


def test_a_run_counts_once_a_stretch():
    x = np.concatenate([np.linspace(0, 1, 500), np.linspace(0, 1, 5)])
    run = np.repeat([0, 1], [500, 5])
    own = run_bins_of(Points("s", x, x * np.nan, 2 * x, run, 2, 1.0, np.nan, np.arange(505)), "higher")
    assert np.sum(own.run == 0) == STRETCHES
    assert np.sum(own.run == 1) == 5
    assert np.allclose(own.y, 2 * own.u)


def test_inner_range_by_brute_force():
    own = cells(lambda u: u, runs=5, each=4)
    low, high = inner_range(own, 4, 3)
    allowed = [
        u for u in own.u
        if np.sum(own.u <= u) >= 4 and np.sum(own.u >= u) >= 4
        and np.unique(own.run[own.u <= u]).size >= 3 and np.unique(own.run[own.u >= u]).size >= 3
    ]  # fmt: skip
    assert (low, high) == (min(allowed), max(allowed))


def test_signs_have_mean_0_and_variance_1():
    for runs in (5, 40):
        signs = signs_of(runs, 20000, 3)
        assert abs(signs.mean()) < 0.02
        assert np.allclose(np.mean(signs**2), 1, atol=0.02)
    assert np.unique(signs_of(5, 1000, 3)).size == 6


@pytest.mark.parametrize(
    ("curve", "least", "most"),
    [
        (lambda u: 0.3 * u, 0, 0.1),
        (lambda u: 0.4 / (1 + np.exp(-12 * (u - 0.6))), 0, 0.1),
        (lambda u: 0.5 * np.maximum(0, u - 0.5), 0.9, 1),
    ],
)
def test_size_and_power(curve, least, most):
    random = np.random.default_rng(11)
    found = []
    for number in range(120):
        own = cells(curve, runs=40, noise=0.01, random=random)
        found.append(max(break_p(Responses(own, *inner_range(own, 3, 2)), 99, [(number, 0)]).values()))
    assert least <= np.mean(np.array(found) <= 0.05) <= most


def test_small_p_values_are_found_precisely():
    own = cells(lambda u: 0.5 * np.maximum(0, u - 0.5), runs=40, noise=0.005)
    responses = Responses(own, *inner_range(own, 3, 2))
    assert max(precise_break_p(responses, 199, 1).values()) < 1 / 2000


def test_a_flat_series_has_no_trend():
    random = np.random.default_rng(2)
    found = [trend_p(Responses(cells(lambda u: 0 * u, random=random), 0.2, 0.8), 99, number) for number in range(120)]
    assert np.mean(np.array(found) <= 0.05) < 0.12
