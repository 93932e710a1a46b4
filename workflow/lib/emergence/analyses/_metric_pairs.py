"""Pairs of an all-or-nothing metric and a continuous one of the same answers, and what the one makes of the other."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from emergence.analyses.metric_scores import ALL_OR_NOTHING
from emergence.series.build import KEYS, same_but
from emergence.simulations.metric_theory import exact_match

SCORES = tuple(metric for metrics in ALL_OR_NOTHING.values() for metric in metrics)
# Neither all or nothing nor a continuous view of one answer: of several tries, of several metrics, of how sure it is.
_NEITHER = (
    *("pass@1", "pass@80", "pass@100", "preferred", "normalised_preferred", "vqa_accuracy"),
    "expected_calibration_error",
)
# The probability that a metric says a part, or the whole answer, has: from its value, turned so that larger is better.
_OF_PARTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "accuracy": lambda value: value,
    "choice_probability": lambda value: value,
    "choice_log_probability": np.exp,
    "cross_entropy": np.exp,
}
_OF_ANSWERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"last_word_nats": np.exp, "answer_nats": np.exp}
# A part of a task that counts T answers, or T tokens of one, as right only together.
_TOGETHER = r"^(?:all|target)_(\d+)$"
PREDICTIONS = ("ok", "multiple_choice", "no_probability", "unknown_length")


class Mechanism(NamedTuple):
    """What a pair allows to predict: a word of :data:`PREDICTIONS`, and T, NaN if it is not known."""

    status: str
    parts: float


def pairs_of(series: pd.DataFrame, same_answers: Mapping[str, str]) -> pd.DataFrame:
    """Pairs of series that differ in the metric alone: all or nothing, and continuous.

    Parameters
    ----------
    series : pandas.DataFrame
        Table ``SERIES``.
    same_answers : dict of str to str
        Tasks that are another metric of the answers to another task, and that task.

    Returns
    -------
    pandas.DataFrame
        A row a pair: the score's keys, titles and ``series_id``; ``metric_other``, ``metric_title_other`` and
        ``series_id_other``; and ``parts``, T where the score counts T answers together, and null elsewhere. The other
        metric of T answers together is that of one answer, also its accuracy.
    """
    rows = series[["series_id", *KEYS, "task_title", "metric_title"]]
    scores, others = rows[rows["metric"].isin(SCORES)], rows[~rows["metric"].isin((*SCORES, *_NEITHER))]
    others = others.assign(task=others["task"].replace(dict(same_answers)))
    scores = scores.assign(part=scores["subtask"], parts=scores["subtask"].str.extract(_TOGETHER)[0].astype(float))
    together = scores[scores["parts"].notna()]
    together = together.assign(subtask=together["subtask"].where(together["parts"].isna()))
    single = pd.concat([others, rows[rows["metric"] == "accuracy"]])
    sides = [same_but("metric", scores, others), same_but("metric", together, single)]
    found = pd.concat(sides, ignore_index=True).assign(subtask=lambda pairs: pairs["part"]).drop(columns="part")
    return found.sort_values(["series_id", "series_id_other"], ignore_index=True)


def mechanism(metric: str, other: str, parts: float) -> Mechanism:
    """Whether the score that all or nothing makes of the other metric can be predicted.

    Parameters
    ----------
    metric, other : str
        Of the score and of the other series.
    parts : float
        T, NaN where it is not known.
    """
    if metric in ALL_OR_NOTHING["multiple choice"]:
        return Mechanism("multiple_choice", np.nan)
    if other in _OF_ANSWERS:
        return Mechanism("ok", 1.0)
    if other not in _OF_PARTS:
        return Mechanism("no_probability", np.nan)
    return Mechanism("unknown_length" if np.isnan(parts) else "ok", parts)


def predicted(other: str, values: np.ndarray, parts: float) -> np.ndarray:
    """The score if every part were right by itself with the same probability: ``p^T`` (Schaeffer et al. 2023).

    Parameters
    ----------
    other : str
        The continuous metric, one for which :func:`mechanism` is ``ok``.
    values : numpy.ndarray, (n,)
        Turned so that larger is better: losses with a minus.
    parts : float
        T.

    Returns
    -------
    numpy.ndarray, (n,)
    """
    return exact_match((_OF_PARTS | _OF_ANSWERS)[other](values), parts)
