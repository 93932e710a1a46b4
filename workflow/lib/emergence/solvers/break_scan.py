"""Exact least squares of the basis ``max(0, u - eta)``: one scan over the sorted points, many weightings at once.

This is the geometry of a level and a straight arm, for any form that is linear in that basis; parameters, bounds and
intervals belong to the form (in ``emergence.models``), which no solver knows.

``y = floor + slope max(0, u - eta)``. Between two neighbouring distinct u, the points below eta (the flat side) and
those above it (the arm) do not change. There the squared error is stationary in eta only where the arm's own
least-squares line meets the flat side's own level, and that is the least it can be for this division; failing that,
the least lies at an end of the interval, a knot. So the best of all knots and of all such meetings is the global
optimum.

The arm's centred moments are updated point by point from the top (West 1979), all sums of positive terms, so nothing
is lost by cancellation and neither u nor y needs a particular origin. Weightings are handled in lanes next to each
other, which the compiler turns into vector instructions; no sum is reordered (no fastmath), so every processor gives
the same bits.
"""

import numpy as np

from emergence.solvers.compiling import inner, kernel

LANES = 16  # weightings side by side; their number must be a multiple of this

# Slots of the state, each LANES wide: total weight, one over it and mean of y; the arm's weight, means and moments; the
# best so far; the last candidates.
_TOTAL, _PART, _MEAN, _ARM, _U, _Y, _UU, _UY = range(8)
_GAIN, _ETA, _SLOPE, _FLOOR, _KNOT, _BETWEEN, _MEETING, _SLOTS = range(8, 16)


@inner
def _start(s, count, total, step, weights, base, fixed):
    """No point on the arm yet, no break found yet."""
    for d in range(LANES):
        w0, w1 = 0.0, 0.0
        for r in range(count.size):
            w0 += weights[r, base + d] * count[r]
            w1 += weights[r, base + d] * total[r, step * (base + d)]
        for slot in range(_SLOTS):
            s[slot * LANES + d] = np.nan if _ETA <= slot <= _FLOOR else 0.0
        s[_TOTAL * LANES + d] = w0
        s[_PART * LANES + d] = 1.0 / w0 if w0 > 0.0 else 0.0
        s[_MEAN * LANES + d] = 0.0 if fixed or w0 == 0.0 else w1 / w0


@inner
def _weigh(s, knot, above, fixed):
    """Compare eta at a knot, and between it and the knot above, with the best so far."""
    for d in range(LANES):
        total, mean, arm, gap = (
            s[_TOTAL * LANES + d],
            s[_MEAN * LANES + d],
            s[_ARM * LANES + d],
            s[_U * LANES + d] - knot,
        )
        rise, uu, uy = s[_Y * LANES + d] - mean, s[_UU * LANES + d], s[_UY * LANES + d]
        flat, part = total - arm, s[_PART * LANES + d]  # a product with it costs a tenth of a division
        allowed = fixed | (flat > 0.0)
        # at the knot: regression on max(0, u - knot)
        spread = uu + arm * gap * gap * (1.0 if fixed else flat * part)
        slant = uy + arm * gap * rise
        slope = slant / spread if spread > 0.0 else 0.0
        gain = slope * slant if allowed else 0.0
        floor = mean if fixed else mean - slope * arm * gap * part
        better = gain > s[_GAIN * LANES + d]
        s[_GAIN * LANES + d] = gain if better else s[_GAIN * LANES + d]
        s[_ETA * LANES + d] = knot if better else s[_ETA * LANES + d]
        s[_SLOPE * LANES + d] = slope if better else s[_SLOPE * LANES + d]
        s[_FLOOR * LANES + d] = floor if better else s[_FLOOR * LANES + d]
        s[_KNOT * LANES + d] = gain
        # between the knots: the arm's own line meets the flat side's own level
        level = mean if fixed else mean - arm / flat * rise
        climb = s[_Y * LANES + d] - level
        slope = uy / uu if uu > 0.0 else 0.0
        eta = s[_U * LANES + d] - climb / slope
        gain = slope * uy + arm * rise * climb
        gain = gain if allowed & (eta > knot) & (eta < above) else 0.0
        better = gain > s[_GAIN * LANES + d]
        s[_GAIN * LANES + d] = gain if better else s[_GAIN * LANES + d]
        s[_ETA * LANES + d] = eta if better else s[_ETA * LANES + d]
        s[_SLOPE * LANES + d] = slope if better else s[_SLOPE * LANES + d]
        s[_FLOOR * LANES + d] = level if better else s[_FLOOR * LANES + d]
        s[_BETWEEN * LANES + d] = gain
        s[_MEETING * LANES + d] = eta


@inner
def _add(s, u, y, step, share, weights, base):
    """Add a point of weight ``share`` to the arm; ``weights`` is the row of its run, ``y`` one value or one a lane."""
    for d in range(LANES):
        w = share * weights[base + d]
        arm = s[_ARM * LANES + d]
        part = w / (arm + w) if arm + w > 0.0 else 0.0
        du, dy = u - s[_U * LANES + d], y[step * (base + d)] - s[_Y * LANES + d]
        s[_ARM * LANES + d] = arm + w
        s[_U * LANES + d] += part * du
        s[_Y * LANES + d] += part * dy
        s[_UU * LANES + d] += arm * part * du * du
        s[_UY * LANES + d] += arm * part * du * dy


@kernel("void(f8[::1],f8[:,::1],f8[::1],i8[::1],f8[:,::1],i8,i8,b1,f8[:,::1],f8[:,:,::1])")
def scan(
    u: np.ndarray,
    y: np.ndarray,
    share: np.ndarray,
    run: np.ndarray,
    weights: np.ndarray,
    first: int,
    last: int,
    fixed: bool,
    best: np.ndarray,
    trace: np.ndarray,
) -> None:
    """Best level, break and arm under each weighting, or of each response.

    Parameters
    ----------
    u : (n,) ascending
    y : (n, 1), or (n, m): the same under each weighting, or another; less the floor where that is ``fixed``
    share : (n,) weight of each point, by which that of its run is multiplied
    run : (n,) of int64
    weights : (n_runs, m)
        m a multiple of LANES.
    first, last : int
        Positions in u, each the first of its tie, of the lowest and the highest eta allowed.
    fixed : bool
        Is the floor 0, or to be chosen.
    best : (4, m), written
        Squared error less than that of the floor alone, eta, slope, floor; NaN where no break is better than none.
    trace : (2, n, 2), written for the first weighting, or of no length
        Gain and eta of every candidate: at knots, and between.
    """
    step = 0 if y.shape[1] == 1 else 1
    count, total = np.zeros(weights.shape[0]), np.zeros((weights.shape[0], y.shape[1]))
    for i in range(u.size):
        count[run[i]] += share[i]
        for d in range(y.shape[1]):
            total[run[i], d] += share[i] * y[i, d]
    s = np.empty(_SLOTS * LANES)
    for base in range(0, weights.shape[1], LANES):
        _start(s, count, total, step, weights, base, fixed)
        top, above = u.size - 1, u[last]
        while top >= first:
            low = top
            while low > 0 and u[low - 1] == u[top]:
                low -= 1
            if low <= last:
                _weigh(s, u[low], above, fixed)
                above = u[low]
                if base == 0 and trace.shape[0] > 0:
                    trace[0, low, 0], trace[0, low, 1] = s[_KNOT * LANES], u[low]
                    trace[1, low, 0], trace[1, low, 1] = s[_BETWEEN * LANES], s[_MEETING * LANES]
            for i in range(low, top + 1):
                _add(s, u[i], y[i], step, share[i], weights[run[i]], base)
            top = low - 1
        for d in range(LANES):
            for slot in range(4):
                best[slot, base + d] = s[(_GAIN + slot) * LANES + d]


@kernel("f8(f8[::1],f8[::1],f8[::1],f8,b1,f8[::1])")
def at(u: np.ndarray, y: np.ndarray, weight: np.ndarray, eta: float, fixed: bool, line: np.ndarray) -> float:
    """Level and arm of least squares with eta given.

    The scan resolves candidates to about 1e-15 of the whole variation of y; this, whose errors are summed point by
    point, does so to that share of the error.

    Parameters
    ----------
    u, y, weight : (n,)
        In any order; y less the floor where that is ``fixed``.
    eta : float
        In units of u.
    fixed : bool
        Is the floor 0, or to be chosen.
    line : (2,), written
        Slope and floor; the slope is 0 where no point lies beyond eta.

    Returns
    -------
    float
        Weighted squared error, sum of ``weight (y - floor - slope max(0, u - eta))^2``.
    """
    z_mean, y_mean = 0.0, 0.0
    if not fixed:
        total = weight.sum()
        for i in range(u.size):
            z_mean += weight[i] * max(0.0, u[i] - eta) / total
            y_mean += weight[i] * y[i] / total
    spread, slant = 0.0, 0.0
    for i in range(u.size):
        z = max(0.0, u[i] - eta) - z_mean
        spread += weight[i] * z * z
        slant += weight[i] * z * (y[i] - y_mean)
    line[0] = slant / spread if spread > 0.0 else 0.0
    line[1] = y_mean - line[0] * z_mean
    error = 0.0
    for i in range(u.size):
        error += weight[i] * (y[i] - y_mean - line[0] * (max(0.0, u[i] - eta) - z_mean)) ** 2
    return error
