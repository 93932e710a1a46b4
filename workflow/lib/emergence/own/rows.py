"""The rows of a table of runs: what each says of its run, and the scores in it."""

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.own.columns import metric_of, score_of
from emergence.own.reading import counts, numbers

_QUANTITIES = ("params", "tokens", "flops", "shots", "n_items")
_WORDS = ("run", "model", "family", "format", "split")


def runs_of(frame, columns, how, file):
    """A row a row of the table: run, model, family and quantities of training, each null where it is not given."""
    runs = pd.DataFrame(index=frame.index)
    for name in _WORDS:
        given = frame[columns.of[name]] if name in columns.of else pd.Series(None, frame.index, dtype="str")
        runs[name] = given.astype("str").where(given.notna())
    for name in _QUANTITIES:
        column = columns.of.get(name)
        empty = pd.Series(np.nan, frame.index)
        runs[name] = numbers(frame[column], file, f"a number of {name}") if column else empty
    _require_positive(runs, columns, file)
    if runs["run"].isna().all() and runs["model"].isna().all():
        raise DataError(file, "a column run or model, or one named so with --map COLUMN=run")
    runs["run"] = runs["run"].fillna(runs["model"])
    runs["model"] = runs["model"].fillna(runs["run"])
    runs["family"] = runs["family"].fillna("own runs")
    if missing := runs.index[runs["run"].isna()].tolist():
        raise DataError(file, "the name of a run", missing[0], columns.of.get("run", columns.of.get("model")))
    if "step" in columns.of and runs["tokens"].isna().all() and how.tokens_per_step:
        steps = numbers(frame[columns.of["step"]], file, "a number of steps")
        runs["tokens"] = steps * how.tokens_per_step
    runs["flops"] = runs["flops"].fillna(6 * runs["params"] * runs["tokens"])
    if endless := runs.index[np.isinf(runs["flops"])].tolist():
        raise DataError(file, "parameters and tokens of a model that can be", endless[0])
    runs["is_final"] = frame[columns.of["is_final"]].map(_flag) if "is_final" in columns.of else _last(runs)
    return runs


def _require_positive(runs, columns, file):
    for name in ("params", "tokens", "flops"):
        wrong = runs.loc[(runs[name] < 0) | ((runs[name] == 0) & (name == "params")), name]
        if len(wrong):
            expected = f"a number of {name}, {'above 0' if name == 'params' else '0 or more'}"
            raise DataError(file, expected, wrong.index[0], columns.of[name], wrong.iloc[0])


def _last(runs):
    """Whether a row is of the last checkpoint of its run."""
    tokens = runs["tokens"].fillna(np.inf)
    return tokens == tokens.groupby(runs["run"]).transform("max")


def _flag(word):
    return None if pd.isna(word) else str(word).strip().lower() in ("true", "1", "1.0", "yes")


def wide_scores(frame, columns, file):
    """The scores of a table with a column a score: row, task, metric, value, whether it is a loss, place."""
    if not columns.scores:
        raise DataError(file, "a column of scores beside those of the runs: " + ", ".join(columns.of.values()))
    parts = []
    for name, score in columns.scores.items():
        values = numbers(frame[name], file, f"a number, or a --map {name}=... to what it is, or ignore")
        items = columns.items.get(score.task)
        of_each = counts(frame[items], file) if items else np.nan
        part = pd.DataFrame({"row": frame.index, "value": values, "n_items": of_each})
        part = part.assign(task=score.task, metric=score.metric, is_loss=score.is_loss, column=name)
        parts.append(part[values.notna()])
    return _located(pd.concat(parts, ignore_index=True))


def _located(scores):
    """The scores with their locator."""
    rows = zip(scores["row"], scores["column"], strict=True)
    return scores.assign(locator=[f"row {row}, {column}" for row, column in rows])


def long_scores(frame, columns, file):
    """The scores of a table with a row a score, like :func:`wide_scores`."""
    names = frame[columns.of["task"]]
    if nameless := names.index[names.isna()].tolist():
        raise DataError(file, "the name of a task", nameless[0], columns.of["task"])
    found = [score_of(str(name)) for name in names]
    metric = frame[columns.of["metric"]] if "metric" in columns.of else pd.Series(None, frame.index, dtype="str")
    named = [metric_of(str(word)) if pd.notna(word) else "" for word in metric]
    column = columns.of["value"]
    values = numbers(frame[column], file, "a number")
    items = columns.of.get("n_items")
    scores = pd.DataFrame(
        {
            "row": frame.index,
            "value": values,
            "n_items": counts(frame[items], file) if items else np.nan,
            "task": [score.task for score in found],
            "metric": [score.metric or own for score, own in zip(found, named, strict=True)],
            "is_loss": [score.is_loss for score in found],
            "column": column,
        }
    )
    return _located(scores[values.notna()].reset_index(drop=True))
