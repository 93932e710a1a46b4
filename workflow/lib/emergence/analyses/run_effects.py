"""Run effects as measured: how far the final scores of runs of one recipe lie apart."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtri

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.errors import DataError
from emergence.io.selection import matching
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import TASK, count, interval

TABLE = Table(
    "run_effects",
    (
        text("source", "folder under data/", required=True),
        *TASK,
        text("metric", "key of the metric", required=True),
        number("shots", "examples in the prompt", unit="count"),
        text("format", "how the task is put or its answer scored"),
        text("split", "split of the task's items"),
        count("n_models", "recipes with several runs", low=1),
        count("n_runs", "runs of these recipes", low=2),
        count("df", "degrees of freedom: runs less recipes", low=1),
        number("mean", "mean score", unit="of the metric"),
        number("n_items", "items behind each score", unit="count", low=1),
        number("sd", "standard deviation between runs of one recipe, pooled over recipes", low=0, unit="of the metric"),
        *interval("of the metric"),
        number(
            "item_sd",
            "standard deviation that binomial noise of as many items would give; null where the metric is no share",
            low=0,
            unit="of the metric",
        ),
        number(
            "run_sd",
            "what sd exceeds item_sd by, as a standard deviation; 0 where it does not",
            low=0,
            unit="of the metric",
        ),
    ),
    key=("source", "task", "subtask", "metric", "shots", "format", "split"),
)
SCOPE = "source"
INPUTS = ("observations", "tasks")
OPTIONS = {
    "replicates": {
        "description": "source: condition on its observations that runs meet which differ in nothing but chance",
        "type": "object",
        "additionalProperties": {"type": "object", "minProperties": 1},
    },
}

_SCORE = ["task", "subtask", "metric", "shots", "format", "split"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`run_effects`; of sources without replicates nothing is read."""
    where = context.options["replicates"].get(context.name)
    if where is None:
        return table_frame([], TABLE)
    tasks = tables["tasks"].to_dict("records")
    named = {(str(row["task"]), _word(row["subtask"])): str(row["title"]) for row in tasks}
    return run_effects(tables["observations"], where, named, context.metrics, context.settings.confidence)


def run_effects(
    observations: pd.DataFrame,
    where: Mapping,
    titles: Mapping[tuple[str, str | None], str],
    metrics: Mapping[str, Mapping],
    confidence: float,
) -> pd.DataFrame:
    """The spread of each score between finished runs of one model, seed or order of the data aside.

    ``sd^2 = sum over models and runs (y - mean of the model)^2 / df``, with an interval from the chi-square
    distribution of ``df sd^2 / sigma^2`` for normal run effects. The runs answer the same items, which makes their
    scores more alike than independent binomial draws: ``item_sd`` is an upper bound of what items contribute, and the
    standard deviation of the run effect lies between ``run_sd`` and ``sd``.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source.
    where : mapping
        Condition on them, see :func:`emergence.io.selection.matching`.
    titles : dict of (str, str or None) to str
        Task and part to its name for people.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``: ``counts`` says which are shares of right answers.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        Table ``run_effects``, one row a score that a model has from two runs or more.

    Raises
    ------
    DataError
        If runs of one model were trained on different numbers of tokens.
    """
    own = observations[matching(observations, where, file="config, analyses.run_effects.replicates")]
    own = own[own["is_final"].fillna(False)]
    differing = own.groupby("model")["tokens"].agg(lambda tokens: tokens.max() != tokens.min())
    if differing.any():
        expected = "runs of one model that are trained on as many tokens"
        raise DataError("config", expected, row="analyses.run_effects", value=differing.idxmax())
    rows = []
    for _, scores in own.sort_values([*_SCORE, "model", "run"]).groupby(_SCORE, dropna=False):
        scores = scores[scores.groupby("model")["run"].transform("size") > 1]
        if len(scores):
            task, subtask, metric, shots, *put = (scores[name].iloc[0] for name in _SCORE)
            about = {"source": scores["source"].iloc[0], "task": task, "subtask": _word(subtask), "metric": metric}
            about |= {"task_title": titles[task, _word(subtask)], "shots": shots}
            about |= dict(zip(("format", "split"), map(_word, put), strict=True))
            rows.append(about | _spread(scores, bool(metrics[metric]["counts"]), confidence))
    return table_frame(rows, TABLE)


def _word(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _spread(scores, counts, confidence):
    """The numbers of one score."""
    y, items = scores["value"].to_numpy(dtype=float), scores["n_items"].to_numpy(dtype=float, na_value=np.nan)
    by_model = scores.groupby("model")["value"]
    n_models = by_model.ngroups
    df = y.size - n_models
    variance = float(((y - by_model.transform("mean").to_numpy()) ** 2).sum() / df)
    tail = (1 - confidence) / 2
    row = {"n_models": n_models, "n_runs": y.size, "df": df, "mean": y.mean(), "n_items": items.min()}
    row |= {"sd": np.sqrt(variance), "confidence_level": confidence, "interval_method": "chi_square"}
    row |= {end: np.sqrt(df * variance / chdtri(df, level)) for end, level in (("lo", tail), ("hi", 1 - tail))}
    if not counts or np.isnan(items).any():
        return row
    noise = float(((y * (1 - y) / items).sum()) / y.size)
    return row | {"item_sd": np.sqrt(noise), "run_sd": np.sqrt(max(0.0, variance - noise))}
