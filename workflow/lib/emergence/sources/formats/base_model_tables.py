"""The table of base models of Ruan et al. 2024, which others extended: names, families, sizes, FLOPs."""

from typing import Any

import pandas as pd

from emergence.io.errors import DataError

NAME = "Model"
TEXT = (NAME, "Model Family", "Model Size (B)", "Pretraining Data Size (T)", "FLOPs (1E21)")
_QUANTITIES = {"params": (TEXT[2], 9), "tokens": (TEXT[3], 12), "flops": (TEXT[4], 21)}

# Impossible numbers and their corrections. FLOPs are 6 x parameters x tokens throughout, so they follow.
_MISPRINTS = {
    ("cerebras/btlm-3b-8k-base", "tokens", 627e12): (
        {"tokens_corrected": 627e9, "flops_corrected": 6 * 3e9 * 627e9},
        "627 T tokens stand for the 627 B of the corpus (SlimPajama); the FLOPs are 6 x parameters x tokens",
    ),
    ("openlm-research/open_llama_7b_v2", "params", 13e9): (
        {"params_corrected": 7e9, "flops_corrected": 6 * 7e9 * 1e12},
        "13 B parameters stand with a model that its name says has 7 B; the FLOPs are 6 x parameters x tokens",
    ),
}


def base_models(frame: pd.DataFrame, path: str) -> pd.DataFrame:
    """Models from the table's columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        The columns :data:`TEXT`, as text: sizes in units of 1e9, tokens of 1e12, FLOPs of 1e21.
    path : str
        What messages call the file.

    Returns
    -------
    pandas.DataFrame
        MODELS, one row a row of ``frame``. The decimal point is moved in the text, so that no digit changes; evident
        misprints are kept, with their correction beside them.

    Raises
    ------
    DataError
        If a row has no name or family, or a quantity is no number.
    """
    for column in TEXT[:2]:
        if frame[column].isna().any():
            raise DataError(path, "a word", row=int(frame[column].isna().to_numpy().argmax()) + 2, column=column)
    quantities = {name: _moved(frame[column], power, path) for name, (column, power) in _QUANTITIES.items()}
    models = pd.DataFrame({"model": frame[NAME], "family": frame["Model Family"], **quantities})
    models = models.assign(basis="released", locator=[f"{path}, line {line}" for line in frame.index + 2])
    for (name, column, printed), (corrected, reason) in _MISPRINTS.items():
        wrong = (models["model"] == name) & (models[column] == printed)
        right: Any = [*corrected.values(), reason]
        models.loc[wrong.to_numpy(), [*corrected, "correction"]] = right
    return models


def _moved(words, power, path):
    moved = pd.to_numeric(words + f"e{power}", errors="coerce")
    wrong = (moved.isna() & words.notna()).to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(path, "a number", row=row + 2, column=words.name, value=words.iloc[row])
    return moved
