"""Biderman et al. 2023, section 3.3: addition and multiplication by Pythia's checkpoints, item counts in the thousands.

Two generations of the suite, v0 and v1.1, are independent trainings of one recipe. They have models of their own, so
that no pool takes one for the other's runs.
"""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from emergence.io.errors import DataError
from emergence.sources.formats import lm_eval, upstream
from emergence.sources.pythia.importer import STEP_TOKENS, model_row
from emergence.sources.pythia.training_losses import LAST_STEP

TRIVIA = "trivia_qa_4shot_derived.csv"
LEVEL = 0.95  # of the interval of a cell's mean
# The names of v0 to those of today, which count the embeddings too.
_OLD_NAMES = {
    "125m": "160m",
    "350m": "410m",
    "800m": "1b",
    "1.3b": "1.4b",
    "2.7b": "2.8b",
    "6.7b": "6.9b",
    "13b": "12b",
}
_PATH = re.compile(r"evals/csv/pythia-(v1\.1-)?([\d.]+[mb])-deduped/(redo)?term_frquency_all_shots\.csv")
_TASK = re.compile(r"num_reasoning_arithmetic_(addition|multiplication)_(\d+)")
# Shots for which a second file repeats the evaluation; its numbers are taken.
_REPEATED = 16
_OPERANDS, _ITEMS = 100, 50
_CELL = ["operation", "checkpoint", "fewshot"]
_KEY = ["model", "run", "tokens", "task", "shots"]
_WORDS = "Two numbers, the first below 100, 50 items each of the first; what a guess scores is not known"
_TASKS = (
    ("num_reasoning_addition", "Addition, first number below 100", "free_response", 5000.0, _WORDS),
    ("num_reasoning_multiplication", "Multiplication, first number below 100", "free_response", 5000.0, _WORDS),
)


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``evals/csv/<run>/term_frquency_all_shots.csv``, accuracies by first operand, ``redoterm_...`` where some were
        repeated, and ``trivia_qa_4shot_derived.csv``.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, ``models.csv`` and ``tasks.csv``. A score of arithmetic is the mean over the 100 first operands
        of one operation, checkpoint and number of shots; ``value_lo`` and ``value_hi`` are the ends of its 95 %
        interval by Student's t with errors clustered by operand, null where no answer is right.

    Raises
    ------
    DataError
        If a file, a task or an operand is not one of those known, or an error does not fit 50 items.
    """
    runs: dict[str, pd.DataFrame] = {}
    for path in sorted(path for path in files if path != TRIVIA):
        run, _, repeated = _place(path)
        cells = _cells(files, path)
        if run in runs:
            runs[run], cells = (runs[run], cells) if repeated else (cells, runs[run])
            older = runs[run][runs[run]["fewshot"] != _REPEATED]
            cells = pd.concat([older, cells[cells["fewshot"] == _REPEATED]], ignore_index=True)
        runs[run] = cells
    scores = pd.concat([*runs.values(), _trivia(files)], ignore_index=True)
    tasks = ("task", "title", "answer_format", "n_items", "locator")
    return {
        "scores.csv": scores.drop(columns="fewshot").sort_values(_KEY, ignore_index=True),
        "models.csv": _models(),
        "tasks.csv": pd.DataFrame(_TASKS, columns=tasks),
    }


def _place(path):
    """Run, model, and whether the file is a repetition, of a path."""
    if not (place := _PATH.fullmatch(path)):
        raise DataError(path, "a path evals/csv/pythia-<size>-deduped/term_frquency_all_shots.csv")
    generation, size, repeated = place.groups()
    if generation is None and size not in _OLD_NAMES:
        raise DataError(path, f"one of the sizes {', '.join(_OLD_NAMES)} of v0", value=size)
    if generation:
        return f"pythia-{size}-deduped", f"Pythia {size.upper()}", bool(repeated)
    return f"pythia-v0-{size}-deduped", f"Pythia v0 {_OLD_NAMES[size].upper()}", bool(repeated)


def _cells(files, path):
    """One row an operation, checkpoint and number of shots: the mean over operands and its interval."""
    run, model, _ = _place(path)
    whole = upstream.trimmed(files, path)  # one lacks its last line break, though its cells are complete
    found = upstream.table(whole, path, text=["task"], numbers=["checkpoint", "fewshot", "acc", "acc_stderr"])
    names = found["task"].str.extract(_TASK)
    if names[0].isna().any():
        row = int(names[0].isna().to_numpy().argmax())
        raise DataError(
            path, "num_reasoning_arithmetic_<operation>_<operand>", row + 2, "task", found["task"].iloc[row]
        )
    found = found.assign(operation=names[0], operand=names[1].astype(float))
    counted = lm_eval.implied_items(found["acc"], found["acc_stderr"])
    wrong = ((counted - _ITEMS).abs() > 1e-3).to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        expected = f"standard errors that fit {_ITEMS} items"
        raise DataError(path, expected, row + 2, "acc_stderr", found["acc_stderr"].iloc[row])
    rows = []
    for (operation, checkpoint, shots), cell in found.groupby(_CELL):
        if sorted(cell["operand"]) != list(range(_OPERANDS)):
            expected = f"each first operand from 0 to {_OPERANDS - 1} once"
            raise DataError(path, expected, row=f"{operation}, checkpoint {checkpoint:g}, {shots:g} shots")
        value, lowest, highest = clustered_mean(cell.sort_values("operand")["acc"].to_numpy())
        where = f"{operation}, checkpoint {checkpoint:.0f}, {shots:.0f} shots"
        rows.append(
            (f"num_reasoning_{operation}", checkpoint, shots, shots, value, lowest, highest, f"{path}, {where}")
        )
    columns = ["task", "checkpoint", "fewshot", "shots", "value", "value_lo", "value_hi", "locator"]
    cells = pd.DataFrame(rows, columns=columns)
    cells["locator"] += ": mean over first operands; 95 % interval by t, errors clustered by operand"
    return _of_run(cells, run, model).assign(n_items=float(_OPERANDS * _ITEMS))


def clustered_mean(shares: np.ndarray) -> tuple[float, float, float]:
    """Mean of clusters of equal size and its 95 % interval, by Student's t with errors clustered.

    Parameters
    ----------
    shares : numpy.ndarray, (m,)
        Mean of each cluster.

    Returns
    -------
    mean, lo, hi : float
        ``mean -+ t sqrt(sum (share - mean)^2 / (m (m - 1)))`` with m - 1 degrees of freedom, cut at 0 and 1 and rounded
        to 9 decimals; no ends where all clusters have one mean.
    """
    mean, m = float(np.mean(shares)), len(shares)
    reach = float(stdtrit(m - 1, (1 + LEVEL) / 2) * np.std(shares, ddof=1) / np.sqrt(m))
    if reach < 1e-12:
        return round(mean, 9), np.nan, np.nan
    return round(mean, 9), round(max(mean - reach, 0.0), 9), round(min(mean + reach, 1.0), 9)


def _trivia(files):
    """TriviaQA by the runs of v1.1 that have it."""
    found = upstream.table(files, TRIVIA, text=["model"], numbers=["checkpoint", "fewshot", "n_items", "acc"])
    blocks = []
    for name, own in found.groupby("model"):
        size = str(name).removeprefix("pythia-v1.1-").removesuffix("-deduped")
        where = [f"{TRIVIA}, {name}, checkpoint {step:.0f}" for step in own["checkpoint"]]
        cells = own.drop(columns="model").rename(columns={"acc": "value"})
        cells = cells.assign(task="triviaqa", shots=own["fewshot"], locator=where)
        blocks.append(_of_run(cells, f"pythia-{size}-deduped", f"Pythia {size.upper()}"))
    return pd.concat(blocks, ignore_index=True)


def _of_run(cells, run, model):
    tokens = cells["checkpoint"] * STEP_TOKENS
    about = {"model": model, "run": run, "tokens": tokens, "is_final": cells["checkpoint"] == LAST_STEP}
    return cells.assign(**about, metric="exact_match").drop(columns="checkpoint")


def _models():
    """Those of v1.1 as in the source pythia; those of v0 have the same shape under another name."""
    today = [model_row(size) for size in ("70m", *_OLD_NAMES.values())]
    old = [
        model_row(size)
        | {
            "model": f"Pythia v0 {size.upper()}",
            "family": "Pythia v0",
            "learning_rate": None,
            "batch_tokens": None,
            "locator": f"called {name} there; parameters and shape as of Pythia {size.upper()}",
        }
        for name, size in _OLD_NAMES.items()
    ]
    return pd.DataFrame([*today, *old])
