"""From a start to the bottom of its basin: damped Newton steps on the profiled error (:mod:`..profiled`).

Where the curve has a kink at its place a, the error is smooth in a only between neighbouring points; the iteration
stays within such an interval, and steps into the next one from its end. A steep curve's place is sought there as the
interval's upper end less its width times t squared, in which the error is smooth for every power from 1/2 on; the end
itself belongs to the next interval.
"""

import numpy as np

from emergence.solvers.compiling import inner
from emergence.solvers.profiled import SMOOTH, STEEP, assess, beyond

_LEAST = 1e-7
_HOPS = 40
# Gain, as a share of the error, below which the way across the kinks gives over to the way between them.
_NEAR = 0.01


@inner
def _at(curve, kink, v, w, y, sums, start, t, b, low, high, fixed, rows, out):
    """The fit at t, which is a but for steep curves within an interval, with the derivatives by t."""
    turned = kink == STEEP and start >= 0 and high > low
    a = high - (high - low) * t * t if turned else t
    assess(curve, v, w, y, sums, beyond(v, t) if start < 0 else start, a, b, fixed, rows, out)
    if turned:
        _turn(out, t, high - low)


@inner
def _turn(out, t, width):
    """Derivatives by a, of the fit in ``out``, made those by t, a being the interval's end less its width t squared."""
    one, two = -2.0 * width * t, -2.0 * width
    out[5] = out[5] * one * one + out[3] * two
    out[6] *= one
    out[3] *= one


@inner
def _descend(
    curve, kink, v, w, y, sums, start, place, low, high, b_low, b_high, fixed, steps, enough, rows, out, trial
):
    """Damped Newton between low and high; ``place`` is (t, b), moved to the bottom; ``out`` is the fit at the place.

    ``start`` is where the rising side begins; -1 if that is to follow from a, which may then cross kinks.
    """
    t_low, t_high = low, high
    if kink == STEEP and high > low and start >= 0:
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
                _at(curve, kink, v, w, y, sums, start, t, b, low, high, fixed, rows, trial)
                if trial[0] < out[0]:
                    better = True
                    break
            damping = max(4.0 * damping, 0.02)
        if not better:
            break
        gain = out[0] - trial[0]
        place[0], place[1] = t, b
        for k in range(out.size):
            out[k] = trial[k]
        damping = 0.0 if damping < 0.1 else 0.1 * damping
        # what is left is about the square of what was gained
        if gain <= enough * out[0]:
            break


@inner
def polish(
    curve: int, kink: int, v: np.ndarray, w: np.ndarray, y: np.ndarray, sums: np.ndarray, a: float, b: float,
    bounds: np.ndarray, fixed: bool, steps: int, enough: float, rows: np.ndarray, work: np.ndarray, best: np.ndarray,
) -> None:  # fmt: skip
    """From (a, b) to the bottom of its basin; writes half the squared error, floor, amplitude, a, b to ``best``.

    The first of at most ``_HOPS`` + 1 descents crosses kinks; the others stay between two neighbours.
    """
    out, trial, place = work[0], work[1], work[2]
    place[0], place[1] = a, b
    low, high, start, came = bounds[0], bounds[1], 0 if kink == SMOOTH else -1, 0
    narrow, wide = bounds[2], bounds[3]
    best[0] = np.inf
    for hop in range(-1, _HOPS):
        crossing = hop < 0
        if not crossing:
            start = beyond(v, a) if came == 0 else start + came
            low = max(v[start - 1], bounds[0]) if start > 0 else bounds[0]
            high = min(v[start], bounds[1]) if start < v.size else bounds[1]
            place[0], place[1] = a, b
            if kink == STEEP and high > low:
                # the derivative by t vanishes at the upper end, so a start from there is set off from it
                place[0] = min(max(np.sqrt((high - a) / (high - low)), 0.2 if came < 0 else _LEAST), 1.0)
        if crossing or came != 0:
            _at(curve, kink, v, w, y, sums, start, place[0], b, low, high, fixed, rows, out)
        elif kink == STEEP and high > low:
            _turn(out, place[0], high - low)
        near = _NEAR if crossing and kink != SMOOTH else enough
        _descend(
            curve, kink, v, w, y, sums, start, place, low, high, narrow, wide, fixed, steps, near, rows, out, trial
        )
        a, b = place[0], place[1]
        if crossing and kink != SMOOTH:
            continue
        at_low, at_high = a <= low, a >= high
        if kink == STEEP and high > low:
            a = high - (high - low) * place[0] * place[0]
            at_low, at_high = place[0] >= 1.0, place[0] <= _LEAST
            a = low if at_low else a
        if not out[0] < best[0] and came != 0:
            break
        best[0], best[1], best[2], best[3], best[4] = out[0], out[1], out[2], a, b
        if kink == SMOOTH:
            break
        if at_high and came >= 0 and start + 1 < v.size and v[start] <= bounds[1]:
            came = 1
            a = high
        elif at_low and came <= 0 and start > 1 and v[start - 1] > bounds[0]:
            came = -1
            a = low
        else:
            break
