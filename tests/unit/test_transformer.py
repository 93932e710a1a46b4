"""The transformer: its gradient by finite differences, that it looks at nothing ahead, and its number of weights."""

import numpy as np
import pytest

from emergence.networks.design import CLASSES, PIXELS, TRANSFORMER
from emergence.networks.transformer import (
    count,
    descend,
    first_weights,
    loss_and_gradient,
    probabilities,
    shapes,
)


@pytest.fixture
def small():
    draws = np.random.default_rng(0)
    return first_weights(3, 6, 4, 5, draws), draws.random((7, 5, 6)), draws.integers(0, 4, (7, 5))


def test_the_gradient_is_that_of_the_loss(small):
    weights, images, labels = small
    _, gradient = loss_and_gradient(weights, images, labels)
    assert set(gradient) == set(weights)
    for name, values in weights.items():
        for place in [tuple(0 for _ in values.shape), tuple(size - 1 for size in values.shape)]:
            sides = []
            for step in (1e-5, -1e-5):
                moved = {key: held.copy() for key, held in weights.items()}
                moved[name][place] += step
                sides.append(loss_and_gradient(moved, images, labels)[0])
            assert gradient[name][place] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=1e-8), name


def test_probabilities_add_up_and_look_at_nothing_ahead(small):
    weights, images, labels = small
    before = probabilities(weights, images, labels)
    assert np.allclose(before.sum(axis=2), 1)
    later, other = images.copy(), labels.copy()
    later[:, 3:] += 1
    other[:, 2:] = (other[:, 2:] + 1) % 4
    after = probabilities(weights, later, other)
    assert np.allclose(before[:, :3], after[:, :3]), "neither later images nor an image's own label count"
    assert not np.allclose(before[:, 3:], after[:, 3:])


@pytest.mark.parametrize("width", TRANSFORMER.widths)
def test_the_design_counts_the_weights(width):
    assert TRANSFORMER.params(width) == count(shapes(width, PIXELS, CLASSES, TRANSFORMER.length))


def test_descent_lowers_the_loss_and_repeats_itself(small):
    weights, images, labels = small
    kept = weights["image"].copy()
    first, again = (descend(weights, iter([(images, labels)] * 300), 1e-2) for _ in range(2))
    assert loss_and_gradient(first, images, labels)[0] < 0.5 * loss_and_gradient(weights, images, labels)[0]
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert np.array_equal(weights["image"], kept)
