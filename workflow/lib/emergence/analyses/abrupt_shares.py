"""Is there abrupt emergence in a benchmark at all, and in how many of its tasks: what all its tests say together."""

import pandas as pd

from emergence.analyses.running import Context
from emergence.hypotheses.abrupt_counts import abrupt_counts
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.io.tabulating import or_none, table_frame
from emergence.schema.analysed import POOL, count, share

_LO = "at least so many {} are abrupt: lower end of the interval, by partial conjunction (Benjamini and Heller 2008)"
_HI = "at most so many {} are abrupt: upper end of the interval; the tested ones less those shown not to be abrupt"

TABLE = Table(
    "abrupt_shares",
    (
        *POOL,
        text("metric", "key of the metric", required=True),
        text("format", "how the task is put or its answer scored"),
        count("n_series", "series: tasks by split and shots", low=1),
        count("n_tested", "series whose onset can be tested"),
        count("n_tasks", "tasks and parts of tasks among these"),
        count("abrupt", "series with the verdict abrupt"),
        count("gradual", "series with the verdict gradual"),
        share("p_any", "p-value of the hypothesis that no series is abrupt: the smallest p_abrupt times their number"),
        count("abrupt_lo", _LO.format("series"), required=False),
        count("abrupt_hi", _HI.format("series"), required=False),
        count("tasks_lo", _LO.format("tasks"), required=False),
        count("tasks_hi", _HI.format("tasks"), required=False),
        share("share_lo", "tasks_lo over n_tasks"),
        share("share_hi", "tasks_hi over n_tasks"),
        share("confidence_level", "of the interval of either number"),
    ),
    key=("source", "pool", "x_kind", "metric", "format"),
)
SCOPE = "source"
INPUTS = ("verdicts",)

GROUP = ["source", "pool", "x_kind", "metric", "format"]
PART = ["task", "subtask"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`abrupt_shares`."""
    return abrupt_shares(tables["verdicts"], context.settings.confidence)


def abrupt_shares(verdicts: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Bounds on the number of abrupt series and tasks, by pool of runs, x, metric and format.

    See :func:`emergence.hypotheses.abrupt_counts.abrupt_counts`.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``verdicts``.
    confidence : float
        Of the interval from lower to upper bound, each of which errs with half of the rest.

    Returns
    -------
    pandas.DataFrame
        Table ``abrupt_shares``; no bounds where no series can be tested.
    """
    rows = []
    for _, own in verdicts.groupby(GROUP, dropna=False):
        row = {name: or_none(own[name].iloc[0]) for name in GROUP}
        tested = own[own["p_abrupt"].notna()]
        row |= {"n_series": len(own), "n_tested": len(tested), "n_tasks": tested.groupby(PART, dropna=False).ngroups}
        row |= {word: (own["verdict"] == word).sum() for word in ("abrupt", "gradual")}
        parts = tested.groupby(PART, dropna=False).indices.values()
        rows.append(row | (abrupt_counts(tested, parts, confidence) if len(tested) else {}))
    return table_frame(rows, TABLE)
