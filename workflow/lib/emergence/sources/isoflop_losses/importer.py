"""Czech et al. 2026: losses of other studies' sweeps at fixed compute, gathered in one table."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

RUNS = "data/isoflops/transform/isoflops.csv"
_TEXT = ("source", "dataset", "condition", "experiment", "reason")
_NUMBERS = ("tokens", "params", "budget", "loss")

# Per experiment: our model and its family, the corpus of the loss, its metric, how the numbers left their publication.
_STUDIES = {
    "llama_3__raw_loss": ("Llama 3 sweep", "Llama 3", "llama3_validation", "loss_unit_unknown", "digitised"),
    "marin_202603__comma__llama_2": ("Marin Comma sweep", "Marin Comma", "marin_paloma", "cross_entropy", None),
    "marin_202603__dclm__llama_2": ("Marin DCLM sweep", "Marin DCLM", "marin_paloma", "cross_entropy", None),
    "marin_202603__nemotron__llama_2": (
        "Marin Nemotron sweep",
        "Marin Nemotron",
        "marin_paloma",
        "cross_entropy",
        None,
    ),
    "ml_scalefit__massivetext__chinchilla": (
        "Chinchilla sweep (ml-scalefit)",
        "Chinchilla",
        "scalefit_train",
        "cross_entropy",
        "digitised",
    ),
    "misfitting__fineweb_c4__transformer": (
        "FineWeb runs, interpolated",
        "FineWeb, interpolated",
        "misfitting_interpolated",
        "cross_entropy",
        "derived",
    ),
}
# Losses interpolated between checkpoints: the run is all that upstream keeps of it, a size.
_INTERPOLATED = "misfitting_interpolated"
# Left out: runs that the atlas has from their first publication, and the exponential of other losses.
_LEFT_OUT = ("epochai_chinchilla__massivetext__chinchilla", "llama_3__exp_loss")
_TASKS = (
    ("llama3_validation", "Llama 3's held-out text"),
    ("marin_paloma", "Paloma, mean over its corpora (Marin's tokens)"),
    ("scalefit_train", "MassiveText (training loss; ml-scalefit)"),
    ("misfitting_interpolated", "C4 (Li et al. 2025, interpolated)"),
)


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``data/isoflops/transform/isoflops.csv``: one row a run, with upstream's judgement of outliers.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.csv``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If an experiment is not known, or one that is known has no run.
    """
    runs = upstream.table(files, RUNS, text=_TEXT, numbers=_NUMBERS)
    known = {*_STUDIES, *_LEFT_OUT}
    for name in sorted(set(runs["experiment"]) ^ known):
        raise DataError(RUNS, f"the {len(known)} known experiments", column="experiment", value=name)
    losses = pd.concat([_losses(runs, name) for name in _STUDIES], ignore_index=True)
    return {"losses.csv": losses, "models.csv": _models(), "tasks.csv": _tasks()}


def _losses(runs, name):
    model, _, corpus, metric, method = _STUDIES[name]
    own = runs[runs["experiment"] == name]
    names = [
        f"{params:.0f} parameters" if corpus == _INTERPOLATED else f"r{number:03d}"
        for number, params in enumerate(own["params"], start=1)
    ]
    flagged = ["" if reason == "none" else f"; upstream: {reason}" for reason in own["reason"]]
    return pd.DataFrame(
        {
            "model": model,
            "run": [f"{model} {name}" for name in names],
            "params": own["params"],
            "tokens": own["tokens"],
            "flops": own["budget"],
            "is_final": corpus != _INTERPOLATED,
            "task": corpus,
            "metric": metric,
            "split": "train" if corpus == "scalefit_train" else "validation",
            "value": own["loss"],
            "locator": [f"{RUNS}, line {line}{flag}" for line, flag in zip(own.index + 2, flagged, strict=True)],
            "method": method,
        }
    )


def _models():
    rows = {
        model: {
            "model": model,
            "family": family,
            "basis": method or "released",
            "locator": f"{RUNS}, experiment {name}; parameters, tokens and FLOPs stand with each run",
        }
        for name, (model, family, _, _, method) in _STUDIES.items()
    }
    return pd.DataFrame(list(rows.values()))


def _tasks():
    return pd.DataFrame(
        {
            "task": [task for task, _ in _TASKS],
            "title": [title for _, title in _TASKS],
            "answer_format": "language_modelling",
            "locator": f"{RUNS}: the loss of each experiment",
        }
    )
