"""Ruan et al. 2024: benchmarks of 148 base models, and of 84 of them on tasks that were called emergent."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.base_model_tables import NAME, TEXT, base_models

BENCHMARKS = "base_llm_benchmark_eval.csv"
EMERGENT = "base_llm_emergent_capability_eval.csv"

# Upstream's column: task, metric, shots, highest value, and the items of which a score is a multiple (null where it is
# none). "Winograd" is WinoGrande: its scores are multiples of 1/1267.
_COLUMNS = {
    BENCHMARKS: {
        "MMLU": ("mmlu", "accuracy", None, None),
        "ARC-C": ("arc_challenge", "accuracy", None, 1172),
        "HellaSwag": ("hellaswag", "accuracy", None, 10042),
        "Winograd": ("winogrande", "accuracy", None, 1267),
        "TruthfulQA": ("truthfulqa", "mc2", None, None),
        "GSM8K": ("gsm8k", "exact_match", None, 1319),
        "XWinograd": ("xwinograd", "accuracy", None, None),
        "HumanEval": ("humaneval", "pass@1", None, 164),
    },
    EMERGENT: {
        "parsinlu_qa_2_acc": ("bigbench_parsinlu_qa", "accuracy", 2.0, 1050),
        "word_unscrambling_2_exact_match": ("bigbench_word_unscrambling", "exact_match", 2.0, 2000),
        "ipa_transliterate_2_exact_match": (
            "bigbench_international_phonetic_alphabet_transliterate",
            "exact_match",
            2.0,
            1003,
        ),
        "ipa_transliterate_2_bleu": ("bigbench_international_phonetic_alphabet_transliterate", "bleu", 2.0, None),
        "arithmetic_3ds_2_acc": ("arithmetic_3_digit_subtraction", "exact_match", 2.0, 2000),
        "arithmetic_3da_2_acc": ("arithmetic_3_digit_addition", "exact_match", 2.0, 2000),
        "arithmetic_2dm_2_acc": ("arithmetic_2_digit_multiplication", "exact_match", 2.0, 2000),
        "arithmetic_2da_2_acc": ("arithmetic_2_digit_addition", "exact_match", 2.0, 2000),
    },
}
_TASKS = (
    ("arithmetic_2_digit_addition", "2-digit addition", "free_response", 0.0, None),
    ("arithmetic_2_digit_multiplication", "2-digit multiplication", "free_response", 0.0, None),
    ("arithmetic_3_digit_addition", "3-digit addition", "free_response", 0.0, None),
    ("arithmetic_3_digit_subtraction", "3-digit subtraction", "free_response", 0.0, None),
    (
        "bigbench_international_phonetic_alphabet_transliterate",
        "Phonetic alphabet (IPA)",
        "free_response",
        0.0,
        1003,
    ),
    ("xwinograd", "XWinograd", "multiple_choice", 0.5, None),
)


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``base_llm_benchmark_eval.csv`` (models and eight benchmarks) and ``base_llm_emergent_capability_eval.csv``.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a model is unknown or listed twice, or a value is not a number.
    """
    models = base_models(upstream.table(files, BENCHMARKS, text=TEXT), BENCHMARKS).sort_values(
        "model", ignore_index=True
    )
    scores = pd.concat([_scores(files, path, models) for path in (BENCHMARKS, EMERGENT)])
    tasks = [_task(*row) for row in _TASKS]
    return {
        "scores.csv": scores.sort_values(["model", "task", "metric"], ignore_index=True),
        "models.csv": models,
        "tasks.csv": pd.DataFrame(tasks),
    }


def _scores(files, path, models):
    frame = upstream.table(upstream.trimmed(files, path), path, text=(NAME,), numbers=tuple(_COLUMNS[path]))
    unknown = (~frame[NAME].isin(models["model"])).to_numpy()
    for wrong, expected in ((unknown, f"a model of {BENCHMARKS}"), (frame[NAME].duplicated(), "each model once")):
        if wrong.any():
            row = int(wrong.argmax())
            raise DataError(path, expected, row=row + 2, column=NAME, value=frame[NAME].iloc[row])
    tables = []
    for column, (task, metric, shots, items) in _COLUMNS[path].items():
        given = frame[frame[column].notna()]
        counts = given[column] * (items or float("nan"))
        table = {"model": given[NAME], "is_final": True, "task": task, "metric": metric, "shots": shots}
        table |= {"value": given[column], "n_items": pd.Series(items, given.index, "float64")}
        table["n_items"] = table["n_items"].where((counts - counts.round()).abs() < 1e-3)
        tables.append(pd.DataFrame(table).assign(locator=f"{path}, column {column}"))
    return pd.concat(tables)


def _task(task, title, kind, chance, items):
    basis = None if chance is None else "assumed"
    where = BENCHMARKS if task == "xwinograd" else EMERGENT
    row = {
        "task": task,
        "title": title,
        "answer_format": kind,
        "chance": chance,
        "chance_basis": basis,
        "n_items": items,
    }
    return row | {"locator": f"{where}; chance is assumed where given"}
