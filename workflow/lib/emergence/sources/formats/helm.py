"""Results of HELM (github.com/stanford-crfm/helm): per run a folder with ``run_spec.json`` and ``stats.json``.

No such file was at hand when this was written. Keys and meanings are those of HELM's own classes: a statistic has a
``name`` (``name``, ``split``, maybe ``sub_split`` and ``perturbation``), ``count`` and ``mean``; ``count`` counts draws
of the examples in the prompt, over which ``mean`` is a mean, and not items: these are the statistic ``num_instances``.
A run's specification has ``name`` (scenario and its arguments), and in ``adapter_spec`` ``model``, ``method`` and
``max_train_instances``, the number of examples.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.registry import SCORES, TASKS, Registry, tables

SPEC, STATS = "run_spec.json", "stats.json"
_SPLITS = {"valid": "validation", "test": "test"}
# How an adapter puts multiple choice: all choices with letters in one prompt, or each by itself.
_FORMATS = {
    "multiple_choice_joint": "mc",
    "multiple_choice_separate_original": "rc",
    "multiple_choice_separate_calibrated": "rc",
}
_ITEMS = "num_instances"


def scores(spec: Mapping[str, Any], stats: Sequence[Mapping[str, Any]], path: str) -> pd.DataFrame:
    """The scores of one run: columns :data:`emergence.sources.formats.registry.SCORES`.

    Statistics of perturbed items, of parts of a split and of the examples in the prompt are no scores. An exact match
    under an adapter of multiple choice is an accuracy.

    Parameters
    ----------
    spec : mapping
        ``run_spec.json``.
    stats : sequence of mapping
        ``stats.json``.
    path : str
        What messages call the run's folder.

    Raises
    ------
    DataError
        If a key is missing, or the items of a score are not given.
    """
    adapter = spec.get("adapter_spec")
    if not isinstance(adapter, Mapping) or not isinstance(spec.get("name"), str):
        raise DataError(f"{path}/{SPEC}", "name and adapter_spec", value=sorted(spec))
    model, shots = adapter.get("model"), adapter.get("max_train_instances")
    if not isinstance(model, str) or not isinstance(shots, int):
        raise DataError(f"{path}/{SPEC}", "model and max_train_instances", row="adapter_spec", value=sorted(adapter))
    put = _FORMATS.get(str(adapter.get("method")))
    means: dict[tuple, float] = {}
    for number, stat in enumerate(stats):
        name, mean = stat.get("name"), stat.get("mean")
        if not isinstance(name, Mapping) or not isinstance(name.get("name"), str):
            raise DataError(f"{path}/{STATS}", "a name", row=f"[{number}]", column="name", value=name)
        if name.get("perturbation") or name.get("sub_split") or name.get("split") not in _SPLITS or mean is None:
            continue
        means[name["name"], name["split"]] = float(mean)
    rows = []
    for (key, split), mean in means.items():
        if (_ITEMS, split) not in means:
            raise DataError(f"{path}/{STATS}", f"a statistic {_ITEMS} of the split {split}", row=key)
        if key == _ITEMS:
            continue
        about = {"model": model, "run": model, "tokens": None, "is_final": True, "name": _evaluation(spec["name"])}
        about |= {"key": "multiple_choice" if put and key == "exact_match" else key, "format": put}
        about |= {"split": _SPLITS[split], "shots": float(shots), "value": mean, "n_items": means[_ITEMS, split]}
        rows.append(about | {"locator": f"{path}/{STATS}, {key}, {split}"})
    return pd.DataFrame(rows, columns=list(SCORES)).astype(
        {"is_final": "boolean", "format": "str", "split": "str", "tokens": "float64"}
    )


def _evaluation(name):
    """Scenario and those of its arguments that say which task it is, of a run's name."""
    scenario, _, arguments = name.partition(":")
    for argument in arguments.split(","):
        called = f"{scenario}:{argument}"
        if any(re.fullmatch(pattern, called) for pattern in TASKS["helm"]):
            return called
    return scenario


def all_scores(files: Mapping[str, bytes]) -> pd.DataFrame:
    """The scores of all runs, by path: columns :data:`emergence.sources.formats.registry.SCORES`."""
    folders = sorted({str(PurePosixPath(path).parent) for path in files})
    found = []
    for folder in folders:
        spec, stats = (upstream.parsed_json(files, f"{folder}/{name}") for name in (SPEC, STATS))
        if not isinstance(spec, Mapping) or not isinstance(stats, list):
            raise DataError(folder, f"an object in {SPEC} and a list in {STATS}")
        found.append(scores(spec, stats, folder))
    return pd.concat(found, ignore_index=True)


def read(files: Mapping[str, bytes], registry: Registry) -> dict[str, pd.DataFrame]:
    """The tables of a source whose files are ``.../<run>/run_spec.json`` and ``.../<run>/stats.json``.

    ``models.csv`` is written by hand: parameters and FLOPs are not in the files.
    """
    return tables(all_scores(files), "helm", registry)
