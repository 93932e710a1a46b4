"""Bhagia et al. 2024: what their own method predicted for OLMo-2 7B and 13B from the ladder up to 1.3B.

Their first step is a law of parameters and tokens (or of FLOPs) for a loss of the task; their second a sigmoid from
that loss, or from the loss on C4, to accuracy; chained, accuracy follows from parameters and tokens. The tables of the
13B print the actual value, the prediction and its relative error; the table of variances prints errors of the 7B.
"""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

FIGURES = "src/scripts/paper/figures/"
TABLES = {
    # file: (quantity, given)
    "step1_main": ("bits_per_byte", "params_tokens"),
    "step1_c4_main": ("cross_entropy", "params_tokens"),
    "step1_taskce_main": ("choice_log_probability", "params_tokens"),
    "step1_acc_main": ("accuracy", "params_tokens"),
    "step2_main": ("accuracy", "bits_per_byte"),
    "step2_c4_main": ("accuracy", "loss_c4_en"),
    "step2_taskce_main": ("accuracy", "choice_log_probability"),
    "chained_main": ("accuracy", "params_tokens"),
    "chained_flops_main": ("accuracy", "flops"),
}
VARIANCES = {
    # column of the table of variances: (quantity, given)
    "7B Loss Rel Error": ("bits_per_byte", "params_tokens"),
    "7B Accuracy Rel Error": ("accuracy", "bits_per_byte"),
    "7B Stacked Rel Error": ("accuracy", "params_tokens"),
}
_PRINTED = {"Actual": "actual", "Pred": "predicted", "Rel Error": "relative_error", "Fit Error": "fit_error"}
_TASKS = {"mmlu_avg": "mmlu", "csqa": "commonsenseqa", "socialiqa": "siqa"}
_SPLITS = {"val": "validation", "test": "test"}
_NAMES = {
    # name in the table of variances: (task, split); the splits are those of the other tables
    "Winogrande": ("winogrande", "validation"),
    "BoolQ": ("boolq", "validation"),
    "CommonsenseQA": ("commonsenseqa", "validation"),
    "OpenBookQA": ("openbookqa", "test"),
    "ARC-Easy": ("arc_easy", "test"),
    "ARC-Challenge": ("arc_challenge", "test"),
    "MMLU": ("mmlu", "test"),
    "Social IQa": ("siqa", "validation"),
    "PIQA": ("piqa", "validation"),
    "HellaSwag": ("hellaswag", "validation"),
}


def read(files: Mapping[str, bytes]) -> pd.DataFrame:
    """The table ``published_predictions``.

    Parameters
    ----------
    files : mapping of str to bytes
        The nine tables of predictions and ``variance.csv``.

    Returns
    -------
    pandas.DataFrame
        Sorted by its key. The numbers for the loss on C4 are the same for all tasks and are kept once.
    """
    parts = [_of_13b(files, name, *meaning) for name, meaning in TABLES.items()]
    parts += [_of_7b(files, column, *meaning) for column, meaning in VARIANCES.items()]
    keys = ["table", "model", "task", "quantity", "predictor"]
    return pd.concat(parts, ignore_index=True).sort_values(keys, ignore_index=True)


def _of_13b(files, name, quantity, predictor):
    path = f"{FIGURES}{name}.csv"
    head = upstream.content(files, path).split(b"\n", 1)[0].decode().strip().split(",")
    numbers = [column for column in _PRINTED if column in head]
    rows = upstream.table(files, path, text=("Task",), numbers=numbers).rename(columns=_PRINTED)
    places = [_place(task, path, row) for row, task in enumerate(rows["Task"], start=2)]
    rows = rows.assign(task=[task for task, _ in places], split=[split for _, split in places])
    rows["locator"] = [f"{name}.csv, {task}" for task in rows["Task"]]
    if quantity == "cross_entropy":
        if len(rows[[_PRINTED[column] for column in numbers]].drop_duplicates()) > 1:
            raise DataError(path, "the same numbers in all rows")
        rows = rows.head(1).assign(task="c4_en", split="validation", locator=f"{name}.csv, every row")
    about = {"table": name, "model": "OLMo-2 13B", "quantity": quantity, "predictor": predictor}
    return rows.drop(columns="Task").assign(**about)


def _of_7b(files, column, quantity, predictor):
    path = f"{FIGURES}variance.csv"
    rows = upstream.table(files, path, text=("Task",), numbers=(column,))
    for row, name in enumerate(rows["Task"], start=2):
        if name not in _NAMES:
            raise DataError(path, "one of " + ", ".join(_NAMES), row=row, column="Task", value=name)
    places = rows["Task"].map(_NAMES)
    about = {"table": "variance", "model": "OLMo-2 7B", "quantity": quantity, "predictor": predictor}
    return pd.DataFrame(
        {
            **about,
            "task": places.str[0],
            "split": places.str[1],
            "relative_error": rows[column],
            "locator": [f"variance.csv, {name}, {column}" for name in rows["Task"]],
        }
    )


def _place(name, path, row):
    """The task and the split in a name such as ``csqa_val_5shot``."""
    task, _, split = name.removesuffix("_5shot").rpartition("_")
    if not name.endswith("_5shot") or split not in _SPLITS:
        raise DataError(path, "<task>_<val or test>_5shot", row=row, column="Task", value=name)
    return _TASKS.get(task, task), _SPLITS[split]
