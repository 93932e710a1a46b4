"""Results of EleutherAI's lm-evaluation-harness: what every reader of them shares.

The keys say which of two layouts a file has. Versions before 0.4 give ``acc`` and ``acc_stderr``, and the number of
examples once (``config``, ``num_fewshot``). Later ones add the filter of the answers (``acc,none``,
``acc_stderr,none``), and give shots (``n-shot``) and items (``n-samples``) by task; a mean over the tasks of a group
stands among the others, and in the present version (0.4.13) says how many items it is of (``sample_count``).
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.registry import Registry, steps_to_tokens, tables

RESULTS = ("name", "filter", "key", "value", "se", "n_items", "shots")
_ERROR = "_stderr"
_NEAR = 1e-4  # how far an implied number of items may be from a whole one, as a share of it
_NOT_MEASURED = "N/A"  # what the harness writes for an error that it did not estimate
_NO_SCORES = ("alias", "name", "sample_len", "sample_count")  # what else stands among the scores


def results(content: Mapping[str, Any], path: str) -> pd.DataFrame:
    """Every score of one file of results, under the harness's own names.

    Parameters
    ----------
    content : mapping
        The parsed file.
    path : str
        What messages call it.

    Returns
    -------
    pandas.DataFrame
        One row a score: ``name`` of the evaluation, ``filter`` of the answers (null in the old layout), ``key`` of
        the metric, ``value``, its standard error ``se`` (null where there is none), ``n_items`` (where the file says
        it) and ``shots`` (where it says them).

    Raises
    ------
    DataError
        If the file has no results, or a score or its error is not a number.
    """
    found = content.get("results") if isinstance(content, Mapping) else None
    if not isinstance(found, Mapping) or not found:
        raise DataError(path, "the scores of evaluations", column="results")
    rows = []
    for name, scores in found.items():
        if not isinstance(scores, Mapping):
            raise DataError(path, "metrics and their values", row=name, value=scores)
        items, shots = _items(content, name), _shots(content, name, path)
        counted = scores.get("sample_count", {})
        for label in scores:
            key, filtered = _split(label)
            if key.endswith(_ERROR) or key in _NO_SCORES:
                continue
            if not isinstance(scores[label], (int, float)):
                raise DataError(path, "a number", row=name, column=label, value=scores[label])
            error = _error(path, name, key + _ERROR + (f",{filtered}" if filtered else ""), scores)
            rows.append((name, filtered, key, float(scores[label]), error, counted.get(label, items), shots))
    return pd.DataFrame(rows, columns=list(RESULTS)).astype({"filter": "str", "n_items": "float64", "shots": "float64"})


def _split(label):
    """The metric and the filter of a key such as ``acc,none``; None where it has no filter."""
    key, comma, filtered = label.partition(",")
    return key, filtered if comma else None


def _error(path, name, label, scores):
    value = scores.get(label, _NOT_MEASURED)
    if value == _NOT_MEASURED or value is None:
        return np.nan
    if not isinstance(value, (int, float)):
        raise DataError(path, "a number", row=name, column=label, value=value)
    return float(value)


def _items(content, name):
    """Items that were scored: the effective number, or for a group the sum over its tasks."""
    counts = content.get("n-samples", {})
    if name in counts:
        return float(counts[name].get("effective", np.nan))
    tasks = _tasks_of(content, name)
    return (
        float(sum(counts[task]["effective"] for task in tasks)) if tasks and all(t in counts for t in tasks) else np.nan
    )


def _tasks_of(content, group):
    """The tasks that a group comes down to, through groups in groups."""
    below = content.get("group_subtasks", {}).get(group, [])
    return [task for name in below for task in (_tasks_of(content, name) or [name])]


def _shots(content, name, path):
    """Examples in the prompt: of the task, of all tasks of a group where they agree, or of the whole run."""
    by_task = content.get("n-shot", {})
    named = {by_task[task] for task in (_tasks_of(content, name) or [name]) if task in by_task}
    if len(named) == 1:
        shots = named.pop()
    else:
        configured = content.get("configs", {}).get(name, {}).get("num_fewshot")
        shots = content.get("config", {}).get("num_fewshot") if configured is None and not named else configured
    if shots is not None and (not isinstance(shots, int) or shots < 0):
        raise DataError(path, "a number of examples", row=name, column="num_fewshot", value=shots)
    return np.nan if shots is None else float(shots)


def implied_items(share: pd.Series, se: pd.Series) -> pd.Series:
    """The number of items that a standard error implies.

    The harness gives the error of a mean of n answers, right (1) or wrong (0), with the sample variance: a share p has
    ``se = sqrt(p (1 - p) / (n - 1))``.

    Parameters
    ----------
    share, se : pandas.Series, (n,)

    Returns
    -------
    pandas.Series, (n,)
        p (1 - p) / se^2 + 1, not rounded; null where the error is 0 or not given.
    """
    share = share.where(se > 0)
    return share * (1 - share) / se**2 + 1


def agreed_items(counted: pd.Series, keys: pd.Series, places: pd.Series, within: float = 1e-3) -> pd.Series:
    """The one number of items of each evaluation, from all the files that have it.

    Parameters
    ----------
    counted : pandas.Series, (n,)
        What :func:`implied_items` gives.
    keys : pandas.Series, (n,)
        The evaluation of each row.
    places : pandas.Series, (n,)
        Where each row stands, for messages.
    within : float
        How far the numbers of one evaluation may lie apart.

    Returns
    -------
    pandas.Series, (n,)
        Whole numbers; null where no row of the evaluation tells.

    Raises
    ------
    DataError
        If the errors of one evaluation do not fit one number.
    """
    least, most = (counted.groupby(keys).transform(which) for which in ("min", "max"))
    apart = (most - least > within).to_numpy()
    if apart.any():
        row = apart.argmax()
        raise DataError(places.iloc[row], "standard errors that fit one number of items", row=keys.iloc[row])
    return least.round()


def scores(content: Mapping[str, Any], path: str, tokens_per_step: float | Mapping[str, float] | None) -> pd.DataFrame:
    """The scores of one file, with model and checkpoint: columns :data:`emergence.sources.formats.registry.SCORES`.

    The model is the file's ``model_name`` (present layout) or what ``model_args`` calls ``pretrained``; a revision
    ``step<n>`` there names a checkpoint. Means over groups of tasks are given like others. Items are those that the
    file says, else those that the standard error implies, where these are a whole number.
    """
    found = results(content, path)
    model, revision = _model(content, path)
    step = re.fullmatch(r"step(\d+)", revision or "")
    tokens = steps_to_tokens(float(step[1]) if step else None, tokens_per_step, model, path)
    implied = implied_items(found["value"], found["se"])
    whole = implied.round()
    items = found["n_items"].fillna(whole.where((implied - whole).abs() < _NEAR * whole))
    return pd.DataFrame(
        {
            "model": model,
            "run": model,
            "tokens": tokens,
            "is_final": pd.Series([None if step else True] * len(found), dtype="boolean"),
            "name": found["name"],
            "key": found["key"],
            "format": found["filter"].where(found["filter"] != "none"),
            "split": pd.Series([None] * len(found), dtype="str"),
            "shots": found["shots"],
            "value": found["value"],
            "n_items": items,
            "locator": path + ", " + found["name"] + ", " + found["key"] + ("," + found["filter"]).fillna(""),
        }
    )


def _model(content, path):
    """Name and revision of the evaluated model."""
    config = content.get("config", {})
    stated = config.get("model_args") or {}
    if isinstance(stated, str):
        stated = dict(part.split("=", 1) for part in stated.split(",") if "=" in part)
    name = content.get("model_name") or stated.get("pretrained") or stated.get("model")
    if not isinstance(name, str):
        raise DataError(path, "the model's name: model_name, or pretrained in model_args", row="config", value=name)
    return name, stated.get("revision")


def all_scores(files: Mapping[str, bytes], tokens_per_step: float | Mapping[str, float] | None = None) -> pd.DataFrame:
    """The scores of all files, by path: columns :data:`emergence.sources.formats.registry.SCORES`."""
    found = [scores(upstream.parsed_json(files, path), path, tokens_per_step) for path in sorted(files)]
    return pd.concat(found, ignore_index=True)


def read(
    files: Mapping[str, bytes], registry: Registry, tokens_per_step: float | Mapping[str, float] | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of a source whose files are results of the harness: ``scores.csv``, and parts of tasks.

    An importer of one's own is ``read = functools.partial(lm_eval.read, tokens_per_step=2097152)``. The models, their
    parameters and FLOPs are not in the files: ``models.csv`` is written by hand.

    Parameters
    ----------
    files : mapping of str to bytes
        Results in JSON, of either layout.
    registry : emergence.sources.formats.registry.Registry
    tokens_per_step : float or mapping of str to float, optional
        Needed where files are of checkpoints.
    """
    return tables(all_scores(files, tokens_per_step), "lm_eval", registry)
