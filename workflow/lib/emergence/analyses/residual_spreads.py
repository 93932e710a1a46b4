"""Residual spread of scores about one curve, against compute over against loss."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.inference.bootstrap import ENOUGH_RUNS, LEAST_SHARE, draw_runs, fitted, percentile_interval, seed_of
from emergence.inference.spline import spline_basis
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.analysed import SERIES_ID, count, interval
from emergence.schema.fitted import STATUSES
from emergence.series.build import KEYS, same_but
from emergence.series.checkpoints import checkpoint_codes, joined

TABLE = Table(
    "residual_spreads",
    (
        SERIES_ID,
        count("n", "checkpoints that have both a loss and compute"),
        count("n_runs", "training runs"),
        number("residual_sd_compute", "residual standard deviation about a spline in log10 FLOPs", low=0, unit="of y"),
        number("residual_sd_loss", "residual standard deviation about a spline in the loss", low=0, unit="of y"),
        number("ratio", "residual_sd_compute over residual_sd_loss", low=0, unit="1"),
        *interval("1"),
        text("status", "ok, or why a number or its interval is missing", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("series", "points")

# A draw of runs whose x do not identify the spline's parameters: its determinant, as a share of that of all runs.
_SINGULAR = 1e-9


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`residual_spreads`."""
    return residual_spreads(tables["series"], tables["points"], context.settings)


def residual_spreads(series: pd.DataFrame, points: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The residual spread of each score against compute over that against each loss, on the same checkpoints.

    Both are root mean squared residuals about a restricted cubic spline (:mod:`emergence.inference.spline`), so that
    neither x is favoured by the shape of a form. Noise of the score itself is in both: the ratio understates how much
    more the runs differ at equal compute than at equal loss.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables of one source.
    settings : Settings
        Its draws, level and seed.

    Returns
    -------
    pandas.DataFrame
        Table ``residual_spreads``: a row for each series against a loss whose score the source has against compute
        too. The interval is made of percentiles over a bootstrap of the ratio over runs.
    """
    pairs = _pairs(series)
    points = points[points["series_id"].isin([*pairs["series_id"], *pairs["other"]])]
    code, (run, _) = checkpoint_codes(points), pd.factorize(points["run"], sort=True)
    places = points.groupby("series_id").indices
    x, y = (points[name].to_numpy(dtype=float) for name in ("x", "y"))

    def row(series_id, other):
        own, others = places[series_id], places[other]
        left, right = joined(code[own], code[others])
        own, others = own[left], others[right]
        order = np.lexsort((y[own], x[own], code[own]))
        own, others = own[order], others[order]
        return _row(series_id, run[own], x[others], x[own], y[own], settings)

    return table_frame([row(*pair) for pair in pairs.itertuples(index=False)], TABLE)


def _pairs(series):
    """Series against a loss, and the series of the same score and runs against compute."""
    keys = series[["series_id", *KEYS]]
    losses, compute = keys[keys["x_kind"].str.startswith("loss_")], keys[keys["x_kind"] == "log10_flops"]
    pairs = same_but("x_kind", losses, compute).rename(columns={"series_id_other": "other"})
    return pairs[["series_id", "other"]].sort_values("series_id", ignore_index=True)


def _row(series_id, run, compute, loss, y, settings):
    """One row of the table, from the checkpoints that have both x, sorted."""
    names, run = np.unique(run, return_inverse=True)
    row = {"series_id": series_id, "n": y.size, "n_runs": names.size, "status": "ok"}
    designs = [spline_basis(x) for x in (compute, loss)]
    if y.size <= max(design.shape[1] for design in designs) + 1:
        return {**row, "status": "too_few_points"}
    if np.ptp(y) == 0 or min(np.ptp(design[:, 1]) for design in designs) == 0:
        return {**row, "status": "no_variation"}
    weights = np.ones((1, names.size))
    if names.size > 1:
        weights = np.concatenate([weights, draw_runs(names.size, settings.draws, seed_of(series_id, settings.seed))])
    compute, loss = (residual_sd(design, y, run, weights) for design in designs)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = compute / loss
    row |= {"residual_sd_compute": compute[0], "residual_sd_loss": loss[0], "ratio": ratio[0]}
    draws = fitted(ratio[1:, None])
    if draws.shape[0] >= max(2, LEAST_SHARE * settings.draws):
        _, lo, hi = percentile_interval(draws, settings.confidence)
        row |= {
            "lo": lo[0],
            "hi": hi[0],
            "confidence_level": settings.confidence,
            "interval_method": "bootstrap_runs_percentile",
        }
    return {**row, "status": "ok" if names.size >= ENOUGH_RUNS else "few_runs"}


def residual_sd(design: np.ndarray, y: np.ndarray, run: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Root mean squared residuals of least squares under weights on runs.

    Parameters
    ----------
    design : numpy.ndarray, (n, k)
    y : numpy.ndarray, (n,)
    run : numpy.ndarray, (n,) of int
        0..n_runs-1.
    weights : numpy.ndarray, (m, n_runs)

    Returns
    -------
    numpy.ndarray, (m,)
        In units of y; NaN where the runs drawn do not identify the parameters.
    """
    x, _ = np.linalg.qr(design)
    n_runs, k = weights.shape[1], x.shape[1]
    y = y - x @ (x.T @ y)  # leaves the residuals as they are, and their sums accurate

    def by_run(columns):
        return np.stack([np.bincount(run, column, n_runs) for column in columns.T], axis=1)

    squares = (weights @ by_run((x[:, :, None] * x[:, None, :]).reshape(-1, k * k))).reshape(-1, k, k)
    products, total, count = (
        weights @ by_run(x * y[:, None]),
        weights @ by_run(y[:, None] ** 2),
        weights @ np.bincount(run),
    )
    told = np.linalg.det(squares) > _SINGULAR
    values = np.full(len(weights), np.nan)
    gain = (np.linalg.solve(squares[told], products[told][:, :, None])[:, :, 0] * products[told]).sum(axis=1)
    values[told] = np.sqrt(np.maximum(total[told, 0] - gain, 0.0) / count[told])
    return values
