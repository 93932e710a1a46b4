"""Robust fits of a sum of three exponentials in log space: damped Newton steps, exact second derivatives.

With ``f = log(exp(a - alpha n) + exp(b - beta d) + exp(e))`` for n = log N and d = log D, minimised over
(a, b, e, alpha, beta) is ``sum w h(log L - f)``, h being Huber's function: r^2 / 2 within delta, and
delta (|r| - delta / 2) beyond. h's derivative has corners, so the steps are semi-smooth Newton steps (Qi and Sun 1993):
exact where no residual sits at a corner, hence few. As delta goes to 0 this becomes least absolute deviations; the
optimum is followed down a ladder of deltas along its own derivative by delta.
"""

import numpy as np

from emergence.solvers.compiling import inner, kernel

_P = 5
_MOST_STEPS = 200
# The least e: an E of a thousandth of a nat, which no data tell from none. Without it e runs away where E is best at 0.
LEAST_E = np.log(1e-3)
_SMALL_STEP = 1e-9
# Deltas up to this one are narrow: no residual but those of the points that the fit passes through lies within.
_NARROW = 5e-4


@inner
def _terms(theta, data, run, weights, delta, gradient, inner, hessian, model):
    """Objective over delta; writes its gradient, that of residuals within delta alone, Hessian and a majorant of it."""
    for j in range(_P):
        gradient[j], inner[j] = 0.0, 0.0
        for k in range(_P):
            hessian[j, k], model[j, k] = 0.0, 0.0
    g = np.empty(_P)
    value = 0.0
    for i in range(data.shape[0]):
        w = weights[run[i]]
        if w == 0.0:
            continue
        n, d = data[i, 0], data[i, 1]
        one, two = theta[0] - theta[3] * n, theta[1] - theta[4] * d
        top = max(one, two, theta[2])
        p, q, s = np.exp(one - top), np.exp(two - top), np.exp(theta[2] - top)
        total = p + q + s
        r = data[i, 2] - top - np.log(total)
        p, q, s = p / total, q / total, s / total
        g[0], g[1], g[2], g[3], g[4] = p, q, s, -p * n, -q * d
        size = abs(r)
        within = size <= delta
        pull = w * (r / delta if within else (1.0 if r > 0 else -1.0))
        value += w * (0.5 * r * r / delta if within else size - 0.5 * delta)
        near = w / delta if within else 0.0
        majorant = w / (delta if within else size)
        for j in range(_P):
            gradient[j] -= pull * g[j]
            if within:
                inner[j] -= pull * g[j]
            for k in range(j + 1):
                hessian[j, k] += (near + pull) * g[j] * g[k]
                model[j, k] += majorant * g[j] * g[k]
        # second derivatives of f: sum_k share_k v_k v_k' - g g', of which the last is in the line above
        hessian[0, 0] -= pull * p
        hessian[3, 0] += pull * p * n
        hessian[3, 3] -= pull * p * n * n
        hessian[1, 1] -= pull * q
        hessian[4, 1] += pull * q * d
        hessian[4, 4] -= pull * q * d * d
        hessian[2, 2] -= pull * s
    return value


@inner
def _solve(share, matrix, damping, model, right, factor, step):
    """Solve ``(share matrix + damping model) step = -right`` by Cholesky's factors of the positive definite sum.

    Of the matrices the lower half is read; False where the sum is not positive definite.
    """
    for j in range(_P):
        for k in range(j + 1):
            whole = share * matrix[j, k] + damping * model[j, k]
            rest = whole
            for m in range(k):
                rest -= factor[j, m] * factor[k, m]
            if j != k:
                factor[j, k] = rest / factor[k, k]
            elif rest > 1e-13 * whole:
                factor[j, j] = np.sqrt(rest)
            else:
                return False
    for j in range(_P):
        rest = -right[j]
        for k in range(j):
            rest -= factor[j, k] * step[k]
        step[j] = rest / factor[j, j]
    for j in range(_P - 1, -1, -1):
        rest = step[j]
        for k in range(j + 1, _P):
            rest -= factor[k, j] * step[k]
        step[j] = rest / factor[j, j]
    return True


@inner
def _bound(theta, gradient, hessian, model):
    """Hold e where it is if it lies at its bound and descent would take it beyond."""
    if theta[2] <= LEAST_E and gradient[2] > 0.0:
        gradient[2] = 0.0
        for j in range(_P):
            hessian[max(j, 2), min(j, 2)] = model[max(j, 2), min(j, 2)] = 1.0 if j == 2 else 0.0


@inner
def _move(theta, step, trial):
    """Write theta moved by a step, along a line in E, exp(a), exp(b), alpha exp(a) and beta exp(b).

    Where a small alpha lets A / N^alpha stand in for a part of E, the minimum lies in a valley that is bent in theta
    and straight in these: the level and the slope of the loss at the centre of the data stay as they are.
    """
    for level, slope in ((0, 3), (1, 4)):
        grows = 1.0 + step[level]
        if grows > 0.5:
            trial[level] = theta[level] + np.log(grows)
            trial[slope] = theta[slope] + step[slope] / grows
        else:
            trial[level] = theta[level] + step[level]
            trial[slope] = theta[slope] + step[slope]
    trial[2] = max(theta[2] + np.log(max(1.0 + step[2], 1e-300)), LEAST_E)


@inner
def _step(theta, gradient, hessian, model, damping, wide, factor, step, trial):
    """Write the damped Newton step from theta and where it leads; returns the damping it took, NaN where there is none.

    Where the Hessian is not that of a minimum, the majorant's stands in for it over a wide delta; over a narrow one,
    where that would crawl, the damping grows until it is.
    """
    share = 1.0
    while not _solve(share, hessian, damping if share > 0.0 else 1.0 + damping, model, gradient, factor, step):
        if share == 0.0:
            return np.nan
        if wide:
            share = 0.0
        else:
            damping = max(4.0 * damping, 1e-4)
            if damping > 1e12:
                return np.nan
    if wide:
        _move(theta, step, trial)
    else:
        for j in range(_P):
            trial[j] = theta[j] + step[j]
        trial[2] = max(trial[2], LEAST_E)
    return damping


@inner
def _descend(theta, data, run, weights, delta, now, then, hessians, models, factor, step, trial):
    """Move ``theta`` to the nearest minimum; returns the objective over delta there, or NaN if it is not reached.

    Leaves there, too, the gradient and its inner part, the rows of ``now``, and the Hessian, the first of two.
    """
    hessian, model = hessians[0], models[0]
    value = _terms(theta, data, run, weights, delta, now[0], now[1], hessian, model)
    damping, wide = 0.0, delta > _NARROW
    for _ in range(_MOST_STEPS):
        _bound(theta, now[0], hessian, model)
        damping = _step(theta, now[0], hessian, model, damping, wide, factor, step, trial)
        if np.isnan(damping):
            return np.nan
        reach = 0.0
        for j in range(_P):
            reach = max(reach, abs(step[j]))
        after = _terms(trial, data, run, weights, delta, then[0], then[1], hessians[1], models[1])
        if after <= value * (1 + 1e-14):
            for j in range(_P):
                theta[j], now[0, j], now[1, j] = trial[j], then[0, j], then[1, j]
                for k in range(_P):
                    hessian[j, k], model[j, k] = hessians[1, j, k], models[1, j, k]
            value = after
            if reach < _SMALL_STEP and damping < 1.0:
                return value
            damping = damping / 10.0 if damping > 1e-5 else 0.0
        else:
            if reach < _SMALL_STEP:
                return value
            damping = max(4.0 * damping, 1e-4)
    return np.nan


@kernel("void(f8[:,::1],i8[::1],f8[:,::1],f8[:,::1],f8[::1],f8[:,::1],f8[::1])")
def minimise(
    data: np.ndarray,
    run: np.ndarray,
    weights: np.ndarray,
    starts: np.ndarray,
    deltas: np.ndarray,
    thetas: np.ndarray,
    values: np.ndarray,
) -> None:
    """Nearest minimum from each start under each weighting.

    Parameters
    ----------
    data : (n, 3)
        log N, log D, log L; the first two about their means, or the steps are poor.
    run : (n,) of int64
    weights : (m, n_runs)
    starts : (m, 5)
        a, b, e, alpha, beta.
    deltas : (k,)
        Descending; the last is the one meant.
    thetas : (m, 5), values : (m,), written
        Minimum, and the summed Huber function over delta there; NaN where none was reached.
    """
    now, then, hessians, models = np.empty((2, _P)), np.empty((2, _P)), np.empty((2, _P, _P)), np.empty((2, _P, _P))
    factor, step, trial, theta = np.empty((_P, _P)), np.empty(_P), np.empty(_P), np.empty(_P)
    for draw in range(weights.shape[0]):
        for j in range(_P):
            theta[j] = starts[draw, j]
        value = np.nan
        for k in range(deltas.size):
            value = _descend(
                theta, data, run, weights[draw], deltas[k], now, then, hessians, models, factor, step, trial
            )
            if np.isnan(value):
                break
            # along d theta / d delta = -H^-1 (inner gradient) / delta, to where the next minimum should be
            if k + 1 < deltas.size and _solve(1.0, hessians[0], 0.0, models[0], now[1], factor, step):
                for j in range(_P):
                    theta[j] += step[j] * (1.0 - deltas[k + 1] / deltas[k])
        values[draw] = value
        for j in range(_P):
            thetas[draw, j] = np.nan if np.isnan(value) else theta[j]
