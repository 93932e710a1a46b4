"""Onsets and onset widths of the series whose verdict they decided, one a task, in order, for plots that list them."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.analyses.verdict_shares import metric_classes
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import POOL, SERIES_ID, TASK, VERDICT, count
from emergence.schema.verdicts import VERDICTS

_SHOWN = ("onset", "onset_lo", "onset_hi", "width", "width_lo", "width_hi", "margin")

TABLE = Table(
    "onsets",
    (
        SERIES_ID,
        text("measure", "what the kinds of x that are listed together measure", required=True),
        *POOL,
        text("metric", "key of the metric", required=True),
        text("metric_class", "all or nothing (exact match, multiple choice), or other metrics", required=True),
        text("format", "how the task is put or its answer scored"),
        text("split", "split of the task's items"),
        *TASK,
        number("shots", "examples in the prompt", unit="count"),
        count("n_runs", "training runs"),
        *(column for column in VERDICTS.columns if column.name in _SHOWN),
        flag("contains_margin", "whether the interval of the onset width contains the margin", required=True),
        VERDICT,
        count("n_decided", "series of the source, task and measure with the verdict abrupt or gradual", low=1),
        count("rank", "rank within the measure; the onset of 0 is reached first as x improves"),
    ),
    key=("series_id",),
)
SCOPE = "atlas"
INPUTS = ("verdicts", "series")
OPTIONS = {
    "measures": {
        "description": "name: the kinds of x that are listed together, which should have one unit",
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    }
}

# The verdicts by which an onset is shown to be narrow or wide.
DECIDED = ("abrupt", "gradual")
_ONE = ["measure", "source", "task", "subtask"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`rank_onsets`."""
    return rank_onsets(tables["verdicts"], tables["series"], context.options["measures"])


def rank_onsets(verdicts: pd.DataFrame, series: pd.DataFrame, measures: dict[str, list[str]]) -> pd.DataFrame:
    """Of each source and task the decided series of the narrowest interval, ranked by their onset.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables of these names.
    measures : dict of str to list of str
        Measure to the kinds of x that are listed together.

    Returns
    -------
    pandas.DataFrame
        Table ``onsets``: one series of each measure, source, task and subtask with the verdict abrupt or gradual. Of
        several, which differ in pool, metric, format, split, shots or x, those of a metric of all or nothing come
        first, and of these the one whose interval of the onset width is the narrowest; an interval that lacks an end
        is wider than any other.
    """
    measure_of = {kind: measure for measure, kinds in measures.items() for kind in kinds}
    rows = verdicts[verdicts["verdict"].isin(DECIDED)]
    rows = rows.assign(measure=rows["x_kind"].map(measure_of)).dropna(subset=["measure"])
    rows = rows.merge(series[["series_id", "task_title", "x_better"]], on="series_id")
    if rows.empty:
        return table_frame([], TABLE)
    rows["n_decided"] = rows.groupby(_ONE, dropna=False)["series_id"].transform("size").astype(float)
    rows["metric_class"] = metric_classes(rows["metric"])
    below, above = rows["width_hi"] <= rows["margin"], rows["width_lo"] >= rows["margin"]  # of an open end neither
    rows["contains_margin"] = ~(below | above)
    # a loss counts down
    sign = np.where(rows["x_better"] == "higher", 1.0, -1.0)
    rows = rows.assign(length=rows["width_hi"] - rows["width_lo"], ease=sign * rows["onset"].astype(float))
    # "all or nothing" is before "other metrics" in the alphabet too; intervals without a length come last
    rows = rows.sort_values(["metric_class", "length", "series_id"]).drop_duplicates(_ONE)
    rows = rows.sort_values(["measure", "ease", "series_id"]).reset_index(drop=True)
    rows["rank"] = rows.groupby("measure").cumcount().astype(float)
    return rows[TABLE.names]
