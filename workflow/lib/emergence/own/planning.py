"""How many more runs would decide the series of a task in a table of runs: what is printed of each."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from emergence.hypotheses.more_runs import LEVEL_TITLE, MOST, PLACEMENTS, MoreRuns, Needed
from emergence.hypotheses.testing import margin_of
from emergence.inference.bootstrap import ENOUGH_RUNS
from emergence.io.errors import DataError
from emergence.models.base import Settings
from emergence.own.fitting import observed
from emergence.own.judged import EVERY_RUN, judge_series
from emergence.own.tables import Reading
from emergence.schema.x_kinds import x_kind as kind_of
from emergence.series.build import build_series
from emergence.series.domain import lacking
from emergence.series.points import split
from emergence.series.run_bins import run_bins_of

_ASSUMED = (
    f"Assumed: {LEVEL_TITLE}; the score is a kink at the present onset, of the present height; noise as large as now, "
    "the same everywhere; each further run is one point within the present range. Intervals are those of the noise, "
    "which is estimated from the present runs."
)
_PLACED = {"spread": "spread over the range", "near": "within a margin of the onset"}


def plan_runs(
    path: str | Path, task: str, how: Reading, settings: Settings, x_kinds: Sequence[str] = (), processes: int = 1
) -> Iterator[str]:
    """Lines on each series of a task: its verdict where it is decided, what would decide it otherwise.

    Parameters
    ----------
    path : path-like
        As :func:`emergence.own.fitting.fit_runs` takes it.
    task : str
    how : Reading
    settings : emergence.models.base.Settings
        Margins, and what must lie on either side of an onset.
    x_kinds : sequence of str
    processes : int
        Series that are fitted at a time: all of the table, since verdicts allow for the number of tests.

    Raises
    ------
    DataError
        If the table is not as it should be, or has no such task.
    """
    made, x, observations = observed(path, how, x_kinds)
    series, points = build_series(observations, EVERY_RUN, x, made.tables.tasks, made.tables.metrics)
    own = series[series["task"] == task].reset_index(drop=True)
    if own.empty:
        known = ", ".join(sorted(set(series["task"])))
        raise DataError(path, f"a task of the table: {known}", column="--task", value=task)
    judged = judge_series(series, points, made.tables.metrics, settings, processes, every_curve=False)
    verdicts, planned = judged.verdicts.set_index("series_id"), False
    for row, one in zip(own.to_dict("records"), split(own, points), strict=True):
        margin, kind = margin_of(row["x_kind"], settings), kind_of(row["x_kind"])
        yield f"{task} ({row['metric']}) against {kind.title}, margin {margin:g} {kind.unit}, {one.n_runs} runs"
        verdict = verdicts.loc[row["series_id"]]
        if verdict["verdict"] != "unresolved":
            yield f"  decided: {verdict['verdict']}, {verdict['reason']}"
            continue
        bins = run_bins_of(one, row["better"]) if one.varies else None
        if bins is None or one.n_runs < ENOUGH_RUNS or lacking(bins, settings):
            yield f"  too few runs to plan from: expected {ENOUGH_RUNS} or more, on both sides of an onset, that differ"
            continue
        more, planned = MoreRuns(bins, margin, settings), True
        yield f"  onset {more.onset_x:.4g}, noise of a point {more.residual_sd:.2g}"
        yield f"  minimum detectable width now: {_width(more.width(np.empty(0)), kind.unit)}"
        for placement in PLACEMENTS:
            ends = more.needed_between(placement, settings.confidence)
            yield "  " + _said(more.needed(placement), ends, settings.confidence, kind.unit)
    if planned:
        yield _ASSUMED


def _said(needed: Needed, ends: Sequence[Needed], confidence: float, unit: str) -> str:
    placed = _PLACED[needed.placement]
    interval = f"{confidence:.0%} interval {_between(*(end.k for end in ends))}".replace("%", " %")
    if needed.k == 0:
        return f"{placed}: no more runs are needed, an onset narrower than the margin would be found ({interval})"
    if needed.k is None:
        return f"{placed}: not even {MOST} more runs suffice ({interval}; then {_width(needed.width, unit)})"
    first, last = min(needed.x), max(needed.x)
    places = f"at {first:.3g}" if needed.k == 1 else f"evenly from {first:.3g} to {last:.3g}"
    return f"{placed}: {needed.k} more runs ({interval}), {places} (then {_width(needed.width, unit)})"


def _between(low, high):
    if low is None:
        return f"above {MOST}"
    return f"{low} or more" if high is None else f"{low} to {high}"


def _width(width, unit):
    return "none within the range" if np.isnan(width) else f"{width:.2g} {unit}"
