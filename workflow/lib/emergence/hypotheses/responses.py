"""All forms of one series, fitted to its scores and to any number of simulated ones."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from emergence.hypotheses.shapes import SMOOTH, explained, refined, rings, threshold_families, unit


@dataclass(frozen=True)
class Fitted:
    """A family's best fit to the scores: ``theta`` (p,), squared error, and what it predicts for the cells (n,)."""

    theta: np.ndarray
    sse: float
    curve: np.ndarray


@lru_cache(maxsize=16)
def _grids(places, families):
    """The unit shapes (k, n) of each family's grid; series that share their checkpoints share them."""
    u = np.frombuffer(places)
    return tuple(unit(family.at(u, family.grid()[0])) for family in families)


class Responses:
    """Fits of linear, logistic, hinge and saturating threshold to scores of one series' cells.

    Level and height are free in all of them: published values of chance are too coarse to hold a form to where runs
    are many, and where they are few little is gained by it.

    Parameters
    ----------
    cells : Cells
    low, high : float
        The range of eta; threshold forms are left out where low is not below high.

    Attributes
    ----------
    families : tuple of Family
    fits : dict of str to Fitted
        By the family's name, and ``constant``.
    """

    def __init__(self, cells, low, high):
        self.cells = cells
        self.families = SMOOTH + (threshold_families(low, high) if low < high else ())
        mean = cells.y.mean()
        y = cells.y - mean
        self.fits = {"constant": Fitted(np.empty(0), float(y @ y), np.full(cells.n, mean))}
        self._shapes = []
        for family, shapes in zip(self.families, _grids(cells.u.tobytes(), self.families), strict=True):
            grid, step = family.grid()
            products = shapes @ y
            start = int(np.argmax(products if family.kind == "threshold" else np.abs(products)))
            theta = refined(family, cells.u, y, grid[:, start], step)
            near = unit(family.at(cells.u, rings(family, theta, step)))
            height = near[0] @ y
            if family.kind == "threshold":
                height = max(height, 0.0)
            curve = mean + height * near[0]
            self.fits[family.name] = Fitted(theta, float(np.sum((cells.y - curve) ** 2)), curve)
            self._shapes.append(np.concatenate([shapes, near]))

    def names(self, kind):
        """Names of the families of a kind."""
        return [family.name for family in self.families if family.kind == kind]

    def best(self, kind):
        """Name of the family of a kind with the least squared error."""
        return min(self.names(kind), key=lambda name: self.fits[name].sse)

    def aicc(self, kind):
        """The least AICc of the families of a kind, Gaussian residuals over the cells; NaN for too few cells."""
        n, least = self.cells.n, np.inf
        for family in self.families:
            fit = self.fits[family.name]
            count = 3 + fit.theta.size  # level, height and theta, and the noise's variance
            if family.kind == kind and n - count > 1:
                error = max(fit.sse, 1e-12 * self.fits["constant"].sse)
                least = min(least, n * np.log(error / n) + 2 * count + 2 * count * (count + 1) / (n - count - 1))
        return least if np.isfinite(least) else np.nan

    def simulator(self, null, against):
        """Squared errors of families on responses simulated under one of them.

        Parameters
        ----------
        null : str
            The family: responses are its fit plus its residuals, those of a run times the run's sign; the residuals
            are scaled by sqrt(G / (G - p)) for G runs and p parameters, since fitting makes them too small.
        against : collection of str
            Families whose errors are wanted beside the null's own.

        Returns
        -------
        function of numpy.ndarray, (m, n_runs)
            From signs to a dict of str to numpy.ndarray, (m,): by the family's name, and ``constant``.
        """
        cells, fit = self.cells, self.fits[null]
        count = 1 + (null != "constant") + fit.theta.size
        curve = fit.curve - fit.curve.mean()
        residual = (cells.y - fit.curve) * np.sqrt(cells.n_runs / max(cells.n_runs - count, 1))
        order = np.argsort(cells.run, kind="stable")
        first = np.searchsorted(cells.run[order], np.arange(cells.n_runs))

        def by_run(rows):
            return np.add.reduceat(rows[..., order], first, axis=-1)

        wanted = {null, *against}
        shapes = {f: own for f, own in zip(self.families, self._shapes, strict=True) if f.name in wanted}
        parts = [(family, by_run(own * residual), (own @ curve)[:, None]) for family, own in shapes.items()]
        total = curve @ curve, by_run(curve * residual), by_run(residual**2), by_run(residual)

        def simulate(signs):
            turned = np.ascontiguousarray(signs.T)
            errors = total[0] + 2 * (total[1] @ turned) + total[2] @ turned**2 - (total[3] @ turned) ** 2 / cells.n
            found = {"constant": errors}
            for family, of_runs, of_curve in parts:
                products = of_runs @ turned
                products += of_curve
                found[family.name] = errors - explained(family, products)
            return found

        return simulate
