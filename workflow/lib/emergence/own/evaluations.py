"""Folders of evaluation results, as the usual programs write them -> scores under the names of the atlas."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from emergence.io.errors import DataError
from emergence.own.columns import plain
from emergence.own.judged import known_metrics, known_tasks
from emergence.own.listing import first_few
from emergence.sources.formats import bigbench_score_files, helm, lm_eval, olmes
from emergence.sources.formats.registry import METRICS, Registry, tables, task_of

# One row a score: the run, the step of a checkpoint (null where a file names none), and the score.
EVALUATIONS = (
    *("run", "family", "params", "step", "task", "metric", "value", "n_items", "shots", "format", "split", "locator"),
)  # fmt: skip
_KEY = ["run", "step", "task", "metric", "shots", "format", "split"]


class Evaluations(NamedTuple):
    """Scores, with columns :data:`EVALUATIONS`, and what is to be said of the files that they come from."""

    scores: pd.DataFrame
    notes: list[str]


class _Format(NamedTuple):
    """How the files that a program writes are called, the first way that any is, and how their scores are read."""

    names: tuple[tuple[str, ...], ...]
    read: Callable[[Mapping[str, bytes]], Evaluations]


def read_evaluations(path: str | Path, form: str, parts: bool = False) -> Evaluations:
    """The scores in a folder of results.

    Parameters
    ----------
    path : path-like
        The folder, searched with those in it, or one file.
    form : str
        Key of :data:`FORMATS`.
    parts : bool
        Whether to keep the scores of parts, such as the subjects of MMLU, where a run has the task as a whole.

    Raises
    ------
    DataError
        If there is no such file, one is not as its program writes it, or two files have different values of one score.
    """
    path = Path(path)
    scores, notes = FORMATS[form].read(_files(path, FORMATS[form].names))
    is_part = scores["subtask"].notna()
    keys = [scores[name] for name in ("run", "step", "task", "metric")]
    left_out = is_part & ~is_part.groupby(keys, dropna=False).transform("all") & (not parts)
    if left_out.any():
        tasks = first_few(sorted(scores.loc[left_out, "task"].unique()))
        notes.append(f"left out: {left_out.sum()} scores of parts of {tasks}; --parts keeps them")
    kept = scores[~left_out]
    names = [
        task if pd.isna(part) else f"{task}_{plain(part)}"
        for task, part in zip(kept["task"], kept["subtask"], strict=True)
    ]
    return Evaluations(_once(kept.assign(task=names).reindex(columns=list(EVALUATIONS))), notes)


def _files(path, names):
    """The bytes of the files with the first of some names, by path."""
    if path.is_file():
        return {path.as_posix(): path.read_bytes()}
    if not path.is_dir():
        raise DataError(path, "a folder of results, or one file")
    for patterns in names:
        found = {file for pattern in patterns for file in path.rglob(pattern) if file.is_file()}
        if found:
            return {file.as_posix(): file.read_bytes() for file in sorted(found)}
    raise DataError(path, "files such as " + ", ".join(names[0]))


def _named(form, all_scores):
    """The reader of a format whose tasks and metrics have names in the registry; unknown tasks keep their own."""

    def read(files):
        found, notes, metrics = all_scores(files), [], METRICS[form]
        other = found["key"].map(metrics.get).isna()
        if other.any():
            counts = ", ".join(f"{key} ({count})" for key, count in found.loc[other, "key"].value_counts().items())
            notes.append(f"left out: {other.sum()} numbers that are no metric of the atlas: {counts}")
        found = found[~other].reset_index(drop=True)
        shared = known_tasks()
        unknown = [name for name in found["name"].unique() if not _is_known(form, name, shared)]
        found["name"] = found["name"].map(lambda name: plain(name) if name in unknown else name)
        own = pd.DataFrame({"task": sorted(map(plain, unknown)), "answer_format": "unknown"}, dtype="str")
        registry = Registry(shared, own.drop_duplicates().reindex(columns=shared.columns), known_metrics())
        scores = tables(found, form, registry)["scores.csv"].rename(columns={"tokens": "step"})
        return Evaluations(scores, notes)

    return read


def _is_known(form, name, shared):
    try:
        return bool(task_of(form, name, shared, ""))
    except DataError:
        return False


def _of_bigbench(files):
    made = bigbench_score_files.read(files)
    scores = made["scores.parquet"].merge(made["models.csv"][["model", "family", "params"]], on="model")
    return Evaluations(scores.assign(run=scores["model"], step=float("nan")), [])


def _once(scores):
    """Each score once; a run that was evaluated twice must agree with itself."""
    different = scores.drop_duplicates([*_KEY, "value"])
    twice = different.loc[different.duplicated(_KEY, keep=False)].sort_values(_KEY)
    if len(twice):
        first, second = twice.iloc[:2].to_dict("records")
        expected = f"one value of a score of {second['run']}, but {first['locator']} has {first['value']}"
        raise DataError(second["locator"], expected, value=second["value"])
    return scores.drop_duplicates(_KEY).sort_values(_KEY, na_position="last", ignore_index=True)


# What --from takes. A step stands for the tokens here: those of a step may be known to the table of runs.
FORMATS = {
    "lm-eval": _Format(
        (("results*.json",), ("*.json",)), _named("lm_eval", lambda files: lm_eval.all_scores(files, 1.0))
    ),
    "olmes": _Format((("*-metrics.json",),), _named("olmes", lambda files: olmes.all_scores(files, 1.0))),
    "helm": _Format(((helm.SPEC, helm.STATS),), _named("helm", helm.all_scores)),
    "bigbench": _Format((("scores_*.json",),), _of_bigbench),
}
