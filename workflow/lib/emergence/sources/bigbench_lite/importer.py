"""Srivastava et al. 2022: BIG-bench Lite by 55 models, one number a task, from a table made of the score files.

The table has, of each score file, the preferred metric of the first entry among those with the most examples. The
number of examples is not in it, and where a task has parts that entry may be of one part.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.bigbench_lamda.importer import SIZES as LAMDA
from emergence.sources.formats import upstream

FILE = "data/bigbench.csv"
FIRST = "first_entry"  # the part of a task that the table has instead of the whole

# Prefix of a model's name there: family here. The first three are BIG-bench's BIG-G models, greedily decoded, sampled
# at temperature 1, and sparse.
_FAMILIES = {
    "BIG-G T=0": "LaMDA",
    "BIG-G T=1": "LaMDA sampled",
    "BIG-G sparse": "LaMDA sparse",
    "GPT": "GPT-3",
    "Gopher": "Gopher",
    "PaLM": "PaLM",
    "T0++": "T0",
    "T0+": "T0",
    "T0": "T0",
    "T5-LM": "T5-LM",
}
# Parameters, training tokens and FLOPs of the models of Wei et al. 2022, Table 2, that these are taken to be; no
# publication prints the match. Those of BIG-G are in the importer of bigbench_lamda.
_SIZES = {
    "GPT-3 Small": ("125M", 125e6, 300e9, 2.25e20),
    "GPT-3 Medium": ("350M", 350e6, 300e9, 6.41e20),
    "GPT-3 Large": ("760M", 760e6, 300e9, 1.37e21),
    "GPT-3 XL": ("1.3B", 1.3e9, 300e9, 2.38e21),
    "GPT-3 3B": ("2.7B", 2.7e9, 300e9, 4.77e21),
    "GPT-3 6B": ("6.7B", 6.7e9, 300e9, 1.20e22),
    "GPT-3 13B": ("13B", 13e9, 300e9, 2.31e22),
    "GPT-3 200B": ("175B", 175e9, 300e9, 3.14e23),
    "Gopher 417M": ("417M", 417e6, 300e9, 7.51e20),
    "Gopher 1.4B": ("1.4B", 1.4e9, 300e9, 2.52e21),
    "Gopher 7.1B": ("7.1B", 7.1e9, 300e9, 1.28e22),
    "Gopher 280B": ("280B", 280e9, 325e9, 5.46e23),
    "PaLM 8b": ("8B", 8e9, 780e9, 3.74e22),
    "PaLM 64b": ("62B", 62e9, 780e9, 2.90e23),
    "PaLM 535b": ("540B", 540e9, 780e9, 2.53e24),
}
_NAMED_SIZES = {"Gopher 44M": 44e6, "Gopher 117M": 117e6}
# Tasks of whose parts the table has one: its items are too few for the whole task, and are no sample of it either.
PARTED = ("bbq_lite_json", "conceptual_combinations", "logical_deduction", "strange_stories")
_PERCENT = ("conlang_translation",)  # on a scale of 0 to 100
# Families whose scores are not rounded, so that they tell the number of items behind them.
_EXACT = ("LaMDA", "LaMDA sampled", "LaMDA sparse", "GPT-3", "PaLM")
_MOST_ITEMS = 2000
_TASKS = 24


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``data/bigbench.csv``: one row a model, one column a task.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, ``models.csv`` and ``tasks.csv``. Scores are of the task's preferred metric as fractions;
        ``n_items`` is the smallest number of which all scores of a family are multiples, where two families agree.

    Raises
    ------
    DataError
        If a model's family is not known, or the file has other than 24 tasks.
    """
    head = upstream.content(files, FILE).split(b"\n", 1)[0].decode().strip().split(",")
    names = [name for name in head if name != "model"]
    if len(names) != _TASKS:
        raise DataError(FILE, f"{_TASKS} tasks", value=len(names))
    table = upstream.table(upstream.trimmed(files, FILE), FILE, text=["model"], numbers=names)
    models = pd.DataFrame([_model(name) for name in table["model"]])
    scores = pd.concat([_scores(table, models, name) for name in names], ignore_index=True)
    return {
        "scores.csv": scores.sort_values(["model", "task"], ignore_index=True),
        "models.csv": models.sort_values("model", ignore_index=True),
        "tasks.csv": _tasks(names),
    }


def _model(name):
    """The row of models.csv of a model; one of BIG-G decoded greedily keeps the name it has in bigbench_lamda."""
    prefix = next((prefix for prefix in _FAMILIES if name.startswith(f"{prefix} ")), None)
    if prefix is None:
        raise DataError(FILE, f"a model of one of {', '.join(_FAMILIES)}", column="model", value=name)
    family, called = _FAMILIES[prefix], name.removeprefix(f"{prefix} ")
    row = {"model": called if family == "LaMDA" else f"{family} {called}", "family": family, "basis": "inferred"}
    if family in ("GPT-3", "T0", "T5-LM"):
        row["model"] = called
    known = LAMDA.get(called) if prefix in ("BIG-G T=0", "BIG-G T=1") else _SIZES.get(row["model"])
    if known:
        printed, *quantities = known
        row |= dict(zip(("params", "tokens", "flops"), quantities, strict=True))
        of = "LaMDA" if prefix.startswith("BIG-G") else family
        return row | {"locator": f"taken to be {of} {printed} of Wei et al. 2022, Table 2; the join is inferred"}
    params = _NAMED_SIZES.get(row["model"])
    return row | {"params": params, "locator": f"{FILE}, {name}" + (": parameters by its name" if params else "")}


def _scores(table, models, name):
    """The scores on one task."""
    value = table[name] / (100 if name in _PERCENT else 1)
    found = pd.DataFrame({"model": models["model"], "family": models["family"], "value": value}).dropna(subset="value")
    items = items_of(found)
    return pd.DataFrame(
        {
            "model": found["model"],
            "is_final": True,
            "task": f"bigbench_{name}",
            "subtask": pd.Series(FIRST if name in PARTED else None, index=found.index, dtype="str"),
            "metric": "preferred",
            "value": found["value"],
            "n_items": found["family"].map(items).astype(float),
            "locator": [f"{FILE}, {model}, {name}" for model in table["model"][found.index]],
        }
    )


def items_of(scores: pd.DataFrame) -> dict[str, float]:
    """The number of items behind the scores of each family on one task.

    Parameters
    ----------
    scores : pandas.DataFrame
        ``family`` and ``value``, a share of items.

    Returns
    -------
    dict of str to float
        Family to the smallest n of which all its scores are multiples of 1/n, if another family has the same.
    """
    exact = scores[scores["family"].isin(_EXACT)]
    found = {str(family): _granularity(own.to_numpy()) for family, own in exact.groupby("family")["value"]}
    counts = pd.Series(found, dtype=float).value_counts()
    return {family: n for family, n in found.items() if n and n > 1 and counts[n] > 1}


def _granularity(values):
    n = np.arange(1, _MOST_ITEMS + 1)[:, None]
    whole = (np.abs(values * n - np.round(values * n)) < 1e-7 * n).all(axis=1)
    return float(n[whole.argmax(), 0]) if whole.any() else np.nan


def _tasks(names):
    """Tasks are in data/tasks.csv; here are the parts that stand for a whole."""
    titles = {"bbq_lite_json": "BBQ lite JSON"}
    rows = [
        {
            "task": f"bigbench_{name}",
            "subtask": FIRST,
            "title": f"{titles.get(name, name.replace('_', ' ').capitalize())}, one part",
            "answer_format": "multiple_choice",
            "locator": "the first entry of the score file with the most examples; which part it is of is not said",
        }
        for name in sorted(set(names) & set(PARTED))
    ]
    return pd.DataFrame(rows, columns=["task", "subtask", "title", "answer_format", "locator"])
