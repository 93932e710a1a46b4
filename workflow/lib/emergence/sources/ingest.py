"""Ingest: the tables of one source, joined with its models, tasks and metrics, as observations."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.schema.published import OBSERVATIONS, SOURCE_OBSERVATIONS

TASK = ["task", "subtask"]


def ingest(
    source: str,
    method: str,
    tables: Mapping[str, pd.DataFrame],
    models: pd.DataFrame,
    tasks: pd.DataFrame,
    metrics: pd.DataFrame,
) -> pd.DataFrame:
    """One source's observations.

    Parameters
    ----------
    source : str
        Name of the source.
    method : str
        How its numbers were obtained (released, transcribed, digitised or derived) where a row does not say otherwise.
    tables : dict of str to pandas.DataFrame
        File name to a checked table of SOURCE_OBSERVATIONS.
    models, tasks, metrics : pandas.DataFrame
        Checked tables; ``tasks`` as :func:`merge_tasks` makes it.

    Returns
    -------
    pandas.DataFrame
        OBSERVATIONS, sorted by their key; FLOPs of a checkpoint are its own, else tokens times the model's FLOPs per
        token, else the finished model's. Evident misprints in models.csv are corrected.

    Raises
    ------
    DataError
        On a model, task, part of a task or metric that no table knows, or a value outside its metric's range.
    """
    models = _corrected(models)
    nothing = pd.DataFrame(columns=SOURCE_OBSERVATIONS.names)
    tables = tables or {"": check(nothing, SOURCE_OBSERVATIONS, "")}
    joined = [_join(table, file, models, tasks, metrics) for file, table in sorted(tables.items())]
    observations = pd.concat(joined, ignore_index=True).assign(source=source)
    observations["method"] = observations["method"].fillna(method)
    return observations[OBSERVATIONS.names].sort_values(list(OBSERVATIONS.key), ignore_index=True, kind="stable")


def merge_tasks(shared: pd.DataFrame, own: pd.DataFrame, own_file: str | Path) -> pd.DataFrame:
    """The tasks that several sources share together with those of one source, each defined once.

    Raises
    ------
    DataError
        If a task is in both with different values.
    """
    both = own.merge(shared, on=TASK, suffixes=("", "_shared"))
    for column in shared.columns.drop([*TASK, "locator"]):
        mine, theirs = both[column], both[f"{column}_shared"]
        differ = ((mine != theirs) & ~(mine.isna() & theirs.isna())).to_numpy(dtype=bool, na_value=True)
        if differ.any():
            task = both["task"].iloc[differ.argmax()]
            expected = f"the {column} that data/tasks.csv gives {task!r}: {theirs.iloc[differ.argmax()]!r}"
            raise DataError(own_file, expected, row=task, column=column, value=mine.iloc[differ.argmax()])
    return pd.concat([shared, own], ignore_index=True).drop_duplicates(TASK, ignore_index=True)


def _join(table, file, models, tasks, metrics):
    if table.empty and file:
        raise DataError(file, "at least one row")
    unlisted = table[["family", "model"]].dropna().drop_duplicates("model")
    models = pd.concat([models, unlisted], ignore_index=True)
    _require_once(models, file)
    _require_known(table, "model", models, file, "models.csv")
    _require_known(table, "task", tasks[tasks["subtask"].isna()], file, "tasks.csv")
    _require_known_parts(table, tasks, file)
    _require_known(table, "metric", metrics, file, "metrics.csv")
    model = models.set_index("model").loc[table["model"]].reset_index(drop=True)
    task = _tasks_of(table, tasks)
    metric = metrics.set_index("metric").loc[table["metric"]].reset_index(drop=True)
    _require_in_range(table, metric, file)
    _require_in_interval(table, file)
    return table.assign(
        family=model["family"],
        run=table["run"].fillna(table["model"]),
        params=table["params"].fillna(model["params"]),
        tokens=table["tokens"].fillna(model["tokens"]),
        flops=table["flops"].fillna(_flops(table, model)),
        is_final=table["is_final"].fillna(table["tokens"].isna()),
        chance=_chance(metric["floor"], task),
        unit=metric["unit"],
    )


def _corrected(models):
    """Models with evident misprints corrected; models.csv keeps the printed numbers."""
    quantities = ("params", "tokens", "flops")
    return models.assign(**{name: models[f"{name}_corrected"].fillna(models[name]) for name in quantities})


def _tasks_of(table, tasks):
    """The task of each row: a part's own row where there is one, and the whole task's for what that leaves open."""
    groups = table.groupby(TASK, sort=False, dropna=False)
    named = table[TASK].drop_duplicates()
    whole = tasks[tasks["subtask"].isna()].set_index("task").loc[named["task"]].reset_index(drop=True)
    part = named.merge(tasks, on=TASK, how="left", validate="many_to_one")
    return part.combine_first(whole).take(groups.ngroup()).reset_index(drop=True)


def _flops(table, model):
    """A checkpoint's FLOPs from its tokens; the model's total where the row is of the finished model."""
    return (model["flops_per_token"] * table["tokens"]).fillna(model["flops"].where(table["tokens"].isna()))


def _chance(floor, task):
    """The score of a uniform random guess under the metric, where it is known."""
    by_floor = {"chance": task["chance"], "choices": 1 / task["choices"], "zero": pd.Series(0.0, index=task.index)}
    chance = pd.Series(np.nan, index=task.index)
    for name, values in by_floor.items():
        chance = chance.where(floor != name, values)
    return chance


def _require_once(models, file):
    """A model that has its family in a table of observations is not in models.csv."""
    twice = models.duplicated("model").to_numpy()
    if twice.any():
        name = models["model"].iloc[twice.argmax()]
        raise DataError(file, "no family for a model that models.csv knows", name, "family")


def _require_known(table, column, known, file, home):
    unknown = ~table[column].isin(known[column]).to_numpy()
    if unknown.any():
        row = int(unknown.argmax())
        raise DataError(file, f"a {column} that {home} knows", _line(file, row), column, table[column].iloc[row])


def _require_known_parts(table, tasks, file):
    """Each part of a task has its own row, so that a misspelt part is noticed."""
    known = pd.MultiIndex.from_frame(tasks.loc[tasks["subtask"].notna(), TASK])
    unknown = table["subtask"].notna().to_numpy() & ~pd.MultiIndex.from_frame(table[TASK]).isin(known)
    if unknown.any():
        row = int(unknown.argmax())
        expected = f"a subtask of {table['task'].iloc[row]} that tasks.csv knows"
        raise DataError(file, expected, _line(file, row), "subtask", table["subtask"].iloc[row])


def _require_in_range(table, metric, file):
    value = table["value"].to_numpy()
    low, high = metric["low"].fillna(-np.inf).to_numpy(), metric["high"].fillna(np.inf).to_numpy()
    outside = (value < low) | (value > high)
    if outside.any():
        row = int(outside.argmax())
        expected = f"{table['metric'].iloc[row]} in {low[row]:g}..{high[row]:g}"
        raise DataError(file, expected, _line(file, row), "value", value[row])


def _require_in_interval(table, file):
    outside = ((table["value_lo"] > table["value"]) | (table["value_hi"] < table["value"])).to_numpy()
    if outside.any():
        row = table.iloc[int(outside.argmax())]
        expected = f"a value between value_lo {row['value_lo']:g} and value_hi {row['value_hi']:g}"
        raise DataError(file, expected, _line(file, int(outside.argmax())), "value", row["value"])


def _line(file, row):
    """The number of a row as the file shows it: lines of a CSV count from the head, rows of a Parquet table from 1."""
    return row + 2 if str(file).endswith(".csv") else row + 1
