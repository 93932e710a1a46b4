"""Least squares of ``y = floor + amplitude phi(v; a, b)``: floor and amplitude profiled exactly, (a, b) searched.

Both a and b are bounded. A grid finds the basins of the error (:mod:`emergence.models.separable`); here a damped Newton
iteration with the exact Hessian (:mod:`emergence.solvers.descent`) goes down to the bottom of each. No form is known by
name: a kernel is given the address of a curve (:func:`emergence.solvers.compiling.curve_address`) and what it is at its
place a (``SMOOTH``, ``CORNER`` or ``STEEP`` of :mod:`emergence.solvers.profiled`).
"""

import numpy as np

from emergence.solvers.compiling import inner, kernel
from emergence.solvers.descent import polish
from emergence.solvers.profiled import SMOOTH, sum_up


@inner
def _slide(curve, kink, v, w, y, sums, bounds, fixed, rows, work, best, trial):
    """Along a curved valley, where Newton's steps are short: b by a pattern of steps, a to the bottom for each."""
    held = bounds.copy()
    step, turned = 0.25, False
    while abs(step) > 0.004:
        b = min(max(best[4] + step, bounds[2]), bounds[3])
        held[2], held[3] = b, b
        polish(curve, kink, v, w, y, sums, best[3], b, held, fixed, 20, 1e-13, rows, work, trial)
        if trial[0] < best[0] * (1.0 - 1e-13):
            _take(best, trial)
            step *= 2.0
            turned = True
        elif turned:
            step *= -0.25
            turned = False
        else:
            step, turned = -step, True


@inner
def _take(best, trial):
    """Keep the better of two bottoms."""
    if trial[0] < best[0]:
        for k in range(best.size):
            best[k] = trial[k]


@kernel("void(i8,i8,f8[::1],f8[::1],f8[::1],f8[:,::1],f8[:,::1],b1,f8,b1,f8[:,::1])")
def polish_all(
    curve: int,
    kink: int,
    v: np.ndarray,
    w: np.ndarray,
    y: np.ndarray,
    starts: np.ndarray,
    bounds: np.ndarray,
    fixed: bool,
    enough: float,
    thorough: bool,
    best: np.ndarray,
) -> None:
    """The bottoms of the basins of several starts.

    Parameters
    ----------
    curve, kink : int
    v, w, y : (J,)
        v ascending and distinct, weights, values less the floor where that is ``fixed``.
    starts : (c, 2)
    bounds : (c, 4)
        Lowest and highest a, lowest and highest b, of each.
    fixed : bool
        Is the floor 0, or to be chosen.
    enough : float
        Stop at a step that takes less than this share off the error.
    thorough : bool
        Follow valleys too.
    best : (c, 5), written
        Half the squared error, floor, amplitude, a, b.
    """
    rows, sums, work, trial = np.empty((6, v.size)), np.empty((3, v.size + 1)), np.zeros((3, 8)), np.zeros(5)
    sum_up(w, y, sums)
    edges = np.empty(4)
    for c in range(starts.shape[0]):
        own = best[c]
        polish(curve, kink, v, w, y, sums, starts[c, 0], starts[c, 1], bounds[c], fixed, 60, enough, rows, work, own)
        if not thorough:
            continue
        _slide(curve, kink, v, w, y, sums, bounds[c], fixed, rows, work, own, trial)
        # a threshold on its bound is a start of its own; then once more from the best of all
        for way in range(0 if kink != SMOOTH else 2, 3):
            a, last = own[3], way == 2
            for k in range(4):
                edges[k] = bounds[c, k]
            if not last:
                a = edges[way]
                edges[0], edges[1] = a, a
            steps, near = (60, enough) if last else (40, 1e-13)
            polish(curve, kink, v, w, y, sums, a, own[4], edges, fixed, steps, near, rows, work, trial)
            _take(own, trial)


@kernel("void(i8,i8,f8[::1],f8[:,::1],f8[:,::1],f8[:,::1],f8[::1],b1,f8[:,::1])")
def polish_each(
    curve: int,
    kink: int,
    v: np.ndarray,
    weights: np.ndarray,
    totals: np.ndarray,
    starts: np.ndarray,
    bounds: np.ndarray,
    fixed: bool,
    best: np.ndarray,
) -> None:
    """The bottom of one basin for each of many weightings of the same places.

    Parameters
    ----------
    curve, kink : int
    v : (J,) ascending, distinct
    weights, totals : (J, M)
        Sums of the weights, and of weights times values, at each v.
    starts : (m, 2)
        m at most M; NaN where there is nothing to fit.
    bounds : (4,)
        Lowest and highest a, lowest and highest b.
    fixed : bool
    best : (m, 5), written
        As in :func:`polish_all`, the error counted about the weighted mean at each v; NaN where there is no start.
    """
    rows, sums, work = np.empty((6, v.size)), np.empty((3, v.size + 1)), np.zeros((3, 8))
    x, w, y = np.empty(v.size), np.empty(v.size), np.empty(v.size)
    for d in range(starts.shape[0]):
        for k in range(5):
            best[d, k] = np.nan
        if np.isnan(starts[d, 0]):
            continue
        some = 0
        for j in range(v.size):
            if weights[j, d] > 0.0:
                x[some], w[some] = v[j], weights[j, d]
                y[some] = totals[j, d] / w[some]
                some += 1
        sum_up(w[:some], y[:some], sums)
        a, b = starts[d]
        polish(curve, kink, x[:some], w[:some], y[:some], sums, a, b, bounds, fixed, 30, 1e-3, rows, work, best[d])
