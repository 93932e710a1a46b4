"""Evaluations that OLMo's trainer makes during training: a CSV per run, one row a checkpoint, one column an evaluation.

Columns: ``eval/<corpus>-validation/CrossEntropyLoss`` (nats per token) and
``eval/downstream[_<kind>]/<task>_<split>_<format>_<n>shot_<measure>``; besides them ``throughput/total_tokens``, or
``_step`` and ``batch_size_in_tokens``.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.registry import Registry, require_known

TASKS = {"csqa": "commonsenseqa", "socialiqa": "siqa"}
METRICS = {
    "bpb": "bits_per_byte",
    "len_norm": "accuracy",
    "acc": "accuracy",
    "soft": "choice_probability",
    "soft_log": "choice_log_probability",
}
SPLITS = {"val": "validation", "test": "test"}
KEY = ["task", "subtask", "metric", "shots", "format", "split"]
_TOKENS, _STEP, _BATCH = "throughput/total_tokens", "_step", "batch_size_in_tokens"
_LOSS = re.compile(r"eval/(?P<corpus>[\w-]+)-validation/CrossEntropyLoss")
_SCORE = re.compile(
    r"eval/downstream\w*/(?P<task>\w+?)_(?P<split>val|test)_(?P<format>rc|mc)_(?P<shots>\d+)shot_"
    r"(?P<measure>bpb|len_norm|acc|soft_log|soft)"
)


def meaning(column: str, items: Mapping[tuple[str, str], float]) -> dict:
    """What a column holds, as the key columns of an observation.

    Parameters
    ----------
    column : str
    items : mapping of (str, str) to float
        Task and split, as columns call them, to the number of items; an evaluation that is not there is an error.

    Raises
    ------
    DataError
        If the column is of no known evaluation.
    """
    if loss := _LOSS.fullmatch(column):
        corpus = loss["corpus"].replace("-", "_")
        return {"task": corpus, "metric": "cross_entropy", "split": "validation"}
    score = _SCORE.fullmatch(column)
    if score is None or (score["task"], score["split"]) not in items:
        raise DataError("the released tables", "a column of a known evaluation", column=column)
    task, _, group = score["task"].partition("mmlu_")
    return {
        "task": "mmlu" if group else TASKS.get(task, task),
        "subtask": group or None,
        "metric": METRICS[score["measure"]],
        "shots": float(score["shots"]),
        "format": score["format"],
        "split": SPLITS[score["split"]],
        "n_items": float(items[score["task"], score["split"]]),
    }


def tall(
    model: str, run: str, checkpoints: pd.DataFrame, is_final: np.ndarray, items: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    """One row an evaluation of a checkpoint, in the order of checkpoints, then by the key of what was evaluated.

    Parameters
    ----------
    model, run : str
    checkpoints : pandas.DataFrame, (n,)
        ``tokens``, ``locator`` and the columns ``eval/...``.
    is_final : numpy.ndarray of bool, (n,)
    items : mapping
        See :func:`meaning`.

    Returns
    -------
    pandas.DataFrame
        SOURCE_OBSERVATIONS.
    """
    columns = [column for column in checkpoints.columns if column.startswith("eval/")]
    meanings = pd.DataFrame([meaning(column, items) for column in columns], columns=[*KEY, "n_items"])
    order = meanings.sort_values(KEY, na_position="first").index
    meanings, values = meanings.loc[order], checkpoints[[columns[index] for index in order]].to_numpy()
    rows, repeats = len(checkpoints), len(columns)
    frame = {
        "model": model,
        "run": run,
        "tokens": np.repeat(checkpoints["tokens"].to_numpy(), repeats),
        "is_final": np.repeat(is_final, repeats),
        **{name: np.tile(meanings[name].to_numpy(), rows) for name in meanings},
        "value": values.ravel(),
        "locator": np.repeat(np.array(checkpoints["locator"], dtype=object), repeats),
    }
    return pd.DataFrame(frame)


def read(files: Mapping[str, bytes], registry: Registry) -> dict[str, pd.DataFrame]:
    """The tables of a source whose files are such CSVs, one a run: ``losses.csv`` and ``scores.csv``.

    Runs and models have the names of the files; no checkpoint is known to be the last one. Evaluations that a row lacks
    are no scores. ``models.csv`` is written by hand.

    Parameters
    ----------
    files : mapping of str to bytes
    registry : emergence.sources.formats.registry.Registry
        Items of a task are those of the tables of tasks.

    Raises
    ------
    DataError
        If tokens are missing, or a column is of a task or corpus that the registry does not know.
    """
    found = pd.concat([_run(files, path) for path in sorted(files)], ignore_index=True)
    require_known(found, registry)
    is_loss = (found["metric"] == "cross_entropy").to_numpy()
    parts = {"losses.csv": found[is_loss], "scores.csv": found[~is_loss]}
    return {name: part.reset_index(drop=True) for name, part in parts.items() if len(part)}


def _run(files, path):
    head = upstream.content(files, path).split(b"\n", 1)[0].decode().strip().split(",")
    evaluated = [column for column in head if column.startswith("eval/")]
    placed = [_TOKENS] if _TOKENS in head else [_STEP, _BATCH]
    frame = upstream.table(files, path, numbers=[*placed, *evaluated])
    tokens = frame[_TOKENS] if _TOKENS in frame else frame[_STEP] * frame[_BATCH]
    if tokens.isna().any():
        row = int(tokens.isna().to_numpy().argmax())
        raise DataError(path, "the tokens of a checkpoint", row=row + 2, column=placed[0])
    name = PurePosixPath(path).stem
    scored = (_SCORE.fullmatch(column) for column in evaluated)
    unknown = {(score["task"], score["split"]): np.nan for score in scored if score}
    frame = frame.assign(tokens=tokens, locator=[f"{path}, line {line}" for line in frame.index + 2])
    rows = tall(name, name, frame, np.zeros(len(frame), dtype=bool), unknown)
    return rows.dropna(subset="value").drop(columns="n_items")
