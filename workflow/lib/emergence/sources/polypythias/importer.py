"""van der Wal et al. 2025: runs of the Pythia recipe that differ in their seed alone, scores and training losses."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import lm_eval, upstream
from emergence.sources.pythia.importer import STEP_TOKENS, TRAINING, model_row
from emergence.sources.pythia.training_losses import LAST_STEP

LOSSES = "train_loss_at_checkpoints.csv"
_SIZES = ("14m", "70m", "160m")
# The size that Pythia itself lacks; the files say nothing of its shape.
_SMALLEST = {
    "model": "Pythia 14M",
    "family": "Pythia",
    "tokens": float(LAST_STEP * STEP_TOKENS),
    "basis": "derived",
    "locator": "steps x tokens per step; parameters are not in the files",
}
_PATH = re.compile(r"(?:.*/)?downstream_([\d.]+m)_seed(\d)\.json")
_TASKS = ("arc_challenge", "arc_easy", "lambada_openai", "piqa", "swag")
# Perplexities of LAMBADA: of this version of the harness, which does not agree with that of the source pythia.
_LEFT_OUT = ("perplexity",)
_SHOTS = 0.0
_OWN_TASKS = (
    (
        "swag",
        "SWAG",
        "multiple_choice",
        4.0,
        0.25,
        "derived",
        20006.0,
        "Zellers et al. 2018, arXiv 1808.05326; validation set",
    ),
)
_KEY = ["model", "run", "task", "metric"]


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``.../downstream_<size>_seed<k>.json``, the harness's results of a finished run, and
        ``train_loss_at_checkpoints.csv``, mean training losses up to checkpoints.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, ``losses.parquet``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If an evaluation, a size or a metric is not known.
    """
    paths = sorted(path for path in files if path != LOSSES)
    scores = pd.concat([_scored(path, upstream.parsed_json(files, path)) for path in paths], ignore_index=True)
    keys = scores["task"]
    counted = lm_eval.implied_items(scores["value"], scores["se"])
    scores["n_items"] = lm_eval.agreed_items(counted, keys, scores["locator"])
    models = [_SMALLEST, *(model_row(size) for size in _SIZES[1:])]
    tasks = ("task", "title", "answer_format", "choices", "chance", "chance_basis", "n_items", "locator")
    return {
        "scores.csv": scores.drop(columns="se").sort_values(_KEY, ignore_index=True),
        "losses.parquet": _losses(files),
        "models.csv": pd.DataFrame(models),
        "tasks.csv": pd.DataFrame(_OWN_TASKS, columns=tasks),
    }


def _run(size, seed):
    """Model and run; seed 0 is the model that Pythia released."""
    if size not in _SIZES:
        raise DataError("sizes", f"one of {', '.join(_SIZES)}", value=size)
    return f"Pythia {size.upper()}", f"pythia-{size}" + (f"-seed{seed}" if int(seed) else "")


def _scored(path, content):
    """The scores of one finished run."""
    if not (place := _PATH.fullmatch(path)):
        raise DataError(path, "a path downstream_<size>_seed<k>.json")
    model, run = _run(*place.groups())
    found = lm_eval.results(content, path)
    found = found[~found["key"].isin(_LEFT_OUT)].reset_index(drop=True)
    for name in found["name"]:
        if name not in _TASKS:
            raise DataError(path, f"one of the evaluations {', '.join(_TASKS)}", row="results", value=name)
    metric = found["key"].map({"acc": "accuracy", "acc_norm": "accuracy_norm"})
    if metric.isna().any():
        key = found["key"][metric.isna()].iloc[0]
        raise DataError(path, "acc or acc_norm", row="results", value=key)
    return pd.DataFrame(
        {
            "model": model,
            "run": run,
            "tokens": float(LAST_STEP * STEP_TOKENS),
            "is_final": True,
            "task": found["name"],
            "metric": metric.mask(found["name"] == "lambada_openai", "exact_match"),
            "shots": _SHOTS,
            # As for Pythia: the text of the choices is scored where there are two ways to do it.
            "format": pd.Series("rc", index=found.index).where(found["name"] != "lambada_openai"),
            "value": found["value"],
            "se": found["se"],
            "locator": path + ", " + found["name"] + ", " + found["key"] + "," + found["filter"],
        }
    )


def _losses(files):
    found = upstream.table(
        files, LOSSES, text=["size"], numbers=["seed", "checkpoint_step", "tokens", "n_batches", "mean_lm_loss"]
    )
    found = found[found["size"].isin(_SIZES)].reset_index(drop=True)
    wrong = (found["tokens"] != found["checkpoint_step"] * STEP_TOKENS).to_numpy()
    if wrong.any():
        raise DataError(LOSSES, f"{STEP_TOKENS} tokens a step", column="tokens", value=found["tokens"][wrong].iloc[0])
    names = [_run(size, int(seed)) for size, seed in found[["size", "seed"]].itertuples(index=False)]
    losses = pd.DataFrame(names, columns=["model", "run"]).assign(
        tokens=found["tokens"],
        is_final=found["checkpoint_step"] == LAST_STEP,
        task=TRAINING,
        metric="cross_entropy",
        split="train",
        method="derived",
        value=found["mean_lm_loss"],
        locator=[
            f"{LOSSES}, {size}, seed {seed:.0f}, step {step:.0f}"
            for size, seed, step in found.iloc[:, :3].itertuples(index=False)
        ],
    )
    return losses.sort_values(["model", "run", "tokens"], ignore_index=True)
