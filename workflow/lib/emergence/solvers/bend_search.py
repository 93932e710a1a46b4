"""Least squares of ``y = a + b exp(bent line)``: a and b profiled exactly, the four parameters of the line searched.

The line ``low v + (high - low) w log(1 + exp((v - p) / w))`` has the slope ``low`` before the bend at p and ``high``
after it; w is the bend's width. A Levenberg-Marquardt iteration on the profiled error, with Kaufman's (1975)
approximation of its Jacobian, goes from each of several starts to the bottom. The curve is a basis with derivatives in
closed form; what its parameters mean, and their bounds, belong to the form that calls this (in ``emergence.models``).
"""

import numpy as np

from emergence.solvers.compiling import inner, kernel

SIZE = 4  # low, high, p, log w


@inner
def _assess(v, w, y, theta, rows, out):
    """Writes a, b and the squared error at ``theta`` to ``out``, and the curve and its derivatives to ``rows``."""
    low, high, place, width = theta[0], theta[1], theta[2], np.exp(theta[3])
    top, sw, sy = -np.inf, 0.0, 0.0
    for j in range(v.size):
        far = (v[j] - place) / width
        e = np.exp(-abs(far))
        bend = width * (max(far, 0.0) + np.log1p(e))
        share = 1.0 / (1.0 + e) if far > 0.0 else e / (1.0 + e)
        rows[j, 0] = low * v[j] + (high - low) * bend
        rows[j, 1], rows[j, 2] = v[j] - bend, bend
        rows[j, 3], rows[j, 4] = (low - high) * share, (high - low) * (bend - (v[j] - place) * share)
        top = max(top, rows[j, 0])
        sw += w[j]
        sy += w[j] * y[j]
    mean, p_mean = sy / sw, 0.0
    for j in range(v.size):
        rows[j, 0] = np.exp(rows[j, 0] - top)
        p_mean += w[j] * rows[j, 0] / sw
    spread, slant = 0.0, 0.0
    for j in range(v.size):
        d = rows[j, 0] - p_mean
        spread += w[j] * d * d
        slant += w[j] * d * (y[j] - mean)
    size = slant / spread if spread > 1e-24 * sw else 0.0
    error = 0.0
    for j in range(v.size):
        error += w[j] * (y[j] - mean - size * (rows[j, 0] - p_mean)) ** 2
    out[0], out[1], out[2] = mean - size * p_mean, size, error
    return np.exp(-top)


@inner
def _normal(w, y, rows, out, matrix, gradient):
    """Half the gradient, and Kaufman's approximation of half the Hessian, of the profiled error."""
    sw, n = 0.0, y.size
    mean = np.zeros(SIZE + 1)
    for j in range(n):
        sw += w[j]
        for k in range(1, SIZE + 1):
            rows[j, k] *= out[1] * rows[j, 0]
        for k in range(SIZE + 1):
            mean[k] += w[j] * rows[j, k]
    mean /= sw
    along, spread = np.zeros(SIZE), 0.0
    matrix[:] = 0.0
    gradient[:] = 0.0
    for j in range(n):
        r, d = y[j] - out[0] - out[1] * rows[j, 0], rows[j, 0] - mean[0]
        spread += w[j] * d * d
        for k in range(SIZE):
            slope = rows[j, k + 1] - mean[k + 1]
            gradient[k] -= w[j] * r * slope
            along[k] += w[j] * d * slope
            for i in range(k + 1):
                matrix[k, i] += w[j] * slope * (rows[j, i + 1] - mean[i + 1])
    for k in range(SIZE):
        for i in range(k + 1):
            matrix[k, i] -= along[k] * along[i] / spread if spread > 0.0 else 0.0


@inner
def _step(matrix, gradient, damping, free, root, step):
    """Solves for the damped step of the free parameters by Cholesky's factors; False where that fails."""
    for k in range(SIZE):
        for i in range(k + 1):
            whole = matrix[k, i] if free[k] and free[i] else 0.0
            if i == k:
                whole = whole * (1.0 + damping) + 1e-300 if free[k] else 1.0
            for m in range(i):
                whole -= root[k, m] * root[i, m]
            if i < k:
                root[k, i] = whole / root[i, i]
            elif whole > 0.0:
                root[k, k] = np.sqrt(whole)
            else:
                return False
    for k in range(SIZE):
        whole = -gradient[k] if free[k] else 0.0
        for m in range(k):
            whole -= root[k, m] * step[m]
        step[k] = whole / root[k, k]
    for k in range(SIZE - 1, -1, -1):
        for m in range(k + 1, SIZE):
            step[k] -= root[m, k] * step[m]
        step[k] /= root[k, k]
    return True


@kernel("void(f8[::1],f8[:,::1],f8[::1],f8[:,::1],f8[:,::1],i8,f8[:,::1])")
def descend(
    v: np.ndarray,
    weights: np.ndarray,
    y: np.ndarray,
    starts: np.ndarray,
    bounds: np.ndarray,
    steps: int,
    best: np.ndarray,
) -> None:
    """The bottom that each start leads to.

    Parameters
    ----------
    v, y : (n,)
    weights : (c, n)
    starts : (c, 4)
        low, high, p, log w.
    bounds : (2, 4)
    steps : int
        At most.
    best : (c, 7), written
        Squared error, a, b of ``exp`` of the line as it stands, and the four parameters.
    """
    rows, trial_rows = np.empty((v.size, SIZE + 1)), np.empty((v.size, SIZE + 1))
    out, trial_out, theta, trial = np.empty(3), np.empty(3), np.empty(SIZE), np.empty(SIZE)
    matrix, root, gradient, step = np.empty((SIZE, SIZE)), np.zeros((SIZE, SIZE)), np.empty(SIZE), np.empty(SIZE)
    free = np.ones(SIZE, dtype=np.bool_)
    for c in range(starts.shape[0]):
        w = weights[c]
        theta[:] = starts[c]
        scale = _assess(v, w, y, theta, rows, out)
        damping = 1e-3
        for _ in range(steps):
            _normal(w, y, rows, out, matrix, gradient)
            for k in range(SIZE):
                out_low = theta[k] <= bounds[0, k] and gradient[k] >= 0.0
                free[k] = not (out_low or (theta[k] >= bounds[1, k] and gradient[k] <= 0.0))
            gain = 0.0
            while damping < 1e10:
                if _step(matrix, gradient, damping, free, root, step):
                    for k in range(SIZE):
                        trial[k] = min(max(theta[k] + step[k], bounds[0, k]), bounds[1, k])
                    new_scale = _assess(v, w, y, trial, trial_rows, trial_out)
                    gain = out[2] - trial_out[2]
                    if gain > 0.0:
                        break
                damping = max(5.0 * damping, 1e-6)
            if not gain > 0.0:
                break
            theta[:], out[:], scale = trial, trial_out, new_scale
            rows[:] = trial_rows
            damping *= 0.2
            if gain <= 1e-13 * out[2]:
                break
        best[c, 0], best[c, 1], best[c, 2] = out[2], out[0], out[1] * scale
        best[c, 3:] = theta
