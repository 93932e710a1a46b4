"""Fits of one form to very many responses at the same points, by a grid of its shapes.

A form ``y = level + height basis(v; shape)`` is linear in level and height. So its best fit to a response is the shape
that explains most of it: the largest squared product of the response with the shape's unit vector. All that depends on
the response are these products, so a thousand responses are fitted by one matrix product.

The grid covers the form's own bounds. Rings of ever closer shapes lie about the optimum of the scores themselves, which
is one of them, so that where scores are precise, and simulated ones nearly the same, these are not held to the grid.
Against the exact optimum the squared error is too large by the shares that the tests state.
"""

from functools import lru_cache
from typing import Protocol

import numpy as np


class WithBasis(Protocol):
    """A form, of which only the basis is needed."""

    def __hash__(self) -> int: ...

    def basis(self, v: np.ndarray, *shape: np.ndarray) -> np.ndarray:
        """The curve but for its level and height."""


# Points of the grid along each parameter of a basis that has one, two, or more.
_STEPS = {1: (49,), 2: (21, 7)}
_MANY = 7
# Rings: the grid's step halved so many times.
_RINGS = 4


def grid(bounds: np.ndarray, steps: tuple[int, ...] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """An even grid over bounds (t, 2): shapes (t, k), and the steps (t,)."""
    steps = steps or _STEPS.get(len(bounds), (_MANY,) * len(bounds))
    axes = [np.linspace(ends[0], ends[1], count) for ends, count in zip(bounds, steps, strict=True)]
    mesh = np.array(np.meshgrid(*axes, indexing="ij")).reshape(len(axes), int(np.prod(steps)))
    return mesh, np.ptp(bounds, axis=1) / (np.array(steps, dtype=float) - 1)


def _around(best, step, bounds):
    """A point (t,) and its neighbours at a distance of ``step`` (t,), within the bounds, itself first: (t, 3^t)."""
    near = best[:, None] + _offsets(best.size) * step[:, None]
    return np.clip(near, bounds[:, :1], bounds[:, 1:])


@lru_cache
def _offsets(size):
    """The steps (size, 3^size) to a point's neighbours on a grid, and to itself, which is first."""
    return np.array(np.meshgrid(*[(0.0, -1.0, 1.0)] * size, indexing="ij")).reshape(size, 3**size)


def curves(form: WithBasis, v: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """The form's basis (k, n) at places v (n,) for shapes (t, k)."""
    found = form.basis(v, *shapes[:, :, None])
    return np.broadcast_to(found, (shapes.shape[1], v.size))


def unit(rows):
    """Rows (k, n) about their mean and of length one; those without any variation become zero."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.sqrt(np.einsum("kn,kn->k", rows, rows))
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 1e-9 * np.sqrt(rows.shape[1]))
    return rows * scale[:, None]


# Series of one pool share their places, and then their grids.
@lru_cache(maxsize=16)
def _of_grid(form, places, bounds, count):
    v, bounds = np.frombuffer(places), np.frombuffer(bounds).reshape(count, 2)
    found = unit(curves(form, v, grid(bounds)[0]))
    found.flags.writeable = False
    return found


def unit_shapes(form: WithBasis, v: np.ndarray, bounds: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Unit vectors of the grid's shapes and of those in rings about the optimum.

    Parameters
    ----------
    form : Form
        With a ``basis``.
    v : numpy.ndarray, (n,)
        Places, scaled as ``basis`` takes them.
    bounds : numpy.ndarray, (t, 2)
        Of the parameters of the basis.
    best : numpy.ndarray, (t,)
        Those of the optimum.

    Returns
    -------
    numpy.ndarray, (k, n)
        The optimum's own first.
    """
    whole = _of_grid(form, v.tobytes(), np.ascontiguousarray(bounds).tobytes(), len(bounds))
    if not len(bounds):
        return whole
    step = grid(bounds)[1]
    rings = [_around(best, step / 2**halving, bounds)[:, halving > 1 :] for halving in range(1, _RINGS + 1)]
    return np.concatenate([unit(curves(form, v, np.concatenate(rings, axis=1))), whole])
