"""Designs: the shape of a source's series, and simulated series of that shape about a known curve."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emergence.series.points import Points
from emergence.simulations._estimand import Curve
from emergence.simulations._simulated import answered


@dataclass(frozen=True, eq=False)
class Design:
    """What series of one source look like.

    Attributes
    ----------
    name : str
    x_kind : str
    x_range : float
        From the worst x of the source's series to the best, in units of x.
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
    items_between, scatter_between, rise_between : tuple of float
        Between which nine tenths and one tenth of the series lie: items, variance of the residuals in units of that of
        the design at as many items, and rise.
    """

    name: str
    x_kind: str
    x_range: float
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
    items_between: tuple[float, float]
    scatter_between: tuple[float, float]
    rise_between: tuple[float, float]

    @property
    def n_runs(self) -> int:
        """Training runs."""
        return int(self.run[-1]) + 1

    def varied(self, random: np.random.Generator) -> "Design":
        """The design of one series: items, scatter and rise drawn between the design's, uniform in their logarithms."""
        items, scatter, rise = (
            np.exp(random.uniform(*np.log(ends)))
            for ends in (self.items_between, self.scatter_between, self.rise_between)
        )
        sd, kept = np.sqrt(scatter), self.effective_items / self.n_items
        return replace(
            self, n_items=max(1, round(items)), effective_items=max(1, round(kept * items / scatter)), rise=rise,
            run_sd=self.run_sd * sd, lasting_sd=self.lasting_sd * sd,
        )  # fmt: skip


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
    points = observed(design, curve, errors_of(design, random), random, name, items or design.effective_items)
    return points, items or design.n_items


def errors_of(design: Design, random: np.random.Generator) -> np.ndarray:
    """Effects of runs plus lasting errors (n,), in units of sqrt(p (1 - p)) of the score p."""
    return design.run_sd * random.standard_normal(design.n_runs)[design.run] + _lasting(design, random)


def observed(
    design: Design, curve: Curve, errors: np.ndarray, random: np.random.Generator, name: str, answers: int
) -> Points:
    """Scores of so many answers each about a curve (see :func:`simulate`) plus errors (n,) as :func:`errors_of`."""
    expected = np.clip(design.floor + curve(design.x), 0.0, 1.0)
    score = expected + errors * np.sqrt(expected * (1 - expected))
    return answered(name, design.x, design.run, score, answers, design.chance, random)


def _lasting(design, random):
    """Errors (n,) of every run, correlated from checkpoint to checkpoint."""
    fresh = random.standard_normal(design.x.size)
    if not design.lasting_sd:
        return 0.0 * fresh
    error, keep = fresh.copy(), design.correlation
    for j in np.flatnonzero(design.run[1:] == design.run[:-1]) + 1:
        error[j] = keep * error[j - 1] + np.sqrt(1 - keep**2) * fresh[j]
    return design.lasting_sd * error


def designs_of(designs: pd.DataFrame, points: pd.DataFrame) -> dict[str, Design]:
    """The designs in the tables ``designs`` and ``design_points``, by name."""
    found = {}
    for row in designs.to_dict("records"):
        own, name = points[points["design"] == row["design"]], str(row["design"])
        number = {of: float(value) for of, value in row.items() if of not in ("design", "x_kind")}
        items, effective = int(number["n_items"]), int(number["effective_items"])
        run_sd, lasting_sd, correlation = (number[of] for of in ("run_sd", "lasting_sd", "correlation"))
        floor, chance, rise = (number[of] for of in ("floor", "chance", "rise"))
        between = [(number[f"{of}_lo"], number[f"{of}_hi"]) for of in ("n_items", "scatter", "rise")]
        x, run = own["x"].to_numpy(dtype=float), own["run"].to_numpy(dtype=np.int64)
        found[name] = Design(
            name, str(row["x_kind"]), number["x_range"], x, run, items, effective, run_sd, lasting_sd, correlation,
            floor, chance, rise, *between,
        )  # fmt: skip
    return found
