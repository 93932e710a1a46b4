"""Mayilvahanan et al. 2025: scores and bits per byte of three runs by checkpoint and of models of the Pile."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

MODELS = "data/latest_pm_hf.csv"

# Upstream's name of a corpus: our task and its name for people.
CORPORA = {
    "C4": ("llmline_c4", "C4"),
    "The Pile UC": ("llmline_pile_uc", "The Pile, uncopyrighted"),
    "RefineWeb": ("llmline_refinedweb", "RefinedWeb"),
    "Slimpajama": ("llmline_slimpajama", "SlimPajama"),
    "FineWeb-Edu": ("llmline_fineweb_edu", "FineWeb-Edu"),
}
# Task and items, of which every accuracy is a multiple.
_TASKS = {
    "ARC-Challenge": ("arc_challenge", 1172),
    "ARC-Easy": ("arc_easy", 2376),
    "HellaSwag": ("hellaswag", 10042),
    "MMLU": ("mmlu", 14042),
    "Winogrande": ("winogrande", 1267),
    "PIQA": ("piqa", 1838),
    "Social IQa": ("siqa", 1954),
    "CommonSenseQA": ("commonsenseqa", 1221),
    "COPA": ("copa", 100),
    "OpenBookQA": ("openbookqa", 500),
}
_RUNS = "HuggingFaceFW/ablation-model-"
# No step and no revision tells its checkpoints apart.
_UNORDERED = "allenai/OLMo-"
_TEXT = ("Name", "Architecture", "Tokenizer")
_OF_MODELS = ("Size", "Steps", "Tokens")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``data/latest_pm_hf.csv``: one row a model or checkpoint, the first row empty.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.csv``, ``scores.csv``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a model has one number of tokens twice, or lacks its size or tokens.
    """
    losses = [f"{name} Validation {kind}" for name in CORPORA for kind in ("Loss", "BPB")]
    scores = [f"{name} {kind}" for name in _TASKS for kind in ("Accuracy", "BPB")]
    rows = upstream.table(files, MODELS, text=_TEXT, numbers=(*_OF_MODELS, *losses, *scores))
    rows = rows[rows["Name"].notna() & ~rows["Name"].fillna("").str.startswith(_UNORDERED)]
    copied = rows["Steps"].isna() & rows.duplicated([*losses, *scores], keep=False)
    rows = rows[~copied]
    for name in ("Size", "Tokens"):
        if rows[name].isna().any():
            raise DataError(MODELS, "a number", int(rows.index[rows[name].isna()][0]) + 2, name)
    twice = rows.duplicated(["Name", "Tokens"])
    if twice.any():
        row = rows[twice].iloc[0]
        raise DataError(MODELS, "each model and token count once", row["Name"], "Tokens", row["Tokens"])
    # The finished ablation models have no step. Their tokens are 5,000 steps or fewer after the last checkpoint, yet
    # that of the Pile is better by ten times the progress between checkpoints: they are not those of the finished run.
    finished = rows["Name"].str.startswith(_RUNS) & rows["Steps"].isna()
    rows = rows.assign(Tokens=rows["Tokens"].mask(finished))
    return {
        "losses.csv": _losses(rows),
        "scores.csv": _scores(rows),
        "models.csv": _models(rows),
        "tasks.csv": _tasks(),
    }


def _checkpoints(rows):
    """The columns that losses and scores share."""
    return {"model": rows["Name"], "tokens": rows["Tokens"], "is_final": rows["Steps"].isna()}


def _losses(rows):
    tables = []
    for name, (task, _) in CORPORA.items():
        for column, metric in (("Loss", "cross_entropy"), ("BPB", "corpus_bits_per_byte")):
            value = rows[f"{name} Validation {column}"]
            table = {**_checkpoints(rows), "task": task, "metric": metric, "split": "validation", "value": value}
            locator = [f"{MODELS}, line {line}, {name} Validation {column}" for line in rows.index + 2]
            tables.append(pd.DataFrame(table).assign(locator=locator)[value.notna()])
    return pd.concat(tables).sort_values(["model", "tokens", "task", "metric"], ignore_index=True)


def _scores(rows):
    tables = []
    for name, (task, items) in _TASKS.items():
        for column, metric in (("Accuracy", "accuracy"), ("BPB", "bits_per_byte")):
            value = rows[f"{name} {column}"]
            table = {**_checkpoints(rows), "task": task, "metric": metric, "shots": 0.0, "value": value}
            table |= {"n_items": float(items)}
            locator = [f"{MODELS}, line {line}, {name} {column}" for line in rows.index + 2]
            tables.append(pd.DataFrame(table).assign(locator=locator)[value.notna()])
    return pd.concat(tables).sort_values(["model", "tokens", "task", "metric"], ignore_index=True)


def _models(rows):
    last = rows.sort_values("Tokens").drop_duplicates("Name", keep="last")
    runs = last["Name"].str.startswith(_RUNS)
    families = [
        "FineWeb ablation" if run else kind for run, kind in zip(runs, "Pile " + last["Architecture"], strict=True)
    ]
    models = {
        "model": last["Name"],
        "family": families,
        "params": last["Size"],
        "tokens": last["Tokens"].mask(runs),
        "flops": 6 * last["Size"] * last["Tokens"].mask(runs),
        "flops_per_token": 6 * last["Size"],
        "basis": "derived",
        "locator": f"{MODELS}, Size and Tokens; FLOPs are 6 x Size x Tokens",
    }
    return pd.DataFrame(models).sort_values("model", ignore_index=True)


def _tasks():
    rows = [
        {"task": task, "title": title, "answer_format": "language_modelling", "locator": f"{MODELS}, {name} Validation"}
        for name, (task, title) in CORPORA.items()
    ]
    return pd.DataFrame(rows).sort_values("task", ignore_index=True)
