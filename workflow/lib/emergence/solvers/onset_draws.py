"""What curves with an onset explain of very many simulated responses, by the curves' classes."""

import numpy as np

from emergence.solvers.compiling import kernel
from emergence.solvers.onset_curves import NARROW


@kernel("void(f8[:,::1],f8[::1],i8[::1],f4[:,::1])")
def products_by_run(rows: np.ndarray, residual: np.ndarray, run: np.ndarray, found: np.ndarray) -> None:
    """Products of curves with the residuals of each run.

    Parameters
    ----------
    rows : numpy.ndarray, (k, n)
    residual, run : numpy.ndarray, (n,)
        Runs are numbers from 0 on.
    found : numpy.ndarray, (k, n_runs) of float32
        Filled.
    """
    sums = np.empty(found.shape[1])
    for k in range(rows.shape[0]):
        sums[:] = 0.0
        for i in range(run.size):
            sums[run[i]] += rows[k, i] * residual[i]
        found[k] = sums


@kernel("void(f8[::1],f4[:,::1],i8[::1],f8[::1],f8[::1],f8[:,::1])")
def largest(
    base: np.ndarray, part: np.ndarray, classes: np.ndarray, slant: np.ndarray, line: np.ndarray, found: np.ndarray
) -> None:
    """By class the largest sum of squares that a rising curve explains of each of many responses.

    Parameters
    ----------
    base : numpy.ndarray, (k,)
        Products of the curves' unit vectors with what all responses share.
    part : numpy.ndarray, (k, m) of float32
        ... and with the rest of each.
    classes : numpy.ndarray, (k,)
    slant : numpy.ndarray, (k,)
        Products of the curves' unit vectors with the straight line's.
    line : numpy.ndarray, (m,)
        Products of the straight line's unit vector with the responses.
    found : numpy.ndarray, (c + 1, m)
        Filled; the last row is that of class ``NARROW`` with a rising straight line added.
    """
    last = found.shape[0] - 1
    found[:] = 0.0
    for j in range(line.size):
        found[last, j] = max(line[j], 0.0) ** 2
    for k in range(base.size):
        kind = classes[k]
        narrow, r = kind == NARROW, slant[k]
        free = 1.0 - r * r
        for j in range(line.size):
            e = base[k] + part[k, j]
            if e <= 0.0:
                continue
            if e * e > found[kind, j]:
                found[kind, j] = e * e
            if narrow:
                c = line[j]
                both = e * e
                if e > r * c and c > r * e and free > 1e-9:
                    both = (both + c * c - 2.0 * r * e * c) / free
                if both > found[last, j]:
                    found[last, j] = both
