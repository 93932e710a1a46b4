"""How scores scatter about their curve: run effects, errors that last from checkpoint to checkpoint, and noise.

Residuals are taken in units of sqrt(p (1 - p)), p being the fitted score, in which a score of n independent items has
the variance 1 / n whatever its height (overdispersed binomials, Williams 1982, doi 10.2307/2347977).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import nnls

from emergence.inference.spline import spline_basis
from emergence.models import forms_of
from emergence.models.base import Settings
from emergence.series.points import Points
from emergence.series.run_bins import run_bins_of

# Lags of checkpoints up to which residuals of one run are compared.
LAGS = 12
# Correlations between neighbours that are tried; at 1 an error that lasts is an effect of the run.
_CORRELATIONS = np.linspace(0.0, 0.98, 50)
# A correlation is better only if its misfit is less by more than rounding, as a share of the variance.
_ROUNDING = 1e-9
# The share of series that lies below the least, and above the most, that a number of a design varies between.
_TAIL = 0.1
# Effective items where next to no noise is left.
_MANY = 1_000_000
# Fitted scores are held to this distance from 0 and 1, beyond which no share of items has a stable relative error.
_EDGE = 0.02


class Scatter(NamedTuple):
    """Variances in units of p (1 - p), and the correlation of lasting errors between neighbouring checkpoints."""

    between: float
    lasting: float
    correlation: float
    noise: float


def fitted_curve(points: Points, settings: Settings) -> tuple[np.ndarray, int]:
    """The curve (n,) that leaves the least residual variance, and its number of parameters.

    It is a restricted cubic spline or one of the forms, so that neither a bend nor a long smooth rise is taken for
    scatter. They are fitted to run bins, which takes a fraction of the time.
    """
    bins = run_bins_of(points, "higher")
    spline = np.linalg.lstsq(spline_basis(bins.x), bins.y, rcond=None)[0]
    curves = [(spline_basis(bins.x, points.x) @ spline, spline.size)]
    for form in forms_of(settings.forms, "x"):
        if form.obstacle(bins, settings):
            continue
        values = form.estimate(bins, settings).best
        if np.isfinite(values).all():
            curves.append((form.predict(values, points.x, points.x2, points.improves), len(form.parameters)))
    some = [(curve, count) for curve, count in curves if count < points.n]
    return min(some, key=lambda own: float(np.sum((points.y - own[0]) ** 2)) / (points.n - own[1]))


def covariances(points: Points, curve: np.ndarray, parameters: int) -> np.ndarray:
    """Mean products of residuals of one run that are 0, 1, ... checkpoints apart, (LAGS + 1,).

    Parameters
    ----------
    points : Points
        The scores are shares.
    curve : numpy.ndarray, (n,)
        Fitted.
    parameters : int
        Of the curve; products are multiplied by n / (n - parameters).

    Returns
    -------
    numpy.ndarray
        In units of p (1 - p); NaN where no run has checkpoints so far apart.
    """
    share = np.clip(curve, _EDGE, 1 - _EDGE)
    residual = (points.y - curve) / np.sqrt(share * (1 - share))
    order = np.lexsort((points.improves * points.x, points.run))
    residual, run = residual[order], points.run[order]
    found = np.full(LAGS + 1, np.nan)
    for lag in range(min(LAGS + 1, points.n)):
        same = run[lag:] == run[: points.n - lag]
        if same.any():
            found[lag] = np.mean(residual[lag:][same] * residual[: points.n - lag][same])
    return found * points.n / (points.n - parameters)


def scatter_of(products: np.ndarray, n_runs: int, items: float) -> Scatter:
    """The variances behind :func:`covariances`.

    C_0 = between + lasting + noise and C_k = between + lasting correlation^k, by least squares with no variance below
    0. Where runs have one checkpoint, what exceeds the noise of the items lies between runs.

    Parameters
    ----------
    products : numpy.ndarray, (LAGS + 1,)
    n_runs : int
        With one run nothing lies between runs.
    items : float
        Published items behind a score.
    """
    told = np.isfinite(products)
    if told.sum() < 3:
        noise = min(products[0], 1 / items)
        return Scatter(products[0] - noise, 0.0, 0.0, noise)
    lags = np.flatnonzero(told)
    best = (np.inf, np.zeros(3), 0.0)
    for correlation in _CORRELATIONS:
        design = np.column_stack([np.full(lags.size, float(n_runs > 1)), correlation**lags, lags == 0])
        values, error = nnls(design, products[told])
        if error < best[0] - _ROUNDING * products[0]:
            best = error, values, float(correlation)
    between, lasting, noise = best[1]
    return Scatter(between, lasting, best[2] if lasting else 0.0, noise)


def typical(parts: Sequence[np.ndarray]) -> np.ndarray:
    """The median over series, lag by lag."""
    stacked = np.array(parts)
    kept = np.isfinite(stacked).any(axis=0)
    found = np.full(stacked.shape[1], np.nan)
    found[kept] = np.nanmedian(stacked[:, kept], axis=0)
    return found


def measured(name: str, parts: Iterable[tuple[Points, float]], settings: Settings) -> tuple[dict, dict]:
    """The design of some series of shares whose items are known.

    Parameters
    ----------
    name : str
    parts : iterable of (Points, float)
        The points of each series, and the items behind its scores.
    settings : Settings
        Its forms are fitted, and series whose curve gains less than ``flat_within`` do not count, unless all do so.

    Returns
    -------
    dict, dict
        Rows of the tables ``designs`` and ``design_points`` (columns of arrays): places and runs are those of the
        series with most points, and numbers medians over the series. Covariances enter the median times the items, as
        ratios to binomial noise; floors as distances from chance, where most series have one.
    """
    parts = list(parts)
    curves = [fitted_curve(points, settings) for points, _ in parts]
    ends = [curve[_ends(points)] for (points, _), (curve, _) in zip(parts, curves, strict=True)]
    rises = np.array([top - floor >= settings.flat_within for floor, top in ends])
    rising = np.flatnonzero(rises if rises.any() else ~rises)
    floors, tops = np.array([ends[i] for i in rising]).T
    counts, chances = np.array([[parts[i][1], parts[i][0].chance] for i in rising]).T
    products = np.array([covariances(parts[i][0], *curves[i]) for i in rising])
    items, largest = float(np.median(counts)), max((points for points, _ in parts), key=lambda points: points.n)
    found = scatter_of(typical(counts[:, None] * products) / items, largest.n_runs, items)
    chance = np.nanmedian(chances) if np.isfinite(chances).mean() >= 0.5 else np.nan
    floor = np.median(floors) if np.isnan(chance) else max(0.0, chance + np.nanmedian(floors - chances))
    row = {"design": name, "n_series": len(parts), "n_rising": int(rises.sum()), "n": largest.n}
    row |= {"x_range": np.ptp(largest.x)}
    row |= {"n_runs": largest.n_runs, "n_items": round(items), "correlation": found.correlation}
    row |= {"effective_items": min(_MANY, round(1 / max(found.noise, 1 / _MANY)))}
    row |= {"run_sd": np.sqrt(found.between), "lasting_sd": np.sqrt(found.lasting)}
    row |= {"floor": floor, "chance": chance, "rise": np.median(tops - floors)}
    expected = found.between + found.lasting + found.noise * items / counts
    spreads = {"n_items": counts, "scatter": products[:, 0] / expected, "rise": tops - floors}
    for number, values in spreads.items():
        row[f"{number}_lo"], row[f"{number}_hi"] = np.quantile(values, [_TAIL, 1 - _TAIL])
    u = largest.improves * largest.x
    order = np.lexsort((u, largest.run))
    scaled = (u - u.min()) / np.ptp(u)
    return row, {"design": name, "run": largest.run[order].astype(float), "x": scaled[order]}


def _ends(points):
    """Positions of the points of worst and of best x."""
    return np.argsort(points.improves * points.x, kind="stable")[[0, -1]]
