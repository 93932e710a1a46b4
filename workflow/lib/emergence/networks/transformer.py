"""A small decoder-only transformer that labels sequences of images, in numpy alone: its parameters, loss and gradient.

A sequence is image, label, image, label, ... as in Schaeffer et al. 2023 (arXiv 2304.15004, Figure 8): at each image it
predicts the label from that image and from the pairs before it. One block: one attention head, then a layer of twice
the width with tanh, both added to what they are given; no normalisation.
"""

from collections.abc import Iterator, Mapping

import numpy as np

Weights = dict[str, np.ndarray]
_BETAS, _TINY = (0.9, 0.999), 1e-8  # of Adam (Kingma and Ba 2015)


def shapes(width: int, pixels: int, classes: int, length: int) -> dict[str, tuple[int, ...]]:
    """The shape of each array of weights.

    Parameters
    ----------
    width : int
        Of the vectors that stand for images and labels.
    pixels, classes, length : int
        Pixels of an image, labels, and images in a sequence.
    """
    return {
        "image": (pixels, width),
        "label": (classes, width),
        "place": (2 * length, width),
        "query": (width, width),
        "key": (width, width),
        "content": (width, width),
        "mixed": (width, width),
        "inner": (width, 2 * width),
        "inner_bias": (2 * width,),
        "outer": (2 * width, width),
        "outer_bias": (width,),
        "answer": (width, classes),
        "answer_bias": (classes,),
    }


def first_weights(width: int, pixels: int, classes: int, length: int, draws: np.random.Generator) -> Weights:
    """Random weights of variance 1 / inputs, and biases of zero."""
    sizes = shapes(width, pixels, classes, length)
    return {
        name: draws.normal(size=shape) / np.sqrt(shape[0]) if len(shape) == 2 else np.zeros(shape)
        for name, shape in sizes.items()
    }


def probabilities(weights: Weights, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Of each label at each image, (sequences, length, classes).

    Parameters
    ----------
    weights : dict of str to ndarray
    images : ndarray, (sequences, length, pixels)
    labels : ndarray of int, (sequences, length)
        An image's own label does not count in its prediction.
    """
    return _forward(weights, images, labels)["chances"]


def loss_and_gradient(weights: Weights, images: np.ndarray, labels: np.ndarray) -> tuple[float, Weights]:
    """The mean cross-entropy of the labels in nats, and its gradient by every weight.

    Parameters
    ----------
    weights : dict of str to ndarray
    images, labels
        As :func:`probabilities` takes them.
    """
    kept = _forward(weights, images, labels)
    count = labels.size
    own = np.take_along_axis(kept["chances"], labels[..., None], axis=2)
    wrong = kept["chances"].copy()
    np.put_along_axis(wrong, labels[..., None], own - 1, axis=2)
    return float(-np.log(own).mean()), _backward(weights, kept, wrong / count, images, labels)


def _forward(w, images, labels):
    """Everything that the gradient needs again."""
    sequences, length = labels.shape
    width = w["image"].shape[1]
    given = np.empty((sequences, 2 * length, width))
    given[:, 0::2], given[:, 1::2] = images @ w["image"], w["label"][labels]
    given += w["place"]
    query, key, content = given @ w["query"], given @ w["key"], given @ w["content"]
    seen = np.tril(np.ones((2 * length, 2 * length), dtype=bool))
    weighed = _softmax(np.where(seen, query @ key.transpose(0, 2, 1) / np.sqrt(width), -np.inf))
    mixture = weighed @ content
    attended = given + mixture @ w["mixed"]
    hidden = np.tanh(attended @ w["inner"] + w["inner_bias"])
    last = (attended + hidden @ w["outer"] + w["outer_bias"])[:, 0::2]
    kept = {"given": given, "query": query, "key": key, "content": content, "weighed": weighed, "mixture": mixture}
    kept |= {"attended": attended, "hidden": hidden, "last": last}
    return kept | {"chances": _softmax(last @ w["answer"] + w["answer_bias"])}


def _backward(w, kept, wrong, images, labels):
    g = {"answer": _product(kept["last"], wrong), "answer_bias": wrong.sum(axis=(0, 1))}
    to_last = np.zeros_like(kept["given"])
    to_last[:, 0::2] = wrong @ w["answer"].T
    g |= {"outer": _product(kept["hidden"], to_last), "outer_bias": to_last.sum(axis=(0, 1))}
    to_inner = (to_last @ w["outer"].T) * (1 - kept["hidden"] ** 2)
    g |= {"inner": _product(kept["attended"], to_inner), "inner_bias": to_inner.sum(axis=(0, 1))}
    to_attended = to_last + to_inner @ w["inner"].T
    g["mixed"] = _product(kept["mixture"], to_attended)
    to_mixture = to_attended @ w["mixed"].T
    to_content = kept["weighed"].transpose(0, 2, 1) @ to_mixture
    to_weighed = to_mixture @ kept["content"].transpose(0, 2, 1)
    inside = kept["weighed"] * (to_weighed - (to_weighed * kept["weighed"]).sum(axis=2, keepdims=True))
    inside /= np.sqrt(w["image"].shape[1])
    parts = {"query": inside @ kept["key"], "key": inside.transpose(0, 2, 1) @ kept["query"], "content": to_content}
    to_given = to_attended
    for name, part in parts.items():
        g[name] = _product(kept["given"], part)
        to_given = to_given + part @ w[name].T
    g |= {"place": to_given.sum(axis=0), "image": _product(images, to_given[:, 0::2])}
    g["label"] = np.zeros_like(w["label"])
    np.add.at(g["label"], labels, to_given[:, 1::2])
    return g


def _product(before, after):
    """The gradient by a matrix that turns the one into the other."""
    return before.reshape(-1, before.shape[-1]).T @ after.reshape(-1, after.shape[-1])


def _softmax(values):
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def descend(weights: Weights, batches: Iterator[tuple[np.ndarray, np.ndarray]], rate: float) -> Weights:
    """Adam with one step a batch.

    Parameters
    ----------
    weights : dict of str to ndarray
        Where it begins; left as they are.
    batches : iterator of (images, labels)
        As :func:`probabilities` takes them.
    rate : float
        Size of a step.
    """
    weights = {name: values.copy() for name, values in weights.items()}
    first, second = ({name: np.zeros_like(values) for name, values in weights.items()} for _ in range(2))
    for step, (images, labels) in enumerate(batches, start=1):
        _, gradient = loss_and_gradient(weights, images, labels)
        for name, slope in gradient.items():
            first[name] = _BETAS[0] * first[name] + (1 - _BETAS[0]) * slope
            second[name] = _BETAS[1] * second[name] + (1 - _BETAS[1]) * slope**2
            size = rate * np.sqrt(1 - _BETAS[1] ** step) / (1 - _BETAS[0] ** step)
            weights[name] -= size * first[name] / (np.sqrt(second[name]) + _TINY)
    return weights


def count(sizes: Mapping[str, tuple[int, ...]]) -> int:
    """How many weights arrays of these shapes hold."""
    return sum(int(np.prod(shape)) for shape in sizes.values())
