"""What a law of the loss says of the best use of compute, and of the least model for a loss: closed forms.

All take parameters ``values`` (..., 5) of ``L = E + A / N^alpha + B / D^beta`` in the order A, B, E, alpha, beta, N in
parameters, D in tokens, L in nats per token; the leading axes broadcast against the other argument.
"""

import numpy as np

# Training FLOPs of a parameter and a token, forward and backward.
FLOPS = 6.0


def exponents(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Powers of compute by which the best parameters and tokens grow: ``beta / (alpha + beta)`` and the rest of 1.

    Hoffmann et al. 2022 (arXiv 2203.15556), Equation 4.

    Returns
    -------
    by_params, by_tokens : numpy.ndarray, (...,)
    """
    _, _, _, alpha, beta = np.moveaxis(values, -1, 0)
    return beta / (alpha + beta), alpha / (alpha + beta)


def allocation(values: np.ndarray, flops: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Parameters and tokens of least loss among those with ``6 N D = flops``.

    ``N = G (C/6)^a`` and ``D = (C/6)^b / G`` with ``G = (alpha A / (beta B))^(1 / (alpha + beta))`` and the powers of
    :func:`exponents`; Hoffmann et al. 2022, Equation 4.

    Parameters
    ----------
    values : numpy.ndarray, (..., 5)
    flops : float or numpy.ndarray
        C, of the whole training.

    Returns
    -------
    params, tokens : numpy.ndarray
    """
    A, B, _, alpha, beta = np.moveaxis(values, -1, 0)
    by_params, by_tokens = exponents(values)
    scale = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    return scale * (flops / FLOPS) ** by_params, (flops / FLOPS) ** by_tokens / scale


def loss_floor(values: np.ndarray, tokens: float | np.ndarray) -> np.ndarray:
    """``L_inf = E + B / D^beta``: the loss of an infinite model after so many tokens."""
    _, B, E, _, beta = np.moveaxis(values, -1, 0)
    return E + B * tokens**-beta


def scale_params(values: np.ndarray) -> np.ndarray:
    """``N0 = A^(1/alpha)``: with it ``L(N) = L_inf + (N0 / N)^alpha`` at fixed tokens (Du et al. 2024, Equation 4)."""
    A, _, _, alpha, _ = np.moveaxis(values, -1, 0)
    return A ** (1 / alpha)


def least_params(values: np.ndarray, eta: float | np.ndarray, tokens: float | np.ndarray) -> np.ndarray:
    """Parameters from which on the loss after so many tokens is below ``eta``; infinite where no model gets there.

    ``N = N0 (eta - L_inf)^(-1/alpha)``: Du et al. 2024 (arXiv 2403.15796), Equation 5, with :func:`scale_params` and
    :func:`loss_floor` of those tokens.

    Parameters
    ----------
    values : numpy.ndarray, (..., 5)
    eta : float or numpy.ndarray
        Nats per token.
    tokens : float or numpy.ndarray

    Returns
    -------
    numpy.ndarray
        Infinite where ``eta`` is not above the loss of an infinite model.
    """
    _, _, _, alpha, _ = np.moveaxis(values, -1, 0)
    room = eta - loss_floor(values, tokens)
    with np.errstate(divide="ignore"):
        return scale_params(values) * np.maximum(room, 0.0) ** (-1 / alpha)
