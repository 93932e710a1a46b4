"""Schaeffer et al. 2025: the negative log-likelihood of the GSM8K answers under nine Pythia models."""

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

ANSWERS = "data/processed_data/gpt4_gsm8k_neg_log_likelihood.parquet"
MODELS = "data/raw_data/gpt4_gsm8k/models_pythia.csv"
_PROBLEMS = 1319
# Tokens of a finished Pythia model, as upstream rounds them.
_END = 300e9
_COLUMNS = ("Model", "Problem Idx", "Neg Log Score", "Scaling Parameter")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        The negative log-likelihood of each answer under each model (Parquet), and the models' tokens and parameters.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, the mean over the answers, and ``models.csv``.

    Raises
    ------
    DataError
        If a model has not one value for each problem, or FLOPs other than 6 x parameters x tokens.
    """
    answers = pd.read_parquet(io.BytesIO(upstream.content(files, ANSWERS)))
    for column in _COLUMNS:
        if column not in answers.columns:
            raise DataError(ANSWERS, f"a column {column!r}")
    named = upstream.table(files, MODELS, text=("Model Nickname",), numbers=("Tokens", "Parameters"))
    named = named.set_index("Model Nickname")
    rows, models = [], []
    name: Any
    params: Any
    tokens: Any
    for name, own in answers.groupby("Model"):
        if name not in named.index:
            raise DataError(ANSWERS, f"a model of {MODELS}", column="Model", value=name)
        params, tokens = named.loc[name, ["Parameters", "Tokens"]]
        if own["Problem Idx"].nunique() != _PROBLEMS or len(own) != _PROBLEMS:
            raise DataError(ANSWERS, f"one value for each of {_PROBLEMS} problems", row=name)
        if not (own["Scaling Parameter"] / (6 * params * tokens)).between(1 - 1e-9, 1 + 1e-9).all():
            raise DataError(ANSWERS, "6 x parameters x tokens", row=name, column="Scaling Parameter")
        rows.append(
            {
                "model": name,
                "is_final": tokens == _END,
                "task": "gsm8k",
                "metric": "answer_nats",
                "value": round(own["Neg Log Score"].mean(), 9),
                "n_items": float(_PROBLEMS),
                "locator": f"{ANSWERS}, {name}, mean of Neg Log Score",
                "method": "derived",
            }
        )
        model = {"model": name, "family": "Pythia", "params": params, "tokens": tokens, "flops": 6 * params * tokens}
        models.append(model | {"basis": "released", "locator": f"{MODELS}; FLOPs are 6 x Parameters x Tokens"})
    return {"scores.csv": pd.DataFrame(rows), "models.csv": pd.DataFrame(models)}
