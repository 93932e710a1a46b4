"""Is there abrupt emergence in a benchmark at all, and in how many of its tasks: what all its tests say together."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.inference.multiple_testing import least_false
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

    The bounds hold under any dependence between the tests, so that runs and checkpoints which series share do not count
    twice. A task is abrupt if one of its series is: the p-value of none being so is the smallest of theirs times
    their number. That a series is not abrupt is tested by ``p_gradual`` and ``p_no_onset``, whose null hypotheses both
    contain abrupt onsets: twice the smaller one; for a task, the largest of its series.

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
        rows.append(row | (_bounds(tested, confidence) if len(tested) else {}))
    return table_frame(rows, TABLE)


def _bounds(tested, confidence):
    alpha = (1 - confidence) / 2
    p = tested["p_abrupt"].to_numpy(dtype=float)
    least = tested[["p_gradual", "p_no_onset"]].min(axis=1).fillna(1.0).to_numpy(dtype=float)
    against = np.minimum(2 * least, 1.0)
    parts = tested.groupby(PART, dropna=False).indices.values()
    task_p = np.array([min(len(part) * p[part].min(), 1.0) for part in parts])
    task_against = np.array([against[part].max() for part in parts])
    tasks = least_false(task_p, alpha), len(task_p) - least_false(task_against, alpha)
    return {
        "p_any": min(p.size * p.min(), 1.0),
        "abrupt_lo": least_false(p, alpha),
        "abrupt_hi": p.size - least_false(against, alpha),
        "tasks_lo": tasks[0],
        "tasks_hi": tasks[1],
        "share_lo": tasks[0] / len(task_p),
        "share_hi": tasks[1] / len(task_p),
        "confidence_level": confidence,
    }
