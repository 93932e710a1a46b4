"""A table of runs -> verdicts: reading, checking, pairing with each x, fitting and judging."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from emergence.io.errors import DataError
from emergence.models.base import Settings
from emergence.own.columns import recognise
from emergence.own.judged import Judged, judge_observations, known_metrics, known_tasks
from emergence.own.plausibility import require_possible, unlikely
from emergence.own.published import Published, published
from emergence.own.reading import read_runs
from emergence.own.tables import SOURCE, Reading, RunTables, run_tables
from emergence.schema.x_kinds import x_kind
from emergence.sources.ingest import ingest

# What is compared with x: not the losses, which are an x themselves.
_LOSSES = ("cross_entropy", "perplexity", "corpus_bits_per_byte", "last_word_nats")


@dataclass(frozen=True)
class FittedRuns:
    """Verdicts on a lab's own runs, what is to be said of their table, and published series beside them.

    Of curves it has those of the best forms, which figures show.
    """

    judged: Judged
    x_kinds: list[str]
    notes: list[str]
    published: Published | None = None

    def against(self, results: Path) -> "FittedRuns":
        """The same with the published series in a folder of the atlas's results, and with what is to be said of it."""
        found, notes = published(self.judged, results)
        return replace(self, published=found, notes=[*self.notes, *notes])


def source_tables(path: str | Path, how: Reading, shared_tasks: pd.DataFrame | None = None) -> RunTables:
    """The tables of a source from a file of runs, as :func:`emergence.own.tables.run_tables` makes them.

    Known tasks are those of the atlas where none are given.
    """
    frame = read_runs(path)
    columns = recognise(frame.columns, how.meanings, str(path))
    tasks = known_tasks() if shared_tasks is None else shared_tasks
    made = run_tables(frame, columns, tasks, known_metrics(), how, str(path))
    if not made.x_kinds:
        expected = "an x: a column of losses (loss, c4_loss, ...), of FLOPs, or of parameters"
        raise DataError(path, expected, value=", ".join(map(str, frame.columns)))
    return made


def fit_runs(
    path: str | Path,
    how: Reading,
    settings: Settings,
    x_kinds: Sequence[str] = (),
    processes: int = 1,
    meanwhile: Callable[[], Any] = lambda: None,
) -> FittedRuns:
    """Read a table of runs, fit and judge every score against every x.

    Parameters
    ----------
    path : path-like
    how : Reading
    settings : emergence.models.base.Settings
    x_kinds : sequence of str
        Kinds of x that are wanted, by key or first part: ``loss``, ``flops``, ``loss_c4``; by default all.
    processes : int
        Series that are fitted at a time.
    meanwhile : function, optional
        Called while they are fitted.

    Returns
    -------
    FittedRuns

    Raises
    ------
    DataError
        If the table is not as it should be, or lacks a wanted x.
    """
    made, x, observations = observed(path, how, x_kinds)
    wanted = list(x)
    tables = made.tables.tasks, made.tables.metrics
    judged = judge_observations(
        observations, x, *tables, settings, processes=processes, meanwhile=meanwhile, every_curve=False
    )
    said = [*unlikely(observations, wanted), *_without_series(judged, observations), *_not_drawn(judged, wanted)]
    return FittedRuns(judged, wanted, [*made.notes, *said])


def observed(
    path: str | Path, how: Reading, x_kinds: Sequence[str] = ()
) -> tuple[RunTables, dict[str, dict], pd.DataFrame]:
    """The tables of a file of runs, the wanted kinds of x with what is compared with them, and the observations."""
    made = source_tables(path, how)
    wanted = _wanted(made, x_kinds, path)
    observations = ingest(SOURCE, "own", *made.tables)
    require_possible(observations, str(path))
    scored = sorted(set(observations["metric"]) - set(_LOSSES))
    if not scored:
        raise DataError(path, "a column of scores beside the losses")
    return made, {name: {"only": [{"metric": scored}]} for name in wanted}, observations


def _wanted(made, named, path):
    """The kinds of x that are named, by key or by its first part (``loss``, ``flops``); all if none is."""
    if not named:
        return made.x_kinds
    found = [
        key for name in named for key in made.x_kinds if key in (name, f"log10_{name}") or key.startswith(f"{name}_")
    ]
    for name in named:
        if not any(key in (name, f"log10_{name}") or key.startswith(f"{name}_") for key in made.x_kinds):
            raise DataError(path, "one of " + ", ".join(made.x_kinds), column="--x", value=name)
    return list(dict.fromkeys(found))


def _without_series(judged: Judged, observations: pd.DataFrame) -> list[str]:
    """Tasks that no x is known for."""
    scored = observations[~observations["metric"].isin(_LOSSES)]["task"].unique()
    left = sorted(set(scored) - set(judged.series["task"]))
    return [f"no series of {', '.join(left)}: none of its runs has an x"] if left else []


def _not_drawn(judged: Judged, x_kinds: list[str]) -> Iterator[str]:
    """Figures that do not show every series."""
    for key in x_kinds:
        drawn, every = len(judged.drawn(key)), int((judged.series["x_kind"] == key).sum())
        if drawn < every:
            what = f"the figure against {x_kind(key).title} shows {drawn} of {every} series"
            yield f"{what}, those with a verdict first; all are in the tables and in report.html"
