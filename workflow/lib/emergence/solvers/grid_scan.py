"""The best cell of a grid of curves for many weightings of the points at once."""

import numpy as np
from numba import njit

LANES = 16  # weightings side by side; their number must be a multiple of this


@njit(error_model="numpy")
def _sum_up(phi, weights, totals, base, s):
    """Sums over the places of one curve, LANES wide: of w phi, w phi^2 and w y phi."""
    s[:] = 0.0
    for j in range(phi.size):
        p = phi[j]
        if p == 0.0:
            continue
        for d in range(LANES):
            part = weights[j, base + d] * p
            s[d] += part
            s[LANES + d] += part * p
            s[2 * LANES + d] += totals[j, base + d] * p


@njit("void(f8[:,::1],f8[:,::1],f8[:,::1],b1,i8[::1])", cache=True, nogil=True, error_model="numpy")
def best_cells(phi, weights, totals, fixed, cell):
    """Which curve takes most off the squared error of the floor alone.

    Parameters
    ----------
    phi : (G, J)
        Curves at J places.
    weights, totals : (J, m)
        Sums of the weights, and of weights times values, at each place; m a multiple of LANES.
    fixed : bool
        Is the floor 0, or to be chosen.
    cell : (m,), written
        -1 where no curve is better than the floor alone.
    """
    s, most = np.empty(3 * LANES), np.empty(LANES)
    count, total = np.empty(LANES), np.empty(LANES)
    for base in range(0, weights.shape[1], LANES):
        count[:] = 0.0
        total[:] = 0.0
        most[:] = 0.0
        for d in range(LANES):
            cell[base + d] = -1
        for j in range(phi.shape[1]):
            for d in range(LANES):
                count[d] += weights[j, base + d]
                total[d] += totals[j, base + d]
        for c in range(phi.shape[0]):
            _sum_up(phi[c], weights, totals, base, s)
            for d in range(LANES):
                spread, slant = s[LANES + d], s[2 * LANES + d]
                if not fixed:
                    spread -= s[d] * s[d] / count[d]
                    slant -= s[d] * total[d] / count[d]
                gain = slant * slant / spread if spread > 1e-12 * s[LANES + d] else 0.0
                if gain > most[d]:
                    most[d], cell[base + d] = gain, c
