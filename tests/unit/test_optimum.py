"""The closed forms of the best use of compute and of Equation 5 against numeric minimisation and the law itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from emergence.models import registry
from emergence.models.optimum import allocation, exponents, least_params, loss_floor, scale_params

LAWS = st.tuples(
    st.floats(5, 3000), st.floats(5, 6000), st.floats(0.5, 2.5), st.floats(0.1, 0.6), st.floats(0.1, 0.6)
).map(np.array)


def loss(values, params, tokens):
    return registry()["chinchilla_huber"].predict(values, params, tokens, 1.0)


@given(LAWS, st.floats(17, 26))
def test_no_other_allocation_of_the_same_compute_has_less_loss(values, log10_flops):
    flops = 10**log10_flops
    params, tokens = allocation(values, flops)
    assert 6 * params * tokens == pytest.approx(flops, rel=1e-9)
    best = loss(values, params, tokens)
    found = minimize_scalar(
        lambda n: loss(values, np.exp(n), flops / 6 / np.exp(n)), bounds=(np.log(params) - 3, np.log(params) + 3)
    )
    assert best <= found.fun * (1 + 1e-12)
    assert found.fun == pytest.approx(best, rel=1e-9)


@given(LAWS)
def test_exponents_are_the_slopes_of_the_allocation(values):
    flops = np.array([1e20, 1e22])
    slopes = [np.diff(np.log10(part))[0] / 2 for part in allocation(values, flops)]
    assert slopes == pytest.approx(exponents(values))
    assert sum(exponents(values)) == pytest.approx(1)


@given(LAWS, st.floats(9, 14), st.floats(0.01, 2))
def test_at_the_least_model_the_loss_is_the_threshold(values, log10_tokens, room):
    tokens = 10**log10_tokens
    eta = loss_floor(values, tokens) + room
    params = least_params(values, eta, tokens)
    assert loss(values, params, tokens) == pytest.approx(eta)
    assert loss_floor(values, tokens) + (scale_params(values) / params) ** values[3] == pytest.approx(eta)
    assert least_params(values, eta, 2 * tokens) < params  # more tokens, a smaller model
    assert least_params(values, eta - room / 2, tokens) > params  # a lower threshold, a larger one


@given(LAWS, st.floats(9, 14))
def test_below_the_loss_of_an_infinite_model_no_size_is_enough(values, log10_tokens):
    floor = loss_floor(values, 10**log10_tokens)
    assert np.isinf(least_params(values, floor, 10**log10_tokens))
    assert np.isinf(least_params(values, floor - 0.1, 10**log10_tokens))


def test_the_printed_laws():
    """Besiroglu et al. and Hoffmann et al.: exponents from the parameters that they print."""
    besiroglu = np.array([482.01, 2085.43, 1.8172, 0.3478, 0.3658])
    hoffmann = np.array([406.4, 410.7, 1.69, 0.34, 0.28])
    assert exponents(besiroglu)[0] == pytest.approx(0.5126, abs=1e-4)
    assert exponents(hoffmann)[0] == pytest.approx(0.4516, abs=1e-4)
    # the first recommends Chinchilla's own 70 billion parameters and 20 tokens a parameter, the second does not
    params, tokens = allocation(besiroglu, 5.63e23)
    assert tokens / params == pytest.approx(18.6, rel=0.1)
    params, tokens = allocation(hoffmann, 5.63e23)
    assert tokens / params > 80


def test_many_laws_at_once():
    laws = np.array([[400.0, 900, 1.7, 0.3, 0.3], [500.0, 2000, 1.8, 0.35, 0.36]])
    tokens = np.array([1e10, 1e11, 1e12])
    together = least_params(laws[:, None, :], np.array([[2.9], [2.5]]), tokens)
    for row, values, eta in zip(together, laws, (2.9, 2.5), strict=True):
        assert row.tolist() == [least_params(values, eta, one) for one in tokens]
