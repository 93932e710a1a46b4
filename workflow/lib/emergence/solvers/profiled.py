"""The least squared error of ``y = floor + amplitude phi(v; a, b)`` for each (a, b), with its derivatives.

For given (a, b) the best floor and amplitude follow from sums over the points (variable projection, Golub and Pereyra
1973). The error that remains is a function of (a, b) alone; its gradient and Hessian here are exact. v is x turned and
scaled to 0..1 over the series, ascending; phi and its derivatives are a curve of :mod:`emergence.solvers.compiling`.
"""

import numpy as np

from emergence.solvers.compiling import call_curve, inner

# What a curve is at its place a: without a kink; 0 up to a corner, beyond which its derivatives are finite; 0 up to a
# kink where its slope may be infinite.
SMOOTH, CORNER, STEEP = 0, 1, 2


@inner
def sum_up(w: np.ndarray, y: np.ndarray, sums: np.ndarray) -> None:
    """Weight, mean and squares about it of the first 0, 1, ... points, (3, J + 1); all terms positive (West 1979)."""
    total, mean, squares = 0.0, 0.0, 0.0
    sums[0, 0], sums[1, 0], sums[2, 0] = total, mean, squares
    for j in range(w.size):
        step = y[j] - mean
        share = w[j] / (total + w[j])
        squares += total * share * step * step
        total += w[j]
        mean += share * step
        sums[0, j + 1], sums[1, j + 1], sums[2, j + 1] = total, mean, squares


@inner
def assess(
    curve: int, v: np.ndarray, w: np.ndarray, y: np.ndarray, sums: np.ndarray, start: int, a: float, b: float,
    fixed: bool, rows: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """Profiled fit at (a, b), whose rising side begins at ``start``.

    Writes to ``out``: half the squared error, floor, amplitude, its gradient (2) and Hessian (aa, ab, bb).
    """
    n = v.size
    call_curve(curve, v, start, a, b, rows)  # type: ignore[call-arg]  # numba passes the first argument itself
    mean, p_mean, a_mean, b_mean = 0.0, 0.0, 0.0, 0.0
    if not fixed:
        sp, sa, sb = 0.0, 0.0, 0.0
        for j in range(start, n):
            sp += w[j] * rows[0, j]
            sa += w[j] * rows[1, j]
            sb += w[j] * rows[2, j]
        mean, p_mean, a_mean, b_mean = sums[1, n], sp / sums[0, n], sa / sums[0, n], sb / sums[0, n]
    below, level = sums[0, start], sums[1, start]
    q, slant = below * p_mean * p_mean, -below * p_mean * (level - mean)
    for j in range(start, n):
        d = rows[0, j] - p_mean
        q += w[j] * d * d
        slant += w[j] * d * (y[j] - mean)
    size = slant / q if q > 0.0 else 0.0
    floor = mean - size * p_mean
    error, g_a, g_b, h_aa, h_ab, h_bb = sums[2, start] + below * (level - floor) ** 2, 0.0, 0.0, 0.0, 0.0, 0.0
    aa, ab, bb = below * a_mean * a_mean, below * a_mean * b_mean, below * b_mean * b_mean
    pa, pb = below * p_mean * a_mean, below * p_mean * b_mean
    for j in range(start, n):
        p, da, db = rows[0, j], rows[1, j], rows[2, j]
        r = y[j] - floor - size * p
        wr = w[j] * r
        error += wr * r
        g_a += wr * da
        g_b += wr * db
        h_aa += wr * rows[3, j]
        h_ab += wr * rows[4, j]
        h_bb += wr * rows[5, j]
        da -= a_mean
        db -= b_mean
        wa, wb = w[j] * da, w[j] * db
        p -= p_mean
        aa += wa * da
        ab += wa * db
        bb += wb * db
        pa += wa * p
        pb += wb * p
    m_a, m_b = size * pa - g_a, size * pb - g_b
    share = 1.0 / q if q > 0.0 else 0.0
    out[0], out[1], out[2] = 0.5 * error, floor, size
    out[3], out[4] = -size * g_a, -size * g_b
    out[5] = size * size * aa - size * h_aa - m_a * m_a * share
    out[6] = size * size * ab - size * h_ab - m_a * m_b * share
    out[7] = size * size * bb - size * h_bb - m_b * m_b * share


@inner
def beyond(v: np.ndarray, t: float) -> int:
    """The first of the ascending v that is larger than t."""
    low, high = 0, v.size
    while low < high:
        middle = (low + high) // 2
        if v[middle] <= t:
            low = middle + 1
        else:
            high = middle
    return low
