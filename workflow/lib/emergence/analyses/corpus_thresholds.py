"""Thresholds in the losses on several validation corpora, translated to the scale of one of them, and their moves."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.analyses.thresholds import LEAST_R2
from emergence.inference.spline import spline_basis
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import SERIES_ID, interval, share
from emergence.schema.fitted import STATUSES
from emergence.series.build import KEYS, same_but
from emergence.series.checkpoints import checkpoint_codes

_NATS = "nats per token"

TABLE = Table(
    "corpus_thresholds",
    (
        SERIES_ID,
        text("form", "threshold form, one for all", required=True),
        number("r2", "share of the variance that the form explains", unit="1"),
        number("eta", "threshold in the loss on the series' own corpus", unit=_NATS),
        number("eta_lo", "lower end of its interval; null where it has none", unit=_NATS),
        number("eta_hi", "upper end of its interval; null where it has none", unit=_NATS),
        number("estimate", "the same threshold in the loss on the source's first corpus", unit=_NATS),
        *interval(_NATS),
        number("translation_rmse", "root mean squared error of that translation", low=0, unit=_NATS),
        share("share_before", "share of the points that lie before the threshold"),
        number(
            "range_pools",
            "largest minus smallest eta of the source's pools on the corpus, of fits with an r2 of 0.5 or more off the "
            "edge of the data; null where there is one only",
            low=0,
            unit=_NATS,
        ),
        flag("common_pools", "do the intervals of these eta have a point in common"),
        number("range_corpora", "the same of the estimates of the source's corpora, for the pool", low=0, unit=_NATS),
        flag("common_corpora", "do the intervals of these estimates have a point in common"),
        text("status", "status of the threshold's fit", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("series", "points", "fits", "fit_stats")
# One form for all: where a threshold lies depends on it, and the form of least AICc changes from series to series.
OPTIONS = {"form": {"type": "string", "description": "threshold form whose thresholds are translated"}}

_ENDS = ("estimate", "lo", "hi")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`corpus_thresholds`; the reference is the first loss that the source offers as an x."""
    reference = next((x_kind for x_kind in (context.source or {}).get("x", ()) if x_kind.startswith("loss_")), None)
    series, points, fits = tables["series"], tables["points"], tables["fits"]
    return corpus_thresholds(series, points, fits, tables["fit_stats"], context.options["form"], reference)


def corpus_thresholds(
    series: pd.DataFrame,
    points: pd.DataFrame,
    fits: pd.DataFrame,
    fit_stats: pd.DataFrame,
    form: str,
    reference: str | None,
) -> pd.DataFrame:
    """Where each threshold in a loss would lie in the loss on another corpus.

    A threshold of 2.9 nats per token on one corpus and 2.4 on another may be the same state of the model. A restricted
    cubic spline (:mod:`emergence.inference.spline`) of the reference's loss by the corpus's, through the checkpoints of
    the pool, translates thresholds and the ends of their intervals.

    Parameters
    ----------
    series, points, fits, fit_stats : pandas.DataFrame
        Tables of one source.
    form : str
        Name of a threshold form.
    reference : str
        Kind of x, the loss on the corpus to whose scale thresholds are translated.

    Returns
    -------
    pandas.DataFrame
        Table ``corpus_thresholds``: a row for each series against a loss that the form was fitted to, and whose score
        has a series against the reference too. How far thresholds move is given for those that describe a rise: not at
        the edge of the data, and with an r2 of :data:`emergence.analyses.thresholds.LEAST_R2` or more.
    """
    stats = fit_stats.loc[fit_stats["form"] == form, ["series_id", "r2"]]
    eta = fits[(fits["form"] == form) & (fits["parameter"] == "eta")].merge(stats, on="series_id")
    losses = series[series["x_kind"].str.startswith("loss_")]
    referred = losses.loc[losses["x_kind"] == reference, ["series_id", *KEYS]]
    chosen = same_but("x_kind", losses.merge(eta, on="series_id"), referred, suffixes=("", "_reference"))
    wanted = points[points["series_id"].isin([*chosen["series_id"], *chosen["series_id_reference"]])]
    code, x = checkpoint_codes(wanted), wanted["x"].to_numpy(dtype=float)
    parts = {}
    for name, places in wanted.groupby("series_id").indices.items():
        own, first = np.unique(code[places], return_index=True)
        parts[name] = own, x[places[first]]
    chosen = chosen.sort_values("series_id", ignore_index=True)
    rows = [_row(row, parts[row["series_id"]], parts[row["series_id_reference"]]) for row in chosen.to_dict("records")]
    table = table_frame(rows, TABLE)
    named = [
        {str(name): value for name, value in row.items()}
        for row in table.assign(**_moves(table, chosen)).to_dict("records")
    ]
    return table_frame(named, TABLE)


def _moves(table, keys):
    """Ranges of thresholds over pools and over corpora, and whether their intervals have a point in common."""
    described = table["status"].isin(["ok", "few_runs"]) & (table["r2"] >= LEAST_R2)
    moves = {}
    for name, key, ends in (("pools", "pool", ("eta", "eta_lo", "eta_hi")), ("corpora", "x_kind", _ENDS)):
        same = [column for column in KEYS if column != key]
        groups = keys[described][same].groupby(same, dropna=False).ngroup()
        value, lo, hi = (table.loc[described, end].groupby(groups) for end in ends)
        several = value.transform("size") > 1
        # an end that is not there leaves the interval open
        highest, lowest = lo.transform("max").fillna(-np.inf), hi.transform("min").fillna(np.inf)
        moves[f"range_{name}"] = (value.transform("max") - value.transform("min")).where(several)
        moves[f"common_{name}"] = (highest <= lowest).astype("boolean").where(several)
    return {name: values.reindex(table.index) for name, values in moves.items()}


def _row(row, own, reference):
    """One row of the table; a loss is given by the codes of its checkpoints and its values there."""
    _, left, right = np.intersect1d(own[0], reference[0], assume_unique=True, return_indices=True)
    x, there = own[1][left], reference[1][right]
    values, *_ = np.linalg.lstsq(spline_basis(x), there)
    ends = np.array([row[name] for name in _ENDS], dtype=float)
    beyond = x < ends[0] if row["x_better"] == "lower" else x > ends[0]
    shared = {name: row[name] for name in ("series_id", "form", "r2", "status", "confidence_level", "interval_method")}
    return {
        **shared,
        **dict(zip(("eta", "eta_lo", "eta_hi"), ends, strict=True)),
        **dict(zip(_ENDS, spline_basis(x, ends) @ values, strict=True)),
        "translation_rmse": np.sqrt(np.mean((there - spline_basis(x) @ values) ** 2)),
        "share_before": 1 - beyond.mean() if np.isfinite(ends[0]) else np.nan,
    }
