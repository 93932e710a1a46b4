"""The family of curves by which an onset is placed and measured, their measures and classes.

A curve rises from its floor with a slope that climbs over the onset width w, has its largest value at the steepest
place, and falls. In a scaled coordinate ``z = (u - e) / s`` there are five branches, of which the first three meet in
the logistic:

- ``POWER``: ``L(z)^m`` with L the logistic; m -> infinity is the Gompertz curve, m < 1 ends more abruptly than it
  begins.
- ``TAIL``: ``1 - (1 - L(z))^nu``; nu -> infinity is the complementary log-log curve, nu < 1 climbs faster than it
  falls, and s -> 0 with nu / s held is the saturating threshold.
- ``PLATEAU``: ``log(1 + e^z) - log(1 + e^(z - d))``: a slope that climbs, stays level over d, and falls; s -> 0 is the
  hinge, with or without a ceiling.
- ``ALGEBRAIC``: ``1 + z (1 + |z|^k)^(-1/k)``: both tails of the slope fall as a power of z, not exponentially;
  k -> infinity is a straight rise between two levels.
- ``CONCAVE``: ``log(1 + e^z)^r`` with r < 1: rises steeply and then ever more slowly, without a ceiling; s -> 0 is a
  power of the distance past the onset, between a step and a hinge.

The first two are the generalized logistic of types I and II (Richards 1959). Every curve is given by four numbers: its
branch; a number q in 0..1 that says where on the branch; the onset width; and the onset, where the tangent at the
steepest place meets the floor (the lag time of growth curves, Zwietering et al. 1990). Both are shares of the range of
u, which goes from 0 to 1, larger being better.
"""

import math

import numpy as np

from emergence.solvers.compiling import inner, kernel

POWER, TAIL, PLATEAU, ALGEBRAIC, CONCAVE = 0, 1, 2, 3, 4
BRANCHES = (POWER, TAIL, PLATEAU, ALGEBRAIC, CONCAVE)
# Widths below this share of the range are those of a kink.
LEAST_WIDTH, LARGEST_WIDTH = 3e-4, 5.0
# How many numbers place a curve: shape, e, s, z where the slope is at 10 %, 90 % and all of its largest value, and how
# far e lies before the onset.
PLACED = 7
# What rows of ``measure`` hold.
WIDTH, ONSET, BEGINS_BEFORE = 0, 1, 2
# Classes of curves; see :func:`class_of`.
NARROW, WIDE, WIDE_FROM_BEFORE, BEFORE, LATE = 0, 1, 2, 3, 4
CLASSES = 5
_NEWTON = 30
_HALVINGS = 50
# From here on log(1 + e^z) is z, or e^z, to the last digit.
_FAR = 37.0


@inner
def _softplus(z):
    if abs(z) > _FAR:
        return z if z > 0.0 else math.exp(z)
    return z + math.log1p(math.exp(-z)) if z > 0.0 else math.log1p(math.exp(z))


@inner
def height(branch: int, shape: float, z: float) -> float:
    """The curve over its floor, but for a factor."""
    if branch == PLATEAU:
        if abs(z) > _FAR:
            return _softplus(z) - _softplus(z - shape)
        # the same by one logarithm
        climbed = math.exp(z)
        return math.log((1.0 + climbed) / (1.0 + climbed * math.exp(-shape)))
    if branch == POWER:
        return math.exp(-shape * _softplus(-z))
    if branch == CONCAVE:
        return _softplus(z) ** shape
    if branch == ALGEBRAIC:
        if z == 0.0:
            return 1.0
        left = -math.log1p(math.exp(-shape * math.log(abs(z)))) / shape
        return 1.0 + math.exp(left) if z > 0.0 else -math.expm1(left)
    return -math.expm1(-shape * _softplus(z))


@inner
def _log_slope(branch, shape, z):
    """The logarithm of the height's derivative by z."""
    if branch == PLATEAU:
        # L(z) - L(z - d) = L(z) (1 - L(z - d)) (1 - e^(-d))
        return -_softplus(-z) - _softplus(z - shape) + math.log(-math.expm1(-shape))
    if branch == POWER:
        return math.log(shape) - shape * _softplus(-z) - _softplus(z)
    if branch == ALGEBRAIC:
        return -(1.0 + 1.0 / shape) * math.log1p(abs(z) ** shape)
    if branch == CONCAVE:
        risen = math.log(_softplus(z)) if z > -_FAR else z
        return math.log(shape) + (shape - 1.0) * risen - _softplus(-z)
    return math.log(shape) + z - (shape + 1.0) * _softplus(z)


@inner
def _bend(branch, shape, z):
    """The derivative of the logarithm of the slope, of all branches but the algebraic; it falls with z."""
    logistic = 1.0 / (1.0 + math.exp(-z))
    if branch == PLATEAU:
        return 1.0 - logistic - 1.0 / (1.0 + math.exp(shape - z))
    if branch == CONCAVE:
        return 1.0 - logistic - (1.0 - shape) * (logistic / _softplus(z) if z > -_FAR else 1.0)
    if branch == POWER:
        return shape * (1.0 - logistic) - logistic
    return 1.0 - (shape + 1.0) * logistic


@inner
def _steepest(branch, shape):
    if branch == PLATEAU:
        return 0.5 * shape
    if branch == ALGEBRAIC:
        return 0.0
    if branch == CONCAVE:
        low, high = -_FAR, _FAR
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            if _bend(branch, shape, middle) > 0.0:
                low = middle
            else:
                high = middle
        return low
    return math.log(shape) if branch == POWER else -math.log(shape)


@inner
def _climbed(branch, shape, top, share):
    """The place left of ``top`` at which the slope is a share of the slope there.

    The logarithm of the slope is concave, so that from the left Newton's steps come ever closer and never pass; that of
    the algebraic curve is not, but has a formula.
    """
    if branch == ALGEBRAIC:
        grown = (1.0 + abs(top) ** shape) * share ** (-shape / (1.0 + shape))
        return -((grown - 1.0) ** (1.0 / shape))
    target = _log_slope(branch, shape, top) + math.log(share)
    reach = 1.0
    while _log_slope(branch, shape, top - reach) > target:
        reach *= 2.0
    z = top - reach
    for _ in range(_NEWTON):
        step = (target - _log_slope(branch, shape, z)) / _bend(branch, shape, z)
        z += step
        if step < 1e-9 * reach:
            break
    return z


@inner
def _shape(branch, q, width):
    """m, nu, d, k or r: evenly spaced logarithms between ends that the width may set."""
    if branch == POWER:
        low, high = 0.1, 1000.0
    elif branch == TAIL:
        low, high = min(0.02 * width, 0.5), 30.0
    elif branch == ALGEBRAIC:
        low, high = 1.0, 6.0
    elif branch == CONCAVE:
        low, high = 0.2, 0.9
    else:
        low, high = 1.0, max(4.5 / width, 2.0)
    return low * (high / low) ** q


@inner
def place(curve: np.ndarray, found: np.ndarray) -> None:
    """From (branch, q, width, onset) to the numbers of ``PLACED``."""
    branch = int(curve[0])
    shape = _shape(branch, curve[1], curve[2])
    top = _steepest(branch, shape)
    begins, ends = _climbed(branch, shape, top, 0.1), _climbed(branch, shape, top, 0.9)
    scale = curve[2] / (ends - begins)
    meets = top - height(branch, shape, top) / math.exp(_log_slope(branch, shape, top))
    found[0], found[1], found[2] = shape, curve[3] - meets * scale, scale
    found[3], found[4], found[5], found[6] = begins, ends, top, meets * scale


@inner
def measure(branch: int, placed: np.ndarray, measured: np.ndarray) -> None:
    """Width and onset of what lies in the range, and whether the slope is over a tenth of its largest value at 0."""
    shape, e, s, begins, ends, steepest = placed[0], placed[1], placed[2], placed[3], placed[4], placed[5]
    worst, best = -e / s, (1.0 - e) / s
    top = min(max(steepest, worst), best)
    if top != steepest:
        begins, ends = _climbed(branch, shape, top, 0.1), _climbed(branch, shape, top, 0.9)
    rise = height(branch, shape, top) - height(branch, shape, worst)
    measured[WIDTH] = (max(ends, worst) - max(begins, worst)) * s
    measured[ONSET] = e + s * (top - rise / math.exp(_log_slope(branch, shape, top)))
    measured[BEGINS_BEFORE] = 1.0 if begins < worst else 0.0


@inner
def class_of(measured: np.ndarray, margin: float, first: float, last: float) -> int:
    """What a curve says of an onset, for a margin of its width and places between which it must lie.

    ``NARROW``: an onset in the range, its width below the margin; ``WIDE``: one not below the margin that begins in the
    range; ``WIDE_FROM_BEFORE``: one that begins before it and is not below the margin in the range alone; ``BEFORE``:
    too early to tell; ``LATE``: too late.
    """
    if measured[ONSET] > last:
        return LATE
    if measured[WIDTH] >= margin:
        return WIDE_FROM_BEFORE if measured[BEGINS_BEFORE] > 0.0 else WIDE
    if measured[BEGINS_BEFORE] > 0.0 or measured[ONSET] < first:
        return BEFORE
    return NARROW


@kernel("void(f8[:,::1],f8[::1],f8[:,::1],f8[:,::1])")
def curves_of(curves: np.ndarray, u: np.ndarray, rows: np.ndarray, measures: np.ndarray) -> None:
    """Heights and measures of curves.

    Parameters
    ----------
    curves : numpy.ndarray, (k, 4)
        Branch, q, width, onset.
    u : numpy.ndarray, (n,)
    rows : numpy.ndarray, (k, n)
        Filled with heights over the floor, each curve's own factor open.
    measures : numpy.ndarray, (k, 3)
        Filled by :func:`measure`.
    """
    placed = np.empty(PLACED)
    for k in range(curves.shape[0]):
        branch = int(curves[k, 0])
        if k > 0 and (curves[k, :3] == curves[k - 1, :3]).all():
            # a curve that is shifted is placed as it was, but for its origin
            placed[1] = curves[k, 3] - placed[6]
        else:
            place(curves[k], placed)
        measure(branch, placed, measures[k])
        for i in range(u.size):
            rows[k, i] = height(branch, placed[0], (u[i] - placed[1]) / placed[2])


@kernel("void(f8[:,::1],f8[::1],i8[::1])")
def classes_of(measures: np.ndarray, limits: np.ndarray, classes: np.ndarray) -> None:
    """Classes (k,), filled by :func:`class_of` from measures (k, 3) and limits (3,): margin, ``first`` and ``last``."""
    for k in range(measures.shape[0]):
        classes[k] = class_of(measures[k], limits[0], limits[1], limits[2])
