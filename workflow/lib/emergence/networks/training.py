"""Train the networks of one width. The only module that needs scikit-learn; the main job never imports it."""

import warnings
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from emergence.networks.design import (
    AUTOENCODER,
    CLASSES,
    CLASSIFIER,
    FAMILIES,
    PIXELS,
    SEEDS,
    TRAINING_IMAGES,
    TRANSFORMER,
)
from emergence.networks.transformer import descend, first_weights, probabilities

BATCH = 50  # images a step
_SPLIT_SEED = 20261120


class Images(NamedTuple):
    """Handwritten digits: pixels (n, 64) from 0 to 1, digits (n,), and places in the package's data (n,)."""

    pixels: np.ndarray
    digits: np.ndarray
    places: np.ndarray


def load_images():
    """The images to train on and those held out.

    The 8 x 8 digits of Alpaydin and Kaynak (1998, UCI Machine Learning Repository, test part), as
    :func:`sklearn.datasets.load_digits` ships them, parted at random once. The 13 writers are in both parts.

    Returns
    -------
    training, held_out : Images
    """
    pixels, digits = load_digits(return_X_y=True)
    order = np.random.default_rng(_SPLIT_SEED).permutation(len(digits))
    parts = np.sort(order[:TRAINING_IMAGES]), np.sort(order[TRAINING_IMAGES:])
    return tuple(Images(pixels[part] / 16, digits[part], part) for part in parts)


def train(family: str, width: int, seeds: Iterable[int] = SEEDS) -> pd.DataFrame:
    """Train one network a seed and have each look at the held-out images.

    Networks with one hidden layer of tanh units see the same images equally often, in batches of 50; transformers see
    as many sequences of training images, drawn at random. All are trained by Adam (Kingma and Ba 2015), with no early
    end.

    Parameters
    ----------
    family : str
        ``classifier`` (softmax, cross-entropy), ``autoencoder`` (linear outputs, squared error) or ``transformer``
        (softmax, cross-entropy at each image of a sequence).
    width : int
        Hidden units.
    seeds : iterable of int
        Of the first weights and of the order of the images, of a transformer also of those held out.

    Returns
    -------
    pandas.DataFrame
        ``seed``, ``image`` and, of a classifier, ``right`` (is the likeliest digit the right one) and ``probability``
        of the right digit; of an autoencoder ``squared_error``, summed over pixels that go from 0 to 1; of a
        transformer also ``sequence`` and ``place`` in it, where each held-out image is in one sequence, or in none if
        too few are left for another.
    """
    training, held_out = load_images()
    parts = []
    for seed in seeds:
        if family == TRANSFORMER.name:
            outcome = _labelled(width, seed, training, held_out)
        else:
            outcome = _OUTCOMES[family](_fitted(FAMILIES[family], width, seed, training), held_out)
            outcome = {"image": held_out.places.astype(float), **outcome}
        parts.append(pd.DataFrame({"seed": float(seed), **outcome}))
    return pd.concat(parts, ignore_index=True)


def _fitted(family, width, seed, training):
    settings = {
        "hidden_layer_sizes": (width,),
        "activation": "tanh",
        "learning_rate_init": family.learning_rate,
        "batch_size": BATCH,
        "max_iter": family.epochs,
        "n_iter_no_change": family.epochs,
        "tol": 0.0,
        "random_state": seed,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is what ends the training
        if family is CLASSIFIER:
            return MLPClassifier(**settings).fit(training.pixels, training.digits)
        return MLPRegressor(**settings).fit(training.pixels, training.pixels)


def _classified(network, images):
    probabilities = network.predict_proba(images.pixels)
    of_right = probabilities[np.arange(len(images.digits)), images.digits]
    return {"right": network.classes_[probabilities.argmax(axis=1)] == images.digits, "probability": of_right}


def _reconstructed(network, images):
    pixels = network.predict(images.pixels).reshape(images.pixels.shape)
    return {"squared_error": ((pixels - images.pixels) ** 2).sum(axis=1)}


def _labelled(width, seed, training, held_out):
    """A transformer's answers on the held-out images, cut into sequences in random order."""
    draws, length = np.random.default_rng(seed), TRANSFORMER.length
    weights = descend(
        first_weights(width, PIXELS, CLASSES, length, draws), _sequences(training, draws), TRANSFORMER.learning_rate
    )
    whole = len(held_out.digits) // length * length
    chosen = draws.permutation(len(held_out.digits))[:whole].reshape(-1, length)
    digits = held_out.digits[chosen]
    chances = probabilities(weights, held_out.pixels[chosen], digits)
    sequence, place = np.indices(chosen.shape, dtype=float)
    of_right = np.take_along_axis(chances, digits[..., None], axis=2)[..., 0]
    answers = {"image": held_out.places[chosen].astype(float), "sequence": sequence, "place": place}
    answers |= {"right": chances.argmax(axis=2) == digits, "probability": of_right}
    return {name: values.ravel() for name, values in answers.items()}


def _sequences(images, draws):
    for _ in range(TRANSFORMER.steps):
        chosen = draws.integers(0, len(images.digits), (TRANSFORMER.batch, TRANSFORMER.length))
        yield images.pixels[chosen], images.digits[chosen]


_OUTCOMES = {CLASSIFIER.name: _classified, AUTOENCODER.name: _reconstructed}
