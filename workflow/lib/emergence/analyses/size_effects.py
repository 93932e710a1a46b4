"""Do runs of different size share one curve: the effect of a model's size on its score at equal loss."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr

from emergence.analyses.running import Context
from emergence.inference.cluster_robust import cluster_robust
from emergence.inference.multiple_testing import false_discovery_rate
from emergence.inference.spline import spline_basis
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.analysed import SERIES_ID, count, interval, share
from emergence.schema.fitted import STATUSES
from emergence.series.points import Points, split

TABLE = Table(
    "size_effects",
    (
        SERIES_ID,
        count("n", "points with known parameters"),
        count("n_runs", "training runs"),
        count("n_sizes", "different numbers of parameters"),
        number("effect", "change of the score for ten times the parameters, at equal loss", unit="of y"),
        number("se", "standard error of the effect, clustered by run", low=0, unit="of y"),
        number("df", "degrees of freedom of the t test", low=0, unit="count"),
        *interval("of y"),
        share("p", "p-value of the null hypothesis that size has no effect; t test"),
        share("q", "p, corrected by Benjamini and Hochberg over the tasks of the pool and metric"),
        text("status", "ok, or why there is no effect", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("series", "points")

# Tests that are corrected together: all tasks of one pool of runs under one metric and loss.
_FAMILY = ["source", "pool", "x_kind", "metric", "format", "split"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`size_effects`."""
    return size_effects(tables["series"], tables["points"], context.settings)


def size_effects(series: pd.DataFrame, points: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The change of each score with the logarithm of parameters, at equal loss.

    ``y = f(loss) + effect log10(parameters)`` by least squares, f a restricted cubic spline
    (:mod:`emergence.inference.spline`), with the t test of the effect by errors clustered by run
    (:mod:`emergence.inference.cluster_robust`). Du et al. 2024 (arXiv 2403.15796) hold that there is no effect: that
    models of equal loss score alike whatever their size.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables of one source.
    settings : Settings
        Its confidence.

    Returns
    -------
    pandas.DataFrame
        Table ``size_effects``: a row for each series against a loss; ``q`` is the p-value corrected by Benjamini and
        Hochberg (1995) over the tasks of the same pool, loss, metric, format and split.
    """
    losses = series[series["x_kind"].str.startswith("loss_")].sort_values("series_id", ignore_index=True)
    params = points["params"].to_numpy(dtype=float, na_value=np.nan)
    rows = [size_effect(own, params[own.rows], settings) for own in split(losses, points)]
    for _, places in losses.groupby(_FAMILY, dropna=False).indices.items():
        tested = [rows[place] for place in places if "p" in rows[place]]
        for row, q in zip(tested, false_discovery_rate(np.array([row["p"] for row in tested])), strict=True):
            row["q"] = q
    return table_frame(rows, TABLE)


def size_effect(points: Points, params: np.ndarray, settings: Settings) -> dict[str, Any]:
    """One row of the table, but its ``q``, for the points of one series and their parameters, (n,)."""
    known = np.isfinite(params)
    points, size = points.keep(known), np.log10(params[known])
    sizes = pd.unique(size).size
    row = {"series_id": points.series_id, "n": points.n, "n_runs": points.n_runs, "n_sizes": sizes}
    design = np.column_stack([spline_basis(points.x), size]) if points.n else np.empty((0, 2))
    if points.n_runs <= 2 or sizes < 2:
        return {**row, "status": "too_few_runs"}
    if points.n <= design.shape[1] + 1:
        return {**row, "status": "too_few_points"}
    # about its mean, for accuracy
    design[:, -1] -= design[:, -1].mean()
    values, _, rank, _ = np.linalg.lstsq(design, points.y)
    if rank < design.shape[1] or np.ptp(points.y) == 0:
        return {**row, "status": "no_variation"}
    at = np.zeros((1, design.shape[1]))
    at[0, -1] = 1
    robust = cluster_robust(points, design, points.y - design @ values, at)
    reach = robust.reach(settings.confidence)[0]
    if not np.isfinite(reach):
        return {**row, "status": "too_few_runs"}
    effect = values[-1]
    row |= {"effect": effect, "se": robust.se[0], "df": robust.df[0], "lo": effect - reach, "hi": effect + reach}
    row |= {"confidence_level": settings.confidence, "interval_method": "cluster_robust_t"}
    return {**row, "p": 2 * stdtr(robust.df[0], -abs(effect) / robust.se[0]), "status": "ok"}
