"""From observations to verdicts in one call: what the workflow's rules do, without the workflow."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from emergence import defaults
from emergence.hypotheses.testing import run_tests
from emergence.hypotheses.verdict import judge
from emergence.inference.fitting import fit_all
from emergence.io import yaml_files
from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.io.storage import read_csv
from emergence.io.tabulating import joined
from emergence.models import registry
from emergence.models.base import Settings
from emergence.own.processes import side_by_side
from emergence.schema.published import METRICS, TASKS
from emergence.schema.verdicts import VERDICT_WORDS
from emergence.series.build import build_series

EVERY_RUN: dict[str, dict] = {"all": {}}
# Panels of a figure: more take longer to draw than to fit, on a page that no viewer shows.
MOST_PANELS = 60
# Series that a process fits before it hands over their tables: so memory does not grow with what is left out of them.
_AT_A_TIME = 150


@dataclass(frozen=True)
class Judged:
    """The tables of some series, as the workflow has them: their points, fits, tests and verdicts."""

    series: pd.DataFrame
    points: pd.DataFrame
    fits: pd.DataFrame
    intervals: pd.DataFrame
    fit_stats: pd.DataFrame
    curves: pd.DataFrame
    verdicts: pd.DataFrame

    def drawn(self, x_kind: str) -> pd.DataFrame:
        """The series against one kind of x that a figure shows: at most :data:`MOST_PANELS`, decided ones first."""
        own = self.series[self.series["x_kind"] == x_kind]
        words = own["series_id"].map(self.verdicts.set_index("series_id")["verdict"])
        first = words.map(VERDICT_WORDS.index).sort_values(kind="stable").index[:MOST_PANELS]
        return own[own.index.isin(first)]

    def shown(self, x_kind: str) -> "Judged":
        """The tables of the series that :meth:`drawn` chooses."""
        own = self.drawn(x_kind)
        others = [getattr(self, field.name) for field in fields(self)[1:]]
        return Judged(own, *(table[table["series_id"].isin(own["series_id"])] for table in others))


def standard_settings(margin: Mapping[str, float] = MappingProxyType({}), **changes: Any) -> Settings:
    """The settings of the atlas with some changed: those that are not None.

    Parameters
    ----------
    margin : dict of str to float
        Kind of x, or what it starts with, to a margin in place of the atlas's.
    **changes
        Other fields of :class:`emergence.models.base.Settings`.

    Raises
    ------
    DataError
        If no x has a margin of such a name, or one is not above 0.
    """
    fits = yaml_files.parse(defaults.text("config.yaml"), "config.yaml")["fits"]
    forms = fits["forms"] or [name for name, form in registry().items() if form.default]
    for name, width in margin.items():
        if not any(name == known or name.startswith(f"{known}_") for known in fits["margin"]):
            expected = f"one of {', '.join(fits['margin'])}, or a kind of x such as loss_c4"
            raise DataError("settings", expected, column="margin", value=name)
        if not width > 0:
            raise DataError("settings", "a width above 0", column=f"margin {name}", value=width)
    margins = {**margin, **{name: own for name, own in fits["margin"].items() if name not in margin}}
    given = {name: value for name, value in changes.items() if value is not None}
    return Settings(**{**fits, "forms": forms, "margin": margins, **given})


def known_tasks() -> pd.DataFrame:
    """The tasks that all sources share: TASKS."""
    return check(read_csv(defaults.text("tasks.csv").encode(), "tasks.csv"), TASKS, "tasks.csv")


def known_metrics() -> pd.DataFrame:
    """The metrics of all sources: METRICS."""
    return check(read_csv(defaults.text("metrics.csv").encode(), "metrics.csv"), METRICS, "metrics.csv")


def judge_observations(
    observations: pd.DataFrame,
    x_kinds: Mapping[str, Mapping] | Iterable[str],
    tasks: pd.DataFrame,
    metrics: pd.DataFrame,
    settings: Settings,
    pools: Mapping[str, Mapping] = EVERY_RUN,
    processes: int = 1,
    meanwhile: Callable[[], Any] = lambda: None,
    every_curve: bool = True,
) -> Judged:
    """Pair scores with each kind of x, fit every form to every series, test and judge.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source.
    x_kinds : mapping of str to mapping, or iterable of str
        Kinds of x, with limits as :func:`emergence.series.build.build_series` takes them.
    tasks, metrics : pandas.DataFrame
        TASKS and METRICS.
    settings : emergence.models.base.Settings
    pools : mapping of str to mapping
        Pool of runs to its condition; all runs by default.
    processes : int
        Series that are fitted at a time; results do not depend on it.
    meanwhile : function, optional
        Called while they are fitted.
    every_curve : bool
        Whether to keep the curves of all forms, which are most of the memory, or those of each series' best form alone.

    Returns
    -------
    Judged
        The same numbers as the workflow's, to the last bit, where the source, its pools and x are the same.
    """
    x = x_kinds if isinstance(x_kinds, Mapping) else {name: {} for name in x_kinds}
    series, points = build_series(observations, pools, x, tasks, metrics)
    return judge_series(series, points, metrics, settings, processes, meanwhile, every_curve)


def judge_series(
    series: pd.DataFrame,
    points: pd.DataFrame,
    metrics: pd.DataFrame,
    settings: Settings,
    processes: int = 1,
    meanwhile: Callable[[], Any] = lambda: None,
    every_curve: bool = True,
) -> Judged:
    """Fit, test and judge series: SERIES with their POINTS, as for :func:`judge_observations`."""
    known = {row["metric"]: row for row in metrics.to_dict("records")}
    parts = [(*part, known, settings, every_curve) for part in _parts(series, points, processes)]
    found = zip(*side_by_side(_fitted, parts, processes, meanwhile), strict=True)
    fits, intervals, fit_stats, curves, tests = (_in_order(joined(list(frames))) for frames in found)
    verdicts = judge(tests, series, known, settings, fits, fit_stats)
    return Judged(series, points, fits, intervals, fit_stats, curves, verdicts)


def _parts(series: pd.DataFrame, points: pd.DataFrame, processes: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """A part of the series for each process or more, with their points; series against one x are together."""
    size = min(max(1, -(-len(series) // processes)), _AT_A_TIME)
    by_x = series.sort_values(["x_kind", "series_id"])
    at = dict(zip(by_x["series_id"], np.arange(len(by_x)) // size, strict=True))
    own = points["series_id"].map(at)
    for number in range(max(1, -(-len(series) // size))):
        yield by_x[number * size : (number + 1) * size], points[own == number]


def _fitted(
    series: pd.DataFrame, points: pd.DataFrame, metrics: Mapping[str, Mapping], settings: Settings, every_curve: bool
) -> tuple[pd.DataFrame, ...]:
    """Fits, intervals, fit_stats, curves and tests."""
    results = fit_all(series, points, settings)
    keys, stats, curves = ["series_id", "form"], results.fit_stats, results.curves
    if not every_curve:
        curves = curves.merge(stats.loc[stats["best"].fillna(False), keys], on=keys)
    return results.fits, results.intervals, stats, curves, run_tests(series, points, metrics, settings)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("series_id", kind="stable", ignore_index=True)
