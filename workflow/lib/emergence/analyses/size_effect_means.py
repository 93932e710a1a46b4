"""The effect of size at equal loss over all scores of a pool: how many have which sign, and that on their mean."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.analyses.size_effects import size_effect
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.analysed import POOL, count, interval, share
from emergence.schema.fitted import STATUSES
from emergence.series.checkpoints import checkpoint_codes
from emergence.series.points import split

TABLE = Table(
    "size_effect_means",
    (
        *POOL,
        text("metric", "key of the metric", required=True),
        text("format", "prompt format or scoring of the answer"),
        count("n_series", "scores (a task and split each) that have an effect of size at equal loss"),
        count("n_negative", "scores that are lower for larger models at equal loss"),
        count("n_negative_significant", "of these, scores with a q below 0.01"),
        count("n_positive_significant", "scores that are higher for larger models at equal loss, with a q below 0.01"),
        number("median", "median of the effects", unit="of y"),
        number("lowest", "lowest of the effects", unit="of y"),
        number("highest", "highest of the effects", unit="of y"),
        count("n", "checkpoints that have every score"),
        count("n_runs", "their training runs"),
        count("n_sizes", "their different numbers of parameters"),
        number("effect", "change of the mean of the scores for ten times the parameters, at equal loss", unit="of y"),
        number("se", "standard error of the effect, clustered by run", low=0, unit="of y"),
        number("df", "degrees of freedom of the t test", low=0, unit="count"),
        *interval("of y"),
        share("p", "p-value of the null hypothesis that size has no effect on the mean; t test"),
        text("status", "ok, or why there is no effect on the mean", required=True, choices=STATUSES),
    ),
    key=("source", "pool", "x_kind", "metric", "format"),
)
SCOPE = "source"
INPUTS = ("series", "points", "size_effects")

_GROUP = ["source", "pool", "x_kind", "metric", "format"]
_SIGNIFICANT = 0.01


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`size_effect_means`."""
    return size_effect_means(tables["series"], tables["points"], tables["size_effects"], context.settings)


def size_effect_means(
    series: pd.DataFrame, points: pd.DataFrame, size_effects: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Counts of the effects of size on the scores of each pool, and the effect on the mean of the scores.

    Least squares is linear in the scores: where all are of the same checkpoints, the effect on their mean is the mean
    of their effects, and its interval holds although the scores of one model depend on each other.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables of one source.
    size_effects : pandas.DataFrame
        Table of :mod:`emergence.analyses.size_effects` of the same source.
    settings : Settings
        Its confidence.

    Returns
    -------
    pandas.DataFrame
        Table ``size_effect_means``: a row a pool, loss, metric and format.
    """
    effects = size_effects[size_effects["status"] == "ok"].drop(columns=["n", "n_runs"])
    known = series.merge(effects, on="series_id").sort_values([*_GROUP, "series_id"], ignore_index=True)
    group = known.groupby(_GROUP, dropna=False, sort=False).ngroup()
    means = _means(points, known["series_id"], group)
    first = known[~group.duplicated()].reset_index(drop=True)
    parts = split(first.assign(series_id=first.index.astype(str)), means)
    rows = []
    for number_, (own, keys) in enumerate(zip(parts, first[_GROUP].to_dict("records"), strict=True)):
        of_tasks = known[(group == number_).to_numpy()]
        row = {str(name): None if pd.isna(value) else value for name, value in keys.items()} | _counts(of_tasks)
        if own.n:
            mean = size_effect(own, means["params"].to_numpy()[own.rows], settings)
        else:
            mean = {"n": 0, "n_runs": 0, "n_sizes": 0, "status": "too_few_points"}
        rows.append(row | mean)
    return table_frame(rows, TABLE)


def _counts(effects):
    effect, significant = effects["effect"], effects["q"] < _SIGNIFICANT
    return {
        "n_series": len(effects),
        "n_negative": (effect < 0).sum(),
        "n_negative_significant": (significant & (effect < 0)).sum(),
        "n_positive_significant": (significant & (effect > 0)).sum(),
        "median": effect.median(),
        "lowest": effect.min(),
        "highest": effect.max(),
    }


def _means(points, series_ids, group):
    """The points of the mean score of each group of series, at checkpoints that all of them have."""
    groups = dict(zip(series_ids, group, strict=True))
    own = points[points["series_id"].isin(series_ids)].reset_index(drop=True)
    own = own.assign(group=own["series_id"].map(groups), code=checkpoint_codes(own), scores=1)
    how = {"x": "first", "x2": "first", "y": "mean", "run": "first", "params": "first", "scores": "size"}
    means = own.groupby(["group", "code"]).agg(how).reset_index()
    complete = means["scores"].to_numpy() == means["group"].map(group.value_counts()).to_numpy()
    means = means[complete].reset_index(drop=True)
    params = means["params"].to_numpy(dtype=float, na_value=np.nan)
    return means.assign(series_id=means["group"].astype(int).astype(str), params=params, n_items=np.nan)
