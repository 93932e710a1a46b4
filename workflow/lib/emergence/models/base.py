"""What a form is: the protocol that every file in ``forms/`` fills in.

A form is asked for three things: whether the points can carry it (:meth:`Form.obstacle`), its best fit to them
(:meth:`Form.estimate`), and its fits to reweighted runs (:meth:`Form.refit`). Bootstrap over runs and leaving one
run out are both weights on runs, so one method serves them. Intervals (:mod:`emergence.inference.intervals`) follow from
the refits, from the gradient and, for a threshold, from the profile; bands and curves may be overridden.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from emergence.inference.bootstrap import percentiles


@dataclass(frozen=True)
class Settings:
    """What the config says about fits.

    Parameters
    ----------
    forms : tuple of str
        Names of the forms to fit; one that takes another kind of x than the series has is passed over.
    seed : int
        Seed of the whole atlas; each series derives its own from it.
    draws : int
        Bootstrap draws.
    confidence : float
        Level of intervals and bands, 0..1.
    min_points, min_runs : int
        Points and runs that must lie on either side of a threshold.
    curve_points : int
        Points of a curve.
    worst_left_out : int
        The laws of the loss leave out the runs whose loss is not below this many-th largest; 0 leaves out none. The
        source says how many: 5 of Chinchilla's, as Besiroglu et al. do.
    flat_within : float
        A score is flat whose change over x is surely within this share of its metric's span.
    weighting : str
        ``none``, or ``binomial``: see :func:`emergence.series.points.weighted`.
    """

    forms: tuple
    seed: int = 0
    draws: int = 1000
    confidence: float = 0.95
    min_points: int = 3
    min_runs: int = 2
    curve_points: int = 60
    worst_left_out: int = 0
    flat_within: float = 0.05
    weighting: str = "none"

    def __post_init__(self):
        object.__setattr__(self, "forms", tuple(self.forms))  # the config's is a list, which nothing can be kept by


class Estimate(NamedTuple):
    """``best`` values (p,), ``at_bound`` (p,) flags, ``converged``."""

    best: np.ndarray
    at_bound: np.ndarray
    converged: bool = True


class Interval(NamedTuple):
    """Standard errors and ends of intervals, each (p,), NaN where there is none."""

    se: np.ndarray
    lo: np.ndarray
    hi: np.ndarray


# Step of a difference, as a share of the parameter or of the range of what it is a value of; the parameters that are
# values of x.
_STEP = 1e-4
_ON_X = ("eta", "midpoint")


class Form:
    """Base of all forms. A subclass sets the three attributes and writes ``estimate``, ``refit`` and ``predict``.

    Attributes
    ----------
    name : str
        As in the config and in the column ``form``.
    kind : str
        ``flat``, ``smooth``, ``threshold`` (with a parameter ``eta``) or ``law``.
    parameters : tuple of str
        Names, in the order of every array of values.
    decisive : tuple of str
        Parameters whose optimum at a bound means that what the form looks for is not there.
    shape : str
        The parameter, if any, that at its bound is taken as given: nothing is left of it to estimate.
    takes : str
        ``x`` for one x of any kind, ``params_tokens`` for laws of parameters (x) and tokens (x2).
    bootstrapped : bool
        Is the form refitted to bootstrap draws; one that is not has no band, and only intervals that need no draws.
    competes : bool
        May it be the best form of a series; not if it is so flexible that it can take the shape of the others.
    has_residuals : bool
        Are residuals published point by point.
    """

    name = ""
    kind = ""
    parameters = ()
    takes = "x"
    decisive = ()
    shape = ""
    bootstrapped = True
    competes = True
    has_residuals = False

    def used(self, points, settings):
        """Mask (n,) of the points that the fit sees."""
        return np.ones(points.n, dtype=bool)

    def free(self, points):
        """Mask (p,) of the parameters that the fit chooses."""
        return np.ones(len(self.parameters), dtype=bool)

    def obstacle(self, points, settings):
        """Status word that says why the points cannot carry this form, or None."""

    def estimate(self, points, settings):
        """Best fit to the points as they are: an :class:`Estimate`."""
        raise NotImplementedError

    def refit(self, points, weights, estimate, settings):
        """Best fits under weights on runs.

        Parameters
        ----------
        points : Points
        weights : numpy.ndarray, (m, n_runs)
            Non-negative; a bootstrap draw counts how often each run was drawn.
        estimate : Estimate
            Fit to the points as they are, a place to start from.

        Returns
        -------
        numpy.ndarray, (m, p)
            NaN rows where there is no fit.
        """
        raise NotImplementedError

    def respond(self, points, responses, settings):
        """Best fits to other responses at the same x, runs and weights, as a simulation or a wild bootstrap asks for.

        Parameters
        ----------
        points : Points
            Its own y is not looked at.
        responses : numpy.ndarray, (m, n)
            In the order of the points.

        Returns
        -------
        values : numpy.ndarray, (m, p)
            NaN rows where there is no fit.
        sse : numpy.ndarray, (m,)
            Weighted squared errors; NaN where there is no fit.
        """
        values = np.full((len(responses), len(self.parameters)), np.nan)
        for own, y in zip(values, responses, strict=True):
            one = replace(points, y=y)
            if not self.obstacle(one, settings):
                own[:] = self.estimate(one, settings).best
        fitted = self.predict(values[:, None, :], points.x, points.x2, points.improves)
        return values, ((responses - fitted) ** 2 * points.weight).sum(axis=1)

    def predict(self, values, x, x2, improves):
        """The curve: ``values`` (..., p) against ``x`` (and ``x2``), broadcast on the leading axes.

        ``improves`` is +1 where a larger x is better and -1 where a smaller one is.
        """
        raise NotImplementedError

    @property
    def least_squares(self):
        """Is the fit one of least squares, so that cluster-robust and likelihood intervals are its own."""
        return self.kind != "law"

    def gradient(self, values, points):
        """Derivatives (n, p) of the predictions at the points by the parameters; by central differences if not said.

        The step is far above the last bits, in which processors differ.
        """
        columns = []
        for k, name in enumerate(self.parameters):
            step = np.zeros(values.size)
            step[k] = _STEP * (np.ptp(points.x) if name in _ON_X else abs(values[k]) or np.ptp(points.y))
            ends = self.predict((values + [[step], [-step]])[:, 0, None], points.x, points.x2, points.improves)
            columns.append((ends[0] - ends[1]) / (2 * step[k]))
        return np.column_stack(columns)

    def profile(self, points, etas, settings):
        """Least (weighted) squared error with the threshold given: (m,) for thresholds (m,), in units of x.

        Asked of threshold forms only, for thresholds in the range of :func:`emergence.series.domain.domain`.
        """
        raise NotImplementedError

    def breaks(self, points, settings):
        """Thresholds between which ``profile`` has no minimum, as far as the form knows: the distinct x."""
        return np.unique(points.x)

    def grid(self, points, settings):
        """Where curves are drawn: ``x`` and ``x2`` (NaN where the form has none)."""
        x = np.linspace(points.x.min(), points.x.max(), settings.curve_points)
        return x, np.full(x.size, np.nan)

    def band(self, points, estimate, draws, x, x2, settings):
        """Ends of the curve's pointwise band on a grid: two arrays like ``x``."""
        curves = self.predict(draws, x[:, None], x2[:, None], points.improves)
        return percentiles(curves, settings.confidence)
