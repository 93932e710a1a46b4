"""BigScience: five runs of one 1.3B recipe on different corpora, evaluated at 34 to 66 checkpoints."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

_FOLDER = "evaluation/results/"
# File: the run and its family, by the corpus; the shots that upstream states.
_RUNS = {
    "tr3/tr3d-1B3-oscar-checkpoints_agg.json": ("tr3d", "BigScience OSCAR", 0.0),
    "tr3/tr3e-1B3-c4-checkpoints_agg.json": ("tr3e", "BigScience C4", 0.0),
    "tr3/tr3m-1B3-pile-checkpoints_agg.json": ("tr3m", "BigScience Pile", 0.0),
    "tr12/tr12a-1B3-oscar-en-filtered_agg.json": ("tr12a", "BigScience filtered OSCAR", np.nan),
    "tr12/tr12b-1B3-oscar-en-filtered-dedup_agg.json": ("tr12b", "BigScience filtered, deduplicated OSCAR", np.nan),
}
# The size is in the names of the files only: 1B3.
PARAMS = 1.3e9

# Tasks that the atlas shares, and the source's own: title, form of the answer, choices.
_SHARED = {
    "arc_challenge": "arc_challenge",
    "arc_easy": "arc_easy",
    "boolq": "boolq",
    "copa": "copa",
    "hellaswag": "hellaswag",
    "logiqa": "logiqa",
    "mathqa": "mathqa_harness",
    "openbookqa": "openbookqa",
    "piqa": "piqa",
    "prost": "prost",
    "rte": "rte",
    "sciq": "sciq",
    "triviaqa": "triviaqa",
    "wic": "wic",
    "winogrande": "winogrande",
    "wsc": "wsc",
}
_OWN = {
    "headqa_en": ("headqa_en", "HEAD-QA, English", "multiple_choice", None),
    "lambada": ("lambada_bigscience", "LAMBADA (version not stated)", "free_response", None),
    "mrpc": ("mrpc", "MRPC", "multiple_choice", 2),
    "multirc": ("multirc_questions", "MultiRC, all answers of a question", "multiple_choice", None),
    "pubmedqa": ("pubmedqa_choices", "PubMedQA, three choices", "multiple_choice", 3),
    "qnli": ("qnli", "QNLI", "multiple_choice", 2),
    "qqp": ("qqp", "QQP", "multiple_choice", 2),
    "race": ("race_bigscience", "RACE (1,045 items)", "multiple_choice", 4),
    "sst": ("sst2", "SST-2", "multiple_choice", 2),
    "webqs": ("webquestions_bigscience", "WebQuestions", "free_response", None),
    "wnli": ("wnli", "WNLI", "multiple_choice", 2),
}
# No standard errors, and so no items; and the perplexity of a task, which is no loss of a corpus.
_LEFT_OUT = {("mc_taco", "em"), ("mc_taco", "f1"), ("lambada", "ppl")}
_METRICS = {"acc": "accuracy", "acc_norm": "accuracy_norm", "f1": "f1"}
_FREE = ("lambada", "triviaqa", "webqs")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        One file a run: its token counts, its checkpoints, and one value a checkpoint of each metric.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.parquet``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If an evaluation is not known, has not one value a checkpoint, or errors that fit no one number of items.
    """
    scores = pd.concat([_scores(files, _FOLDER + path, *about) for path, about in _RUNS.items()])
    items = scores.loc[scores["metric"].isin(["accuracy", "exact_match"])].groupby("task")["n_items"]
    if (items.max() - items.min() > 1e-2).any():
        task = (items.max() - items.min()).idxmax()
        raise DataError(_FOLDER, "standard errors that fit one number of items", row=task, column="acc_stderr")
    scores["n_items"] = scores["task"].map(items.median().round())
    return {
        "scores.parquet": scores.sort_values(["model", "tokens", "task", "metric"], ignore_index=True),
        "models.csv": _models(),
        "tasks.csv": _tasks(items.median().round()),
    }


def _scores(files, path, run, _family, shots):
    content = upstream.parsed_json(files, path)
    tokens, results = content["tokens"], content["results"]
    known = {*_SHARED, *_OWN, "mc_taco"}
    for name in sorted(set(results) ^ known):
        raise DataError(path, f"the {len(known)} known evaluations", row="results", column=name)
    tables = []
    for name, metrics in results.items():
        for key, values in metrics.items():
            if key.endswith("_stderr") or (name, key) in _LEFT_OUT:
                continue
            errors = metrics.get(f"{key}_stderr")
            if key not in _METRICS or not errors or {len(values), len(errors)} != {len(tokens)}:
                raise DataError(path, "a known metric, one value and error a checkpoint", row=name, column=key)
            value, error = np.array(values, dtype=float), np.array(errors, dtype=float)
            table = {"model": run, "tokens": np.array(tokens, dtype=float), "is_final": np.array(tokens) == max(tokens)}
            table |= {"task": _SHARED.get(name) or _OWN[name][0], "metric": _metric(name, key), "shots": shots}
            with np.errstate(divide="ignore", invalid="ignore"):
                table |= {"value": value, "n_items": np.where(error > 0, value * (1 - value) / error**2 + 1, np.nan)}
            tables.append(pd.DataFrame(table).assign(locator=f"{path}, {name}, {key}"))
    return pd.concat(tables)


def _metric(name, key):
    """The atlas' word for a metric; a free response is right when it matches."""
    return "exact_match" if key == "acc" and name in _FREE else _METRICS[key]


def _models():
    rows = [
        {
            "model": run,
            "family": family,
            "params": PARAMS,
            "flops_per_token": 6 * PARAMS,
            "basis": "derived",
            "locator": f"{_FOLDER}{path}: 1B3 in the name; FLOPs are 6 x parameters x tokens",
        }
        for path, (run, family, _) in _RUNS.items()
    ]
    return pd.DataFrame(rows).sort_values("model", ignore_index=True)


def _tasks(items):
    rows = []
    for name, (task, title, answers, choices) in _OWN.items():
        chance = 0.0 if answers == "free_response" else 1 / choices if choices else None
        row = {"task": task, "title": title, "answer_format": answers, "choices": choices, "chance": chance}
        row |= {"chance_basis": None if chance is None else "assumed" if chance == 0 else "derived"}
        rows.append(row | {"n_items": items[task], "locator": f"{_FOLDER}tr3, {name}; items by the standard errors"})
    return pd.DataFrame(rows).astype({"choices": float}).sort_values("task", ignore_index=True)
