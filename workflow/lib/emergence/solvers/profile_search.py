"""Least squares of ``y = floor + amplitude phi(v; a, b)``: floor and amplitude profiled exactly, (a, b) searched.

For each (a, b) the best floor and amplitude follow from sums over the points (variable projection, Golub and Pereyra
1973), so that only a place ``a`` and a shape ``b`` remain. Both are bounded. A grid finds the basins
(:mod:`emergence.models.separable`); here a damped Newton iteration with the exact Hessian of the profiled error goes down
to the bottom of each. Where phi has a kink at a threshold, the error is smooth in a only between neighbouring points;
the iteration stays within such an interval, and steps into the next one from its end.

All in one file, long as it is: numba's cache does not see that a function called from another file has changed.

v is x turned and scaled to 0..1 over the series, ascending. The families:

======== =========================== =================== ==========================
family   phi                         a                   b
======== =========================== =================== ==========================
LOGISTIC 1 / (1 + exp(-z)),          share of the way    log k
         z = k (v - a) + REACH (1 - 2a)
RISE     (1 - exp(-k (v - a)+)) / k  threshold           log k
POWER    ((v - a)+)^g                threshold           log g
======== =========================== =================== ==========================

The logistic's midpoint is where z = 0; a = 0 puts it where the curve has ``exp(-REACH)`` of odds still to go at v = 0.
"""

import numpy as np
from numba import njit

LOGISTIC, RISE, POWER = 0, 1, 2
REACH = np.log(9.0)  # a tenth and nine tenths of the way from floor to ceiling

# A power's threshold is sought as the upper end of its interval less the interval's width times t squared, in which the
# error is smooth for every power from 1/2 on; the end itself belongs to the next interval.
_LEAST = 1e-7
_HOPS = 40
# Gain, as a share of the error, below which the way across the kinks gives over to the way between them.
_NEAR = 0.01


@njit(error_model="numpy")
def _derive(family, v, start, a, b, rows):
    """The basis at the points from ``start`` on, and its derivatives by a, b, aa, ab, bb, written to ``rows``."""
    k = np.exp(b)
    if family == LOGISTIC:
        by_a = -(k + 2.0 * REACH)
        for j in range(start, v.size):
            by_b = k * (v[j] - a)
            s = 1.0 / (1.0 + np.exp(-(by_b + REACH * (1.0 - 2.0 * a))))
            one = s * (1.0 - s)
            two = one * (1.0 - 2.0 * s)
            rows[0, j], rows[1, j], rows[2, j] = s, one * by_a, one * by_b
            rows[3, j], rows[4, j], rows[5, j] = (
                two * by_a * by_a,
                two * by_a * by_b - one * k,
                by_b * (two * by_b + one),
            )
    elif family == RISE:
        for j in range(start, v.size):
            z = max(v[j] - a, 0.0)
            rest = -np.expm1(-k * z)
            e = 1.0 - rest
            p = rest / k
            rows[0, j], rows[1, j], rows[2, j] = p, -e, z * e - p
            rows[3, j], rows[4, j], rows[5, j] = -k * e, k * z * e, p - z * e - k * z * z * e
    else:
        for j in range(start, v.size):
            z = v[j] - a
            if z > 0.0:
                g = k * np.log(z)
                p = np.exp(g)
                fall = -k * p / z
                rows[0, j], rows[1, j], rows[2, j] = p, fall, p * g
                rows[3, j], rows[4, j], rows[5, j] = (1.0 - k) * fall / z, fall * (1.0 + g), p * g * (1.0 + g)
            else:
                for slot in range(6):
                    rows[slot, j] = 0.0


@njit(error_model="numpy")
def _sum_up(w, y, sums):
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


@njit(error_model="numpy")
def _assess(family, v, w, y, sums, start, a, b, fixed, rows, out):
    """Profiled fit at (a, b), whose rising side begins at ``start``.

    Writes to ``out``: half the squared error, floor, amplitude, its gradient (2) and Hessian (aa, ab, bb).
    """
    n = v.size
    _derive(family, v, start, a, b, rows)
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


@njit(error_model="numpy")
def _beyond(v, t):
    """The first of the ascending v that is larger than t."""
    low, high = 0, v.size
    while low < high:
        middle = (low + high) // 2
        if v[middle] <= t:
            low = middle + 1
        else:
            high = middle
    return low


@njit(error_model="numpy")
def _turn(out, t, width):
    """Derivatives by a, of the fit in ``out``, made those by t, a being the interval's end less its width t squared."""
    one, two = -2.0 * width * t, -2.0 * width
    out[5] = out[5] * one * one + out[3] * two
    out[6] *= one
    out[3] *= one


@njit(error_model="numpy")
def _at(family, v, w, y, sums, start, t, b, low, high, fixed, rows, out):
    """The fit at t, which is a but for powers within an interval, with the derivatives by t."""
    if start < 0:
        _assess(family, v, w, y, sums, _beyond(v, t), t, b, fixed, rows, out)
    elif family != POWER or high <= low:
        _assess(family, v, w, y, sums, start, t, b, fixed, rows, out)
    else:
        _assess(family, v, w, y, sums, start, high - (high - low) * t * t, b, fixed, rows, out)
        _turn(out, t, high - low)


@njit(error_model="numpy")
def _descend(family, v, w, y, sums, start, place, low, high, b_low, b_high, fixed, steps, enough, rows, out, trial):
    """Damped Newton between low and high; ``place`` is (t, b), moved to the bottom; ``out`` is the fit at the place.

    ``start`` is where the rising side begins; -1 if that is to follow from a, which may then cross kinks.
    """
    t_low, t_high = low, high
    if family == POWER and high > low and start >= 0:
        t_low, t_high = _LEAST, 1.0
    damping = 0.0
    for _ in range(steps):
        g_t, g_b, tt, tb, bb = out[3], out[4], out[5], out[6], out[7]
        move_t = t_high > t_low and not ((place[0] <= t_low and g_t >= 0.0) or (place[0] >= t_high and g_t <= 0.0))
        move_b = not ((place[1] <= b_low and g_b >= 0.0) or (place[1] >= b_high and g_b <= 0.0))
        if not (move_t or move_b):
            break
        d_t, d_b = abs(tt) + 1e-300, abs(bb) + 1e-300
        better = False
        for _ in range(30):
            x, z, cross = tt + damping * d_t, bb + damping * d_b, tb
            if move_t and move_b:
                whole = x * z - cross * cross
                sound = x > 0.0 and whole > 1e-14 * abs(x * z)
                s_t, s_b = (cross * g_b - z * g_t) / whole, (cross * g_t - x * g_b) / whole
            elif move_t:
                sound, s_t, s_b = x > 0.0, -g_t / x, 0.0
            else:
                sound, s_t, s_b = z > 0.0, 0.0, -g_b / z
            if sound:
                if -(g_t * s_t + g_b * s_b) <= 0.1 * enough * out[0]:
                    break
                t = min(max(place[0] + s_t, t_low), t_high)
                b = min(max(place[1] + min(max(s_b, -1.5), 1.5), b_low), b_high)
                _at(family, v, w, y, sums, start, t, b, low, high, fixed, rows, trial)
                if trial[0] < out[0]:
                    better = True
                    break
            damping = max(4.0 * damping, 0.02)
        if not better:
            break
        gain = out[0] - trial[0]
        place[0], place[1] = t, b
        out[:] = trial
        damping = 0.0 if damping < 0.1 else 0.1 * damping
        # what is left is about the square of what was gained
        if gain <= enough * out[0]:
            break


@njit(error_model="numpy")
def _polish(family, v, w, y, sums, a, b, bounds, fixed, steps, enough, rows, work, best):
    """From (a, b) to the bottom of its basin; writes half the squared error, floor, amplitude, a, b to ``best``."""
    out, trial, place = work[0], work[1], work[2]
    b_low, b_high = bounds[2], bounds[3]
    if family == LOGISTIC:
        place[0], place[1] = a, b
        _assess(family, v, w, y, sums, 0, a, b, fixed, rows, out)
        low, high = bounds[0], bounds[1]
        _descend(family, v, w, y, sums, 0, place, low, high, b_low, b_high, fixed, steps, enough, rows, out, trial)
        best[0], best[1], best[2], best[3], best[4] = out[0], out[1], out[2], place[0], place[1]
        return
    best[0] = np.inf
    place[0], place[1] = a, b
    low, high = bounds[0], bounds[1]
    _assess(family, v, w, y, sums, _beyond(v, a), a, b, fixed, rows, out)
    _descend(family, v, w, y, sums, -1, place, low, high, b_low, b_high, fixed, steps, _NEAR, rows, out, trial)
    a, b = place[0], place[1]
    start = _beyond(v, a)
    came = 0
    for _ in range(_HOPS):
        low = max(v[start - 1], bounds[0]) if start > 0 else bounds[0]
        high = min(v[start], bounds[1]) if start < v.size else bounds[1]
        place[0], place[1] = a, b
        if family == POWER and high > low:
            # the derivative by t vanishes at the upper end, so a start from there is set off from it
            least = 0.2 if came < 0 else _LEAST
            place[0] = min(max(np.sqrt((high - a) / (high - low)), least), 1.0)
        if came != 0:
            _at(family, v, w, y, sums, start, place[0], b, low, high, fixed, rows, out)
        elif family == POWER and high > low:
            _turn(out, place[0], high - low)
        _descend(family, v, w, y, sums, start, place, low, high, b_low, b_high, fixed, steps, enough, rows, out, trial)
        a, b = place[0], place[1]
        at_low, at_high = a <= low, a >= high
        if family == POWER and high > low:
            a = high - (high - low) * place[0] * place[0]
            at_low, at_high = place[0] >= 1.0, place[0] <= _LEAST
            a = low if at_low else a
        if not out[0] < best[0] and came != 0:
            break
        best[0], best[1], best[2], best[3], best[4] = out[0], out[1], out[2], a, b
        if at_high and came >= 0 and start + 1 < v.size and v[start] <= bounds[1]:
            start += 1
            came = 1
            a = high
        elif at_low and came <= 0 and start > 1 and v[start - 1] > bounds[0]:
            start -= 1
            came = -1
            a = low
        else:
            break


@njit(error_model="numpy")
def _slide(family, v, w, y, sums, bounds, fixed, rows, work, best, trial):
    """Along a curved valley, where Newton's steps are short: b by a pattern of steps, a to the bottom for each."""
    held = bounds.copy()
    step, turned = 0.25, False
    while abs(step) > 0.004:
        b = min(max(best[4] + step, bounds[2]), bounds[3])
        held[2] = held[3] = b
        _polish(family, v, w, y, sums, best[3], b, held, fixed, 20, 1e-13, rows, work, trial)
        if trial[0] < best[0] * (1.0 - 1e-13):
            best[:] = trial
            step *= 2.0
            turned = True
        elif turned:
            step *= -0.25
            turned = False
        else:
            step, turned = -step, True
    if family != LOGISTIC:
        return
    # a threshold on its bound is a start of its own
    held[2:] = bounds[2:]
    for edge in (bounds[0], bounds[1]):
        held[0] = held[1] = edge
        _polish(family, v, w, y, sums, edge, best[4], held, fixed, 40, 1e-13, rows, work, trial)
        if trial[0] < best[0]:
            best[:] = trial


@njit(
    "void(i8,f8[::1],f8[::1],f8[::1],f8[:,::1],f8[:,::1],b1,f8,b1,f8[:,::1])",
    cache=True,
    nogil=True,
    error_model="numpy",
)
def polish_all(family, v, w, y, starts, bounds, fixed, enough, thorough, best):
    """The bottoms of the basins of several starts.

    Parameters
    ----------
    family : int
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
    _sum_up(w, y, sums)
    for c in range(starts.shape[0]):
        _polish(family, v, w, y, sums, starts[c, 0], starts[c, 1], bounds[c], fixed, 60, enough, rows, work, best[c])
        if thorough:
            _slide(family, v, w, y, sums, bounds[c], fixed, rows, work, best[c], trial)
            _polish(family, v, w, y, sums, best[c, 3], best[c, 4], bounds[c], fixed, 60, enough, rows, work, trial)
            if trial[0] < best[c, 0]:
                best[c, :] = trial


@njit(
    "void(i8,f8[::1],f8[:,::1],f8[:,::1],f8[:,::1],f8[::1],b1,f8[:,::1])",
    cache=True,
    nogil=True,
    error_model="numpy",
)
def polish_each(family, v, weights, totals, starts, bounds, fixed, best):
    """The bottom of one basin for each of many weightings of the same places.

    Parameters
    ----------
    family : int
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
        best[d, :] = np.nan
        if np.isnan(starts[d, 0]):
            continue
        some = 0
        for j in range(v.size):
            if weights[j, d] > 0.0:
                x[some], w[some] = v[j], weights[j, d]
                y[some] = totals[j, d] / w[some]
                some += 1
        _sum_up(w[:some], y[:some], sums)
        a, b = starts[d]
        _polish(family, x[:some], w[:some], y[:some], sums, a, b, bounds, fixed, 30, 1e-3, rows, work, best[d])
