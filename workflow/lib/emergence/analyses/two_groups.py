"""The two groups of Du et al. 2024, linear and threshold tasks: the fit of either model, and what the tests say."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import or_none, table_frame
from emergence.schema.analysed import POOL, SERIES_ID, TASK, VERDICT, count
from emergence.series.build import KEYS

TABLE = Table(
    "two_groups",
    (
        SERIES_ID,
        *POOL,
        text("metric", "key of the metric", required=True),
        text("format", "how the task is put or its answer scored"),
        text("split", "split of the task's items"),
        *TASK,
        number("shots", "examples in the prompt", unit="count"),
        count("n", "points"),
        number("linear_r2", "share of the variance that the straight line explains", unit="1"),
        number("linear_aicc", "AICc of the straight line", unit="1"),
        text("threshold_form", "threshold form of least AICc; null where none is fitted"),
        number("threshold_r2", "share of the variance that it explains", unit="1"),
        number("threshold_aicc", "its AICc", unit="1"),
        number("threshold", "its threshold; null where it lies at the edge of the data", unit="of x"),
        number("delta_aicc", "AICc of the line less that of the threshold form; above 0 that is better", unit="1"),
        VERDICT,
        text(
            "group",
            "threshold: the onset is abrupt; no threshold (Du et al.'s linear tasks, though few are straight): it is "
            "gradual, or the score rises over all of the observed range; neither: flat, falling or misfit; open: "
            "unresolved",
            required=True,
            choices=("threshold", "no threshold", "neither", "open"),
        ),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("verdicts", "series", "fits", "fit_stats")

_GROUPS = {
    "abrupt": "threshold",
    "gradual": "no threshold",
    "no onset in range": "no threshold",
    "flat": "neither",
    "falling": "neither",
    "misfit": "neither",
    "unresolved": "open",
}
_ABOUT = ["series_id", *KEYS, "task_title", "n"]
_FITTED = ("ok", "few_runs", "at_bound")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`two_groups`."""
    return two_groups(*(tables[name] for name in INPUTS))


def two_groups(
    verdicts: pd.DataFrame, series: pd.DataFrame, fits: pd.DataFrame, fit_stats: pd.DataFrame
) -> pd.DataFrame:
    """The linear and the threshold model of each score against a loss, and the group it belongs to.

    Du et al. (arXiv 2403.15796) sort tasks by eye into those that improve linearly with the loss and those that stay at
    chance until a threshold. A better fit of the threshold form is no evidence of an abrupt onset, since every curve
    that bends is closer to it than to a line: the group follows the verdict, which tests onset and width.

    Parameters
    ----------
    verdicts, series, fits, fit_stats : pandas.DataFrame
        Tables of one source.

    Returns
    -------
    pandas.DataFrame
        Table ``two_groups``: a row for each series against a loss that has a verdict.
    """
    losses = series[series["x_kind"].str.startswith("loss_")]
    rows = losses[_ABOUT].merge(verdicts[["series_id", "verdict"]], on="series_id")
    fitted = fit_stats[fit_stats["status"].isin(_FITTED)]
    line = fitted.loc[fitted["form"] == "linear", ["series_id", "r2", "aicc"]]
    best = fitted[fitted["kind"] == "threshold"].sort_values(["series_id", "aicc", "form"]).drop_duplicates("series_id")
    best = best[["series_id", "form", "r2", "aicc"]]
    eta = fits[(fits["parameter"] == "eta") & ~fits["at_bound"].astype("boolean").fillna(True)]
    best = best.merge(eta[["series_id", "form", "estimate"]], on=["series_id", "form"], how="left")
    rows = rows.merge(line.rename(columns={"r2": "linear_r2", "aicc": "linear_aicc"}), on="series_id", how="left")
    names = {"form": "threshold_form", "r2": "threshold_r2", "aicc": "threshold_aicc", "estimate": "threshold"}
    rows = rows.merge(best.rename(columns=names), on="series_id", how="left").sort_values("series_id")
    rows = rows.assign(delta_aicc=rows["linear_aicc"] - rows["threshold_aicc"], group=rows["verdict"].map(_GROUPS))
    return table_frame([{name: or_none(row[name]) for name in TABLE.names} for row in rows.to_dict("records")], TABLE)
