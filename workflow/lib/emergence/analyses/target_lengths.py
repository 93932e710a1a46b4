"""One power law of the loss behind exact match and edit distance of targets of several lengths.

Schaeffer et al. 2023 (arXiv 2304.15004, Section 2): a model of N parameters gives each token of a target the right
value with probability p = exp(-(N / c)^alpha), so that T tokens are all right with p^T and T (1 - p) of them are wrong.
The two constants are fitted to exact match, of all lengths together; edit distance is then predicted and not fitted.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import count
from emergence.simulations.metric_theory import exact_match, token_edit_distance, token_probability

_ANSWERS = (
    text("source", "folder under data/", required=True),
    text("task", "key of the task", required=True),
    text("task_title", "name of the task for people", required=True),
    text("format", "prompt format or temperature"),
)
_METRIC = text("metric", "exact_match, which is fitted, or token_edit_distance, which is predicted", required=True)
TABLES = (
    Table(
        "target_length_fits",
        (
            *_ANSWERS,
            _METRIC,
            number("c", "parameters at which the loss is 1 nat", unit="parameters", above=0, required=True),
            number("alpha", "exponent of the loss", unit="1", required=True),
            count("n_lengths", "lengths of the target"),
            count("n", "scores"),
            number("rmse", "root mean squared error, of the edit distance in targets' lengths", unit="1", low=0),
            number("mean_error", "mean of measured less predicted, in the same unit", unit="1"),
            count("n_beyond", "edit distances longer than the target, which the model cannot give"),
        ),
        key=("source", "task", "format", "metric"),
    ),
    Table(
        "target_length_curves",
        (
            *_ANSWERS,
            _METRIC,
            number("target_length", "tokens of the target", unit="count", low=1, required=True),
            number("params", "parameters", unit="parameters", above=0, required=True),
            number("value", "what the fitted model gives", unit="of the metric", required=True),
        ),
        key=("source", "task", "format", "metric", "target_length", "params"),
    ),
)
SCOPE = "source"
INPUTS = ("observations", "tasks")

_METRICS = {"exact_match": exact_match, "token_edit_distance": token_edit_distance}
_PART = r"target_(\d+)"
_POINTS = 61  # of a curve
_STARTS = [(log_c, alpha) for log_c in (7.0, 8.5, 10.0, 11.5) for alpha in (-0.2, -0.5, -1.0, -2.0)]
_DIGITS = 8  # that are kept: later ones depend on the processor
# Wide enough for any fit that says something: c from 10^5 to 10^14 parameters.
_BOUNDS = ([5.0, -5.0], [14.0, -0.01])


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """See :func:`target_lengths`."""
    return target_lengths(tables["observations"], tables["tasks"])


def target_lengths(observations: pd.DataFrame, tasks: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit the model to every task of which parts are targets of a length, under both metrics.

    Parameters
    ----------
    observations, tasks : pandas.DataFrame
        Tables of these names; a part ``target_<T>`` has targets of T tokens.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        Tables ``target_length_fits`` and ``target_length_curves``; without rows where no task has such parts.
    """
    rows = observations[observations["metric"].isin(_METRICS) & observations["params"].notna()]
    length = rows["subtask"].str.extract(_PART, expand=False).astype(float)
    rows = rows.assign(length=length)[length.notna()]
    titles = tasks[tasks["subtask"].isna()].set_index("task")["title"]
    fits, curves = [], []
    for (source, task, format_), own in rows.groupby(["source", "task", "format"], dropna=False, sort=True):
        if set(own["metric"]) == set(_METRICS):
            about = {"source": source, "task": task, "task_title": titles.get(task, task), "format": format_}
            constants = _fitted(own[own["metric"] == "exact_match"])
            fits += [about | row for row in _rows(own, *constants)]
            curves += [about | row for row in _curves(own, *constants)]
    return pd.DataFrame(fits, columns=TABLES[0].names), pd.DataFrame(curves, columns=TABLES[1].names)


def _fitted(own):
    """log10 c and alpha by least squares, from several starts."""
    params, length, value = (own[name].to_numpy() for name in ("params", "length", "value"))

    def residual(constants):
        return _model("exact_match", params, length, *constants) - value

    found = [least_squares(residual, start, bounds=_BOUNDS, xtol=1e-14, ftol=1e-14, gtol=1e-14) for start in _STARTS]
    best = min(found, key=lambda fit: round(fit.cost, 12))
    return tuple(float(f"{constant:.{_DIGITS}g}") for constant in best.x)


def _model(metric, params, length, log_c, alpha):
    loss = (np.asarray(params, dtype=float) / 10.0**log_c) ** alpha
    return _METRICS[metric](token_probability(loss), length)


def _rows(own: pd.DataFrame, log_c: float, alpha: float) -> Iterator[dict]:
    for metric in _METRICS:
        part = own[own["metric"] == metric]
        scale = part["length"] if metric == "token_edit_distance" else 1.0
        off = (part["value"] - _model(metric, part["params"], part["length"], log_c, alpha)) / scale
        yield {
            "metric": metric,
            "c": float(f"{10.0**log_c:.{_DIGITS}g}"),
            "alpha": alpha,
            "n_lengths": float(part["length"].nunique()),
            "n": float(len(part)),
            "rmse": float(f"{np.sqrt((off**2).mean()):.{_DIGITS}g}"),
            "mean_error": float(f"{off.mean():.{_DIGITS}g}"),
            "n_beyond": float((part["value"] > part["length"]).sum()),
        }


def _curves(own: pd.DataFrame, log_c: float, alpha: float) -> Iterator[dict]:
    params = np.logspace(np.log10(own["params"].min()), np.log10(own["params"].max()), _POINTS)
    for metric in _METRICS:
        for length in sorted(own["length"].unique()):
            values = _model(metric, params, length, log_c, alpha)
            for at, value in zip(params, values, strict=True):
                rounded = {"params": float(f"{at:.{_DIGITS}g}"), "value": float(f"{value:.{_DIGITS}g}")}
                yield {"metric": metric, "target_length": length, **rounded}
