"""What a form is: the protocol that every file with a ``FORM`` in this room fills in.

A form answers three questions: whether it can be fitted to the points (:meth:`Form.obstacle`), its best fit to them
(:meth:`Form.estimate`), and its fits to reweighted runs (:meth:`Form.refit`). Bootstrap over runs and leaving one
run out are both weights on runs, so one method serves them. Intervals (:mod:`emergence.inference.intervals`) and bands
(:mod:`emergence.inference.bands`) follow from the refits, from the gradient and, for a threshold, from the profile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

import numpy as np

from emergence.series.points import Points


@dataclass(frozen=True)
class Settings:
    """What the config says about fits.

    Parameters
    ----------
    forms : tuple of str or None
        Names of the forms to fit, or None for all that are fitted by default; a form that takes another kind of x
        than the series has is skipped.
    seed : int
        Seed of the whole atlas; each series derives its own from it.
    draws : int
        Bootstrap draws.
    confidence : float
        Confidence level of intervals and bands, 0..1.
    min_points, min_runs : int
        Points and runs that must lie on either side of a threshold.
    curve_points : int
        Points of a curve.
    worst_left_out : int
        The laws of the loss leave out the runs whose loss is not below this many-th largest; 0 leaves out none. The
        source says how many: 5 of Chinchilla's, as Besiroglu et al. do.
    flat_within : float
        A score is flat if the interval of its change over x lies within this share of its metric's span.
    margin : dict of str to float
        Start of a kind of x (``loss``, ``log10_flops``, ...) to the onset width, in units of x, below which an onset is
        abrupt. Tests of a series need that of its x.
    weighting : str
        ``none``, or ``binomial``: see :func:`emergence.series.points.binomial_weights`.
    """

    forms: tuple[str, ...] | None = None
    seed: int = 0
    draws: int = 1000
    confidence: float = 0.95
    min_points: int = 3
    min_runs: int = 2
    curve_points: int = 60
    worst_left_out: int = 0
    flat_within: float = 0.05
    margin: Mapping[str, float] = field(default_factory=dict, hash=False)  # a dict cannot be hashed
    weighting: str = "none"

    def __post_init__(self) -> None:
        if self.forms is not None:
            object.__setattr__(self, "forms", tuple(self.forms))  # the config's is a list, which cannot be hashed


class Estimate(NamedTuple):
    """``best`` values (p,), ``at_bound`` (p,) flags, ``converged``; where a search for other weights may ``start``."""

    best: np.ndarray
    at_bound: np.ndarray
    converged: bool = True
    start: np.ndarray | None = None


# Step of a difference, as a share of the parameter, or of the range of x for a parameter that is a place in x.
_STEP = 1e-4


class Form:
    """Base of all forms. A subclass sets ``name``, ``kind`` and ``parameters``; it writes ``estimate``, ``refit`` and
    ``predict``.

    Attributes
    ----------
    name : str
        As in the config and in the column ``form``.
    kind : str
        ``flat``, ``smooth``, ``threshold`` or ``law``.
    parameters : tuple of str
        Names, in the order of every array of values.
    places : tuple of str
        Parameters that are places in x, in its units.
    threshold : str
        The parameter, if any, below which (in improvement of x) the form stays at its floor; one of ``places``.
    at_chance : str
        The parameter, if any, that is the score of a uniform guess where that is known, and free elsewhere.
    decisive : tuple of str
        Parameters whose optimum at a bound means that there is no threshold.
    shape : str
        The parameter, if any, that at its bound is taken as given, so that the others' errors are conditional on it.
    takes : str
        ``x`` for one x of any kind, ``params_tokens`` for laws of parameters (x) and tokens (x2).
    linear : bool
        Whether it is linear in its parameters, so that its band is cluster-robust too.
    default : bool
        Whether it is fitted where the config names no forms.
    bootstrapped : bool
        Whether the form is refitted to bootstrap draws; without them it has no band, and only analytic intervals.
    competes : bool
        Whether it may be the best form of a series; not if it is flexible enough to imitate the others.
    has_residuals : bool
        Whether residuals are written point by point.
    between_levels : bool
        Whether ``basis`` runs from 0 to 1, so that floor and ceiling may both be given.
    """

    name: str = ""
    kind: str = ""
    parameters: ClassVar[tuple[str, ...]] = ()
    places: ClassVar[tuple[str, ...]] = ()
    threshold: str = ""
    at_chance: str = ""
    decisive: ClassVar[tuple[str, ...]] = ()
    shape: str = ""
    takes: str = "x"
    linear: bool = False
    default: bool = True
    bootstrapped: bool = True
    competes: bool = True
    has_residuals: bool = False
    between_levels: bool = False

    def used(self, points: Points, settings: Settings) -> np.ndarray:
        """Mask (n,) of the points that the fit sees."""
        return np.ones(points.n, dtype=bool)

    def free(self, points: Points) -> np.ndarray:
        """Mask (p,) of the parameters that the fit chooses."""
        known = not np.isnan(points.floor)
        return np.array([not (known and name == self.at_chance) for name in self.parameters])

    def obstacle(self, points: Points, settings: Settings) -> str | None:
        """The status that says why the form cannot be fitted to the points, or None."""
        return None

    def estimate(self, points: Points, settings: Settings) -> Estimate:
        """Best fit to the points as they are."""
        raise NotImplementedError

    def refit(self, points: Points, weights: np.ndarray, estimate: Estimate, settings: Settings) -> np.ndarray:
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

    def respond(self, points: Points, responses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        """Best fits to other responses at the same x, runs and weights, as a simulation or a wild bootstrap asks for.

        Parameters
        ----------
        points : Points
            Their own y is ignored.
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

    def predict(self, values: np.ndarray, x: np.ndarray, x2: np.ndarray, improves: float) -> np.ndarray:
        """The curve: ``values`` (..., p) against ``x`` (and ``x2``), broadcast on the leading axes.

        ``improves`` is +1 where a larger x is better and -1 where a smaller one is.
        """
        raise NotImplementedError

    def basis(self, v: np.ndarray, *shape: np.ndarray) -> np.ndarray:
        """The curve but for its level and height, of a form ``level + height basis(v; shape)``.

        Parameters
        ----------
        v : numpy.ndarray, (n,)
            x turned so that larger is better, and scaled so that the points run from 0 to 1.
        shape : numpy.ndarray
            The parameters in which the form is not linear, on this axis; they broadcast with ``v``.
        """
        raise NotImplementedError

    def shape_bounds(self, points: Points, settings: Settings) -> np.ndarray | None:
        """Lowest and highest of the parameters that ``basis`` takes, (t, 2); None of a form without a basis."""
        return None

    def rise_width(self, values: np.ndarray) -> np.ndarray:
        """How far x moves, in its units, while the curve climbs from 10 to 90 % of its way; infinite without an end."""
        return np.full(np.shape(values)[:-1], np.inf)

    def no_steeper(self, share: float) -> "Form":
        """The form restricted to curves whose ``rise_width`` is at least this share of the range of x."""
        return self

    @property
    def least_squares(self) -> bool:
        """Is the fit one of least squares, so that cluster-robust and likelihood intervals are its own."""
        return self.kind != "law"

    def gradient(self, values: np.ndarray, x: np.ndarray, x2: np.ndarray, improves: float) -> np.ndarray:
        """Derivatives (n, p) of the predictions at ``x`` (n,) by the parameters (p,); central differences by default.

        The step is far above the last bits, in which processors differ.
        """
        sizes = [
            np.ptp(x) if name in self.places else abs(own) or 1.0
            for name, own in zip(self.parameters, values, strict=True)
        ]
        steps = np.diag(_STEP * np.array(sizes))
        ends = self.predict(values + np.stack([steps, -steps])[:, :, None], x, x2, improves)
        return ((ends[0] - ends[1]) / (2 * np.diag(steps)[:, None])).T

    def profile(self, points: Points, etas: np.ndarray, settings: Settings) -> np.ndarray:
        """Least (weighted) squared error with the threshold given: (m,) for thresholds (m,), in units of x.

        Asked of threshold forms only, for thresholds in the range of :func:`emergence.series.domain.domain`.
        """
        raise NotImplementedError

    def breaks(self, points: Points, settings: Settings) -> np.ndarray:
        """Thresholds between which ``profile`` has no minimum, as far as the form knows: the distinct x."""
        return np.unique(points.x)

    def grid(self, points: Points, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        """Where curves are drawn: ``x`` and ``x2`` (NaN where the form has none)."""
        x = np.linspace(points.x.min(), points.x.max(), settings.curve_points)
        return x, np.full(x.size, np.nan)
