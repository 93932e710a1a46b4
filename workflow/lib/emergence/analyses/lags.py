"""Does the loss of a task improve before its score: the distance between their thresholds on the same models."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.inference.bootstrap import LEAST_SHARE, draw_runs, fitted, percentile_interval, seed_of
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models import registry
from emergence.models.base import Estimate, Settings
from emergence.schema.analysed import POOL, SERIES_ID, TASK, count, share
from emergence.series.build import KEYS, same_but
from emergence.series.domain import domain, oriented
from emergence.series.points import split

TABLE = Table(
    "lags",
    (
        SERIES_ID,
        *POOL,
        text("metric", "key of the score's metric", required=True),
        text("metric_title", "name of the score's metric for people", required=True),
        *TASK,
        number("shots", "examples in the prompt", unit="count"),
        text("format", "how the task is put or its answer scored"),
        text("split", "split of the task's items"),
        count("n_runs", "models with both score and loss"),
        text("form", "threshold form of both", required=True),
        number("eta_score", "threshold of the score", unit="of x"),
        number("eta_loss", "threshold of the loss of the answers", unit="of x"),
        number("lag", "eta_score minus eta_loss; above 0 where the loss improves first", unit="of x"),
        number("lo", "lower end of its interval: percentiles of a bootstrap over models, common to both", unit="of x"),
        number("hi", "upper end of its interval", unit="of x"),
        share("share_at_bound", "bootstrap draws left out, since a threshold at the edge of the data is none"),
        text("obstacle", "why there is no lag; null where there is one"),
    ),
    key=("series_id",),
)
SCOPE = "atlas"
INPUTS = ("series", "points", "fits")
OPTIONS = {
    "x_kind": {"type": "string", "description": "the x that thresholds are in; larger is better"},
    "form": {"type": "string", "description": "threshold form of scores and losses"},
}

# The loss of the answers that a score is given to.
LOSS = "task_cross_entropy"
# With fewer, a bootstrap of models says nothing.
_FEWEST_RUNS = 6


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`lags`."""
    paired = pairs(tables["series"], context.options["x_kind"])
    ids = sorted({*paired["series_id"], *paired["loss_id"]})
    points, fits = tables.read("points", ids), tables.read("fits", ids)
    return lags(tables["series"], points, fits, context.options, context.settings)


def pairs(series: pd.DataFrame, x_kind: str) -> pd.DataFrame:
    """Series of a score and of the loss of the same answers, against one x.

    Parameters
    ----------
    series : pandas.DataFrame
        Table ``series``.
    x_kind : str

    Returns
    -------
    pandas.DataFrame
        Columns of ``series`` of the score, and ``loss_id``, the series of the loss.
    """
    own = series[series["x_kind"] == x_kind]
    is_loss = own["metric"] == LOSS
    losses = own.loc[is_loss, [*KEYS, "series_id"]].drop(columns="metric").rename(columns={"series_id": "loss_id"})
    return same_but("metric", own[~is_loss], losses)


def lags(
    series: pd.DataFrame, points: pd.DataFrame, fits: pd.DataFrame, options: Mapping, settings: Settings
) -> pd.DataFrame:
    """How far the score's threshold lies beyond that of the loss.

    One threshold form describes both on the models that have score and loss: by the table of fits where these are all
    models of the series, else fitted to them. ``lag = eta_score - eta_loss``; its interval is made of percentiles over
    refits of both to the same draws of models. A refit whose threshold lies at the edge of the data has none, as an
    estimate there has none, and its draw is left out.

    Parameters
    ----------
    series, points, fits : pandas.DataFrame
        Tables of these names; of points and fits those of the :func:`pairs` suffice.
    options : dict
        ``x_kind``, and ``form``, the name of a threshold form.
    settings : emergence.models.base.Settings

    Returns
    -------
    pandas.DataFrame
        Table ``lags``: ``obstacle`` says why a side has no threshold, and then lag and interval are null; the interval
        is null too where half of the draws or more are left out.
    """
    form, named, rows = registry()[options["form"]], series.set_index("series_id"), []
    fitted_to = dict(iter(fits[fits["form"] == form.name].groupby("series_id")))
    places = points.groupby("series_id").indices
    for pair in pairs(series, options["x_kind"]).to_dict("records"):
        ids = [pair["series_id"], pair["loss_id"]]
        own = points.iloc[np.concatenate([places[name] for name in ids])]
        counts = own.groupby("run")["series_id"].nunique()
        own = own[own["run"].isin(counts.index[counts == 2])].reset_index(drop=True)
        sides = dict(zip(("score", "loss"), split(named.loc[ids].reset_index(), own, settings.weighting), strict=True))
        known = {
            side: _tabled(form, fitted_to.get(own.series_id), own, len(places[own.series_id]))
            for side, own in sides.items()
        }
        kept = {name: pair[name] for name in (*KEYS, "task_title", "metric_title")}
        row = {"series_id": ids[0], **kept, "form": form.name, "n_runs": float(sides["score"].n_runs)}
        rows.append(row | _lag(form, sides, known, settings))
    return table_frame(rows, TABLE)


def _tabled(form, fits, points, n):
    """The estimate that the table of fits has of these points, or None: it is of all n points of the series."""
    if points.n < n or fits is None:
        return None
    rows = fits.set_index("parameter").loc[list(form.parameters)]
    known = rows["status"].isin(["ok", "few_runs", "at_bound"]).all()
    at_bound = rows["at_bound"].fillna(False).to_numpy(dtype=bool)
    return Estimate(rows["estimate"].to_numpy(dtype=float), at_bound) if known else None


def _lag(form, sides, known, settings):
    """Thresholds, lag and interval of one pair, or why there are none."""
    score = sides["score"]
    if score.n_runs < _FEWEST_RUNS:
        return {"obstacle": "too few models"}
    for name, points in sides.items():
        if form.obstacle(points, settings):
            return {"obstacle": f"no threshold of the {name}: too little variation"}
    eta = form.parameters.index("eta")
    estimates = {name: known[name] or form.estimate(points, settings) for name, points in sides.items()}
    etas = {f"eta_{name}": estimate.best[eta] for name, estimate in estimates.items()}
    for name, estimate in estimates.items():
        if estimate.at_bound[eta] or not estimate.converged:
            return {**etas, "obstacle": f"threshold of the {name} at the edge of the data"}
    weights = draw_runs(score.n_runs, settings.draws, seed_of(score.series_id, settings.seed))
    refits = {name: form.refit(sides[name], weights, estimates[name], settings)[:, eta] for name in sides}
    drawn = fitted(np.column_stack(list(refits.values())))
    edge = np.any([_at_edge(own, etas, settings) for own, etas in zip(sides.values(), drawn.T, strict=True)], axis=0)
    row = {**etas, "lag": etas["eta_score"] - etas["eta_loss"], "share_at_bound": edge.mean()}
    if np.count_nonzero(~edge) > LEAST_SHARE * settings.draws:
        _, lo, hi = percentile_interval(-np.diff(drawn[~edge]), settings.confidence)
        row |= {"lo": lo[0], "hi": hi[0]}
    return row


def _at_edge(points, etas, settings):
    """Which thresholds lie where the range that the points allow ends."""
    u = oriented(points)[0]
    edges = u[list(domain(points, settings))]
    return np.isclose(points.improves * etas[:, None], edges, rtol=0, atol=1e-9 * np.ptp(u)).any(axis=1)
