"""Lu et al. 2024: exact match, edit distance and accuracy by BERTScore of the same outputs of 24 models."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

SCORES = "evaluation_scores.csv"
_TEXT = ("filename", "model", "prompt_type")
_METRICS = {
    "exact_match_accuracy": "exact_match",
    "edit_distance": "edit_distance",
    "bert_score_accuracy": "bertscore_accuracy",
}
_NOT_MEASURED = -100.0
_KEYS = ["model", "filename", "prompt_type", "number_of_shots"]
_FILE = "/task.json"

# Model: family; parameters; where they stand. Sizes are in names, or in the papers of the models.
_NAMED = "the name of the model"
_GPT2 = "Radford et al. 2019, Table 2"
_T5 = "Raffel et al. 2020 (arXiv 1910.10683), section 2.1 and 3.7"
_BASE = {
    "gpt2": ("GPT-2", 117e6, _GPT2),
    "gpt2-xl": ("GPT-2", 1542e6, _GPT2),
    "EleutherAI/gpt-j-6b": ("GPT-J", 6e9, _NAMED),
    "t5-small": ("T5", 60e6, _T5),
    "t5-large": ("T5", 770e6, _T5),
    "models--llama/7B": ("LLaMA", 7e9, _NAMED),
    "models--llama/13B": ("LLaMA", 13e9, _NAMED),
    "models--llama/30B": ("LLaMA", 30e9, _NAMED),
    "tiiuae/falcon-7b": ("Falcon", 7e9, _NAMED),
    "tiiuae/falcon-40b": ("Falcon", 40e9, _NAMED),
}
# Instruction-tuned models, and models of OpenAI whose sizes are not stated.
_OTHERS = {
    "Rachneet/gpt2-alpaca": "GPT-2, instruction tuned",
    "Rachneet/gpt2-xl-alpaca": "GPT-2, instruction tuned",
    "togethercomputer/GPT-JT-6B-v1": "GPT-J, instruction tuned",
    "google/flan-t5-small": "T5, instruction tuned",
    "google/flan-t5-large": "T5, instruction tuned",
    "tiiuae/falcon-7b-instruct": "Falcon, instruction tuned",
    "tiiuae/falcon-40b-instruct": "Falcon, instruction tuned",
    "chavinlo/alpaca-native": "LLaMA, instruction tuned",
    "chavinlo/alpaca-13b": "LLaMA, instruction tuned",
    "davinci": "GPT-3",
    "text-davinci-001": "GPT-3, instruction tuned",
    "text-davinci-003": "GPT-3, instruction tuned",
    "code": "GPT-3, instruction tuned",
    "gpt-4": "GPT-4",
}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``evaluation_scores.csv``: one row an evaluation of a model on a task, with one prompt, number of examples and
        seed of the decoding.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.parquet``, means over the seeds; ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a model is not known, or evaluations that differ in their seed alone differ in their items.
    """
    rows = upstream.table(
        upstream.trimmed(files, SCORES),
        SCORES,
        text=_TEXT,
        numbers=("number_of_data", "number_of_shots", "temperature", *_METRICS),
    )
    for name in sorted(set(rows["model"]) ^ {*_BASE, *_OTHERS}):
        raise DataError(SCORES, f"the {len(_BASE) + len(_OTHERS)} known models", column="model", value=name)
    sizes = rows.groupby(_KEYS)["number_of_data"].nunique()
    if (sizes > 1).any():
        largest: Any = sizes.idxmax()
        raise DataError(SCORES, "one number_of_data for all seeds", row=", ".join(map(str, largest)))
    return {"scores.parquet": _scores(rows), "models.csv": _models(), "tasks.csv": _tasks(rows)}


def task_of(filename: str) -> str:
    """Our task: upstream's subset of it, so that it is no task of another source."""
    return f"lu2024_{filename.removesuffix(_FILE)}"


def _scores(rows):
    tables = []
    for column, metric in _METRICS.items():
        known = rows[rows[column] != _NOT_MEASURED]
        means = known.groupby(_KEYS, as_index=False).agg(
            value=(column, "mean"), n=(column, "size"), items=("number_of_data", "first")
        )
        counted = ["one evaluation" if n == 1 else f"mean of {n} evaluations" for n in means["n"]]
        tables.append(
            pd.DataFrame(
                {
                    "model": means["model"],
                    "is_final": True,
                    "task": means["filename"].map(task_of),
                    "metric": metric,
                    "shots": means["number_of_shots"],
                    "format": means["prompt_type"].str.replace("-", "_"),
                    "value": means["value"].round(12),
                    "n_items": means["items"],
                    "locator": [f"{SCORES}, {column}, {how}" for how in counted],
                    "method": [None if n == 1 else "derived" for n in means["n"]],
                }
            )
        )
    keys = ["model", "task", "format", "shots", "metric"]
    return pd.concat(tables).sort_values(keys, ignore_index=True)


def _models():
    rows = [
        {"model": name, "family": family, "params": params, "basis": "printed", "locator": where}
        for name, (family, params, where) in _BASE.items()
    ]
    rows += [
        {"model": name, "family": family, "basis": "released", "locator": f"{SCORES}, column model"}
        for name, family in _OTHERS.items()
    ]
    return pd.DataFrame(rows).sort_values("model", ignore_index=True)


def _tasks(rows):
    names = sorted(rows["filename"].unique())
    return pd.DataFrame(
        {
            "task": [task_of(name) for name in names],
            "title": [name.removesuffix(_FILE).replace("_", " ").capitalize() + " (Lu et al.)" for name in names],
            "answer_format": "unknown",
            "locator": [f"{SCORES}, {name}" for name in names],
        }
    )
