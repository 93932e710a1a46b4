"""The search for the best curve with an onset, or for the one of extreme width or onset among those good enough."""

import math

import numpy as np

from emergence.solvers.compiling import inner, kernel
from emergence.solvers.onset_curves import CLASSES, ONSET, PLACED, WIDTH, class_of, height, measure, place

# Moves of a search, and how often one is repeated.
_MOVES, _ALONG = 80, 8
# A search for the best fit ends where all curves around it leave so little more, as a share of what it leaves.
_LEVEL = 3e-4


@inner
def _explained(branch, placed, u, y):
    """How much of the sum of squares of y (mean 0) a rising multiple of the curve explains."""
    total, square, product = 0.0, 0.0, 0.0
    for i in range(u.size):
        h = height(branch, placed[0], (u[i] - placed[1]) / placed[2])
        total += h
        square += h * h
        product += h * y[i]
    left = square - total * total / u.size
    return product * product / left if product > 0.0 and left > 1e-14 * square else 0.0


@inner
def _placed_value(branch, placed, u, y, limits, goal, enough, measured):
    """What the search makes as large as it can; minus infinity outside of what is allowed."""
    measure(branch, placed, measured)
    if goal < CLASSES and class_of(measured, limits[0], limits[1], limits[2]) != goal:
        return -np.inf
    explained = _explained(branch, placed, u, y)
    if goal < CLASSES:
        return explained
    if explained < enough:
        return -np.inf
    kind = goal - CLASSES
    if kind < 2:
        width = math.log(max(measured[WIDTH], 1e-6))
        return width if kind == 1 else -width
    return measured[ONSET] if kind == 3 else -measured[ONSET]


@inner
def _value(curve, u, y, limits, goal, enough, placed, measured):
    place(curve, placed)
    return _placed_value(int(curve[0]), placed, u, y, limits, goal, enough, measured)


@inner
def _moved(curve, along, stretch, shift, bounds, trial):
    """A curve changed in q, log width and onset, within the bounds."""
    trial[0] = curve[0]
    trial[1] = min(max(curve[1] + along, 0.0), 1.0)
    trial[2] = min(max(curve[2] * math.exp(stretch), bounds[0, 0]), bounds[0, 1])
    trial[3] = min(max(curve[3] + shift, bounds[1, 0]), bounds[1, 1])


@inner
def _neighbours(curve, steps, u, y, limits, bounds, goal, enough, placed, measured, trial, moved, best):
    """Of the 26 curves around one the best is written to ``moved`` if it is better than ``best``.

    Returns the value reached, and the least of all: minus infinity where one is not allowed.
    """
    least = best
    for along in (0.0, -steps[0], steps[0]):
        for stretch in (0.0, -steps[1], steps[1]):
            _moved(curve, along, stretch, 0.0, bounds, trial)
            if (along != 0.0 and trial[1] == curve[1]) or (stretch != 0.0 and trial[2] == curve[2]):
                continue
            place(trial, placed)
            middle, origin = trial[3], placed[1]
            for shift in (-steps[2], 0.0, steps[2]):
                if shift == 0.0 and along == 0.0 and stretch == 0.0:
                    continue
                # a curve that is shifted is placed as it was, but for its origin
                trial[3] = min(max(curve[3] + shift, bounds[1, 0]), bounds[1, 1])
                placed[1] = origin + trial[3] - middle
                value = _placed_value(int(curve[0]), placed, u, y, limits, goal, enough, measured)
                if value > best:
                    best = value
                    moved[:] = trial
                elif value < least:
                    least = value
    return best, least


@inner
def _along_ridge(curve, before, u, y, limits, bounds, goal, enough, placed, measured, trial, best):
    """On in the direction of the last step, as long as that is better; the value reached."""
    for _ in range(_ALONG):
        _moved(curve, curve[1] - before[1], math.log(curve[2] / before[2]), curve[3] - before[3], bounds, trial)
        value = _value(trial, u, y, limits, goal, enough, placed, measured)
        if not value > best:
            break
        best = value
        before[:] = curve
        curve[:] = trial
    return best


@kernel("f8(f8[::1],f8[::1],f8[::1],f8[::1],f8[:,::1],i8,f8,f8,f8)")
def search(
    curve: np.ndarray,
    u: np.ndarray,
    y: np.ndarray,
    limits: np.ndarray,
    bounds: np.ndarray,
    goal: int,
    enough: float,
    share: float,
    least: float,
) -> float:
    """Improve a curve by a pattern of steps in q, log width and onset (Hooke and Jeeves 1961).

    Parameters
    ----------
    curve : numpy.ndarray, (4,)
        Where to begin; becomes the best found.
    u, y : numpy.ndarray, (n,)
        Places, and scores of mean 0.
    limits : numpy.ndarray, (3,)
        As for :func:`classes_of`.
    bounds : numpy.ndarray, (2, 2)
        Least and largest width and onset.
    goal : int
        A class, of which the best fit is sought; or ``CLASSES`` plus 0, 1, 2, 3 for the least width, the largest, the
        least onset, the largest of all curves that explain ``enough``.
    enough : float
    share, least : float
        Of the largest steps: where the steps begin, and below which there are no more.

    Returns
    -------
    float
        The sum of squares explained, or the log width or onset, minus where the least is sought; minus infinity where
        the first curve is not allowed.
    """
    placed, measured = np.empty(PLACED), np.empty(3)
    trial, moved, before = np.empty(4), np.empty(4), np.empty(4)
    best = _value(curve, u, y, limits, goal, enough, placed, measured)
    largest = np.array([0.12, 0.4, max(0.03, 0.25 * min(curve[2], 1.0))])
    total = np.sum(y * y)
    for _ in range(_MOVES):
        reached = best
        before[:] = curve
        best, low = _neighbours(
            curve, share * largest, u, y, limits, bounds, goal, enough, placed, measured, trial, moved, best
        )
        if best > reached:
            curve[:] = moved
            best = _along_ridge(curve, before, u, y, limits, bounds, goal, enough, placed, measured, trial, best)
            continue
        share *= 0.5
        if share < least or (goal < CLASSES and best - low < _LEVEL * (total - best)):
            break
    return best
