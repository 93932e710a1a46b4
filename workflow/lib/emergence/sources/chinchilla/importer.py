"""Hoffmann et al. 2022: the runs of Figure 4, as Besiroglu et al. 2024 read them, the shapes of Table A9, laws."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.sources.formats import upstream

RUNS = "data/svg_extracted_data.csv"
SHAPES = "data/chinchilla_model_parameters.csv"

SWEEP = "Chinchilla sweep"

# A run's loss was read from the colour of its circle. The losses in the file lie on a lattice: neighbours differ by
# 1 or 1.5 times 0.0029964 of log loss: a colour bar of 341 rows of pixels (the height of the axes in points) in 256
# colours. A colour spans 4/3 rows and its middle is misplaced by at most 1/6 row, hence 2/3 + 1/6 rows. An error of the
# bar's calibration is not in it.
LOSS_ERROR = 0.0025

_SHAPE = {
    "d_model": "d_model",
    "n_layers": "n_layers",
    "n_heads": "n_heads",
    "ffw_size": "ffw_size",
    "kv_size": "kv_size",
}
_SIZE = "Reported Parameters (M)"

# No file has these: law, estimate and standard error of each parameter, where it stands.
_LAWS = (
    (
        "besiroglu2024",
        {
            "A": (482.01, 124.52),
            "B": (2085.43, 1293.28),
            "E": (1.8172, 0.0257),
            "alpha": (0.3478, 0.0154),
            "beta": (0.3658, 0.0206),
        },
        "Besiroglu et al. 2024 (arXiv 2404.10102), their point for 240 runs, transcribed at second hand; se: the "
        "notebook that they released",
    ),
    (
        "hoffmann2022",
        {"A": (406.4, None), "B": (410.7, None), "E": (1.69, None), "alpha": (0.34, None), "beta": (0.28, None)},
        "Hoffmann et al. 2022 (arXiv 2203.15556), their parametric fit, as Besiroglu et al. 2024 (arXiv 2404.10102) "
        "quote it",
    ),
)


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``data/svg_extracted_data.csv`` (one row a run: parameters, training FLOPs, final loss in nats per token) and
        ``data/chinchilla_model_parameters.csv`` (one row a model shape).

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.csv``, whose tokens are derived as FLOPs / (6 parameters), ``models.csv`` and
        ``tables/published_laws.csv``.
    """
    return {"losses.csv": _losses(files), "models.csv": _models(files), "tables/published_laws.csv": _laws()}


def _laws():
    rows = [
        {"law": law, "parameter": parameter, "estimate": estimate, "se": se, "locator": locator}
        for law, parameters, locator in _LAWS
        for parameter, (estimate, se) in parameters.items()
    ]
    return pd.DataFrame(rows).astype({"se": float})


def _losses(files):
    runs = upstream.table(files, RUNS, numbers=("Model Size", "Training FLOP", "loss"))
    lines = np.arange(2, len(runs) + 2)
    return pd.DataFrame(
        {
            "model": SWEEP,
            "run": [f"r{number:03d}" for number in range(1, len(runs) + 1)],
            "params": runs["Model Size"],
            "tokens": runs["Training FLOP"] / (6 * runs["Model Size"]),
            "flops": runs["Training FLOP"],
            "is_final": True,
            "task": "chinchilla_train",
            "metric": "cross_entropy",
            "split": "train",
            "value": runs["loss"],
            "value_lo": runs["loss"] * math.exp(-LOSS_ERROR),
            "value_hi": runs["loss"] * math.exp(LOSS_ERROR),  # numpy's own differs by processor
            "locator": [f"svg_extracted_data.csv, line {line}; tokens derived" for line in lines],
        }
    )


def _models(files):
    shapes = upstream.table(files, SHAPES, numbers=(*_SHAPE.values(), _SIZE))
    printed = pd.DataFrame(
        {
            "model": [f"{size:.0f}M" for size in shapes[_SIZE]],
            "family": "Chinchilla",
            "params": shapes[_SIZE] * 1e6,
            **{ours: shapes[theirs] for ours, theirs in _SHAPE.items()},
            "basis": "printed",
            "locator": [f"Hoffmann et al. 2022, Table A9, row {row}" for row in range(1, len(shapes) + 1)],
        }
    )
    sweep = {
        "model": SWEEP,
        "family": "Chinchilla",
        "basis": "derived",
        "locator": "the runs of Hoffmann et al. 2022, Figure 4; parameters and FLOPs stand with each run",
    }
    return pd.concat([printed, pd.DataFrame([sweep])], ignore_index=True)
