"""Fits of one form to very many responses at the same points, by a grid of its shapes.

A form ``y = level + height basis(v; shape)`` is linear in level and height. So its best fit to a response is the shape
that explains most of it: the largest squared product of the response with the shape's unit vector. All that depends on
the response are these products, so a thousand responses are fitted by one matrix product.
"""

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


def grid(bounds: np.ndarray, steps: tuple[int, ...] | None = None) -> np.ndarray:
    """An even grid over bounds (t, 2): shapes (t, k)."""
    steps = steps or _STEPS.get(len(bounds), (_MANY,) * len(bounds))
    axes = [np.linspace(ends[0], ends[1], count) for ends, count in zip(bounds, steps, strict=True)]
    return np.array(np.meshgrid(*axes, indexing="ij")).reshape(len(axes), int(np.prod(steps)))


def curves(form: WithBasis, v: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """The form's basis (k, n) at places v (n,) for shapes (t, k)."""
    found = form.basis(v, *shapes[:, :, None])
    return np.broadcast_to(found, (shapes.shape[1], v.size))


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows (k, n) about their mean and of length one; those without any variation become zero."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.sqrt(np.einsum("kn,kn->k", rows, rows))
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 1e-9 * np.sqrt(rows.shape[1]))
    return rows * scale[:, None]
