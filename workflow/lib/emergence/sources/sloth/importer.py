"""Maia Polo et al. 2024: base models on the tasks of the second Open LLM Leaderboard, down to their parts."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

MODELS = "data/data_v2.csv"
_TEXT = ("Model", "Family", "Instruct", "#Params (B)", "Pretraining Data Size (T)", "FLOPs (1E21)")
_POWERS = {"params": ("#Params (B)", 9), "tokens": ("Pretraining Data Size (T)", 12), "flops": ("FLOPs (1E21)", 21)}

# Whole tasks, printed to two decimals: our task, its title, the form of its answers.
_WHOLE = {
    "IFEval": ("ifeval", "IFEval", "free_response"),
    "BBH": ("bbh", "BIG-bench Hard", "multiple_choice"),
    "MATH Lvl 5": ("math_level_5", "MATH, level 5", "free_response"),
    "GPQA": ("gpqa", None, None),
    "MUSR": ("musr", "MuSR", "multiple_choice"),
    "MMLU-PRO": ("mmlu_pro", "MMLU-Pro", "multiple_choice"),
}
# Parts by the prefix of their column: the task, what the part's name ends with there, the items of most parts.
_PARTS = {"bbh_": ("bbh", ""), "gpqa_": ("gpqa", ""), "math_": ("math_level_5", "_hard"), "musr_": ("musr", "")}
# Items of which every score is a multiple; 250 for the other parts.
_ITEMS = {
    "bbh_causal_judgement": 187,
    "bbh_penguins_in_a_table": 146,
    "bbh_snarks": 178,
    "gpqa_diamond": 198,
    "gpqa_extended": 546,
    "gpqa_main": 448,
    "math_algebra_hard": 307,
    "math_counting_and_prob_hard": 123,
    "math_geometry_hard": 132,
    "math_intermediate_algebra_hard": 280,
    "math_num_theory_hard": 154,
    "math_prealgebra_hard": 193,
    "math_precalculus_hard": 135,
    "musr_object_placements": 256,
}
_USUAL_ITEMS = 250
# Choices that the name of a part or its question (yes or no, valid or not, which of two) tells.
_CHOICES = {
    "boolean_expressions": 2,
    "causal_judgement": 2,
    "formal_fallacies": 2,
    "hyperbaton": 2,
    "logical_deduction_five_objects": 5,
    "logical_deduction_seven_objects": 7,
    "logical_deduction_three_objects": 3,
    "navigate": 2,
    "snarks": 2,
    "sports_understanding": 2,
    "tracking_shuffled_objects_five_objects": 5,
    "tracking_shuffled_objects_seven_objects": 7,
    "tracking_shuffled_objects_three_objects": 3,
    "web_of_lies": 2,
}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``data/data_v2.csv``: one row a model.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, ``models.csv`` and ``tasks.csv``: of the models that are not instruction tuned and have a score
        here.

    Raises
    ------
    DataError
        If a model stands twice, the flag of instruction tuning is neither True nor False, or a part's scores are not
        multiples of one over its items.
    """
    head = upstream.content(files, MODELS).decode().partition("\n")[0].split(",")
    parts = [name.strip() for name in head if name.strip().startswith(tuple(_PARTS))]
    rows = upstream.table(files, MODELS, text=_TEXT, numbers=(*_WHOLE, *parts))
    for column, expected in (("Instruct", ["True", "False"]), ("Model", rows["Model"].drop_duplicates(keep=False))):
        wrong = ~rows[column].isin(expected).to_numpy()
        if wrong.any():
            row = int(wrong.argmax())
            raise DataError(MODELS, "True or False, each model once", row + 2, column, rows[column].iloc[row])
    rows = rows[(rows["Instruct"] == "False") & rows[[*_WHOLE, *parts]].notna().any(axis=1)]
    return {"scores.csv": _scores(rows, parts), "models.csv": _models(rows), "tasks.csv": _tasks(parts)}


def _part(column):
    """Task and part of a column."""
    prefix = next(prefix for prefix in _PARTS if column.startswith(prefix))
    task, ending = _PARTS[prefix]
    return task, column.removeprefix(prefix).removesuffix(ending)


def _scores(rows, parts):
    tables = []
    for column in (*_WHOLE, *parts):
        own = rows[rows[column].notna()]
        task, part = (_WHOLE[column][0], None) if column in _WHOLE else _part(column)
        items = None if part is None else float(_ITEMS.get(column, _USUAL_ITEMS))
        counts = own[column] * (items or 0)
        if ((counts - counts.round()).abs() > 1e-3).any():
            row = (counts - counts.round()).abs().idxmax()
            raise DataError(MODELS, f"a multiple of 1/{items:.0f}", int(row) + 2, column, own.loc[row, column])
        metric = "exact_match" if task in ("math_level_5", "ifeval") else "accuracy"
        table = {"model": own["Model"], "is_final": True, "task": task, "subtask": part, "metric": metric}
        table |= {"value": own[column], "n_items": items}
        locator = [f"{MODELS}, line {line}, {column}" for line in own.index + 2]
        tables.append(pd.DataFrame(table).assign(locator=locator).astype({"subtask": "str", "n_items": float}))
    return pd.concat(tables).sort_values(["model", "task", "subtask"], na_position="first", ignore_index=True)


def _models(rows):
    quantities = {
        name: pd.to_numeric(rows[column] + f"e{power}", errors="coerce") for name, (column, power) in _POWERS.items()
    }
    models = pd.DataFrame({"model": rows["Model"], "family": rows["Family"], **quantities}).assign(
        basis="released", locator=[f"{MODELS}, line {line}" for line in rows.index + 2]
    )
    return models.sort_values("model", ignore_index=True)


def _tasks(parts):
    rows = []
    for column, (task, title, answers) in _WHOLE.items():
        if title:
            row = {"task": task, "title": title, "answer_format": answers, "locator": f"{MODELS}, column {column}"}
            rows.append(row | ({"chance": 0.0, "chance_basis": "assumed"} if task == "math_level_5" else {}))
    for column in parts:
        task, part = _part(column)
        if task != "gpqa":
            title, answers = next((title, answers) for own, title, answers in _WHOLE.values() if own == task)
            row = {
                "task": task,
                "subtask": part,
                "title": f"{title}: {part.replace('_', ' ')}",
                "answer_format": answers,
            }
            choices = _CHOICES.get(part)
            row |= {"choices": choices, "chance": 1 / choices, "chance_basis": "derived"} if choices else {}
            row |= {"n_items": _ITEMS.get(column, _USUAL_ITEMS), "locator": f"{MODELS}, column {column}"}
            rows.append(row)
    return pd.DataFrame(rows).sort_values(["task", "subtask"], na_position="first", ignore_index=True)
