"""The rows of a table of runs: what each says of its run, and the scores in it."""

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.own.columns import metric_of, score_of
from emergence.own.reading import numbers

_QUANTITIES = ("params", "tokens", "flops", "shots", "n_items")
_WORDS = ("run", "model", "family", "format", "split")


def runs_of(frame, columns, how, file, first_row):
    """A row a row of the table: run, model, family and quantities of training, each null where it is not given."""
    runs = pd.DataFrame(index=frame.index)
    for name in _WORDS:
        given = frame[columns.of[name]] if name in columns.of else pd.Series(None, frame.index, dtype="str")
        runs[name] = given.astype("str").where(given.notna())
    for name in _QUANTITIES:
        column = columns.of.get(name)
        empty = pd.Series(np.nan, frame.index)
        runs[name] = numbers(frame[column], file, first_row, f"a number of {name}") if column else empty
    _require_positive(runs, columns, file, first_row)
    if runs["run"].isna().all() and runs["model"].isna().all():
        raise DataError(file, "a column run or model, or one named so with --map COLUMN=run")
    runs["run"] = runs["run"].fillna(runs["model"])
    runs["model"] = runs["model"].fillna(runs["run"])
    runs["family"] = runs["family"].fillna("own runs")
    if missing := np.flatnonzero(runs["run"].isna()).tolist():
        raise DataError(
            file, "the name of a run", first_row + missing[0], columns.of.get("run", columns.of.get("model"))
        )
    if "step" in columns.of and runs["tokens"].isna().all() and how.tokens_per_step:
        steps = numbers(frame[columns.of["step"]], file, first_row, "a number of steps")
        runs["tokens"] = steps * how.tokens_per_step
    runs["flops"] = runs["flops"].fillna(6 * runs["params"] * runs["tokens"])
    if (endless := np.isinf(runs["flops"].to_numpy())).any():
        raise DataError(file, "parameters and tokens of a model that can be", first_row + int(endless.argmax()))
    runs["is_final"] = frame[columns.of["is_final"]].map(_flag) if "is_final" in columns.of else _last(runs)
    return runs


def _require_positive(runs, columns, file, first_row):
    for name in ("params", "tokens", "flops"):
        wrong = ((runs[name] < 0) | ((runs[name] == 0) & (name == "params"))).to_numpy()
        if wrong.any():
            row = int(wrong.argmax())
            expected = f"a number of {name}, {'above 0' if name == 'params' else '0 or more'}"
            raise DataError(file, expected, first_row + row, columns.of[name], runs[name].iloc[row])


def _last(runs):
    """Whether a row is of the last checkpoint of its run."""
    tokens = runs["tokens"].fillna(np.inf)
    return tokens == tokens.groupby(runs["run"]).transform("max")


def _flag(word):
    return None if pd.isna(word) else str(word).strip().lower() in ("true", "1", "1.0", "yes")


def wide_scores(frame, columns, file, first_row):
    """The scores of a table with a column a score: row, task, metric, value, whether it is a loss, place."""
    if not columns.scores:
        raise DataError(file, "a column of scores beside those of the runs: " + ", ".join(columns.of.values()))
    parts = []
    for name, score in columns.scores.items():
        values = numbers(frame[name], file, first_row, f"a number, or a --map {name}=... to what it is, or ignore")
        items = columns.items.get(score.task)
        counts = numbers(frame[items], file, first_row, "a number of items") if items else np.nan
        part = pd.DataFrame({"row": frame.index, "value": values, "n_items": counts})
        part = part.assign(task=score.task, metric=score.metric, is_loss=score.is_loss, column=name)
        parts.append(part[values.notna()])
    scores = pd.concat(parts, ignore_index=True)
    return _located(scores, first_row)


def _located(scores, first_row):
    """The scores with their line in the table and their locator."""
    lines = (scores["row"] + first_row).tolist()
    locators = [f"row {line}, {column}" for line, column in zip(lines, scores["column"], strict=True)]
    return scores.assign(line=lines, locator=locators)


def long_scores(frame, columns, file, first_row):
    """The scores of a table with a row a score, like :func:`wide_scores`."""
    names = frame[columns.of["task"]]
    if names.isna().any():
        raise DataError(file, "the name of a task", first_row + int(names.isna().to_numpy().argmax()), names.name)
    found = [score_of(str(name)) for name in names]
    metric = frame[columns.of["metric"]] if "metric" in columns.of else pd.Series(None, frame.index, dtype="str")
    named = [metric_of(str(word)) if pd.notna(word) else "" for word in metric]
    column = columns.of["value"]
    values = numbers(frame[column], file, first_row, "a number")
    items = columns.of.get("n_items")
    scores = pd.DataFrame(
        {
            "row": frame.index,
            "value": values,
            "n_items": numbers(frame[items], file, first_row, "a number of items") if items else np.nan,
            "task": [score.task for score in found],
            "metric": [score.metric or own for score, own in zip(found, named, strict=True)],
            "is_loss": [score.is_loss for score in found],
            "column": column,
        }
    )
    return _located(scores[values.notna()].reset_index(drop=True), first_row)
