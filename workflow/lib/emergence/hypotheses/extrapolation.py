"""Wei et al.'s own definition: an ability is emergent that cannot be foretold from smaller models.

Smooth forms are fitted to the worse half of the cells and foretell the mean score of the better half. What may come is
simulated: the worse half's fit plus its residuals with a random sign a run, the form fitted anew, and the better
half's own noise added, all scaled to the tails of Student's t for the runs that were left to judge the noise by.
"""

from dataclasses import dataclass

import numpy as np

from emergence.hypotheses.shapes import STEEPEST, Family

# Runs that must be left over after fitting, to judge the noise by.
_SPARE_RUNS = 3
_OWN_STREAM = 1_000_003
_LOGISTIC = Family("logistic", "smooth", (0.0, np.log(1.0)), (2.0, np.log(STEEPEST)), (41, 9))


@dataclass(frozen=True)
class Surprise:
    """``predicted`` mean of the better half; the ``surprise``, seen less predicted over its standard error; ``p``."""

    predicted: float
    surprise: float
    p: float


def halves(cells, min_points, min_runs):
    """The worse half of the cells by u, ties together.

    Parameters
    ----------
    cells : Cells
    min_points, min_runs : int
        Cells and runs that the better half must have.

    Returns
    -------
    numpy.ndarray, (n,) of bool, or None
        None where the better half has fewer, or the worse one too few runs to foretell from.
    """
    worse = cells.u <= cells.u[(cells.n - 1) // 2]
    runs = np.unique(cells.run[worse]).size
    enough = np.sum(~worse) >= min_points and np.unique(cells.run[~worse]).size >= min_runs
    return worse if enough and runs >= 2 + _SPARE_RUNS else None


def extrapolate(cells, worse, top, items, draws, seed):
    """Foretell the better half from the worse one by every smooth form that can be foretold with.

    Parameters
    ----------
    cells : Cells
    worse : numpy.ndarray, (n,)
        From :func:`halves`.
    top : float
        The best score possible, turned as y is; NaN where there is none.
    items : float
        Items that a score is the mean of, so that its noise is binomial at least; NaN where it is no count.
    draws, seed : int

    Returns
    -------
    dict of str to Surprise
        ``linear``, and ``logistic`` (from chance to the top) where both are known.
    """
    y, u = cells.y, cells.u
    design = np.column_stack([np.ones(worse.sum()), u[worse]])
    weights = np.linalg.pinv(design)
    line = weights @ y[worse]
    found = {"linear": (design @ line, lambda turned: weights[0] @ turned + (weights[1] @ turned) * u[~worse].mean())}
    if not np.isnan(top + cells.chance):
        shapes = (top - cells.chance) * _LOGISTIC.at(u, _LOGISTIC.grid()[0])
        before, after = shapes[:, worse], shapes[:, ~worse].mean(axis=1)
        size, double = np.sum(before**2, axis=1)[:, None], 2 * before

        def closest(turned):
            found = double @ (turned - cells.chance)
            return np.argmax(np.subtract(found, size, out=found), axis=0)

        best = int(closest(y[worse][:, None])[0])
        found["logistic"] = cells.chance + before[best], lambda turned: cells.chance + after[closest(turned)]
    noise = _noise(cells, worse, draws, [seed, _OWN_STREAM])
    return {name: _surprise(cells, worse, *of, items, noise) for name, of in found.items()}


def _noise(cells, worse, draws, seed):
    """What every form's draws are made from: random signs (draws, n_runs), tails (draws,) and normals (draws,)."""
    random = np.random.default_rng(seed)
    signs = random.choice([-1.0, 1.0], size=(draws, cells.n_runs))
    spare = np.unique(cells.run[worse]).size - 2
    return signs, np.sqrt(spare / random.chisquare(spare, draws)), random.standard_normal(draws)


def _surprise(cells, worse, fitted, foretell, items, noise):
    signs, tails, normals = noise
    # near the ends residuals are small because the line leans on these points (HC2, MacKinnon and White 1985)
    design = np.linalg.qr(np.column_stack([np.ones(worse.sum()), cells.u[worse]]))[0]
    residual = (cells.y[worse] - fitted) / np.sqrt(1 - np.minimum(np.sum(design**2, axis=1), 0.95))
    predicted = float(foretell(cells.y[worse][:, None])[0])
    turned = (signs * tails[:, None]).T[cells.run[worse]]
    expected = foretell(fitted[:, None] + residual[:, None] * turned)
    # the noise of a run is taken to be one for all its cells
    share = np.bincount(cells.run[~worse]) / np.sum(~worse)
    variance = np.mean(residual**2)
    if not np.isnan(items):
        chance = min(max(predicted, 0.5 / items), 1 - 0.5 / items)
        variance = max(variance, chance * (1 - chance) / items)
    expected = expected + np.sqrt(variance * np.sum(share**2)) * tails * normals
    seen = cells.y[~worse].mean()
    spread = float(np.std(expected, ddof=1))
    return Surprise(
        predicted,
        (seen - predicted) / spread if spread > 0 else np.nan,
        float((1 + np.sum(expected >= seen)) / (1 + len(expected))),
    )
