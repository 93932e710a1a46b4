"""Designs: the shape of a source's series, and simulated series of that shape about a known curve."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergence.models.base import Settings
from emergence.series.points import Points
from emergence.simulations._estimand import Curve
from emergence.simulations._measured import covariances, fitted_curve, scatter_of, typical
from emergence.simulations._simulated import answered

# Items behind a score of which nothing but run effects is left.
_MANY = 1_000_000


@dataclass(frozen=True, eq=False)
class Design:
    """What series of one source look like.

    Attributes
    ----------
    name : str
    x : numpy.ndarray, (n,)
        0 at the worst x, 1 at the best; along a run it rises.
    run : numpy.ndarray, (n,) of int64
        0..n_runs-1, ascending.
    n_items : int
        Published items behind a score.
    effective_items : int
        Independent items that would give the noise between checkpoints: more than ``n_items`` where all answer the
        same ones.
    run_sd, lasting_sd : float
        Standard deviations of the runs' effects and of errors that last, in units of sqrt(p (1 - p)) of the score p.
    correlation : float
        Of the lasting errors of neighbouring checkpoints of a run.
    floor, chance : float
        Score at the worst x; score of a uniform guess, NaN where most series have none.
    rise : float
        What the score gains from the worst x to the best.
    """

    name: str
    x: np.ndarray
    run: np.ndarray
    n_items: int
    effective_items: int
    run_sd: float
    lasting_sd: float
    correlation: float
    floor: float
    chance: float
    rise: float

    @property
    def n_runs(self) -> int:
        """Training runs."""
        return int(self.run[-1]) + 1


def simulate(
    design: Design, curve: Curve, random: np.random.Generator, name: str = "simulated", items: int | None = None
) -> tuple[Points, int]:
    """One series of a design about a curve.

    The expected score is p = floor + curve(x). A run has an effect, its checkpoints have stationary errors of first
    order, e_j = correlation e_(j-1) + ..., both times sqrt(p (1 - p)), and answers are binomial about the sum.

    Parameters
    ----------
    design : Design
    curve : function of numpy.ndarray
        x (0..1) to what the score has gained.
    random : numpy.random.Generator
    name : str
        The series' id, from which its bootstrap is seeded.
    items : int, optional
        In place of those of the design.

    Returns
    -------
    Points
    int
        Items that count as published.
    """
    expected = np.clip(design.floor + curve(design.x), 0.0, 1.0)
    effect = design.run_sd * random.standard_normal(design.n_runs)[design.run] + _lasting(design, random)
    score = expected + effect * np.sqrt(expected * (1 - expected))
    answers = items or design.effective_items
    points = answered(name, design.x, design.run, score, answers, design.chance, random)
    return points, items or design.n_items


def _lasting(design, random):
    """Errors (n,) of every run, correlated from checkpoint to checkpoint."""
    fresh = random.standard_normal(design.x.size)
    if not design.lasting_sd:
        return 0.0 * fresh
    error, keep = fresh.copy(), design.correlation
    for j in np.flatnonzero(design.run[1:] == design.run[:-1]) + 1:
        error[j] = keep * error[j - 1] + np.sqrt(1 - keep**2) * fresh[j]
    return design.lasting_sd * error


def measured(name: str, parts: Iterable[tuple[Points, float]], settings: Settings) -> tuple[dict, dict]:
    """The design of some series of shares whose items are known.

    Parameters
    ----------
    name : str
    parts : iterable of (Points, float)
        The points of each series, and the items behind its scores.
    settings : Settings
        Its forms are fitted, and ``flat_within`` is the least rise of the series whose rises and floors count; all
        do where none rises so far.

    Returns
    -------
    dict, dict
        Rows of the tables ``designs`` and ``design_points`` (columns of arrays): places and runs are those of the
        series with most points, and numbers medians over the series. Covariances enter the median times the items, as
        ratios to binomial noise; floors as distances from chance, where most series have one.
    """
    parts = list(parts)
    products, ends, chances = [], [], np.array([points.chance for points, _ in parts])
    for points, items in parts:
        curve, count = fitted_curve(points, settings)
        products.append(items * covariances(points, curve, count))
        at = np.argsort(points.improves * points.x, kind="stable")[[0, -1]]
        ends.append(curve[at])
    floors, tops = np.array(ends).T
    rises = tops - floors >= settings.flat_within
    rising = rises if rises.any() else ~rises
    chance = np.nanmedian(chances) if np.isfinite(chances).mean() >= 0.5 else np.nan
    above = np.nanmedian((floors - chances)[rising]) if np.isfinite(chance) else np.nan
    largest = max((points for points, _ in parts), key=lambda points: points.n)
    items = float(np.median([n for _, n in parts]))
    found = scatter_of(typical(products) / items, largest.n_runs, items)
    row = {"design": name, "n_series": len(parts), "n_rising": int(rises.sum()), "n": largest.n}
    row |= {"n_runs": largest.n_runs, "n_items": round(items), "correlation": found.correlation}
    row |= {"effective_items": min(_MANY, round(1 / max(found.noise, 1 / _MANY)))}
    row |= {"run_sd": np.sqrt(found.between), "lasting_sd": np.sqrt(found.lasting), "chance": chance}
    row |= {"floor": np.median(floors[rising]) if np.isnan(chance) else np.clip(chance + above, 0.0, 1.0)}
    row |= {"rise": np.median((tops - floors)[rising])}
    u = largest.improves * largest.x
    order = np.lexsort((u, largest.run))
    scaled = (u - u.min()) / np.ptp(u)
    return row, {"design": name, "run": largest.run[order].astype(float), "x": scaled[order]}


def designs_of(designs: pd.DataFrame, points: pd.DataFrame) -> dict[str, Design]:
    """The designs in the tables ``designs`` and ``design_points``, by name."""
    found = {}
    for row in designs.to_dict("records"):
        own = points[points["design"] == row["design"]]
        name, run = str(row["design"]), own["run"].to_numpy(dtype=np.int64)
        items, effective = int(row["n_items"]), int(row["effective_items"])
        scatter, correlation = (float(row["run_sd"]), float(row["lasting_sd"])), float(row["correlation"])
        levels = float(row["floor"]), float(row["chance"]), float(row["rise"])
        found[name] = Design(
            name, own["x"].to_numpy(dtype=float), run, items, effective, *scatter, correlation, *levels
        )
    return found
