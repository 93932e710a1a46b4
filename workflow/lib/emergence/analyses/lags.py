"""Does the loss of a task improve before its score does: the distance between their thresholds on the same models."""

import numpy as np

from emergence.inference.bootstrap import LEAST_SHARE, draw_runs, fitted, percentile_interval, seed_of
from emergence.io.tabulating import table_frame
from emergence.models.hinge import FORM as HINGE
from emergence.schema.verdicts import LAGS
from emergence.series.build import KEYS, same_but
from emergence.series.domain import domain, oriented
from emergence.series.points import split

# The loss of the answers that a score is given to.
LOSS = "task_cross_entropy"
# With fewer, a bootstrap of models says nothing.
_FEWEST_RUNS = 6


def pairs(series, x_kind):
    """Series of a score and of the loss of the same answers, against one x.

    Parameters
    ----------
    series : pandas.DataFrame
        Table ``SERIES``.
    x_kind : str

    Returns
    -------
    pandas.DataFrame
        Columns of ``SERIES`` of the score, and ``loss_id``, the series of the loss.
    """
    own = series[series["x_kind"] == x_kind]
    is_loss = own["metric"] == LOSS
    losses = own.loc[is_loss, [*KEYS, "series_id"]].drop(columns="metric").rename(columns={"series_id": "loss_id"})
    return same_but("metric", own[~is_loss], losses)


def lags(series, points, x_kind, settings):
    """How far the score's threshold lies beyond that of the loss.

    Both hinges are fitted to the models that have score and loss; ``lag = eta_score - eta_loss`` in units of x, and
    its interval from the percentiles of refits of both to the same draws of models. A refit whose threshold lies at the
    edge of the data has none, as an estimate there has none, and its draw is left out.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS``; of the points those of the :func:`pairs` suffice.
    x_kind : str
        Larger is better.
    settings : emergence.models.base.Settings

    Returns
    -------
    pandas.DataFrame
        Table ``LAGS``: ``obstacle`` says why a side has no threshold, and then lag and interval are null; the interval
        is null too where half of the draws or more are left out.
    """
    rows = []
    for pair in pairs(series, x_kind).to_dict("records"):
        ids = [pair["series_id"], pair["loss_id"]]
        own = points[points["series_id"].isin(ids)]
        counts = own.groupby("run")["series_id"].nunique()
        own = own[own["run"].isin(counts.index[counts == 2])].reset_index(drop=True)
        both = list(split(series.set_index("series_id").loc[ids].reset_index(), own))
        kept = {name: pair[name] for name in (*KEYS, "task_title", "metric_title")}
        rows.append({"series": ids[0], **kept, "n_runs": float(both[0].n_runs), **_lag(*both, settings)})
    return table_frame(rows, LAGS)


def _lag(score, loss, settings):
    """Thresholds, lag and interval of one pair, or why there are none."""
    sides = {"score": score, "loss": loss}
    if score.n_runs < _FEWEST_RUNS:
        return {"obstacle": "too few models"}
    for name, points in sides.items():
        if HINGE.obstacle(points, settings):
            return {"obstacle": f"no threshold of the {name}: too little variation"}
    estimates = {name: HINGE.estimate(points, settings) for name, points in sides.items()}
    etas = {f"eta_{name}": estimate.best[2] for name, estimate in estimates.items()}
    for name, estimate in estimates.items():
        if estimate.at_bound[2] or not estimate.converged:
            return {**etas, "obstacle": f"threshold of the {name} at the edge of the data"}
    weights = draw_runs(score.n_runs, settings.draws, seed_of(score.series_id, settings.seed))
    refits = {name: HINGE.refit(sides[name], weights, estimates[name], settings)[:, 2] for name in sides}
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
