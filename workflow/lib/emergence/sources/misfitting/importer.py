"""Li et al. 2025: losses of finished OpenLM runs of eleven sizes, each at the best of its learning rates."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

CHECKPOINTS = "data/scaling_results.csv"
_NUMBERS = ("loss", "C4 Eval Loss", "N", "D", "C", "portion_steps_elapsed", "peak_lr")
TASK = "misfitting_c4"
FAMILY = "Misfitting"


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``data/scaling_results.csv``: one row a checkpoint.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.csv``: of each size and token count the finished run of the best learning rate, the first of them where
        a row stands twice; ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If the two columns of losses differ, or a size has two numbers of parameters.
    """
    runs = upstream.table(files, CHECKPOINTS, text=("model",), numbers=_NUMBERS)
    differ = (runs["loss"] != runs["C4 Eval Loss"]).to_numpy()
    if differ.any():
        row = int(differ.argmax())
        expected = f"{runs['C4 Eval Loss'].iloc[row]}, the loss on C4"
        raise DataError(CHECKPOINTS, expected, row=row + 2, column="loss", value=runs["loss"].iloc[row])
    sizes = runs[["model", "N"]].drop_duplicates()
    if sizes["model"].duplicated().any():
        name = sizes["model"][sizes["model"].duplicated()].iloc[0]
        raise DataError(CHECKPOINTS, "one N for each model", column="model", value=name)
    finished = runs[runs["portion_steps_elapsed"] == 1]
    best = finished.loc[finished.groupby(["N", "D"])["loss"].idxmin()]
    return {"losses.csv": _losses(best), "models.csv": _models(sizes), "tasks.csv": _tasks()}


def _losses(best):
    named = zip(best["model"], best["D"], best["peak_lr"], strict=True)
    return pd.DataFrame(
        {
            "model": best["model"],
            "run": [f"{model}, {tokens:.0f} tokens, peak learning rate {rate:g}" for model, tokens, rate in named],
            "tokens": best["D"],
            "flops": best["C"],
            "is_final": True,
            "task": TASK,
            "metric": "cross_entropy",
            "split": "validation",
            "value": best["loss"],
            "locator": [f"{CHECKPOINTS}, line {line}" for line in best.index + 2],
        }
    ).reset_index(drop=True)


def _models(sizes):
    return pd.DataFrame(
        {
            "model": sizes["model"],
            "family": FAMILY,
            "params": sizes["N"],
            "basis": "released",
            "locator": f"{CHECKPOINTS}, column N (embeddings included)",
        }
    ).sort_values("params", ignore_index=True)


def _tasks():
    row = {"task": TASK, "title": "C4 (tokens of Li et al. 2025)", "answer_format": "language_modelling"}
    return pd.DataFrame([{**row, "locator": f"{CHECKPOINTS}, column C4 Eval Loss"}])
