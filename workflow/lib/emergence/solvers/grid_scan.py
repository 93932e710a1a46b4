"""The best cell of a grid of curves for many weightings of the points at once."""

import numpy as np

from emergence.solvers.compiling import kernel

_TIE = 1e-9  # gains that differ by less than this share are equal


@kernel("void(f8[:,::1],f8[:,::1],f8[:,::1],f8[:,::1],f8[:,::1])")
def weigh(held: np.ndarray, total: np.ndarray, lanes: np.ndarray, weights: np.ndarray, totals: np.ndarray) -> None:
    """Sums at each node under each weighting of the runs; most runs have no point at most nodes, and are passed over.

    Parameters
    ----------
    held, total : (n_runs, J)
        Sums of the points' weights, and of weights times values, of each run at each node.
    lanes : (n_runs, M)
        The weightings, one a column.
    weights, totals : (J, M), written
    """
    for j in range(held.shape[1]):
        for d in range(lanes.shape[1]):
            weights[j, d] = 0.0
            totals[j, d] = 0.0
        for r in range(held.shape[0]):
            w, t = held[r, j], total[r, j]
            if w != 0.0:
                for d in range(lanes.shape[1]):
                    weights[j, d] += w * lanes[r, d]
                    totals[j, d] += t * lanes[r, d]


def best_cells(phi: np.ndarray, weights: np.ndarray, totals: np.ndarray, fixed: bool) -> np.ndarray:
    """Which curve takes most off the squared error of the floor alone, under each weighting.

    Parameters
    ----------
    phi : numpy.ndarray, (G, J)
        Curves at J places.
    weights, totals : numpy.ndarray, (J, M)
        Sums of the weights, and of weights times values, at each place.
    fixed : bool
        Is the floor 0, or to be chosen.

    Returns
    -------
    numpy.ndarray, (M,) of int
        -1 where no curve is better than the floor alone. Of cells that are equal but for rounding, as where too few
        runs were drawn to determine a place, the first.
    """
    least = np.square(phi) @ weights
    gain, spread = phi @ totals, least
    least = 1e-12 * least
    with np.errstate(invalid="ignore", divide="ignore"):
        if not fixed:
            first, count = phi @ weights, weights.sum(axis=0)
            gain -= first * (totals.sum(axis=0) / count)
            spread -= np.square(first, out=first) / count
        np.square(gain, out=gain)
        gain /= spread
    gain[~(spread > least)] = 0.0
    most = gain.max(axis=0)
    return np.where(most > 0.0, (gain >= (1.0 - _TIE) * most).argmax(axis=0), -1)
