"""The law of the loss, L = E + A / N^alpha + B / D^beta, as a form of parameters and tokens."""

import numpy as np

from emergence.models.base import Estimate, Form
from emergence.solvers.law_newton import LEAST_E, minimise

# Exponents tried at the start: wide of all that has been published for language models (0.05 to 0.8).
_EXPONENTS = np.linspace(0.025, 1.0, 40)
_POLISHED = 6
_SUBSETS = [s for s in np.ndindex(2, 2, 2) if any(s)]


class Law(Form):
    """``L = E + A / N^alpha + B / D^beta``, robustly fitted to log L.

    N is parameters (x), D training tokens (x2), L and E nats per token. Minimised is the sum over runs of Huber's
    function of the residual of log L, its corner at the last of ``deltas``; a corner near 0 makes it least absolute
    deviations (Hoffmann et al. 2022, approach 3; Besiroglu et al. 2024, which sums where the first took the mean).

    Left out are points without parameters, tokens or a positive loss, and those whose loss is not below the
    ``Settings.worst_left_out``-th largest: with 5, the rule by which Besiroglu et al. come from 245 runs to 240.
    E is at least a thousandth of a nat; that it is there (``at_bound``, and in draws) says that the data know of no E.

    Parameters
    ----------
    name : str
    deltas : tuple of float
        Corners of Huber's function, descending, each fit starting from the one before.
    """

    parameters = ("A", "B", "E", "alpha", "beta")
    kind = "law"
    takes = "params_tokens"
    has_residuals = True

    def __init__(self, name, deltas):
        self.name = name
        self.deltas = np.array(deltas)

    def used(self, points, settings):
        """The rule in the class's description."""
        whole = (points.x > 0) & (points.x2 > 0) & (points.y > 0)
        worst = settings.worst_left_out
        if worst and whole.sum() > worst:
            whole &= points.y < np.sort(points.y[whole])[-worst]
        return whole

    def obstacle(self, points, settings):
        """Five parameters, and a power law on either axis, which needs three values there."""
        if points.n < len(self.parameters) + 2:
            return "too_few_points"
        few = min(np.unique(points.x).size, np.unique(points.x2).size) < 3
        return "no_variation" if few or np.ptp(points.y) == 0 else None

    def estimate(self, points, settings):
        """The best of the minima reached from the best of a grid of exponents."""
        data, centre = _logs(points)
        starts = _starts(data, self.deltas[0])
        weights = np.ones((len(starts), points.n_runs))
        thetas, values = self._minimise(points, data, weights, starts, self.deltas)
        if np.isnan(values).all():
            return Estimate(np.full(5, np.nan), np.zeros(5, dtype=bool), converged=False)
        best = thetas[np.nanargmin(values)]
        return Estimate(_natural(best, centre), np.array([False, False, best[2] <= LEAST_E, False, False]))

    def refit(self, points, weights, estimate, settings):
        """The minimum next to the estimate under each weighting.

        Where the way there is lost, it is tried again by way of a wider corner. Where it is lost again, as happens with
        few runs in a flat valley, the minimum at the narrowest corner that was reached stands in: of corners from 1e-3
        down it misses log L by no more than that.
        """
        data, centre = _logs(points)
        A, B, E, alpha, beta = estimate.best
        start = [np.log(A) - alpha * centre[0], np.log(B) - beta * centre[1], np.log(E), alpha, beta]
        thetas = np.full((weights.shape[0], 5), np.nan)
        ways = [self.deltas, np.append(10 * self.deltas[0], self.deltas)]
        for deltas in ways + [self.deltas[:corners] for corners in range(self.deltas.size - 1, 0, -1)]:
            lost = np.flatnonzero(np.isnan(thetas[:, 0]))
            if lost.size:
                starts = np.tile(start, (lost.size, 1))
                thetas[lost], _ = self._minimise(points, data, weights[lost], starts, deltas)
        return _natural(thetas, centre)

    def predict(self, values, x, x2, improves):
        """Loss at parameters x and tokens x2."""
        A, B, E, alpha, beta = np.moveaxis(values, -1, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return E + A * x**-alpha + B * x2**-beta

    def grid(self, points, settings):
        """Tokens over their range, for 1 and 3 times each power of ten of parameters within theirs."""
        low, high = points.x.min(), points.x.max()
        sizes = [m * 10.0**k for k in range(20) for m in (1, 3) if low <= m * 10.0**k <= high] or [low, high]
        tokens = np.geomspace(points.x2.min(), points.x2.max(), settings.curve_points)
        return np.repeat(sizes, tokens.size), np.tile(tokens, len(sizes))

    def _minimise(self, points, data, weights, starts, deltas):
        thetas, values = np.empty((len(starts), 5)), np.empty(len(starts))
        minimise(data, points.run, np.ascontiguousarray(weights), starts, deltas, thetas, values)
        return thetas, values


def _logs(points):
    """log N and log D about their means, log L, (n, 3); and the two means."""
    data = np.log(np.column_stack([points.x, points.x2, points.y]))
    centre = data[:, :2].mean(axis=0)
    data[:, :2] -= centre
    return data, centre


def _natural(thetas, centre):
    """A, B, E, alpha, beta of (a, b, e, alpha, beta) about the centre."""
    a, b, e, alpha, beta = np.moveaxis(thetas, -1, 0)
    return np.stack([np.exp(a + alpha * centre[0]), np.exp(b + beta * centre[1]), np.exp(e), alpha, beta], axis=-1)


def _starts(data, delta):
    """The most promising (a, b, e, alpha, beta).

    Each pair of exponents gets the non-negative A, B, E of least relative error. Three coefficients make non-negative
    least squares a choice among seven subsets, so all pairs are solved at once.
    """
    n, d, loss = data.T
    columns = np.exp(-np.outer(n, _EXPONENTS) - loss[:, None]), np.exp(-np.outer(d, _EXPONENTS) - loss[:, None])
    i, j = (of.ravel() for of in np.indices((_EXPONENTS.size,) * 2))
    design = np.stack([columns[0][:, i], columns[1][:, j], np.broadcast_to(np.exp(-loss)[:, None], (n.size, i.size))])
    gram = np.einsum("kng,lng->gkl", design, design, optimize=True)
    right = design.sum(axis=1).T
    best, least = np.zeros((i.size, 3)), np.full(i.size, np.inf)
    for subset in _SUBSETS:
        chosen = np.flatnonzero(subset)
        some = np.zeros((i.size, 3))
        ridged = gram[:, chosen[:, None], chosen] * (1 + 1e-12 * np.eye(chosen.size))
        some[:, chosen] = np.linalg.solve(ridged, right[:, chosen, None])[..., 0]
        error = np.einsum("gk,gkl,gl->g", some, gram, some) - 2 * (some * right).sum(axis=1)
        better = (some >= 0).all(axis=1) & (error < least)
        best[better], least[better] = some[better], error[better]
    residual = np.abs(np.log(np.maximum(np.einsum("kng,gk->gn", design, best), 1e-300)))
    huber = np.where(residual <= delta, residual**2 / 2, delta * (residual - delta / 2)).sum(axis=1)
    order = np.argsort(huber, kind="stable")[:_POLISHED]
    return np.column_stack([np.log(np.maximum(best[order], 1e-6)), _EXPONENTS[i[order]], _EXPONENTS[j[order]]])
