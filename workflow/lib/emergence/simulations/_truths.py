"""The truths of the calibration study: curves of known onset and onset width, smooth, abrupt and neither.

Every curve is a function on the range 0..1 of x, larger x being better, that starts at 0. Smooth and non-monotone
truths are built to an onset and an onset width (:mod:`emergence.simulations._estimand`) as observed in that range.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, ndtr

from emergence.simulations import _curves as curves
from emergence.simulations._estimand import Curve, onset_of, width_of

SMOOTH, ABRUPT, NOT_MONOTONE, NO_ONSET = "smooth", "abrupt", "non-monotone", "no onset"
KINDS = (SMOOTH, ABRUPT, NOT_MONOTONE, NO_ONSET)
# How near onset and width of a curve come to what is asked for: absolute, and as a share of the width.
_NEAR, _NEARLY = 2e-3, 0.02
_STEPS = 200
_GRID = np.linspace(0.0, 1.0, 1001)


@dataclass(frozen=True)
class Truth:
    """A named kind of curve.

    Attributes
    ----------
    name : str
    kind : str
        One of :data:`KINDS`.
    shape : function
        ``shape(z)`` with z = (u - middle) / scale of a curve that is placed and scaled; ``shape(u, t)`` of one that has
        a single parameter; ``shape(u, break)`` of an abrupt one.
    contained : bool
        Whether the family of :mod:`emergence.solvers.onset_curves` has it, limits included.
    placed : bool
        Whether onset and width can be chosen apart; a curve with one parameter has the onset that its width gives it.
    range : tuple of float
        Lowest and highest t of a curve with one parameter.
    items : int or None
        Items behind each score, where that belongs to the truth.
    """

    name: str
    kind: str
    shape: Callable
    contained: bool = False
    placed: bool = True
    range: tuple = (0.0, 1.0)
    items: int | None = None

    def curve(self, place: float, width: float, height: float) -> Curve | None:
        """The curve with this onset, onset width and height.

        Parameters
        ----------
        place : float
            0..1. The onset of a smooth or non-monotone truth, unless its width decides; the break of an abrupt one;
            without meaning for one without onset.
        width : float
            Onset width as a share of the range of x, above 0; abrupt truths and those without onset take none.
        height : float
            What the score gains in the range, from the worst x to its highest value.

        Returns
        -------
        function of numpy.ndarray, or None
            None if no curve of this kind has that onset and width within the range of x.
        """
        found = _settled(self, place, width if self.has_width else 0.0)
        if found is None:
            return None
        base, floor, span = found
        return lambda u: height * (base(np.asarray(u, dtype=float)) - floor) / span

    @property
    def has_width(self) -> bool:
        """Whether the onset width can be chosen."""
        return self.kind in (SMOOTH, NOT_MONOTONE)


@cache
def _settled(truth, place, width):
    """The curve before it is brought to its height, its first value and its span; None if there is none."""
    if not truth.has_width:
        base = _fixed(truth.shape, place)
    else:
        base = (_placed if truth.placed else _of_width)(truth, place, width)
    if base is None:
        return None
    values = base(_GRID)
    span = values.max() - values[0]
    return base, values[0], span if span > 0 else max(np.ptp(values), 1.0)


def _fixed(shape, place):
    return lambda u: shape(u, place)


def _scaled(shape, middle, scale):
    return lambda u: shape((u - middle) / scale)


def _placed(truth, place, width):
    """Shift and scale a shape until onset and width in the range are those wanted: a fixed point."""
    wide = _scaled(truth.shape, 0.5, 1 / 24)  # z from -12 to 12
    scale = width / 24 / width_of(wide)
    middle = place + (0.5 - onset_of(wide)) * 24 * scale
    for _ in range(_STEPS):
        curve = _scaled(truth.shape, middle, scale)
        onset, found = onset_of(curve), width_of(curve)
        if not (np.isfinite(onset) and np.isfinite(found)):
            return None
        if abs(onset - place) < _NEAR / 4 and abs(found / width - 1) < _NEARLY / 4:
            return curve
        middle += 0.7 * (place - onset)
        scale *= np.clip(width / found, 0.5, 2.0) ** 0.7
    return None


def _of_width(truth, place, width):
    """The curve of a single parameter that has this width; None if none has."""

    def beyond(t):
        return width_of(_fixed(truth.shape, t)) - width

    trials = np.linspace(*truth.range, _STEPS)
    values = np.array([beyond(t) for t in trials])
    change = np.flatnonzero(np.isfinite(values[:-1] + values[1:]) & (values[:-1] * values[1:] <= 0))
    if not change.size:
        return None
    t = brentq(beyond, trials[change[0]], trials[change[0] + 1], xtol=1e-9)
    return _fixed(truth.shape, t)


def _past(power):
    """max(0, distance past the break)^k."""
    return lambda u, at: np.maximum(0.0, u - at) ** power


def _saturating(share):
    """1 - exp(-k v): after a tenth, say, of what is left of the range it has come 95 % of its way."""
    return lambda u, at: -np.expm1(-3.0 * np.maximum(0.0, u - at) / (share * (1 - at)))


def _rising_floor(u, at):
    """A hinge whose floor has a twentieth of its slope."""
    return 0.05 * u + np.maximum(0.0, u - at)


def _logarithm(u, at):
    return np.log1p(30.0 * np.maximum(0.0, u - at))


def _step_and_saturation(u, at):
    return (u >= at) * (1.0 - 0.5 * np.exp(-6.0 * (u - at)))


def _step_and_slope(u, at):
    return (u >= at) * (1.0 + (u - at) / (1 - at))


def _two_steps(u, at):
    """A step, and a lower one half-way to the end."""
    return (u >= at) + 0.5 * (u >= (1 + at) / 2)


def _dip(z):
    """A logistic that first falls by a fifth of its height."""
    return expit(z) - 0.2 * np.exp(-(((z + 6.0) / 2.5) ** 2))


def _fall(z):
    """A logistic that loses a third of its height after its rise."""
    return expit(z) - expit((z - 8.0) / 2.0) / 3


def _smooth(name, shape, contained=False, **others):
    return Truth(name, SMOOTH, shape, contained, **others)


_POWERS = {2: "logistic squared", 3: "logistic cubed", 4: "logistic^4", 6: "logistic^6", 10: "logistic^10"}
_ALL = (
    _smooth("logistic", expit, True),
    *(_smooth(name, curves.generalised_logistic(1.0, m), True) for m, name in _POWERS.items()),
    _smooth("Gompertz", curves.gompertz, True),
    _smooth("complementary Gompertz", curves.complementary_gompertz, True),
    *(_smooth(f"Richards, nu {nu}", curves.generalised_logistic(nu, 1.0), True) for nu in (0.1, 0.3, 4.0)),
    _smooth("softplus", curves.softplus, True),
    _smooth("exponential", lambda u, rate: np.exp(rate * (u - 1.0)), True, placed=False, range=(1.0, 400.0)),
    _smooth("generalised logistic, nu 0.3, m 3", curves.generalised_logistic(0.3, 3.0)),
    _smooth("generalised logistic, nu 4, m 4", curves.generalised_logistic(4.0, 4.0)),
    _smooth("probit", ndtr),
    _smooth("algebraic, squares", curves.algebraic(2.0), True),
    _smooth("algebraic, absolute", curves.algebraic(1.0), True),
    _smooth("arctangent", curves.arctangent),
    _smooth("Student's t, 3 degrees", curves.student(3.0)),
    _smooth("Frechet, power 2", curves.frechet(2.0)),
    _smooth("Hill, power 3", curves.hill(3.0)),
    _smooth("Weibull, power 2", curves.weibull(2.0)),
    _smooth("Weibull, power 4", curves.weibull(4.0)),
    # of waves of equal height the first is a little the higher, so that rounding does not choose where the onset is
    _smooth("double logistic", curves.mixture((0.0, 9.0), (51, 50))),
    _smooth("double logistic, small first", curves.mixture((0.0, 9.0), (1, 3))),
    _smooth("double logistic, large first", curves.mixture((0.0, 9.0), (3, 1))),
    _smooth("p^10, two power laws", curves.two_power_laws(10.0, 0.4, 0.7)),
    _smooth("p^5, wrong tokens a power", curves.power_of_share(5.0)),
    _smooth("quadratic, then line", curves.ramp(2.0)),
    _smooth("cubic, then line", curves.ramp(3.0)),
    _smooth("cubic between levels", curves.smoothstep),
    _smooth("quadratic", _past(2.0), placed=False, range=(-0.11, 0.995)),
    _smooth("cubic", _past(3.0), placed=False, range=(-0.46, 0.995)),
    _smooth("staircase of four", curves.mixture((0.0, 1.0, 2.0, 3.0), (53, 52, 51, 50), 0.08)),
    _smooth("items of normal difficulty", curves.normal_mixture(40, 0.3)),
    _smooth("easy and hard items", curves.mixture((0.0, 1.0, 6.0, 7.0), (51, 51, 50, 50))),
    Truth("hinge", ABRUPT, _past(1.0), True),
    Truth("saturating threshold", ABRUPT, _saturating(1.0), True),
    Truth("saturating threshold, fast", ABRUPT, _saturating(0.3), True),
    Truth("saturating threshold, 20 items", ABRUPT, _saturating(1.0), True, items=20),
    Truth("step", ABRUPT, lambda u, at: 1.0 * (u >= at), True),
    Truth("step and slope", ABRUPT, _step_and_slope),
    Truth("two steps", ABRUPT, _two_steps),
    Truth("hinge with ceiling", ABRUPT, lambda u, at: np.clip((u - at) / (0.4 * (1 - at)), 0.0, 1.0), True),
    Truth("square root", ABRUPT, _past(0.5), True),
    Truth("power 0.7", ABRUPT, _past(0.7), True),
    Truth("hinge on a rising floor", ABRUPT, _rising_floor),
    Truth("dip before the rise", NOT_MONOTONE, _dip),
    Truth("fall after the rise", NOT_MONOTONE, _fall),
    Truth("constant", NO_ONSET, lambda u, at: 0.0 * u, True),
    Truth("line", NO_ONSET, lambda u, at: u, True),
    Truth("falling line", NO_ONSET, lambda u, at: -u),
    Truth("saturating from the start", NO_ONSET, lambda u, at: -np.expm1(-3.0 * u), True),
    _smooth("argmax of four", curves.largest_of(4)),
    Truth("logarithm", ABRUPT, _logarithm),
    Truth("step and saturation", ABRUPT, _step_and_saturation),
)
TRUTHS = {truth.name: truth for truth in _ALL}
