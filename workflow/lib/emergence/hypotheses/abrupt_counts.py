"""How many series of a benchmark, and how many of its tasks, have an abrupt onset: bounds from all their tests."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from emergence.inference.multiple_testing import least_false


def abrupt_counts(tested: pd.DataFrame, parts: Collection[Any], confidence: float) -> dict[str, float]:
    """Bounds on the number of abrupt series and tasks.

    They hold under any dependence between the tests, so that runs and checkpoints which series share do not count
    twice. A task is abrupt if one of its series is: the p-value of none being so is the smallest of theirs times
    their number. That a series is not abrupt is tested by ``p_gradual`` and ``p_no_onset``, whose null hypotheses both
    contain abrupt onsets: twice the smaller one; for a task, the largest of its series.

    Parameters
    ----------
    tested : pandas.DataFrame
        ``p_abrupt``, ``p_gradual`` and ``p_no_onset`` of one series or more, with a ``p_abrupt`` each.
    parts : collection of numpy.ndarray of int
        Positions of the series of each task.
    confidence : float
        Of the interval from lower to upper bound, each of which errs with half of the rest.

    Returns
    -------
    dict of str to float
        ``p_any``, and of series (``abrupt``), tasks and their share the two bounds: columns of ``abrupt_shares``.
    """
    alpha = (1 - confidence) / 2
    p = tested["p_abrupt"].to_numpy(dtype=float)
    least = tested[["p_gradual", "p_no_onset"]].min(axis=1).fillna(1.0).to_numpy(dtype=float)
    against = np.minimum(2 * least, 1.0)
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
