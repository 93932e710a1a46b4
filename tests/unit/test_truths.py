"""The truths of the calibration study: their onset and width by definition, and the curves built to them."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize
from scipy.special import expit

from emergence.hypotheses.onset_curves import Search
from emergence.simulations._curves import largest_of
from emergence.simulations._estimand import onset_of, width_of
from emergence.simulations._truths import ABRUPT, KINDS, NO_ONSET, NOT_MONOTONE, SMOOTH, TRUTHS

STEP = 1 / 4000  # of the grid on which slopes are taken
WIDTHS = (0.01, 0.03, 0.1, 0.15, 0.3)
WITH_WIDTH = [truth for truth in TRUTHS.values() if truth.has_width]


def rise_of(slope, peak, scale=1.0):
    """Distance between the places before the peak where a known slope has 10 and 90 % of its largest value."""
    ends = [brentq(lambda z, share=share: slope(z) / slope(peak) - share, -40, peak) for share in (0.1, 0.9)]
    return scale * (ends[1] - ends[0])


def test_a_logistic_is_2_98_scales_wide():
    """Slope p (1 - p): 0.9 / 4 and 0.1 / 4 of it at logit((1 - sqrt(1 - share)) / 2); the onset two scales earlier."""
    p90, p10 = ((1 - np.sqrt(1 - share)) / 2 for share in (0.9, 0.1))
    wide = np.log(p90 / (1 - p90)) - np.log(p10 / (1 - p10))
    assert wide == pytest.approx(2.98, abs=0.005)

    def curve(u):
        return 0.25 + 0.4 * expit((u - 0.6) / 0.04)

    assert width_of(curve) == pytest.approx(wide * 0.04, abs=1e-5)
    assert onset_of(curve) == pytest.approx(0.6 - 2 * 0.04, abs=1e-4)


def test_a_gompertz_against_its_derivative():
    """exp(-e^-z) has the slope e^(-z - e^-z), largest at z = 0, where it is 1/e of the height: the onset at z = -1."""
    wide = rise_of(lambda z: np.exp(-z - np.exp(-z)), 0.0)

    def curve(u):
        return np.exp(-np.exp(-(u - 0.5) / 0.05))

    assert width_of(curve) == pytest.approx(0.05 * wide, abs=1e-5)
    assert onset_of(curve) == pytest.approx(0.45, abs=1e-4)


@pytest.mark.parametrize(("curve", "width"), [
    (lambda u: np.maximum(0.0, u - 0.4) ** 2, 0.8 * 0.6),  # a slope that is a line from 0.4 to 1
    (lambda u: np.maximum(0.0, u - 0.4) ** 3, (np.sqrt(0.9) - np.sqrt(0.1)) * 0.6),
    (lambda u: np.exp(9.0 * u), np.log(9) / 9),
])  # fmt: skip
def test_curves_whose_slope_can_be_inverted(curve, width):
    """Their slope is largest at the best x, where the grid has the middle of its last step."""
    assert width_of(curve) == pytest.approx(width, abs=2 * STEP)


@pytest.mark.parametrize("eta", [0.2, 0.5, 0.8137])
def test_a_hinge_and_a_saturating_threshold_have_no_width_and_start_at_eta(eta):
    for curve in (lambda u: np.maximum(0.0, u - eta), lambda u: -np.expm1(-4.0 * np.maximum(0.0, u - eta))):
        assert 0 <= width_of(curve) <= 2 * STEP
        assert onset_of(curve) == pytest.approx(eta, abs=2 * STEP)


def test_a_line_has_no_onset_in_the_range_and_what_never_rises_has_none():
    assert width_of(lambda u: 2 * u) == np.inf
    assert onset_of(lambda u: 2 * u) == pytest.approx(0, abs=1e-9)
    for curve in (lambda u: 0 * u, lambda u: -u):
        assert np.isnan([width_of(curve), onset_of(curve)]).all()


def test_the_last_low_slope_before_the_first_high_one_counts():
    """Two equal steps with a flat part between: the width is the first one's."""

    def curve(u):
        return 1.01 * expit((u - 0.3) / 0.01) + expit((u - 0.7) / 0.01)

    assert width_of(curve) == pytest.approx(0.0298, abs=2e-4)
    assert onset_of(curve) == pytest.approx(0.28, abs=1e-3)


@pytest.mark.parametrize("truth", WITH_WIDTH, ids=lambda truth: truth.name)
@pytest.mark.parametrize("width", WIDTHS)
def test_curves_have_the_onset_width_and_height_asked_for(truth, width):
    curve = truth.curve(0.5, width, 0.3)
    assert width_of(curve, 8001) == pytest.approx(width, rel=0.02)
    if truth.placed:
        assert onset_of(curve, 8001) == pytest.approx(0.5, abs=0.002)
    values = curve(np.linspace(0, 1, 4001))
    assert values[0] == pytest.approx(0, abs=1e-12)
    assert values.max() == pytest.approx(0.3, rel=1e-3)
    if truth.kind == SMOOTH:
        assert np.diff(values).min() >= -1e-12
    elif width < 0.2:  # a wider one falls beyond the range
        assert np.diff(values).min() < -1e-6


@pytest.mark.parametrize("place", [0.15, 0.4, 0.75])
@pytest.mark.parametrize("truth", [t for t in TRUTHS.values() if t.kind == ABRUPT], ids=lambda truth: truth.name)
def test_abrupt_truths_have_no_width_wherever_they_break(truth, place):
    curve = truth.curve(place, 0.3, 0.2)
    assert width_of(curve) < 3 * STEP
    # a floor that rises moves the tangent's foot, to below the break
    lower = 0.07 if truth.name == "hinge on a rising floor" else 3 * STEP
    assert place - lower < onset_of(curve) < place + 3 * STEP
    assert curve(np.linspace(0, 1, 1001)).max() == pytest.approx(0.2)


def test_what_cannot_be_is_none():
    assert TRUTHS["logistic"].curve(0.1, 0.6, 0.3) is None  # its floor would lie before the range
    assert TRUTHS["quadratic"].curve(0.5, 0.95, 0.3) is None  # 80 % of the range at most


def test_truths_without_onset():
    for truth in TRUTHS.values():
        if truth.kind == NO_ONSET:
            assert not 0 < width_of(truth.curve(0.5, 0.1, 0.3)) < 1


def test_the_study_has_truths_enough_of_each_kind():
    kinds = [truth.kind for truth in TRUTHS.values()]
    assert set(kinds) == set(KINDS)
    assert kinds.count(SMOOTH) >= 25
    assert kinds.count(ABRUPT) >= 8
    assert kinds.count(NOT_MONOTONE) >= 2
    assert {truth.contained for truth in TRUTHS.values() if truth.kind == SMOOTH} == {True, False}


@pytest.mark.parametrize("name", [t.name for t in TRUTHS.values() if t.contained and t.kind == SMOOTH])
def test_the_family_comes_near_what_it_is_said_to_contain(name):
    """Least squares of c + A F(z), with F written out anew for three of its branches, leaves next to nothing."""
    u = np.linspace(0, 1, 201)
    y = TRUTHS[name].curve(0.5, 0.2, 1.0)(u)
    assert _misfit(u, y) < 2e-3


@pytest.mark.parametrize("name", [t.name for t in TRUTHS.values() if t.kind == ABRUPT])
def test_the_family_has_the_abrupt_curves_that_it_is_said_to_have(name):
    """Of the curve's variance the best of the family leaves next to none, or else more."""
    u = np.linspace(0, 1, 201)
    y = TRUTHS[name].curve(0.45, 0.0, 1.0)(u)
    y = y - y.mean()
    found = Search(u, y, np.array([0.1, 0.05, 0.95]))
    left = 1 - found.explained.max() / (y @ y)
    assert (left < 1e-4) == TRUTHS[name].contained


def test_the_largest_of_four_against_draws():
    """The share of draws in which the first of four normal utilities, its mean z higher, is the highest; 1/4 at 0."""
    random = np.random.default_rng(1)
    drawn = random.normal(size=(200_000, 4))
    for z in (-1.0, 0.0, 1.5):
        share = ((drawn + [z, 0, 0, 0]).argmax(axis=1) == 0).mean()
        assert largest_of(4)(np.array(z)) == pytest.approx(share, abs=0.004)
    assert largest_of(4)(np.array(0.0)) == pytest.approx(0.25, abs=1e-10)


def test_the_family_misses_what_it_is_said_not_to_contain():
    u = np.linspace(0, 1, 201)
    for name in ("double logistic", "staircase of four", "easy and hard items"):
        assert _misfit(u, TRUTHS[name].curve(0.4, 0.15, 1.0)(u)) > 4e-3


def _misfit(u, y):
    """Least root mean squared error of the family, by simplex search from several starts."""

    branches = {
        "power": lambda z, m: (-np.expm1(-np.logaddexp(0.0, z))) ** m,
        "tail": lambda z, nu: -np.expm1(-nu * np.logaddexp(0.0, z)),
        "algebraic": lambda z, k: 1 + z / (1 + np.abs(z) ** k) ** (1 / k),
    }

    def error(values, branch):
        eta, scale, shape = values[0], np.exp(values[1]), np.exp(np.clip(values[2], -6, 4))
        curve = branches[branch](np.clip((u - eta) / scale, -500, 500), shape)
        design = np.column_stack([np.ones(u.size), curve / max(curve.max(), 1e-300)])
        return np.sqrt(np.mean((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2))

    options = {"maxiter": 600, "xatol": 1e-6, "fatol": 1e-7}
    starts = [(eta, np.log(0.06), shape) for eta in (0.3, 0.6) for shape in (-2.0, 3.0)]
    return min(minimize(error, start, (branch,), "Nelder-Mead", options=options).fun
               for branch in branches for start in starts)  # fmt: skip
