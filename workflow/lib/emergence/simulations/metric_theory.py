"""How a smooth loss looks under other metrics: the arithmetic of Schaeffer et al. 2023 (arXiv 2304.15004), section 2.

The paper assumes that the loss of a token falls as a power of the parameters, L(N) = (N / c)^alpha with alpha < 0. Here
that power is the part of a published law that parameters remove, A / N^alpha. The irreducible loss E is left out as it
is there: it would hold the probability of the average token below exp(-E) at any size.
"""

import numpy as np
import pandas as pd

# A and alpha, as printed; of Schaeffer et al. 2023, who print none, as their Figures 2 to 4 draw them: A is c^0.5 with
# c = 2e9 (data/schaeffer2023/tables/agreements.csv).
LAWS = {
    "Schaeffer et al. 2023": (2e9**0.5, 0.5),
    "Hoffmann et al. 2022": (406.4, 0.34),
    "Besiroglu et al. 2024": (482.01, 0.3478),
}
TARGET_TOKENS = (1, 2, 3, 4, 5, 10, 20)
PARAMS = np.logspace(7, 13, 61)


def removable_loss(params: np.ndarray, A: float, alpha: float) -> np.ndarray:
    """A / N^alpha: what of the loss more parameters remove, in nats per token."""
    return A * params**-alpha


def token_probability(loss: np.ndarray) -> np.ndarray:
    """p = exp(-L): of the right token, where all are equally hard (equation 1 of the paper)."""
    return np.exp(-loss)


def exact_match(probability: np.ndarray, tokens: np.ndarray | float) -> np.ndarray:
    """p^T: the chance that all T tokens are right, each on its own (equation 2)."""
    return probability**tokens


def token_edit_distance(probability: np.ndarray, tokens: np.ndarray | float) -> np.ndarray:
    """T (1 - p): tokens to change, in the mean (equation 3)."""
    return tokens * (1 - probability)


def target_brier(probability: np.ndarray) -> np.ndarray:
    """(1 - p)^2: the squared error of the right answer's probability, where the answer is one token."""
    return (1 - probability) ** 2


def multiple_choice_grade(probability: np.ndarray) -> np.ndarray:
    """1 where the right one of two choices is the likelier one, else 1/2: the step of Figure 2D of the paper."""
    return np.where(probability > 0.5, 1.0, 0.5)


def metric_theory(settings, threads):
    """The table of the metrics over parameters, law and target length.

    Parameters
    ----------
    settings, threads
        Not used: nothing is fitted.

    Returns
    -------
    pandas.DataFrame
        Table ``METRIC_THEORY``.
    """
    parts = []
    for law, (A, alpha) in LAWS.items():
        loss = removable_loss(PARAMS, A, alpha)
        p = token_probability(loss)
        parts += [_rows(law, "loss", loss), _rows(law, "token_probability", p)]
        parts += [_rows(law, "target_brier", target_brier(p))]
        parts += [_rows(law, "multiple_choice_grade", multiple_choice_grade(p))]
        for tokens in TARGET_TOKENS:
            parts += [_rows(law, "exact_match", exact_match(p, tokens), tokens)]
            parts += [_rows(law, "token_edit_distance", token_edit_distance(p, tokens), tokens)]
    return pd.concat(parts, ignore_index=True)


def _rows(law, metric, values, tokens=np.nan):
    """Twelve digits, since processors differ in the last bits of powers."""
    columns = {"params": PARAMS, "value": values}
    cut = {name: [float(f"{number:.12g}") for number in numbers] for name, numbers in columns.items()}
    return pd.DataFrame({"law": law, "metric": metric, "target_tokens": float(tokens), **cut})


STUDY = metric_theory
