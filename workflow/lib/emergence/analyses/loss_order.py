"""Does a loss order the scores of a pool: rank correlations, and the share of a score's spread that is noise."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import POOL, SERIES_ID, TASK, count, interval
from emergence.schema.fitted import STATUSES
from emergence.schema.x_kinds import is_loss

TABLE = Table(
    "loss_order",
    (
        SERIES_ID,
        *POOL,
        text("metric", "key of the score's metric", required=True),
        *TASK,
        number("shots", "examples in the prompt", unit="count"),
        text("format", "how the task is put or its answer scored"),
        count("n_runs", "training runs"),
        count("n_sizes", "different numbers of parameters"),
        number(
            "estimate", "Spearman's correlation of loss and score; 1: the lower loss always scores better", unit="1"
        ),
        *interval("1"),
        number("reliability", "share of the variance of the scores that is not noise of the items", high=1, unit="1"),
        number(
            "rank",
            "place among the series of pool and loss with a reliability of 0.8 or more, the lowest correlation first",
            low=1,
            unit="count",
        ),
        text("status", "ok, or why the correlation or its interval is missing", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("series", "points", "correlations")

# With less, noise of the items alone holds a correlation clearly below 1: at most the root of the reliability.
_RELIABLE = 0.8


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`loss_order`."""
    return loss_order(tables["series"], tables["points"], tables["correlations"], context.metrics)


def loss_order(
    series: pd.DataFrame, points: pd.DataFrame, correlations: pd.DataFrame, metrics: Mapping[str, Mapping]
) -> pd.DataFrame:
    """How well each loss orders each score, oriented so that 1 means that it does throughout.

    That a score depends on the loss alone (Du et al. 2024, arXiv 2403.15796) makes the correlation 1 but for noise,
    among runs of one size on different corpora as among sizes. ``reliability = 1 - mean(p (1 - p) / n) / var(p)`` for
    a score p that is the fraction of n items answered correctly: where it is near or below 0, the runs differ by no
    more than their items let expect and there is no order to find. It is null where items are unknown or the score is
    no such fraction.

    Parameters
    ----------
    series, points, correlations : pandas.DataFrame
        Tables of one source.
    metrics : dict of str to dict
        Rows of METRICS: which metrics count items.

    Returns
    -------
    pandas.DataFrame
        Table ``loss_order``: a row for each series against a loss.
    """
    own = series[[is_loss(key) for key in series["x_kind"]]]
    ranks = correlations[correlations["method"] == "spearman"].set_index("series_id")
    places = points.groupby("series_id").indices
    rows = []
    for one in own.to_dict("records"):
        if one["series_id"] not in ranks.index:
            continue
        found, of = ranks.loc[one["series_id"]], points.iloc[places[one["series_id"]]]
        kept = {name: one.get(name) for name in TABLE.names if name in one}
        rows.append(kept | _oriented(found, 1.0 if one["better"] == "lower" else -1.0))
        rows[-1] |= {"n_sizes": float(of["params"].nunique()), "n_runs": float(one["n_runs"])}
        if metrics[one["metric"]]["counts"]:
            rows[-1]["reliability"] = _reliability(of["y"].to_numpy(dtype=float), of["n_items"].to_numpy(dtype=float))
    frame = table_frame(rows, TABLE).sort_values("series_id", ignore_index=True)
    reliable = frame[(frame["reliability"] >= _RELIABLE) & frame["estimate"].notna()]
    frame["rank"] = reliable.groupby(["source", "pool", "x_kind"])["estimate"].rank(method="first")
    return frame


def _oriented(found, sign):
    """The columns of one correlation, turned by the sign."""
    ends = sorted((sign * found["lo"], sign * found["hi"])) if np.isfinite([found["lo"], found["hi"]]).all() else []
    row = {"estimate": sign * found["estimate"], "status": found["status"]}
    row |= {name: found[name] for name in ("confidence_level", "interval_method")}
    return row | dict(zip(("lo", "hi"), ends, strict=False))


def _reliability(scores, items):
    """Share of the variance of fractions that is not binomial; NaN where items are unknown or nothing varies."""
    known = np.isfinite(items)
    if known.sum() < 2 or not known.all() or np.ptp(scores) == 0:
        return np.nan
    return 1 - (scores * (1 - scores) / items).mean() / scores.var(ddof=1)
