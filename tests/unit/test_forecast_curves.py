"""Curves and laws of forecasts: their optima against scipy's, one problem at a time, and their gradients."""

import numpy as np
import pytest
from scipy.optimize import least_squares

from emergence.forecasts import curves, laws
from emergence.forecasts.least_squares import minimise


@pytest.fixture
def noisy():
    """Losses and accuracies (6, 20) of six tasks that leave their floor as the loss falls."""
    rng = np.random.default_rng(7)
    x = np.sort(rng.uniform(2.6, 3.7, (6, 20)), axis=1)
    rise = rng.uniform(2, 6, (6, 1))
    y = 0.25 + 0.7 / (1 + np.exp(rise * (x - 2.7))) + rng.normal(0, 0.008, x.shape)
    return x, y


@pytest.mark.parametrize("form", curves.FORMS)
@pytest.mark.parametrize(("floor", "ceiling"), [(np.nan, 1.0), (0.25, 0.9), (0.25, np.nan)])
def test_curves_reach_the_optimum_that_scipy_reaches(noisy, form, floor, ceiling):
    x, y = noisy
    theta = curves.fit(form, x, y, np.full(6, floor), np.full(6, ceiling))
    ours = ((curves.predict(form, theta, x) - y) ** 2).sum(axis=1)
    for row in range(6):
        free = np.array([np.isnan(floor), np.isnan(ceiling), True, True])
        fixed = np.array([floor, ceiling, 0, 0])

        def residuals(values, row=row, free=free, fixed=fixed):
            full = fixed.copy()
            full[free] = values
            return curves.predict(form, full[None], x[row : row + 1])[0] - y[row]

        middle = 2.5 if form == "logistic" else np.log(2.5)
        best = np.inf
        for rate in (0.5, 1.5, 2.5):
            start = np.array([0.2, 0.9, middle, rate])[free]
            bounds = (np.array([0, 0, -np.inf, -4])[free], np.array([1, 1, np.inf, 6])[free])
            found = least_squares(residuals, start, bounds=bounds, x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15)
            best = min(best, 2 * found.cost)
        assert ours[row] <= best * (1 + 1e-6)


@pytest.mark.parametrize("form", [name for name, form in curves.FORMS.items() if form.log])
def test_at_a_loss_of_zero_accuracy_is_the_ceiling(form):
    theta = np.array([[0.25, 0.9, 1.0, 1.5]])
    assert curves.predict(form, theta, np.array([[1e-30, 1e30]]))[0] == pytest.approx([0.9, 0.25], abs=1e-12)


def test_a_curve_without_noise_is_found_and_continued():
    x = np.linspace(2.8, 3.7, 24)[None]
    truth = np.array([[0.22, 0.95, np.log(2.6), 2.0]])
    for form in ("log_logistic", "log_normal", "weibull", "frechet"):
        y = curves.predict(form, truth, x)
        theta = curves.fit(form, x, y, np.array([np.nan]), np.array([0.95]))
        ahead = np.array([[2.4]])
        assert curves.predict(form, theta, ahead) == pytest.approx(curves.predict(form, truth, ahead), abs=1e-7)


PARAMS = np.repeat([0.19e9, 0.37e9, 0.76e9, 1.28e9], 5)
TOKENS = PARAMS * np.tile([10.0, 20, 40, 100, 200], 4)


def test_a_law_without_noise_is_found():
    x = laws.scaled(PARAMS, TOKENS)
    loss = (1.8 + 0.4 * x[:, 0] ** -0.3 + 0.3 * x[:, 1] ** -0.3)[None]
    assert laws.fit(x, loss)[0] == pytest.approx([1.8, 0.4, 0.3, 0.3], rel=1e-5)
    held = (1.8 + 0.4 * x[:, 0] ** -0.34 + 0.3 * x[:, 1] ** -0.28)[None]
    assert laws.fit(x, held, exponents=(0.34, 0.28))[0] == pytest.approx([1.8, 0.4, 0.3, 0.34, 0.28], rel=1e-6)


def test_laws_reach_the_optimum_that_scipy_reaches():
    rng = np.random.default_rng(3)
    x = laws.scaled(PARAMS, TOKENS)
    loss = (1.8 + 0.4 * x[:, 0] ** -0.35 + 0.3 * x[:, 1] ** -0.25) * np.exp(rng.normal(0, 0.005, (5, 20)))
    theta = laws.fit(x, loss)
    ours = ((laws.predict(theta, x) / loss - 1) ** 2).sum(axis=1)
    for row in range(5):
        bounds = ([0, 0, 0, 0.05], [np.inf, np.inf, np.inf, 1])
        found = least_squares(
            lambda values, row=row: laws.predict(values[None], x)[0] / loss[row] - 1,
            [1.5, 0.5, 0.5, 0.3],
            bounds=bounds,
            x_scale="jac",
            xtol=1e-15,
            ftol=1e-15,
            gtol=1e-15,
        )
        assert ours[row] <= 2 * found.cost * (1 + 1e-8)


def test_the_exponent_of_compute_is_that_of_hoffmann_s_frontier():
    """Along N ~ C^a with a = beta / (alpha + beta), A / N^alpha falls as C^-(alpha beta / (alpha + beta))."""
    assert laws.of_compute(0.34, 0.28) == pytest.approx(0.34 * 0.28 / 0.62)


def test_a_parameter_at_its_bound_is_held_there():
    def line(theta, x):
        return theta[:, :1] + theta[:, 1:] * x, np.stack([np.ones_like(x), x], axis=2)

    x = np.arange(5.0)[None]
    theta, _ = minimise(line, np.ones((1, 2)), x, 3 - 2 * x, np.ones((1, 5)), np.zeros((1, 2)), np.full((1, 2), 9.0))
    assert theta[0] == pytest.approx([0, 0], abs=1e-9)
