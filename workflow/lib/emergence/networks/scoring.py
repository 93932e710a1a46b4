"""What networks do with held-out images -> scores: the linear ones, and those that make an ability emerge."""

import numpy as np
import pandas as pd

from emergence.networks.design import AUTOENCODER, CLASSIFIER, TRANSFORMER

# Images that must all be classified right, for subset accuracy; one is plain accuracy.
GROUP_SIZES = (2, 4, 8, 16, 32)
# Squared errors of an image below which it counts as reconstructed; the mean image has 4.7 on average.
ERROR_BOUNDS = (0.25, 0.5, 1.0, 2.0)


def subset_accuracy(right, size):
    """The share of all groups of so many images whose images are all classified right.

    Schaeffer et al. 2023 (arXiv 2304.15004) call a network right if it classifies K out of K images. Of n images with c
    right, C(c, K) of the C(n, K) groups are: the mean over random groups drawn without replacement, free of the
    noise of drawing them, and about (c / n)^K.

    Parameters
    ----------
    right : ndarray of bool, shape (n,)
    size : int
        K, from 1 to n.

    Returns
    -------
    float
    """
    count, drawn = int(np.count_nonzero(right)), np.arange(size)
    return float(np.prod(np.maximum(count - drawn, 0) / (len(right) - drawn)))


def share_below(errors, bound):
    """The share of images whose squared error is below a bound: 1/n sum 1[|x - x'|^2 < c] (Schaeffer et al. 2023).

    Parameters
    ----------
    errors : ndarray, shape (n,)
    bound : float
        c, in the errors' unit.

    Returns
    -------
    float
    """
    return float(np.mean(np.asarray(errors) < bound))


def score(family: str, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The scores of the networks of one width.

    Parameters
    ----------
    family : str
        ``classifier``, ``autoencoder`` or ``transformer``.
    outcomes : pandas.DataFrame
        As :func:`emergence.networks.training.train` gives them, each seed with each image once.

    Returns
    -------
    pandas.DataFrame
        ``seed``, ``task``, ``subtask``, ``metric``, ``value``, ``n_items``. A group of K images counts as one item, and
        n images hold n // K groups that share none.
    """
    scores = _SCORES[family]
    rows = [{"seed": seed, **row} for seed, own in outcomes.groupby("seed") for row in scores(own)]
    return pd.DataFrame(rows)


def _of_classifier(outcomes):
    right, probability = outcomes["right"].to_numpy(dtype=bool), outcomes["probability"].to_numpy()
    whole = {"task": "digits", "subtask": None, "n_items": len(right)}
    yield {**whole, "metric": "accuracy", "value": float(right.mean())}
    yield {**whole, "metric": "choice_probability", "value": _cut(probability.mean())}
    yield {**whole, "metric": "choice_log_probability", "value": _cut(np.log(probability).mean())}
    for size in GROUP_SIZES:
        part = {"task": "digits", "subtask": group_name(size), "n_items": len(right) // size}
        yield {**part, "metric": "subset_accuracy", "value": _cut(subset_accuracy(right, size))}


def _of_autoencoder(outcomes):
    errors = outcomes["squared_error"].to_numpy()
    whole = {"task": "digits_reconstruction", "n_items": len(errors)}
    yield {**whole, "subtask": None, "metric": "squared_error", "value": _cut(errors.mean())}
    for bound in ERROR_BOUNDS:
        part = {**whole, "subtask": bound_name(bound), "metric": "reconstructed"}
        yield {**part, "value": share_below(errors, bound)}


def _of_transformer(outcomes):
    """Subset accuracy: the share of sequences of which the first images are all labelled right."""
    outcomes = outcomes.sort_values(["sequence", "place"])
    right = outcomes["right"].to_numpy(dtype=bool).reshape(-1, TRANSFORMER.length)
    probability = outcomes["probability"].to_numpy()
    whole = {"task": "digits_sequences", "subtask": None, "n_items": right.size}
    yield {**whole, "metric": "accuracy", "value": float(right.mean())}
    yield {**whole, "metric": "choice_probability", "value": _cut(probability.mean())}
    yield {**whole, "metric": "choice_log_probability", "value": _cut(np.log(probability).mean())}
    for size in range(2, TRANSFORMER.length + 1):
        part = {"task": "digits_sequences", "subtask": group_name(size), "n_items": len(right)}
        yield {**part, "metric": "subset_accuracy", "value": _cut(right[:, :size].all(axis=1).mean())}


_SCORES = {
    CLASSIFIER.name: _of_classifier,
    AUTOENCODER.name: _of_autoencoder,
    TRANSFORMER.name: _of_transformer,
}


def _cut(value):
    """Nine digits of a score that is not a count over a count."""
    return float(f"{value:.9g}")


def group_name(size: int) -> str:
    """The part of the task in which so many images must all be right."""
    return f"all_{size}"


def bound_name(bound: float) -> str:
    """The part of the task in which an image counts whose error is below a bound."""
    return f"below_{bound:g}"
