"""Results of OLMES (github.com/allenai/olmes): one JSON per task, ``task-<n>-<name>-metrics.json``.

No such file was at hand when this was written. Its keys were held against files that others show of it: ``task_name``,
``model_config`` (``model``, ``revision``), ``task_config`` (``num_shots``, ``split``, ``primary_metric`` and, in
``metadata``, ``alias``, such as ``arc_easy:rc::olmes``), ``num_instances``, and ``metrics``, among them ``acc_raw``,
``acc_per_token``, ``acc_per_char``, ``acc_uncond`` and ``primary_score``, the one that the task prefers.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.registry import SCORES, Registry, steps_to_tokens, tables

_STEP = re.compile(r"(?:.*[^0-9a-z])?step(\d+)(?:[^0-9].*)?")
_SPLITS = {"val": "validation", "validation": "validation", "test": "test"}


def scores(content: Mapping[str, Any], path: str, tokens_per_step: float | Mapping[str, float] | None) -> pd.DataFrame:
    """The scores of one task: columns :data:`emergence.sources.formats.registry.SCORES`.

    The format (``rc``, the text of the choices is scored, or ``mc``, their letter) is the second part of the task's
    alias. A revision that names a step is a checkpoint.

    Parameters
    ----------
    content : mapping
        The parsed file.
    path : str
        What messages call it.
    tokens_per_step : float, mapping of str to float, or None

    Raises
    ------
    DataError
        If a key is missing or a metric is not a number.
    """
    task, config = _of(content, "task_name", path, str), _of(content, "task_config", path, Mapping)
    model = _of(_of(content, "model_config", path, Mapping), "model", path, str)
    measured, items = _of(content, "metrics", path, Mapping), _of(content, "num_instances", path, int)
    alias = str((config.get("metadata") or {}).get("alias") or task)
    name, _, put = alias.partition("::")[0].partition(":")
    step = _STEP.fullmatch(content["model_config"].get("revision") or "")
    about = {
        "model": model,
        "run": model,
        "tokens": steps_to_tokens(float(step[1]) if step else None, tokens_per_step, model, path),
        "is_final": None if step else True,
        "name": name,
        "format": put or None,
        "split": _SPLITS.get(config.get("split", "")),
        "shots": _of(config, "num_shots", path, int),
        "n_items": float(items),
    }
    rows = []
    for key, value in measured.items():
        if value is None or isinstance(value, Mapping):  # not measured; numbers by group or by answer
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise DataError(path, "a number", row="metrics", column=key, value=value)
        rows.append(about | {"key": key, "value": float(value), "locator": f"{path}, metrics, {key}"})
    return pd.DataFrame(rows, columns=list(SCORES)).astype({"is_final": "boolean", "format": "str", "split": "str"})


def _of(content, key, path, kind):
    value = content.get(key)
    if not isinstance(value, kind) or isinstance(value, bool):
        named = {str: "a name", int: "a whole number", Mapping: "an object"}[kind]
        raise DataError(path, named, column=key, value=value)
    return value


def all_scores(files: Mapping[str, bytes], tokens_per_step: float | Mapping[str, float] | None = None) -> pd.DataFrame:
    """The scores of all files, by path: columns :data:`emergence.sources.formats.registry.SCORES`."""
    found = [scores(upstream.parsed_json(files, path), path, tokens_per_step) for path in sorted(files)]
    return pd.concat(found, ignore_index=True)


def read(
    files: Mapping[str, bytes], registry: Registry, tokens_per_step: float | Mapping[str, float] | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of a source whose files are such JSONs; see :func:`emergence.sources.formats.lm_eval.read`."""
    return tables(all_scores(files, tokens_per_step), "olmes", registry)
