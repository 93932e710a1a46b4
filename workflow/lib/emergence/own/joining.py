"""Scores of evaluations joined with what a table of runs says of training: one long table that ``fit`` reads."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.own.columns import plain, recognise
from emergence.own.evaluations import Evaluations
from emergence.own.listing import first_few
from emergence.own.reading import numbers, read_runs
from emergence.own.rows import runs_of
from emergence.own.tables import Reading

LONG = (
    *("run", "family", "params", "tokens", "flops", "step"),
    *("task", "metric", "value", "n_items", "shots", "format", "split"),
)
_QUANTITIES = ["family", "params", "tokens", "flops"]
# A size in a name, such as 70M or 1.3B; that of a mixture, such as 8x7B, is none.
_SIZE = re.compile(r"(?<![a-zA-Z0-9.])(\d+(?:\.\d+)?)([mMbB])(?![a-zA-Z0-9])")
_FACTOR = {"m": 1e6, "b": 1e9}


def params_in(name: str) -> float:
    """The parameters that a model's name says: not a number where it says none, or several."""
    found = {float(size) * _FACTOR[unit.lower()] for size, unit in _SIZE.findall(name)}
    return round(found.pop()) if len(found) == 1 else np.nan


def long_table(
    evaluations: Evaluations, runs: str | Path | None, how: Reading, from_names: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """Every score, and the losses of the checkpoints that they are of, in one table.

    Parameters
    ----------
    evaluations : Evaluations
    runs : path-like, optional
        Table with a row a run or checkpoint. A run is found by its name, or by the last part of a name with slashes; a
        checkpoint by its step, which is its tokens over ``how.tokens_per_step`` where there is no such column.
    how : Reading
        What columns of ``runs`` mean, and the tokens of a step.
    from_names : bool
        Whether the names of runs say their parameters, where nothing else does.

    Returns
    -------
    table : pandas.DataFrame
        Columns :data:`LONG` without those that are empty; losses are rows whose task is the loss's column.
    notes : list of str
        What is to be said: runs that were not found, or rows of ``runs`` that no score is of.

    Raises
    ------
    DataError
        If no run has anything to compare scores with, or one checkpoint has two rows.
    """
    scores, notes = evaluations.scores, list(evaluations.notes)
    checkpoints = scores[["run", "step", "family", "params"]].drop_duplicates(["run", "step"], ignore_index=True)
    if how.tokens_per_step:
        checkpoints["tokens"] = checkpoints["step"] * how.tokens_per_step
    losses: list[str] = []
    if runs is not None:
        table, losses, said = _table_of_runs(runs, how)
        checkpoints, missing = _found(checkpoints, table, str(runs))
        notes += said + missing
    if from_names:
        named = checkpoints["run"].map({name: params_in(name) for name in checkpoints["run"].unique()})
        checkpoints["params"] = checkpoints.reindex(columns=["params"])["params"].astype("float64").fillna(named)
    _require_x(checkpoints.reindex(columns=["run", "params", "flops", *losses]), losses, from_names)
    rows = [scores.drop(columns=["family", "params"]).merge(checkpoints, on=["run", "step"])]
    rows += [checkpoints.assign(task=name, value=checkpoints[name]).dropna(subset="value") for name in losses]
    joined = pd.concat([own.reindex(columns=list(LONG)).astype(object) for own in rows], ignore_index=True)
    return joined.infer_objects().dropna(axis="columns", how="all"), notes


def _table_of_runs(path, how):
    """The runs' table with usual names, the columns of losses in it, and what is left out."""
    frame, file = read_runs(path), str(path)
    columns = recognise(frame.columns, how.meanings, file)
    if columns.long:
        raise DataError(file, "a row a run or checkpoint, not a row a score", column=columns.of["task"])
    table = runs_of(frame, columns, how, file)
    given = [name for name in _QUANTITIES if name in columns.of]
    if how.tokens_per_step and "tokens" not in given:
        given.append("tokens")
    table["step"] = np.nan
    if "step" in columns.of:
        table["step"] = numbers(frame[columns.of["step"]], file, "a number of steps")
    elif how.tokens_per_step:
        table["step"] = (table["tokens"] / how.tokens_per_step).round()
    losses = {}
    for name, score in columns.scores.items():
        if score.is_loss:
            losses[plain(how.meanings.get(name, name))] = numbers(frame[name], file, "a loss")
    others = [name for name, score in columns.scores.items() if not score.is_loss]
    said = [f"left out: columns of {file} that are no losses: {', '.join(others)}"] if others else []
    twice = table.loc[table.duplicated(["run", "step"]), "run"]
    if len(twice):
        expected = "one row a run, or a step for each checkpoint (--tokens-per-step makes them from tokens)"
        raise DataError(file, expected, twice.index[0], columns.of.get("run", "model"), twice.iloc[0])
    return table[["run", "step", *given]].assign(**losses), list(losses), said


def _found(checkpoints, table, file):
    """Checkpoints with the columns of their rows in the table, and notes on those that have none and on the others."""
    known = set(table["run"])
    at = {(run, _key(step)): row for row, run, step in table[["run", "step"]].itertuples()}
    single = {run: row for row, run in table["run"].drop_duplicates(keep=False).items()}
    names = [run if run in known else run.rpartition("/")[2] for run in checkpoints["run"]]
    rows = [at.get((name, _key(step)), -1) for name, step in zip(names, checkpoints["step"], strict=True)]
    exact = np.array(rows) >= 0
    rows = [row if row >= 0 else single.get(name, -1) for row, name in zip(rows, names, strict=True)]
    found = table.drop(columns=["run", "step"]).reindex(rows).set_axis(checkpoints.index)
    # Of a checkpoint at a step, the row of the whole run has the parameters, but not the tokens, FLOPs and losses.
    by_run = ~exact & checkpoints["step"].notna().to_numpy()
    of_run = table["step"].reindex(rows).isna().to_numpy()
    sizes = [name for name in found if name in ("family", "params")]
    found.loc[by_run & of_run, [name for name in found if name not in sizes]] = np.nan
    found.loc[by_run & ~of_run] = np.nan
    missing = (np.array(rows) < 0) | (by_run & ~of_run)
    said = [f"no row in {file} for {first_few(_checkpoint_names(checkpoints[missing]))}"] if missing.any() else []
    if unused := [name for name in dict.fromkeys(table["run"]) if name not in names]:
        said.append(f"no results of runs in {file}: {first_few(unused)}")
    for name in found.columns.intersection(checkpoints.columns):
        found[name] = found[name].where(found[name].notna(), checkpoints[name])
    return checkpoints.drop(columns=found.columns, errors="ignore").join(found), said


def _key(step):
    return None if np.isnan(step) else step


def _checkpoint_names(checkpoints):
    every = zip(checkpoints["run"], checkpoints["step"], strict=True)
    return [run if np.isnan(step) else f"{run} at step {step:.0f}" for run, step in every]


def _require_x(checkpoints, losses, from_names):
    if checkpoints.drop(columns="run").isna().all(axis=None):
        names = "" if from_names else "; --params-from-names reads sizes such as 70M or 1.3B"
        expected = f"parameters, FLOPs or losses of runs, from a table that --runs names{names}"
        raise DataError("read", expected, value=first_few(list(dict.fromkeys(checkpoints["run"]))))
