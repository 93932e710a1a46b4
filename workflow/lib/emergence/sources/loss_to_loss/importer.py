"""Brandfonbrener et al. 2024 (arXiv 2411.12925): losses and scores of runs on six corpora, one row a finished run."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

FILES = ("data/sweep.csv", "data/extrapolation.csv")

# Upstream's training corpus: the family of its models, and the validation corpus that val_loss is the loss on.
TRAINED_ON = {
    "fineweb-100b": ("Loss-to-loss FineWeb", "fineweb_100b"),
    "fineweb-edu-100b": ("Loss-to-loss FineWeb-Edu", "fineweb_edu_100b"),
    "proof-pile-2": ("Loss-to-loss Proof-Pile-2", "proof_pile_2"),
    "slimpajama-chunk1": ("Loss-to-loss SlimPajama", "slimpajama"),
    "smollm-corpus": ("Loss-to-loss SmolLM", "smollm"),
    "starcoder": ("Loss-to-loss StarCoder", "starcoder"),
}
# Validation corpora; the prefix keeps their losses apart from those on the same corpora in other tokens.
_LOSSES = {
    "c4": "C4",
    "fineweb_100b": "FineWeb, the part of 100B tokens",
    "fineweb_1T": "FineWeb, the part of 1T tokens",
    "fineweb_edu_100b": "FineWeb-Edu",
    "proof_pile_2": "Proof-Pile-2",
    "slimpajama": "SlimPajama",
    "smollm": "SmolLM corpus",
    "starcoder": "StarCoder",
}


class _Score(NamedTuple):
    """A pair of upstream's columns: accuracy, and loss of the right answer.

    ``items`` are the numbers of items that it may be a mean of, the likelier first; none where that is unknown.
    """

    column: str
    task: str
    subtask: str | None
    kind: str
    split: str | None
    items: tuple[int, ...]


_SCORES = (
    _Score("arc_challenge_test", "arc_challenge", None, "len_norm", "test", (1172,)),
    _Score("arc_easy_test", "arc_easy", None, "acc", "test", (2376,)),
    _Score("boolq_test", "boolq", None, "acc", "validation", (3270,)),
    # Some of the largest runs were scored on fewer items.
    _Score("hellaswag_test", "hellaswag", None, "len_norm", "validation", (10042, 8000)),
    _Score("imbue_code_comprehension", "imbue_code_comprehension", None, "len_norm", None, ()),
    _Score("imbue_codegen", "imbue_codegen", None, "len_norm", None, (999,)),
    _Score("imbue_gsm8k", "imbue_gsm8k", None, "len_norm", None, (1000,)),
    _Score("mmlu_humanities_test", "mmlu", "humanities", "len_norm", "test", (4705,)),
    _Score("mmlu_other_test", "mmlu", "other", "len_norm", "test", (3242,)),
    _Score("mmlu_social_sciences_test", "mmlu", "social_sciences", "len_norm", "test", (3077,)),
    _Score("mmlu_stem_test", "mmlu", "stem", "len_norm", "test", (3018,)),
    _Score("mmlu_humanities_mc_5shot_test", "mmlu", "humanities", "len_norm", "test", (4705,)),
    _Score("mmlu_other_mc_5shot_test", "mmlu", "other", "len_norm", "test", (3242,)),
    _Score("mmlu_social_sciences_mc_5shot_test", "mmlu", "social_sciences", "len_norm", "test", (3077,)),
    _Score("mmlu_stem_mc_5shot_test", "mmlu", "stem", "len_norm", "test", (3018,)),
    _Score("openbook_qa_test", "openbookqa", None, "len_norm", "test", (500,)),
    _Score("piqa_test", "piqa", None, "len_norm", "validation", (1838,)),
    _Score("sciq_test", "sciq", None, "acc", "test", (1000,)),
    _Score("winogrande_test", "winogrande", None, "acc", "validation", (1267,)),
)
_OWN = {
    "imbue_code_comprehension": "Code comprehension (Imbue's version)",
    "imbue_codegen": "Code generation, multiple choice (Imbue's version)",
    "imbue_gsm8k": "GSM8K, multiple choice (Imbue's version)",
}
_SINGLE = 1.2e-7  # relative error of the released single-precision numbers, and a little more


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``data/sweep.csv`` and ``data/extrapolation.csv``: a row a finished run.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.parquet``, ``scores.parquet``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a run is trained on a corpus that is not known, its loss is not that on its own corpus, its compute is not
        6 x parameters x tokens, or an accuracy is no whole number of items.
    """
    runs = pd.concat([_runs(files, path) for path in FILES], ignore_index=True)
    return {
        "losses.parquet": _sorted(pd.concat([*_losses(runs)], ignore_index=True)),
        "scores.parquet": _sorted(pd.concat([*_scores(runs)], ignore_index=True)),
        "models.csv": _models(runs),
        "tasks.csv": pd.DataFrame([*_tasks()]).sort_values("task", ignore_index=True),
    }


def _runs(files, path):
    numbers = ["params", "tokens", "iso_flop", "n_layers", "d_model", "val_loss"]
    numbers += [_loss_column(corpus) for corpus in _LOSSES]
    numbers += [column for score in _SCORES for column in (_accuracy_column(score), _answer_column(score))]
    runs = upstream.table(files, path, text=("id", "data"), numbers=numbers)
    for row, run in enumerate(runs.to_dict("records"), start=2):
        if run["data"] not in TRAINED_ON:
            raise DataError(path, f"one of {', '.join(TRAINED_ON)}", row=row, column="data", value=run["data"])
        own = _loss_column(TRAINED_ON[run["data"]][1])
        if run["val_loss"] != run[own]:
            raise DataError(path, f"{own}: {run[own]}", row=row, column="val_loss", value=run["val_loss"])
        if not np.isclose(run["iso_flop"], 6 * run["params"] * run["tokens"], rtol=1e-9):
            raise DataError(path, "6 x params x tokens", row=row, column="iso_flop", value=run["iso_flop"])
    families = runs["data"].map({data: family for data, (family, _) in TRAINED_ON.items()})
    names = [
        f"{family} {params / 1e6:.1f}M, {flops:.3g} FLOPs"
        for family, params, flops in zip(families, runs["params"], runs["iso_flop"], strict=True)
    ]
    # A column of its own: upstream's name is a number of a job.
    return runs.assign(model=names, family=families, locator=path + ", id " + runs["id"])


def _loss_column(corpus):
    return f"eval/{corpus}_val/CrossEntropyLoss"


def _accuracy_column(score):
    return f"eval/downstream/{score.column}_{score.kind}"


def _answer_column(score):
    return f"eval/downstream_ce_loss/{score.column}_ce_loss"


def _models(runs):
    columns = ["model", "family", "params", "tokens", "d_model", "n_layers", "locator"]
    return runs[columns].assign(flops=runs["iso_flop"], basis="released").sort_values("model", ignore_index=True)


def _losses(runs: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for corpus in _LOSSES:
        rows = runs[["model", "locator"]].assign(is_final=True, task=f"l2l_{corpus.lower()}", metric="cross_entropy")
        yield rows.assign(split="validation", value=runs[_loss_column(corpus)])


def _scores(runs: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for score in _SCORES:
        by_letter = "_mc_5shot" in score.column
        about: dict[str, Any] = {"task": score.task, "subtask": score.subtask, "split": score.split, "is_final": True}
        about |= {"shots": 5.0 if by_letter else 0.0, "format": "mc" if by_letter else "rc"}
        rows = runs[["model", "locator"]].assign(**about)
        accuracy = runs[_accuracy_column(score)]
        yield rows.assign(metric="accuracy", value=accuracy, n_items=_items(accuracy, score, runs["locator"]))
        yield rows.assign(metric="task_cross_entropy", value=runs[_answer_column(score)])


def _items(accuracy, score, locators):
    """The number of items of each accuracy: the first of which it is a multiple within single precision."""
    found = pd.Series(np.nan, index=accuracy.index)
    for count in reversed(score.items):
        right = accuracy * count
        found = found.mask((right - right.round()).abs() <= _SINGLE * count, float(count))
    if score.items and found.isna().any():
        worst = found.isna().to_numpy().argmax()
        expected = f"a multiple of one over {' or '.join(map(str, score.items))}"
        raise DataError(locators[worst], expected, column=_accuracy_column(score), value=accuracy[worst])
    return found


def _tasks() -> Iterator[dict]:
    for corpus, title in _LOSSES.items():
        about = {"task": f"l2l_{corpus.lower()}", "title": f"{title} (loss-to-loss, validation)"}
        yield about | {"answer_format": "language_modelling", "locator": f"{FILES[0]}, {_loss_column(corpus)}"}
    items = {score.task: score.items for score in _SCORES}
    for task, title in _OWN.items():
        about = {"task": task, "title": title, "answer_format": "multiple_choice"}
        count = float(items[task][0]) if items[task] else None
        yield about | {"n_items": count, "locator": f"{FILES[0]}, {task}_len_norm; chance is not known"}


def _sorted(rows):
    keys = [key for key in ("model", "task", "subtask", "metric", "format") if key in rows]
    return rows.sort_values(keys, ignore_index=True, kind="stable")
