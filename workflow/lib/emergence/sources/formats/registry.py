"""Names of tasks and metrics in formats of evaluations -> those of data/tasks.csv and data/metrics.csv.

A reader of a format gives its scores under the format's own names (:data:`SCORES`). Chance, choices and titles stand in
the tables of tasks and metrics alone; here are only other names for what they know. A name that is in neither is an
error, and what has no metric of the atlas is left out and counted.
"""

import re
import warnings
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.task_parts import parts_of, with_parts

# What a reader gives: one row a score, ``name`` and ``key`` of evaluation and metric as the format calls them.
SCORES = (
    "model", "run", "tokens", "is_final", "name", "key", "format", "split", "shots", "value", "n_items", "locator",
)  # fmt: skip

# Other names of tasks, by format; a part of a task stands behind a dot. Patterns are tried in this order.
TASKS: dict[str, dict[str, str]] = {
    "lm_eval": {
        r"hendrycksTest-(\w+)|mmlu_(\w+)": "mmlu.{}",
        r"social_iqa": "siqa",
        r"commonsense_qa": "commonsenseqa",
        r"nq_open": "natural_questions",
        r"wsc273": "winograd",
        r"truthfulqa_mc[12]?": "truthfulqa",
        r"race": "race.high",
        r"minerva_math|hendrycks_math": "math",
    },
    "olmes": {
        r"mmlu_(\w+)": "mmlu.{}",
        r"csqa": "commonsenseqa",
        r"socialiqa|social_iqa": "siqa",
        r"naturalqs": "natural_questions",
    },
    "helm": {
        r"mmlu:subject=(\w+)": "mmlu.{}",
        r"commonsense:dataset=(\w+)": "{}",
        r"truthful_qa": "truthfulqa",
        r"gsm": "gsm8k",
        r"natural_qa:mode=closedbook": "natural_questions",
    },
}
# Metrics, by format; None: known, and no metric of the atlas. An accuracy of free responses is an exact match.
METRICS: dict[str, dict[str, str | None]] = {
    "lm_eval": {
        "acc": "accuracy",
        "acc_norm": "accuracy_norm",
        "exact_match": "exact_match",
        "em": "exact_match",
        "f1": "f1",
        "bleu": "bleu",
        "mc1": "accuracy",
        "mc2": "mc2",
        "pass@1": "pass@1",
        **dict.fromkeys(("ppl", "perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "mcc", "exact")),
        **dict.fromkeys(("HasAns_exact", "HasAns_f1", "NoAns_exact", "NoAns_f1", "best_exact", "best_f1")),
        **dict.fromkeys(("likelihood_diff", "pct_stereotype", "brier_score", "bleu_max", "bleu_acc", "bleu_diff")),
        **{f"rouge{n}_{of}": None for n in "12L" for of in ("max", "acc", "diff")},
    },
    "olmes": {
        "acc_raw": "accuracy",
        "acc_per_char": "accuracy_norm",
        "exact_match": "exact_match",
        "f1": "f1",
        "primary_score": "preferred",
        "bits_per_byte_corr": "bits_per_byte",
    },
    "helm": {"multiple_choice": "accuracy", "exact_match": "exact_match", "f1_score": "f1"},
}
# Formats with so many numbers beside the scores that what is not named above is left out and counted, not refused.
_MANY = ("olmes", "helm")
# Tasks whose parts get rows of their own as they appear: their titles.
_PARTED = {"mmlu": "MMLU"}


class Registry(NamedTuple):
    """The tasks that all sources share, those of the source itself, and the metrics: TASKS, TASKS and METRICS."""

    shared: pd.DataFrame
    own: pd.DataFrame
    metrics: pd.DataFrame


def tables(scores: pd.DataFrame, form: str, registry: Registry) -> dict[str, pd.DataFrame]:
    """A source's tables from the scores of a reader.

    Parameters
    ----------
    scores : pandas.DataFrame
        Columns :data:`SCORES`.
    form : str
        Key of :data:`TASKS` and :data:`METRICS`.
    registry : Registry

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, and ``tasks.csv``, the source's own with a row for each part of a task that appears. What is
        left out is said by a warning, with counts.

    Raises
    ------
    DataError
        On a task or metric that is known under no name, or one score twice.
    """
    if scores.empty:
        raise DataError(form, "at least one score in the files")
    known = pd.concat([registry.shared, registry.own], ignore_index=True)
    formats = dict(zip(known["task"], known["answer_format"], strict=True))
    named = {name: task_of(form, name, known, _place(scores, name)) for name in scores["name"].unique()}
    found = scores.assign(
        task=scores["name"].map(lambda name: named[name][0]),
        subtask=pd.Series([named[name][1] for name in scores["name"]], index=scores.index, dtype="str"),
    )
    found["metric"] = [
        metric_of(form, key, formats[task], where)
        for key, task, where in found[["key", "task", "locator"]].itertuples(index=False)
    ]
    left_out = found[found["metric"].isna()]
    if len(left_out):
        counts = ", ".join(f"{key} ({count})" for key, count in left_out["key"].value_counts().sort_index().items())
        warnings.warn(f"{len(left_out)} numbers have no metric of the atlas and are left out: {counts}", stacklevel=2)
    found = found[found["metric"].notna()].drop(columns=["name", "key"]).reset_index(drop=True)
    require_known(found, registry)
    missing = found[found["subtask"].notna() & ~_is_known(found, known)]
    parts = parts_of(missing, _PARTED, f"{form}, names of evaluations")
    strange = missing[~missing["task"].isin(_PARTED)]
    if len(strange):
        row = strange.iloc[0]
        raise DataError(row["locator"], f"a part of {row['task']} that tasks.csv knows", value=row["subtask"])
    key = ["model", "run", "tokens", "task", "subtask", "metric", "shots", "format", "split"]
    found = found.sort_values(key, na_position="first", ignore_index=True)
    return {"scores.csv": found} | ({"tasks.csv": with_parts(registry.own, parts)} if len(parts) else {})


def task_of(form: str, name: str, known: pd.DataFrame, where: str) -> tuple[str, str | None]:
    """Task and part that an evaluation is of, by its own name or by another one of :data:`TASKS`."""
    called = name
    for pattern, target in TASKS[form].items():
        if match := re.fullmatch(pattern, name):
            called = target.format(next((part for part in match.groups() if part), ""))
            break
    task, _, part = called.partition(".")
    if not (known["task"] == task).any():
        other = "" if called == name else f", also called {task}"
        expected = "a task that data/tasks.csv or the source's tasks.csv knows, or another name for one in " + (
            f"emergence.sources.formats.registry, TASKS[{form!r}]{other}"
        )
        raise DataError(where, expected, column="task", value=name)
    return task, part or None


def metric_of(form: str, key: str, answer_format: str, where: str) -> str | None:
    """The metric that a key means for a task with this form of answer; None where the atlas has none."""
    if key not in METRICS[form]:
        if form in _MANY:
            return None
        expected = f"a metric of emergence.sources.formats.registry, METRICS[{form!r}]: {', '.join(METRICS[form])}"
        raise DataError(where, expected, column="metric", value=key)
    metric = METRICS[form][key]
    return "exact_match" if metric == "accuracy" and answer_format == "free_response" else metric


def _place(scores: pd.DataFrame, name: str) -> str:
    return str(scores.loc[scores["name"] == name, "locator"].iloc[0])


def _is_known(found: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    parts = pd.MultiIndex.from_frame(known[["task", "subtask"]])
    return pd.Series(pd.MultiIndex.from_frame(found[["task", "subtask"]]).isin(parts), index=found.index)


def require_known(found: pd.DataFrame, registry: Registry) -> None:
    """Raise a :class:`DataError` where a row names a task or a metric that the registry does not know."""
    known = pd.concat([registry.shared, registry.own], ignore_index=True)
    for column, table, file in (
        ("task", known, "data/tasks.csv or the source's"),
        ("metric", registry.metrics, "data/metrics.csv"),
    ):
        unknown = found[~found[column].isin(table[column])]
        if len(unknown):
            expected = f"a {column} that {file} knows"
            raise DataError(unknown["locator"].iloc[0], expected, column=column, value=unknown[column].iloc[0])


def steps_to_tokens(step: float | None, per_step: float | Mapping[str, float] | None, model: str, where: str) -> float:
    """Tokens of a checkpoint from its step; not a number where the file names no step.

    Parameters
    ----------
    step : float or None
    per_step : float, mapping of str to float, or None
        Tokens of a step, for all models or by model.
    model, where : str
    """
    if step is None:
        return float("nan")
    tokens = per_step.get(model) if isinstance(per_step, Mapping) else per_step
    if tokens is None:
        raise DataError(where, f"the tokens per step of {model}, an argument of the reader", column="step", value=step)
    return step * tokens
