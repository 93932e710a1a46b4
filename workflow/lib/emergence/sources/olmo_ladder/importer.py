"""Bhagia et al. 2024: every evaluated checkpoint of the OLMo model ladder, OLMo-2 7B and OLMo-2 13B.

The 7B was trained a second time with twice the peak learning rate (the run peteish7-medlr), released up to step 490,000
and never annealed. It is a model of its own here, ``OLMo-2 7B medlr``, and none of its checkpoints is final.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import olmo_in_loop, upstream
from emergence.sources.olmo_ladder import predictions as ladder_predictions

CONFIG = "src/scripts/paper/configs/final.json"
DATA = "src/scripts/paper/data/ladder-runs/"
SIZES = ("190M", "1B", "370M", "3B", "760M")
BUDGETS = ("0.5xC", "10xC", "1xC", "1xC-rerun", "2xC", "5xC")

_CONFIG_NAMES = {
    "190M": "190M",
    "370M": "370M",
    "760M": "760M",
    "1B": "1.3B",
    "OLMo-2 7B": "7B-4T",
    "OLMo-2 7B medlr": "7B-4T",
    "OLMo-2 13B": "13B-5T",
}
# Width, layers and heads are printed in the configurations of src/ladder/ladder.py; the inner width of the feed-forward
# layer is half of what is printed there, since SwiGLU splits it in two.
_SHAPES = {
    "190M": (768, 12, 12, 3072),
    "370M": (1024, 16, 16, 4096),
    "760M": (1536, 16, 16, 6144),
    "1B": (2048, 16, 16, 8192),
    "3B": (3328, 16, 16, 13312),
    "OLMo-2 7B": (4096, 32, 32, 11008),
    "OLMo-2 7B medlr": (4096, 32, 32, 11008),
    "OLMo-2 13B": (5120, 40, 40, 13824),
}
# Models whose released checkpoints stop short of the end: no checkpoint is final, total tokens and FLOPs are unknown.
_UNFINISHED = {
    "OLMo-2 7B medlr": "the same model as OLMo-2 7B, trained with another learning rate and not to its end",
}
_PARAMS_3B = 3169537280  # absent from final.json; printed in src/ladder/ladder.py

# The smallest n of which every accuracy in the files is a multiple of 1/n; the sizes of the public sets.
_ITEMS = {
    ("mmlu_stem", "val"): 321,
    ("mmlu_humanities", "val"): 518,
    ("mmlu_social_sciences", "val"): 337,
    ("mmlu_other", "val"): 355,
    ("mmlu_stem", "test"): 3018,
    ("mmlu_humanities", "test"): 4705,
    ("mmlu_social_sciences", "test"): 3077,
    ("mmlu_other", "test"): 3242,
    ("hellaswag", "val"): 10042,
    ("arc_easy", "val"): 570,
    ("arc_easy", "test"): 2376,
    ("arc_challenge", "val"): 299,
    ("arc_challenge", "test"): 1172,
    ("boolq", "val"): 3270,
    ("csqa", "val"): 1221,
    ("openbookqa", "val"): 500,
    ("openbookqa", "test"): 500,
    ("piqa", "val"): 1838,
    ("socialiqa", "val"): 1954,
    ("winogrande", "val"): 1267,
}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        The 30 ladder runs, the three whole peteish runs and the annealed 7B, the sizes in final.json, and the paper's
        predictions.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.parquet`` (11 validation corpora), ``scores.parquet``, ``models.csv`` and the predictions as
        ``tables/published_predictions.csv``. Values are the released single-precision numbers, widened exactly.
        ``is_final`` is true of each run's last checkpoint, but for OLMo-2 7B medlr, whose last released step was not
        annealed.
    """
    checkpoints = _all_checkpoints(files)
    tall = pd.concat([_tall(*run) for run in checkpoints], ignore_index=True)
    is_loss = (tall["metric"] == "cross_entropy").to_numpy()
    return {
        "losses.parquet": tall[is_loss].reset_index(drop=True),
        "scores.parquet": tall[~is_loss].reset_index(drop=True),
        "models.csv": _models(files, checkpoints),
        "tables/published_predictions.csv": ladder_predictions.read(files),
    }


def _all_checkpoints(files):
    """(model, run, checkpoints) of every run, sorted; checkpoints are one row each, sorted by tokens."""
    runs = [(size, f"{size}-{budget}", _ladder(files, f"{size}-{budget}")) for size in SIZES for budget in BUDGETS]
    seven = pd.concat(
        [_whole(files, "peteish7_eval_full"), _annealed(files, "peteish7_eval_anneal")], ignore_index=True
    )
    if not seven["tokens"].is_monotonic_increasing:
        raise DataError(f"{DATA}peteish7_eval_anneal.csv", "more tokens than the last checkpoint before annealing")
    runs.append(("OLMo-2 13B", "peteish13", _whole(files, "peteish13_eval_full")))
    runs.append(("OLMo-2 7B", "peteish7", seven))
    runs.append(("OLMo-2 7B medlr", "peteish7-medlr", _whole(files, "peteish7_medlr_eval_full")))
    return runs


def _checkpoints(files, name, columns):
    """The released columns of one file: the evaluations and the ``columns`` that place a checkpoint."""
    path = f"{DATA}{name}.csv"
    head = upstream.content(files, path).split(b"\n", 1)[0].decode().strip().split(",")
    evaluated = [column for column in head if column.startswith("eval/")]
    frame = upstream.table(files, path, numbers=(*columns, "learning_rate_peak", "batch_size_in_tokens", *evaluated))
    missing = frame.isna().to_numpy()
    if missing.any():
        row, column = (int(index) for index in np.argwhere(missing)[0])
        raise DataError(path, "a number", row=row + 2, column=frame.columns[column])
    if (frame["batch_size_in_tokens"] != frame["batch_size_in_tokens"].iloc[0]).any():
        raise DataError(path, "one batch size in a run", column="batch_size_in_tokens")
    return frame


def _ladder(files, name):
    frame = _checkpoints(files, name, ("_step", "throughput/total_tokens", "throughput/total_training_Gflops"))
    tokens = frame["throughput/total_tokens"]
    if not np.array_equal(tokens, frame["_step"] * frame["batch_size_in_tokens"]):
        raise DataError(f"{DATA}{name}.csv", "as many tokens as steps times batch", column="throughput/total_tokens")
    per_token = frame["throughput/total_training_Gflops"] * 1e9 / tokens
    return frame.assign(tokens=tokens, per_token=per_token, locator=_steps(name, frame["_step"]))


def _whole(files, name):
    frame = _checkpoints(files, name, ("_step",))
    return frame.assign(tokens=frame["_step"] * frame["batch_size_in_tokens"], locator=_steps(name, frame["_step"]))


def _annealed(files, name):
    frame = _checkpoints(files, name, ("throughput/total_tokens",))
    return frame.assign(tokens=frame["throughput/total_tokens"], locator=f"{name}.csv, its one row")


def _steps(name, steps):
    return [f"{name}.csv, step {step:.0f}" for step in steps]


def _tall(model, run, checkpoints):
    """One row an evaluation of a checkpoint; the last one of a finished run is final."""
    is_final = (np.arange(len(checkpoints)) == len(checkpoints) - 1) & (model not in _UNFINISHED)
    return olmo_in_loop.tall(model, run, checkpoints, is_final, _ITEMS)


def _models(files, checkpoints):
    """Parameters (without the input embedding) and FLOPs a token, from final.json; it lacks those of 3B."""
    config = upstream.parsed_json(files, CONFIG)
    rows = []
    for model, shape in _SHAPES.items():
        runs = [frame for name, _, frame in checkpoints if name == model]
        if model == "3B":
            known = {"n": _PARAMS_3B, "flops": round(float(runs[0]["per_token"].median()))}
            locator = (
                "parameters: src/ladder/ladder.py (MODEL_PARAMS); FLOPs a token: the runs' FLOPs over their tokens"
            )
        else:
            known = config[_CONFIG_NAMES[model]]
            locator = f"src/scripts/paper/configs/final.json, {_CONFIG_NAMES[model]}"
        _require_same_flops(model, runs, known["flops"])
        row = {
            "model": model,
            "family": "OLMo-2" if model.startswith("OLMo-2") else "OLMo ladder",
            "params": known["n"],
        }
        row |= {"flops_per_token": known["flops"], "batch_tokens": runs[0]["batch_size_in_tokens"].iloc[0]}
        row |= dict(zip(("d_model", "n_layers", "n_heads", "ffw_size"), shape, strict=True))
        if model.startswith("OLMo-2") and model not in _UNFINISHED:
            row["tokens"] = max(frame["tokens"].max() for frame in runs)
            row["flops"] = row["tokens"] * known["flops"]
        rates = {rate for frame in runs[:1] for rate in frame["learning_rate_peak"]}
        if len(rates) == 1:
            row["learning_rate"] = rates.pop()
        remark = f"; {_UNFINISHED[model]}" if model in _UNFINISHED else ""
        rows.append(row | {"basis": "released", "locator": f"{locator}; shape: src/ladder/ladder.py{remark}"})
    return pd.DataFrame(rows)


def _require_same_flops(model, runs, flops_per_token):
    """The FLOPs that the ladder's runs report are their tokens times the model's FLOPs a token."""
    for frame in runs:
        if "per_token" in frame and not np.allclose(frame["per_token"], flops_per_token, rtol=1e-9):
            expected = f"{flops_per_token} FLOPs a token for {model}"
            raise DataError(frame["locator"].iloc[0], expected, column="throughput/total_training_Gflops")
