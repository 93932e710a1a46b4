"""Wu and Lo 2025: accuracy and target-conditioned Brier score of base models, whole and by groups of difficulty."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.base_model_tables import TEXT, base_models
from emergence.sources.task_parts import parts_of, with_parts

# Upstream's task: ours, the parameter of its main grouping, which is part of the file names, and its title.
_TASKS = {
    "abstract_narrative_understanding": (
        "bigbench_abstract_narrative_understanding",
        "199.52623149688787",
        "Abstract narrative understanding",
    ),
    "analogical_similarity": ("bigbench_analogical_similarity", "100", "Analogical similarity"),
    "arc": ("arc", "199.52623149688787", "ARC, easy and challenge"),
    "arithmetic": ("bigbench_arithmetic", "63.09573444801933", "Arithmetic"),
    "conceptual_combinations": ("bigbench_conceptual_combinations", "31.622776601683793", "Conceptual combinations"),
    "hellaswag": ("hellaswag", "199.52623149688787", "HellaSwag"),
    "hindu_knowledge": ("bigbench_hindu_knowledge", "10", "Hindu knowledge"),
    "mmlu": ("mmlu", "31.622776601683793", "MMLU"),
    "parsinlu_qa_mc": ("bigbench_parsinlu_qa", "199.52623149688787", "ParsiNLU QA"),
}
_WITH_MORE = ("arithmetic", "mmlu", "parsinlu_qa_mc")  # tasks that also have not renormalised and groups by accuracy
_OWN_TASKS = (
    {
        "task": "arc",
        "title": "ARC, easy and challenge",
        "answer_format": "multiple_choice",
        "chance": 0.25,
        "chance_basis": "assumed",
        "n_items": 3548,
        "locator": "data/arc: groups of 3548 items, the test sets of ARC-Easy (2376) and ARC-Challenge (1172)",
    },
    {
        "task": "bigbench_analogical_similarity",
        "title": "Analogical similarity",
        "answer_format": "multiple_choice",
        "choices": 7,
        "chance": 1 / 7,
        "chance_basis": "secondary",
        "n_items": 323,
        "locator": "tasks_secondary.csv (choices); items also by the groups of data/analogical_similarity",
    },
    {
        "task": "bigbench_arithmetic",
        "title": "Arithmetic",
        "answer_format": "multiple_choice",
        "n_items": 15023,
        "locator": "data/arithmetic: groups of 15023 items; the choices of an item are not known here",
    },
)
_GROUP = re.compile(r"(\d+)_(\d+)_(brier|acc)")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``<task>/<task>_instance_brier_-1000_<parameter>_<groups>_redist.csv`` and their kin, one row a model.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.parquet``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a file is missing, its groups do not join, or files disagree about a model or a task.
    """
    tables, models = [], []
    for name in _TASKS:
        for path, meanings in _files(name).items():
            frame = _evaluated(files, path)
            models.append(_models(frame, path))
            names = models[-1].set_axis(frame.index)["model"]
            tables += [_observed(frame, names, path, *meaning) for meaning in _columns(frame, path, name, meanings)]
    known = pd.concat(models, ignore_index=True)
    facts = ["model", "family", "params", "tokens", "flops"]
    models = known.drop_duplicates(facts).sort_values("model", ignore_index=True)
    if models["model"].duplicated().any():
        row = models[models["model"].duplicated(keep=False)].iloc[0]
        raise DataError(row["locator"], "the same size and FLOPs in every file", row=row["model"])
    scores, titles = _merged(pd.concat(tables, ignore_index=True)), {task: title for task, _, title in _TASKS.values()}
    return {
        "scores.parquet": scores,
        "models.csv": models,
        "tasks.csv": with_parts(pd.DataFrame(_OWN_TASKS), parts_of(scores, titles, "columns of the task's files")),
    }


def _files(name):
    """Path to what is taken from it: whole-task columns (column: metric), and groups (prefix, metric)."""
    stem = f"{name}_instance_brier_-1000_{_TASKS[name][1]}"
    whole = {"acc": "accuracy", "brier": "target_brier"}
    paths = {
        f"{name}/{stem}_10_redist.csv": (whole, ("difficulty", "target_brier")),
        f"{name}/{stem}_3_redist.csv": (whole, ("difficulty", "target_brier")),
    }
    if name in _WITH_MORE:
        paths[f"{name}/{stem}_10_undist.csv"] = (
            {"acc": "accuracy", "brier": "target_brier_absolute"},
            ("difficulty_absolute", "target_brier_absolute"),
        )
        paths[f"{name}/acc_{stem}_10_redist.csv"] = ({"brier": "target_brier"}, ("difficulty_by_accuracy", "accuracy"))
    return paths


def _evaluated(files, path):
    """The rows of models that were evaluated, quantities as text."""
    head = upstream.content(files, path).split(b"\n", 1)[0].decode().strip().split(",")
    measured = [column for column in head if column in ("acc", "brier") or _GROUP.fullmatch(column)]
    frame = upstream.table(files, path, text=TEXT, numbers=measured)
    frame = frame[frame["brier"].notna()] if "brier" in measured else frame.iloc[:0]
    if frame.empty or frame[measured].isna().to_numpy().any():
        raise DataError(path, "models with a score in every column", column="brier")
    return frame


def _models(frame, path):
    """Models; the size distinguishes a name that is listed twice with different sizes (GPT-2)."""
    models = base_models(frame, path)
    again = models["model"].duplicated()
    sizes = frame[TEXT[2]].set_axis(models.index)
    return models.assign(model=models["model"].where(~again, models["model"] + " (" + sizes + "B)"))


def _columns(frame, path, name, meanings):
    """(column, task, subtask, metric, items) of what is taken from a file."""
    whole, (prefix, metric) = meanings
    groups = [(column, *map(int, match.groups()[:2])) for column in frame if (match := _GROUP.fullmatch(column))]
    ends = [0, *(end for _, _, end in groups)]
    if not groups or [start for _, start, _ in groups] != ends[:-1]:
        raise DataError(path, "groups that begin where the one before ends", value=[column for column, *_ in groups])
    task, items = _TASKS[name][0], ends[-1]
    taken = [(column, task, None, found, items) for column, found in whole.items()]
    for number, (column, start, end) in enumerate(groups, start=1):
        taken.append((column, task, f"{prefix}_{number:02d}_of_{len(groups):02d}", metric, end - start))
    return taken


def _observed(frame, names, path, column, task, subtask, metric, items):
    rows = {"model": names, "is_final": True, "task": task, "subtask": subtask, "metric": metric}
    rows |= {"value": frame[column], "n_items": float(items), "locator": f"{path}, column {column}"}
    return pd.DataFrame(rows).astype({"subtask": "str"})


def _merged(scores):
    """One row per number: whole-task scores are in several files, which must agree to the last few bits."""
    key = ["model", "task", "subtask", "metric"]
    groups = scores.groupby(key, dropna=False)["value"]
    apart = (groups.transform("max") - groups.transform("min")) > 1e-12
    if apart.any():
        row = scores[apart].iloc[0]
        raise DataError(row["locator"], "the same score in every file of the task", row=row["model"])
    return scores.drop_duplicates(key).sort_values(key, na_position="first", ignore_index=True)
