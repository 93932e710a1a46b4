"""Train the networks of one width. The only module that needs scikit-learn; the main job never imports it."""

import warnings
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from emergence.networks.design import AUTOENCODER, CLASSIFIER, FAMILIES, SEEDS, TRAINING_IMAGES

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

    All see the same images equally often: one hidden layer of tanh units, Adam (Kingma and Ba 2015), no early end.

    Parameters
    ----------
    family : str
        ``classifier`` (softmax, cross-entropy) or ``autoencoder`` (linear outputs, squared error).
    width : int
        Hidden units.
    seeds : iterable of int
        Of the first weights and of the order of the images.

    Returns
    -------
    pandas.DataFrame
        ``seed``, ``image`` and, of a classifier, ``right`` (is the likeliest digit the right one) and ``probability``
        of the right digit; of an autoencoder ``squared_error``, summed over pixels that go from 0 to 1.
    """
    training, held_out = load_images()
    parts = []
    for seed in seeds:
        outcome = _OUTCOMES[family](_fitted(FAMILIES[family], width, seed, training), held_out)
        parts.append(pd.DataFrame({"seed": float(seed), "image": held_out.places.astype(float), **outcome}))
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


_OUTCOMES = {CLASSIFIER.name: _classified, AUTOENCODER.name: _reconstructed}
