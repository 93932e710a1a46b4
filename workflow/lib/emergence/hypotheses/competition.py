"""The smooth and the threshold forms of one series against each other: fits to its scores, and to simulated ones.

Every fit to the scores is the exact one of :mod:`emergence.models`. Simulated responses are fitted by a grid of the
same forms' shapes, within the same bounds and the exact optimum among them (:mod:`emergence.solvers.shape_grid`).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from emergence.inference.goodness import goodness
from emergence.models import forms_of
from emergence.models.base import Form
from emergence.series.domain import place_of
from emergence.solvers.shape_grid import unit_shapes

# Smooth forms are held to curves whose 10-90 % rise takes at least this share of the range of x. A bound is needed: a
# curve steep enough passes for any threshold.
LEAST_WIDTH = 0.25


@cache
def competitors(names: tuple[str, ...] | None) -> tuple[Form, ...]:
    """The forms that the tests set against each other.

    Parameters
    ----------
    names : tuple of str or None
        Forms of the settings.

    Returns
    -------
    tuple of Form
        Those that compete and take one x: smooth forms, no steeper than :data:`LEAST_WIDTH` says, and threshold forms
        that are abrupt, so that they do not take the shape of smooth ones.
    """
    forms = [form for form in forms_of(names, "x") if form.competes]
    smooth = [form.no_steeper(LEAST_WIDTH) for form in forms if form.kind == "smooth"]
    return *smooth, *(form for form in forms if form.kind == "threshold" and form.abrupt)


@dataclass(frozen=True)
class Fitted:
    """A form's best fit to the scores: values (p,), flags at bounds (p,), squared error, AICc, and its curve (n,)."""

    form: object
    values: np.ndarray
    at_bound: np.ndarray
    sse: float
    aicc: float
    curve: np.ndarray


class Competition:
    """Fits of all competing forms to the run bins of one series.

    Parameters
    ----------
    bins : Points
        From :func:`emergence.series.run_bins.run_bins_of`. Its floor is free: published values of chance are too coarse
        to hold a form to where runs are many, and where they are few little is gained by it.
    settings : Settings

    Attributes
    ----------
    fits : dict of str to Fitted
        By the form's name; forms that cannot be fitted to the bins are left out.
    constant : float
        Squared error about the mean.
    """

    def __init__(self, bins, settings):
        self.bins, self.settings = bins, settings
        self.constant = float(np.sum((bins.y - bins.y.mean()) ** 2))
        self.fits, self._unit_shapes = {}, {}
        for form in competitors(settings.forms):
            if form.obstacle(bins, settings):
                continue
            found = form.estimate(bins, settings)
            if found.converged and np.isfinite(found.best).all():
                self.fits[form.name] = self._fitted(form, found)

    def _fitted(self, form, found):
        bins = self.bins
        curve = form.predict(found.best, bins.x, bins.x2, bins.improves)
        stats = goodness(bins.y, curve, len(form.parameters), bins.weight)
        return Fitted(form, found.best, found.at_bound, stats["sse"], stats["aicc"], curve)

    def names(self, kind):
        """Names of the forms of a kind."""
        return [name for name, fit in self.fits.items() if fit.form.kind == kind]

    def best(self, kind):
        """The fit of least squared error among the forms of a kind."""
        return min((self.fits[name] for name in self.names(kind)), key=lambda fit: fit.sse)

    def aicc(self, kind):
        """The least AICc among the forms of a kind that can be fitted to the bins; NaN if there is none."""
        some = [self.fits[name] for name in self.names(kind)]
        every = [fit.aicc for fit in some if self.bins.n - fit.values.size > 2]
        return float(np.min(every)) if every else np.nan

    def simulator(self, null, against):
        """Squared errors of forms on responses simulated under one of them.

        Parameters
        ----------
        null : str or None
            The form, or None for the constant: responses are its fit plus its residuals, those of a run times the run's
            sign; the residuals are scaled by sqrt(G / (G - p)) for G runs and p parameters, since fitting makes them
            too small.
        against : collection of str
            Forms whose errors are wanted beside the null's own.

        Returns
        -------
        function of numpy.ndarray, (m, n_runs)
            From signs to a dict of str to numpy.ndarray, (m,): by the form's name, and None for the constant.
        """
        bins = self.bins
        fitted = self.fits[null].curve if null else np.full(bins.n, bins.y.mean())
        count = self.fits[null].values.size if null else 1
        residual = (bins.y - fitted) * np.sqrt(bins.n_runs / max(bins.n_runs - count, 1))
        curve = fitted - fitted.mean()
        sums = RunSums(bins.run, bins.n_runs)
        wanted = [self.fits[name] for name in dict.fromkeys([*([null] if null else ()), *against])]
        parts = [(fit, self._shapes(fit)) for fit in wanted]
        parts = [(fit, None if s is None else (sums.of(s * residual), (s @ curve)[:, None])) for fit, s in parts]
        total = curve @ curve, sums.of(curve * residual), sums.of(residual**2), sums.of(residual)

        def simulate(signs):
            turned = np.ascontiguousarray(signs.T)
            errors = total[0] + 2 * (total[1] @ turned) + total[2] @ turned**2 - (total[3] @ turned) ** 2 / bins.n
            found = {None: errors}
            for fit, products in parts:
                if products is None:
                    responses = fitted + residual * signs[:, bins.run]
                    found[fit.form.name] = fit.form.respond(bins, responses, self.settings)[1]
                    continue
                explained = products[0] @ turned
                explained += products[1]
                found[fit.form.name] = errors - np.maximum(explained.max(axis=0), -explained.min(axis=0)) ** 2
            return found

        return simulate

    def _shapes(self, fit):
        """Unit shapes (k, n) of a form, or None where it has no basis."""
        name = fit.form.name
        if name not in self._unit_shapes:
            bounds = fit.form.shape_bounds(self.bins, self.settings)
            self._unit_shapes[name] = None if bounds is None else self._from_grid(fit, bounds)
        return self._unit_shapes[name]

    def _from_grid(self, fit, bounds):
        best = np.clip(fit.form.shape_of(fit.values, self.bins), bounds[:, 0], bounds[:, 1])
        return unit_shapes(fit.form, place_of(self.bins.x, self.bins)[0], bounds, best)


class RunSums:
    """Sums over the points of each run.

    Parameters
    ----------
    run : numpy.ndarray, (n,)
        0..n_runs-1, each there.
    n_runs : int
    """

    def __init__(self, run, n_runs):
        self.order = np.argsort(run, kind="stable")
        self.first = np.searchsorted(run[self.order], np.arange(n_runs))
        self.alone = run.size == n_runs

    def of(self, rows):
        """Sums (..., n_runs) of rows (..., n)."""
        ordered = rows[..., self.order]
        return ordered if self.alone else np.add.reduceat(ordered, self.first, axis=-1)
