"""Wei et al.'s own definition: an ability is emergent that cannot be extrapolated from smaller models.

Smooth forms are fitted to the low-capability half of the run bins and extrapolated to the mean score of the other half.
The distribution of that mean is simulated: the fit plus its residuals with a random sign a run, the form fitted anew,
and noise of the high-capability half added, all scaled to the tails of Student's t for the runs that were left over to
estimate the noise by.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from emergence.inference.wild_bootstrap import RunSums
from emergence.models import forms_of
from emergence.models.base import Form, Settings
from emergence.series.domain import place_of
from emergence.series.points import Points
from emergence.solvers.shape_grid import curves, grid

# Smooth forms are held to curves whose 10-90 % rise takes at least this share of the range of x. A bound is needed: a
# curve steep enough could follow a flat low half with any rise.
LEAST_WIDTH = 0.25
# Runs that must be left over after fitting, to estimate the noise by.
_SPARE_RUNS = 3
_OWN_STREAM = 1_000_003
# Between two given levels a curve is halfway within the range of x, or beyond its best end by at most as much again.
_LATEST = 2.0
_STEPS = {2: (41, 9)}


@dataclass(frozen=True)
class Extrapolation:
    """``predicted`` mean of the high half; ``z``, observed less predicted over its standard error; ``p``, one-sided."""

    predicted: float
    z: float
    p: float


@cache
def smooth_forms(names: tuple[str, ...] | None) -> tuple[Form, ...]:
    """The forms that are extrapolated.

    Parameters
    ----------
    names : tuple of str or None
        Forms of the settings.

    Returns
    -------
    tuple of Form
        The smooth ones that compete and take one x, no steeper than :data:`LEAST_WIDTH` says.
    """
    forms = [form for form in forms_of(names, "x") if form.competes and form.kind == "smooth"]
    return tuple(form.no_steeper(LEAST_WIDTH) for form in forms)


def low_half(bins: Points, min_points: int, min_runs: int) -> np.ndarray | None:
    """The low-capability half of the run bins by x, ties together.

    Parameters
    ----------
    bins : Points
    min_points, min_runs : int
        Bins and runs that the high half must have.

    Returns
    -------
    numpy.ndarray, (n,) of bool, or None
        None where the high half has fewer, or the low one too few runs to extrapolate from.
    """
    u = bins.improves * bins.x
    low = u <= np.sort(u)[(bins.n - 1) // 2]
    runs = np.unique(bins.run[low]).size
    enough = np.sum(~low) >= min_points and np.unique(bins.run[~low]).size >= min_runs
    return low if enough and runs >= 2 + _SPARE_RUNS else None


def extrapolate(
    bins: Points, low: np.ndarray, top: float, items: float, settings: Settings, seed: int
) -> dict[str, Extrapolation]:
    """Extrapolate the low half to the high half by every smooth form that can be extrapolated.

    Parameters
    ----------
    bins : Points
        From :func:`emergence.series.run_bins.run_bins_of`.
    low : numpy.ndarray, (n,)
        From :func:`low_half`.
    top : float
        The best score possible, turned as y is; NaN where there is none.
    items : float
        Items that a score is the mean of, so that its noise is binomial at least; NaN where it is no count.
    settings : Settings
    seed : int

    Returns
    -------
    dict of str to Extrapolation
        By the form's name. A form with a floor and a ceiling goes from chance to the top and is left out where one of
        them is not known: what the low half shows of a ceiling is too little.
    """
    place = place_of(bins.x, bins)[0]
    noise = _noise(bins, low, settings.draws, [seed, _OWN_STREAM])
    found = {}
    for form in smooth_forms(settings.forms):
        bounds = form.shape_bounds(bins, settings)
        levels = (bins.chance, top) if form.between_levels else None
        if bounds is None or (levels and np.isnan(levels).any()):
            continue
        extrapolator = _Extrapolator(form, place, low, bounds, levels)
        found[form.name] = _extrapolated(bins, low, place, extrapolator, items, noise)
    return found


class _Extrapolator:
    """Fits of one form to the low half on a grid of its shapes, and what they predict for the high half's mean.

    A form between given levels has no other parameters; any other has its own level and height for each shape. Observed
    and simulated scores choose from the same curves, so that the predictions are comparable.
    """

    def __init__(self, form, place, low, bounds, levels):
        self.levels = levels
        if levels:
            bounds = np.array([[bounds[0, 0], _LATEST], *bounds[1:]])
        shapes = grid(bounds, _STEPS.get(len(bounds)))
        if levels:
            halfway = curves(form, np.array([0.0, _LATEST]), shapes)
            shapes = shapes[:, (halfway[:, 0] <= 0.5) & (halfway[:, 1] >= 0.5)]
        every = curves(form, place, shapes)
        self.before, self.after = every[:, low], every[:, ~low].mean(axis=1)
        if levels:
            height = levels[1] - levels[0]
            self.before, self.after = height * self.before, height * self.after
            self.half = 0.5 * np.einsum("kn,kn->k", self.before, self.before)
            return
        centre = self.before.mean(axis=1)
        self.before, self.after = self.before - centre[:, None], self.after - centre
        length = np.maximum(np.sqrt(np.einsum("kn,kn->k", self.before, self.before)), 1e-150)
        self.before, self.after = self.before / length[:, None], self.after / length

    def _best(self, products):
        """Best curves (m,) of responses, and their heights, from products (m, k) with the curves."""
        if self.levels:
            return (products - self.half).argmax(axis=1), 1.0
        best = np.abs(products).argmax(axis=1)
        return best, products[np.arange(best.size), best]

    def fit(self, y):
        """The best fit to the low half's scores (n_low,): its curve there, and the predicted mean of the high half."""
        level = self.levels[0] if self.levels else y.mean()
        best, height = self._best((self.before @ (y - level))[None])
        return level + (height * self.before[best].T).ravel(), float((level + height * self.after[best])[0])

    def simulate(self, fitted, residual, run, turned):
        """Predicted means (m,) of the high half for responses fitted + residual * turned (n_runs, m) of the run."""
        sums = RunSums(run, len(turned))
        level = self.levels[0] if self.levels else fitted.mean()
        products = turned.T @ sums.of(self.before * residual).T
        products += self.before @ (fitted - level)
        best, height = self._best(products)
        if not self.levels:
            level = level + sums.of(residual) @ turned / fitted.size
        return level + height * self.after[best]


def _noise(bins, low, draws, seed):
    """What every form's draws are made from: random signs (n_runs, draws) times tails (draws,), tails and normals."""
    random = np.random.default_rng(seed)
    names, run = np.unique(bins.run[low], return_inverse=True)
    spare = names.size - 2
    signs = 2.0 * random.integers(0, 2, size=(names.size, draws), dtype=np.int8) - 1
    tails = np.sqrt(spare / random.chisquare(spare, draws))
    return run, signs * tails, tails, random.standard_normal(draws)


def _extrapolated(bins, low, place, extrapolator, items, noise):
    run, turned, tails, normals = noise
    fitted, predicted = extrapolator.fit(bins.y[low])
    # near the ends residuals are small because the line leans on these points (HC2, MacKinnon and White 1985)
    design = np.linalg.qr(np.column_stack([np.ones(low.sum()), place[low]]))[0]
    residual = (bins.y[low] - fitted) / np.sqrt(1 - np.minimum(np.sum(design**2, axis=1), 0.95))
    expected = extrapolator.simulate(fitted, residual, run, turned)
    # the noise of a run is taken to be one for all its bins
    share = np.bincount(bins.run[~low]) / np.sum(~low)
    variance = np.mean(residual**2)
    if not np.isnan(items):
        chance = min(max(predicted, 0.5 / items), 1 - 0.5 / items)
        variance = max(variance, chance * (1 - chance) / items)
    expected = expected + np.sqrt(variance * np.sum(share**2)) * tails * normals
    seen = bins.y[~low].mean()
    spread = float(np.std(expected, ddof=1))
    return Extrapolation(
        predicted,
        (seen - predicted) / spread if spread > 0 else np.nan,
        float((1 + np.sum(expected >= seen)) / (1 + len(expected))),
    )
