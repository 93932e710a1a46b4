"""How often what is said of a whole benchmark is right, where its scores share runs, checkpoints and their errors.

A simulated benchmark has the long runs of a design (:mod:`emergence.simulations._designs`) and a score a task, each of
one truth (:mod:`emergence.simulations._truths`) with its own items, scatter and rise. Part of the variance of a run's
errors is common to all scores; the answers are each score's own. The benchmark is judged as a source's is: tests within
runs, rates of false discoveries over its scores, bounds on the number of abrupt tasks, and one mean onset.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from emergence.hypotheses.abrupt_counts import abrupt_counts
from emergence.hypotheses.joint_onsets import joint_onsets
from emergence.hypotheses.mean_onset import mean_onset, medians_over_runs
from emergence.hypotheses.testing import margin_of, run_tests
from emergence.hypotheses.verdict import judge
from emergence.inference.bootstrap import ENOUGH_RUNS
from emergence.inference.shares import wilson
from emergence.io.tables import Tables
from emergence.models.base import Settings
from emergence.schema.simulations import JOINT_RATES
from emergence.series.build import KEYS
from emergence.simulations._designs import Design, designs_of, errors_of, observed
from emergence.simulations._estimand import Curve
from emergence.simulations._judged import ACCURACY
from emergence.simulations._simulated import in_batches
from emergence.simulations._truths import TRUTHS
from emergence.simulations.verdict_rates import INPUTS, PLACES

__all__ = ["INPUTS", "STUDY"]

# Scores of a benchmark, and benchmarks of a kind and a design.
TASKS, BENCHMARKS = 12, 40
# The share of the variance of a run's errors that all scores have in common.
COMMON = (0.0, 0.9)
# What the tasks of a benchmark are, and how many of them are abrupt; gradual ones are as wide as the margin.
ABRUPT_TASKS = {"all gradual": 0, "half abrupt": TASKS // 2, "all abrupt, at one onset": TASKS}
_ABRUPT = ("hinge", "saturating threshold", "saturating threshold, fast", "step")
_GRADUAL = (
    "logistic",
    "Gompertz",
    "complementary Gompertz",
    "algebraic, squares",
    "probit",
    "items of normal difficulty",
)
_WIDTH = 1.0
_HIGHEST = 0.97
# Onsets are put together from so many series on; draws as in the analysis `common_onsets`.
_FEWEST, _DRAWS = 3, 200


@dataclass(frozen=True)
class Cell:
    """Benchmarks of one design and kind; ``margin`` is that of the design's x as a share of its range."""

    design: Design
    kind: str
    common: float
    margin: float


def study(settings: Settings, threads: int, tables: Tables) -> pd.DataFrame:
    """The table ``joint_rates``.

    Parameters
    ----------
    settings : Settings
    threads : int
        Processes; the result does not depend on their number.
    tables : Tables
        :data:`INPUTS`.

    Returns
    -------
    pandas.DataFrame
        A row for each kind of benchmark, share of common errors and design that is tested within its runs.
    """
    designs = designs_of(tables["designs"], tables["design_points"]).values()
    cells = [
        Cell(design, kind, common, margin_of(design.x_kind, settings) / design.x_range)
        for design in designs
        if design.n_runs < ENOUGH_RUNS
        for kind in ABRUPT_TASKS
        for common in COMMON
    ]
    outcomes = in_batches(partial(_batch, cells, settings), [BENCHMARKS] * len(cells), threads)
    return pd.DataFrame([_counted(*of) for of in zip(cells, outcomes, strict=True)])[list(JOINT_RATES.names)]


def _batch(cells, settings, number, indices):
    """What is said of each benchmark of a cell, and whether it is right."""
    return [_judged(cells[number], settings, [settings.seed, number, index]) for index in indices]


def _judged(cell: Cell, settings: Settings, seed: list[int]) -> dict[str, Any]:
    """The outcome of one benchmark."""
    random = np.random.default_rng(seed)
    place = random.uniform(*_within_all_runs(cell.design, settings))
    tasks = list(_tasks(cell, place, random))
    series, points = _tables(cell, tasks, random, [*seed, 0])
    tests = run_tests(series, points, {"accuracy": ACCURACY}, settings)
    verdicts = judge(tests, series, {"accuracy": ACCURACY | {"high": 1.0}}, settings)
    abrupt = (verdicts["verdict"] == "abrupt").to_numpy()
    true = np.arange(TASKS) < ABRUPT_TASKS[cell.kind]
    bounds = abrupt_counts(verdicts, np.arange(TASKS)[:, None], settings.confidence)
    found = {
        "wrongly_abrupt": float(abrupt[~true].any()) if not true.all() else np.nan,
        "wrongly_gradual": float((verdicts["verdict"] == "gradual").to_numpy()[true].any()) if true.any() else np.nan,
        "false_share": float((abrupt & ~true).sum() / max(abrupt.sum(), 1)) if not true.all() else np.nan,
        "found": abrupt[true].mean() if true.any() else np.nan,
        "least": bounds["tasks_lo"],
        "count_held": float(bounds["tasks_lo"] <= true.sum() <= bounds["tasks_hi"]),
        "onset_held": np.nan,
        "one_onset_rejected": np.nan,
    }
    if not true.all() or abrupt.sum() < _FEWEST:
        return found
    return found | _common_onset(series[abrupt], points, place * cell.design.x_range, settings)


def _common_onset(series, points, onset, settings):
    """Whether the interval of the mean onset holds the onset that all tasks have, and one onset is rejected."""
    _, values = medians_over_runs(joint_onsets(series, points, _DRAWS, settings.seed))
    pooled = mean_onset(values[..., 0], np.arange(values.shape[1]), settings.confidence)
    return {
        "onset_held": float(pooled.lo <= onset <= pooled.hi),
        "one_onset_rejected": float(pooled.p < 1 - settings.confidence),
    }


def _within_all_runs(design: Design, settings: Settings) -> tuple[float, float]:
    """Between which x every run has checkpoints enough on the one side and half of them on the other."""
    runs = [np.sort(design.x[design.run == run]) for run in range(design.n_runs)]
    return max(x[settings.min_points] for x in runs), min(float(np.median(x)) for x in runs)


def _tasks(cell: Cell, place: float, random: np.random.Generator) -> Iterator[tuple[Design, Curve]]:
    """Design and curve of each task, the abrupt ones first, with their break at one place; others have their own."""
    for number in range(TASKS):
        design = cell.design.varied(random)
        height = min(design.rise, _HIGHEST - design.floor)
        if number < ABRUPT_TASKS[cell.kind]:
            yield design, TRUTHS[random.choice(_ABRUPT)].curve(place, 0.0, height)
            continue
        truth = TRUTHS[random.choice(_GRADUAL)]
        curves = [truth.curve(own, _WIDTH * cell.margin, height) for own in PLACES]
        yield design, random.choice([curve for curve in curves if curve is not None])


def _tables(cell, tasks, random, shared):
    """Rows of the tables of series and points of a benchmark; ``shared`` seeds the errors that its scores share."""
    series, points = [], []
    number_of = np.arange(cell.design.x.size)
    for number, (design, curve) in enumerate(tasks):
        name = f"{cell.design.name}/{cell.kind}/{shared}/{number:02d}"
        own, common = errors_of(design, random), errors_of(design, np.random.default_rng(shared))
        errors = np.sqrt(cell.common) * common + np.sqrt(1 - cell.common) * own
        seen = observed(design, curve, errors, random, name, design.effective_items)
        about: Mapping[str, Any] = dict.fromkeys(KEYS) | {
            "source": cell.design.name,
            "pool": "all",
            "metric": "accuracy",
        }
        about = about | {"series_id": name, "task": f"{number:02d}", "x_kind": cell.design.x_kind}
        series.append(about | {"better": "higher", "x_better": "higher", "chance": design.chance})
        columns = {"x": seen.x * design.x_range, "x2": np.nan, "y": seen.y, "run": seen.run.astype(str)}
        points.append(
            pd.DataFrame(columns | {"series_id": name, "tokens": number_of[seen.rows], "n_items": design.n_items})
        )
    return pd.DataFrame(series), pd.concat(points, ignore_index=True)


def _counted(cell: Cell, outcomes: list[dict[str, float]]) -> dict[str, Any]:
    """One row: shares with Monte-Carlo intervals."""
    frame = pd.DataFrame(outcomes)
    row = {"design": cell.design.name, "tasks": cell.kind, "common": cell.common, "n_simulated": len(frame)}
    row |= {"n_tasks": TASKS, "n_abrupt": ABRUPT_TASKS[cell.kind]}
    row |= {"false_share": frame["false_share"].mean()}
    row |= {"found": frame["found"].mean(), "least": frame["least"].mean()}
    row["n_onset"] = int(frame["onset_held"].notna().sum())
    for name in ("wrongly_abrupt", "wrongly_gradual", "count_held", "onset_held", "one_onset_rejected"):
        known = frame[name].dropna()
        row |= dict.fromkeys((name, f"{name}_lo", f"{name}_hi"), np.nan)
        if len(known):
            share = round(known.mean(), 6)
            row |= {name: share} | dict(zip((f"{name}_lo", f"{name}_hi"), wilson(share, len(known)), strict=True))
    return row


STUDY = study
