"""Shapes: what is left of a form when its level and height are set aside, on a grid of the parameters that remain.

``y = level + height * shape(u; theta)`` is linear in level and height, so the best fit of a form to any response is
the shape that explains most of it: the largest squared product of the response with the shape's unit vector. All that
depends on the response are these products, so a thousand bootstrap responses are fitted by one matrix product.
"""

from dataclasses import dataclass

import numpy as np

# The 10 to 90 % rise of the steepest smooth logistic takes this share of the range of x. A bound is needed: a logistic
# steep enough passes for any threshold.
LEAST_WIDTH = 0.25
STEEPEST = 2 * np.log(9) / LEAST_WIDTH
# The series' own best shape is found to this many halvings of the grid's step; simulated responses have rings of finer
# shapes about it to choose from, so that where scores are precise they are not held to a coarse grid.
_FINEST, _MOST_STEPS, _RINGS = 10, 40, 5


@dataclass(frozen=True)
class Family:
    """The shapes of one form.

    Attributes
    ----------
    name : str
        The form's name.
    kind : str
        ``smooth`` or ``threshold``; the height of a threshold form is positive.
    low, high : tuple of float
        Bounds of theta.
    steps : tuple of int
        Points of the grid along each of theta.
    """

    name: str
    kind: str
    low: tuple = ()
    high: tuple = ()
    steps: tuple = ()

    def at(self, u, theta):
        """Shapes (k, n) at u (n,) for theta (p, k)."""
        return _SHAPES[self.name](u, *theta[:, :, None])

    def grid(self):
        """Theta (p, k) of the grid, and its steps (p,)."""
        axes = [np.linspace(*ends) for ends in zip(self.low, self.high, self.steps, strict=True)]
        mesh = np.array(np.meshgrid(*axes, indexing="ij")).reshape(len(axes), -1 if axes else 1)
        return mesh, (np.array(self.high) - np.array(self.low)) / (np.array(self.steps) - 1)


def _linear(u):
    return u[None, :]


def _logistic(u, middle, log_rate):
    return 1 / (1 + np.exp(np.exp(log_rate) * (middle - u)))


def _hinge(u, eta):
    return np.maximum(0.0, u - eta)


def _saturating(u, eta, log_rate):
    return -np.expm1(-np.exp(log_rate) * np.maximum(0.0, u - eta))


_SHAPES = {"linear": _linear, "logistic": _logistic, "hinge": _hinge, "saturating": _saturating}

SMOOTH = (
    Family("linear", "smooth"),
    Family("logistic", "smooth", (-0.25, np.log(2.0)), (1.25, np.log(STEEPEST)), (16, 5)),
)


def threshold_families(low, high):
    """Hinge and saturating threshold with eta from ``low`` to ``high``."""
    return (
        Family("hinge", "threshold", (low,), (high,), (25,)),
        Family("saturating", "threshold", (low, 0.0), (high, np.log(2 * STEEPEST)), (17, 4)),
    )


def unit(shapes):
    """Shapes (k, n) about their mean and of length one; those without any variation become zero."""
    # sums by the ufunc itself: means and sums of the few shapes about a point would mostly be calls
    shapes = shapes - np.add.reduce(shapes, axis=1, keepdims=True) / shapes.shape[1]
    length = np.sqrt(np.add.reduce(shapes * shapes, axis=1, keepdims=True))
    some = length > 1e-9 * np.sqrt(shapes.shape[1])
    return np.divide(shapes, length, out=np.zeros_like(shapes), where=some)


def explained(family, products):
    """What a family's best shape explains of responses, from its products (k, m): (m,)."""
    most = np.maximum(products.max(axis=0), 0.0)
    return (most if family.kind == "threshold" else np.maximum(most, -products.min(axis=0))) ** 2


def refined(family, u, y, theta, step):
    """The best shape near a point of the grid, by a search whose steps are halved when none is better: theta (p,)."""
    least = step * 2.0**-_FINEST
    for _ in range(_MOST_STEPS):
        near = _around(family, theta, step)
        found = unit(family.at(u, near)) @ y
        best = int(np.argmax(found if family.kind == "threshold" else np.abs(found)))
        theta, step = near[:, best], step if best else step / 2
        if not best and np.all(step <= least):
            break
    return theta


def rings(family, theta, step):
    """Theta (p, k) about a point, itself first, at distances that halve: fine near it, coarse away from it."""
    around = [_around(family, theta, step / 2**halving) for halving in range(1, _RINGS)]
    return np.concatenate([theta[:, None], *(near[:, 1:] for near in around)], axis=1)


def _around(family, theta, step):
    """Theta and its neighbours on a grid of this step, itself first."""
    if theta.size == 0:
        return theta[:, None]
    low, high = (np.array(ends)[:, None] for ends in (family.low, family.high))
    return np.minimum(np.maximum(theta[:, None] + _OFFSETS[theta.size] * step[:, None], low), high)


def _offsets(size):
    """The steps (size, 3^size) to a point's neighbours on a grid, and to itself, which is first."""
    return np.array(np.meshgrid(*[(0.0, -1.0, 1.0)] * size, indexing="ij")).reshape(size, -1)


_OFFSETS = {size: _offsets(size) for size in (1, 2)}
