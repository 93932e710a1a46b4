"""Finished open models by the evaluation harness's own result files: BLOOM, XGLM, OPT, LLaMA and MPT."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import lm_eval, upstream

_FOLDER = "results/"
_FAMILIES = {"bloom": "BLOOM", "xglm": "XGLM", "opt": "OPT", "llama": "LLaMA", "mpt": "MPT"}
# Evaluations that eight models or more have: our task; those of other names are left out.
_TASKS = {
    "arc_challenge": "arc_challenge",
    "arc_easy": "arc_easy",
    "boolq": "boolq",
    "copa": "copa",
    "gsm8k": "gsm8k",
    "hellaswag": "hellaswag",
    "lambada_openai": "lambada_openai",
    "logiqa": "logiqa",
    "mathqa": "mathqa_harness",
    "openbookqa": "openbookqa",
    "piqa": "piqa",
    "prost": "prost",
    "swag": "swag",
    "winogrande": "winogrande",
    "wsc": "wsc",
    "wsc273": "winograd",
}
# Tasks in several languages, each a part: our task, its title, choices.
_LANGUAGES = {
    "xnli": ("xnli", "XNLI", 3),
    "pawsx": ("pawsx", "PAWS-X", 2),
    "xcopa": ("xcopa", "XCOPA", 2),
    "xstory_cloze": ("xstory_cloze", "XStoryCloze", 2),
    "xwinograd": ("xwinograd_languages", "XWinograd, by language", 2),
}
_METRICS = {"acc": "accuracy", "acc_norm": "accuracy_norm"}
_FREE = ("gsm8k", "lambada_openai")
# It repeats BoolQ and COPA of another file, with slightly other scores, and has no other evaluation of as many models.
_REPEATS = "_superglue_"
# Of evaluations at several numbers of examples, the one that is kept: GSM8K at five is 0 for LLaMA 30B, which has 30 %
# at eight.
_SHOTS = {"gsm8k": 8.0, "mathqa": 5.0}
# A bug of LLaMA's tokenizer in that version: all its LAMBADA answers count as wrong, with perplexities of millions.
_BROKEN = ("LLaMA", "lambada_openai")
_SCALE = {"m": 1e6, "b": 1e9}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``results/<family>/<model>/<model>_<suite>_<shots>-shot.json``, as the harness wrote them.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.parquet``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a model's name holds no size, or the standard errors of a task fit no one number of items.
    """
    paths = sorted(path for path in files if _REPEATS not in path)
    scores = pd.concat([_scores(files, path) for path in paths], ignore_index=True)
    keys = scores["task"] + "/" + scores["subtask"].fillna("")
    scores["n_items"] = lm_eval.agreed_items(
        lm_eval.implied_items(scores["value"], scores.pop("se")), keys, scores["locator"]
    )
    models = sorted({_model(path) for path in files})
    order = ["model", "task", "subtask", "shots", "metric"]
    return {
        "scores.parquet": scores.sort_values(order, ignore_index=True),
        "models.csv": pd.DataFrame([_size(name) for name in models]),
        "tasks.csv": _tasks(scores),
    }


def _model(path):
    return path.split("/")[-2]


def _scores(files, path):
    found = lm_eval.results(upstream.parsed_json(files, path), path)
    named = [_named(name) for name in found["name"]]
    found = found.assign(task=[task for task, _ in named], subtask=[part for _, part in named])
    found = found[found["task"].notna() & found["key"].isin(_METRICS)]
    found = found[found["shots"] == found["name"].map(_SHOTS).fillna(found["shots"])]
    if _FAMILIES.get(_model(path).split("-")[0]) == _BROKEN[0]:
        found = found[found["name"] != _BROKEN[1]]
    metrics = [
        "exact_match" if key == "acc" and name in _FREE else _METRICS[key]
        for key, name in zip(found["key"], found["name"], strict=True)
    ]
    table = {"model": _model(path), "is_final": True, "task": found["task"], "subtask": found["subtask"]}
    table |= {"metric": metrics, "shots": found["shots"], "value": found["value"], "se": found["se"]}
    locator = [f"{path}, {name}, {key}" for name, key in zip(found["name"], found["key"], strict=True)]
    return pd.DataFrame(table).assign(locator=locator).astype({"task": "str", "subtask": "str"})


def _named(name):
    """Our task and part of an evaluation; two times None for one that is left out."""
    prefix, _, language = name.rpartition("_")
    return (_LANGUAGES[prefix][0], language) if prefix in _LANGUAGES else (_TASKS.get(name), None)


def _size(name):
    size = re.search(r"-(\d+(?:\.\d+)?|\d+b\d+)([mb]?)$", name.lower())
    family = _FAMILIES.get(name.split("-")[0])
    if not size or family is None:
        raise DataError(
            _FOLDER, f"one of {', '.join(_FAMILIES)} and a size such as 1b7 or 6.7b", column="model", value=name
        )
    number, unit = size.groups()
    billions = re.fullmatch(r"(\d+)b(\d+)", number)
    params = float(f"{billions[1]}.{billions[2]}") * 1e9 if billions else float(number) * _SCALE[unit]
    return {
        "model": name,
        "family": family,
        "params": round(params),
        "basis": "released",
        "locator": f"{_FOLDER}: the size in the name of the model",
    }


def _tasks(scores):
    items = scores.groupby(["task", scores["subtask"].fillna("")])["n_items"].first()
    rows = []
    for prefix, (task, title, choices) in _LANGUAGES.items():
        row = {"task": task, "title": title, "answer_format": "multiple_choice", "choices": float(choices)}
        row |= {"chance": 1 / choices, "chance_basis": "derived", "locator": f"{_FOLDER}, {prefix}_<language>"}
        rows.append(row)
        for language, count in items[task].items():
            part = {"task": task, "subtask": language, "title": f"{title}: {language}", "n_items": count}
            rows.append(part | {"answer_format": "multiple_choice", "locator": f"{_FOLDER}, {prefix}_{language}"})
    return pd.DataFrame(rows).sort_values(["task", "subtask"], na_position="first", ignore_index=True)
