"""google/BIG-bench's own score files, ``results/scores_<family>_<model>.json``, for a user who has that repository.

No score file was available when this was written. Its keys were held against programs that read or make such files:

- ``model`` (``model_family``, ``model_name``, ``total_params``, ``non_embedding_params``) and, of each of ``scores``,
  ``subtask_description``, ``number_of_shots``, ``score_dict`` and ``preferred_score``, which is
  ``normalized_aggregate_score`` for the mean of a task's parts: github.com/INK-USC/predicting-big-bench,
  data_prep/big_bench.py, which reads all files of the repository;
- ``low_score`` and ``high_score``: arguments of ``ScoreData`` as BIG-bench's programmatic tasks (com2sense) call it;
- ``<task>:<part>`` for parts, at times the part alone, and the task alone for the mean: google/BIG-bench, pull request
  726.

The mean of a task's parts runs from 0 to 100. How the file names its task was not seen: the folder names it. Shots may
be unknown: github.com/wschella/lass, which reads the logs of the same evaluations, provides for that.
"""

import math
import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

# BIG-bench's metric: ours, the form of answer it scores, and its top. Others count only where a task prefers them.
# A programmatic task may use these names for other quantities: values above the top are left out.
_METRICS = {
    "multiple_choice_grade": ("accuracy", "multiple_choice", 1.0),
    "exact_str_match": ("exact_match", "free_response", 1.0),
    "bleu": ("bleu", "free_response", 100.0),
}
_PLACE = re.compile(r"(?:.*/)?([^/]+)/results/scores_[^/]*\.json")
_AGGREGATE = "normalized_aggregate_score"
NORMALISED = "normalised_preferred"
_WHOLE = ("", "aggregate", "all")  # what the row of a whole task is called, where it is not called by the task's name
_SCORE_KEYS = ("score_dict", "preferred_score", "number_of_shots", "low_score", "high_score")
_KEY = ["model", "task", "subtask", "metric", "shots"]


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        Score files by their path: ``.../<task>/results/scores_*.json``, each with ``model`` and ``scores``.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.parquet``: every metric that the atlas knows, and ``normalised_preferred`` for the one that the task
        prefers, (score - low score) / (high score - low score). ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a file lacks a key, a score is not a number, or one score is given twice with two values.
    """
    rows, preferred = [], []
    models: dict[str, dict] = {}
    for path in sorted(files):
        content = upstream.parsed_json(files, path)
        model, task = _model(path, content), _task(path)
        standing = models.setdefault(model["model"], model)
        if standing["params"] != model["params"]:
            expected = f"the parameters that {standing['locator']} gives {model['model']}: {standing['params']}"
            raise DataError(path, expected, row="model", column="total_params", value=model["params"])
        for number, score in enumerate(_listed(path, content)):
            place = f"scores[{number}]"
            subtask, shots = _subtask(task, score), score["number_of_shots"]
            preferred.append((task, subtask, path, score["preferred_score"], score["low_score"]))
            for metric, value, name in _values(path, place, score):
                locator = f"{path}, {place}, {name}"
                rows.append((model["model"], f"bigbench_{task}", subtask, metric, shots, value, locator))
    scores = pd.DataFrame(rows, columns=[*_KEY, "value", "locator"]).assign(is_final=True)
    scores = scores.astype({"subtask": "str", "shots": "float64"})
    return {
        "scores.parquet": _once(scores),
        "models.csv": pd.DataFrame(list(models.values())).sort_values("model", ignore_index=True),
        "tasks.csv": _tasks(preferred),
    }


def _task(path):
    """The name of the folder that the score file is about."""
    if not (match := _PLACE.fullmatch(path)):
        raise DataError(path, "a path <task>/results/scores_*.json")
    return match[1]


def _named(path, content, part, key):
    found = content.get(part) if isinstance(content, dict) else None
    value = found.get(key) if isinstance(found, dict) else None
    if not isinstance(value, str) or not value:
        raise DataError(path, "a name", row=part, column=key, value=value)
    return value


def _model(path, content):
    family, name = _named(path, content, "model", "model_family"), _named(path, content, "model", "model_name")
    # Zero, too, means that it was not filled in.
    params = content["model"].get("total_params") or content["model"].get("non_embedding_params") or None
    if params is not None and (not _is_number(params) or params <= 0):
        raise DataError(path, "a number above 0", row="model", column="total_params", value=params)
    locator = f"{path}, model" + ("" if content["model"].get("total_params") else "; parameters without embeddings")
    known = {"model": f"{family} {name}", "family": family, "params": params}
    return known | {"basis": "released", "locator": locator}


def _listed(path, content):
    scores = content.get("scores")
    if not isinstance(scores, list) or not scores:
        raise DataError(path, "a list of scores", column="scores")
    for number, score in enumerate(scores):
        place = f"scores[{number}]"
        for key in _SCORE_KEYS:
            if not isinstance(score, dict) or key not in score:
                raise DataError(path, f"a key {key!r}", row=place)
        if not isinstance(score["score_dict"], dict):
            raise DataError(path, "metrics and their values", row=place, column="score_dict", value=score["score_dict"])
        for key in ("number_of_shots", "low_score", "high_score"):
            if score[key] is not None and not _is_number(score[key]):
                raise DataError(path, "a number or null", row=place, column=key, value=score[key])
    return scores


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _subtask(task, score):
    """The part that a score is of, as a key; None where it is of the whole task."""
    described = (score.get("subtask_description") or "").strip()
    part = described.removeprefix(task).lstrip(": ") if described.startswith(f"{task}:") else described
    if part == task or part.lower() in _WHOLE:
        return None
    return re.sub(r"[^a-z0-9]+", "_", part.lower()).strip("_")


def _values(path, place, score):
    """(our metric, value, BIG-bench's metric) of one entry; a score that was not had (null, NaN) is no row."""
    for name, value in sorted(score["score_dict"].items()):
        if value is not None and not _is_number(value):
            raise DataError(path, "a number", row=place, column=name, value=value)
        if value is None or not math.isfinite(value):
            continue
        if name in _METRICS and 0 <= value <= _METRICS[name][2]:
            yield _METRICS[name][0], float(value), name
        if name == _AGGREGATE:
            yield NORMALISED, value / 100, f"{name} of 100"
        elif name == score["preferred_score"] and None not in (low := score["low_score"], high := score["high_score"]):
            if not high > low:
                expected = f"a number above the low score, {low}"
                raise DataError(path, expected, row=place, column="high_score", value=high)
            yield NORMALISED, (value - low) / (high - low), f"{name} between {low} and {high}"


def _once(scores):
    """Each score once; the same number may be in several entries, as for a task of one part."""
    again = scores.groupby(_KEY, dropna=False)["value"]
    apart = (again.transform("min") != again.transform("max")).to_numpy()
    if apart.any():
        row = scores[apart].iloc[0]
        raise DataError(row["locator"], "one value for a model, task, part, metric and shots", value=row["value"])
    return scores.drop_duplicates(_KEY).sort_values(_KEY, na_position="first", ignore_index=True)


def _tasks(preferred):
    """Chance and form of answer by the preferred metric; a guess scores the low score of a choice or an exact match."""
    table = pd.DataFrame(preferred, columns=["task", "subtask", "path", "metric", "low"]).astype({"subtask": "str"})
    parts = table.drop_duplicates(["task", "subtask"])
    rows = []
    for (task, subtask), found in parts.groupby(["task", "subtask"], dropna=False):
        of_task = parts.loc[(parts["task"] == task) & (parts["metric"] != _AGGREGATE), "metric"]
        kinds = {_METRICS[metric][1] if metric in _METRICS else "unknown" for metric in of_task}
        metric, low, path = found[["metric", "low", "path"]].iloc[0]
        guessed = metric in ("multiple_choice_grade", "exact_str_match") and low is not None and 0 <= low <= 1
        name = task.replace("_", " ")
        row = {"task": f"bigbench_{task}", "subtask": None if pd.isna(subtask) else subtask}
        row["title"] = name.capitalize() if pd.isna(subtask) else f"{name.capitalize()}: {subtask.replace('_', ' ')}"
        row["answer_format"] = kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "unknown"
        row |= {"chance": low if guessed else None, "chance_basis": "released" if guessed else None}
        rows.append(row | {"locator": f"{path}, low_score of {metric}"})
    for task in sorted(set(parts["task"]) - set(parts.loc[parts["subtask"].isna(), "task"])):
        row = next(row for row in rows if row["task"] == f"bigbench_{task}")
        whole = {"subtask": None, "title": task.replace("_", " ").capitalize(), "chance": None, "chance_basis": None}
        rows.append(row | whole)  # every task has a row of its own, also one that was only scored in parts
    return pd.DataFrame(rows).sort_values(["task", "subtask"], na_position="first", ignore_index=True)
