"""The mean onset of several series, from joint draws of their onsets."""

import numpy as np

from emergence.hypotheses.joint_onsets import JointOnsets
from emergence.inference.meta_analysis import Pooled, dependent_effects


def medians_over_runs(drawn: JointOnsets, places: np.ndarray | None = None) -> tuple[list[str], np.ndarray]:
    """Series by name, and onset and width of each: the median over its samples.

    Parameters
    ----------
    drawn : JointOnsets
    places : numpy.ndarray of int, optional
        The samples that count; all if absent.

    Returns
    -------
    series_id : list of str
    values : numpy.ndarray, (1 + m, k, 2)
        Onset and width of k series: of the scores, and of each draw.
    """
    places = np.arange(len(drawn.series_id)) if places is None else places
    values, ids = values_of(drawn, places), np.array(drawn.series_id, dtype=object)[places]
    names = sorted(set(ids))
    return names, np.stack([np.median(values[:, ids == name], axis=1) for name in names], axis=1)


def values_of(drawn: JointOnsets, places: np.ndarray) -> np.ndarray:
    """Onset and width of some samples, of the scores and of each draw: (1 + m, k, 2)."""
    best = np.stack([drawn.onset, drawn.width], axis=-1)[None, places]
    return np.concatenate([best, np.stack([drawn.onsets, drawn.widths], axis=-1)[:, places]])


def mean_onset(onsets: np.ndarray, task: np.ndarray, level: float) -> Pooled:
    """The mean of several tasks' onsets and the spread between them.

    A curve about as sharp as a kink can be fitted wider and no sharper, so that errors may go one way in all tasks.

    Parameters
    ----------
    onsets : numpy.ndarray, (1 + m, k)
        Estimates, and joint draws of them.
    task : numpy.ndarray, (k,) of int
        Series of a task share their true onset.
    level : float
        Of the intervals.

    Returns
    -------
    emergence.inference.meta_analysis.Pooled
    """
    return dependent_effects(onsets[0], np.cov(onsets[1:].T), task, level, one_sided_errors=True)
