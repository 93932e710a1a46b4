"""Thresholds in the losses on several validation corpora, translated to the scale of one of them."""

import numpy as np

from emergence.fits.checkpoints import checkpoint_codes
from emergence.fits.spline import spline_basis
from emergence.fits.tabulating import table_frame
from emergence.schema import CORPUS_THRESHOLDS

_KEYS = ["pool", "task", "subtask", "metric", "shots", "format", "split"]
_ENDS = ("estimate", "lo", "hi")


def corpus_thresholds(series, points, fits, fit_stats, reference):
    """Where each threshold in a loss would lie in the loss on another corpus.

    A threshold of 2.9 nats a token on one corpus and 2.4 on another may be the same state of the model. A restricted
    cubic spline (:mod:`emergence.fits.spline`) of the reference's loss by the corpus's, through the checkpoints of the
    pool, translates thresholds and the ends of their intervals.

    Parameters
    ----------
    series, points, fits, fit_stats : pandas.DataFrame
        Tables of one source.
    reference : str
        Kind of x, the loss on the corpus whose scale all take.

    Returns
    -------
    pandas.DataFrame
        ``CORPUS_THRESHOLDS``: a row for each series against a loss that a threshold form was fitted to, and whose score
        has a series against the reference too.
    """
    best = fit_stats[(fit_stats["kind"] == "threshold") & fit_stats["best_of_kind"]]
    eta = fits[fits["parameter"] == "eta"].merge(best[["series_id", "form"]], on=["series_id", "form"])
    losses = series[series["x_kind"].str.startswith("loss_")]
    referred = losses.loc[losses["x_kind"] == reference, ["series_id", *_KEYS]]
    chosen = losses.merge(eta, on="series_id").merge(referred, on=_KEYS, suffixes=("", "_reference"))
    wanted = points[points["series_id"].isin([*chosen["series_id"], *chosen["series_id_reference"]])]
    code, x = checkpoint_codes(wanted), wanted["x"].to_numpy(dtype=float)
    parts = {}
    for name, places in wanted.groupby("series_id").indices.items():
        own, first = np.unique(code[places], return_index=True)
        parts[name] = own, x[places[first]]
    rows = [
        _row(row, parts[row["series_id"]], parts[row["series_id_reference"]])
        for row in chosen.sort_values("series_id").to_dict("records")
    ]
    return table_frame(rows, CORPUS_THRESHOLDS)


def _row(row, own, reference):
    """One row of the table; a loss is given by the codes of its checkpoints and its values there."""
    _, left, right = np.intersect1d(own[0], reference[0], assume_unique=True, return_indices=True)
    x, there = own[1][left], reference[1][right]
    values, *_ = np.linalg.lstsq(spline_basis(x), there)
    ends = np.array([row[name] for name in _ENDS], dtype=float)
    beyond = x < ends[0] if row["x_better"] == "lower" else x > ends[0]
    shared = {name: row[name] for name in ("series_id", "form", "status", "level", "interval_method")}
    return {
        **shared,
        **dict(zip(("eta", "eta_lo", "eta_hi"), ends, strict=True)),
        **dict(zip(_ENDS, spline_basis(x, ends) @ values, strict=True)),
        "translation_error": np.sqrt(np.mean((there - spline_basis(x) @ values) ** 2)),
        "share_before": 1 - beyond.mean() if np.isfinite(ends[0]) else np.nan,
    }
