"""The runs that forecasts are made from and for: losses and scores of each, averaged over its last checkpoints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emergence.forecasts.settings import ForecastSettings
from emergence.io.errors import DataError
from emergence.io.selection import matching

_OF_RUN = ("model", "run", "level", "params", "tokens", "flops")


@dataclass(frozen=True)
class Runs:
    """Runs of one or several models, sorted by parameters, tokens and name.

    Attributes
    ----------
    tasks : tuple of str
        What ``score`` has rows for.
    model, run : numpy.ndarray, (n,)
    level : numpy.ndarray of int, (n,)
        Of the ladder, from 0, see :func:`levels_of`.
    params, tokens, flops : numpy.ndarray, (n,)
        Of the last checkpoint.
    loss : dict of str to numpy.ndarray
        Kind of loss to (1, n) where it is one for all tasks (nats per token on a corpus) or (tasks, n) (that of the
        right answer).
    score : numpy.ndarray, (tasks, n)
        What is forecast, the more the better: accuracy, or minus a loss on a corpus.
    """

    tasks: tuple
    model: np.ndarray
    run: np.ndarray
    level: np.ndarray
    params: np.ndarray
    tokens: np.ndarray
    flops: np.ndarray
    loss: dict
    score: np.ndarray

    def keep(self, mask: np.ndarray) -> "Runs":
        """The runs of a mask (n,)."""
        alone = {name: getattr(self, name)[mask] for name in _OF_RUN}
        loss = {kind: values[:, mask] for kind, values in self.loss.items()}
        return replace(self, loss=loss, score=self.score[:, mask], **alone)

    def of(self, models: Iterable[str]) -> "Runs":
        """The runs of these models."""
        return self.keep(np.isin(self.model, list(models)))

    def at(self, levels: Iterable[int]) -> "Runs":
        """The runs of these levels."""
        return self.keep(np.isin(self.level, list(levels)))

    def blank(self, given: str) -> "Runs":
        """The same runs without scores, and with no loss but the one that is ``given``: all that a forecast may see."""
        loss = {kind: values if kind == given else np.full_like(values, np.nan) for kind, values in self.loss.items()}
        return replace(self, loss=loss, score=np.full_like(self.score, np.nan))


def models_of(observations: pd.DataFrame, settings: ForecastSettings) -> dict[str, list[str]]:
    """Each ladder's models, by its condition on the columns of ``observations``.

    Raises
    ------
    DataError
        If a ladder has no model.
    """
    about = observations[["family", "model", "params", "flops"]].groupby("model", as_index=False).max()
    found = {}
    for name, ladder in settings.ladders.items():
        found[name] = sorted(about.loc[matching(about, ladder["models"], "config, forecasts"), "model"])
        if not found[name]:
            raise DataError("config, forecasts", "a condition that models meet", column="ladders", value=name)
    return found


def read_runs(observations: pd.DataFrame, settings: ForecastSettings, models: Mapping[str, int]) -> Runs:
    """The runs of some models.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of the ladder's source.
    settings : ForecastSettings
    models : dict of str to int
        Model to the number of last checkpoints to average over.

    Returns
    -------
    Runs

    Raises
    ------
    DataError
        If a model is absent or a checkpoint lacks an evaluation.
    """
    own = observations[observations["model"].isin(list(models)) & observations["tokens"].gt(0)]
    absent = sorted(set(models) - set(own["model"].unique()))
    if absent:
        raise DataError("config, forecasts", "a model of the source", column="ladders, targets", value=absent[0])
    ends = _last_checkpoints(own, models)
    own = own.merge(ends, on=["run", "tokens"])
    about = own.sort_values("tokens").groupby("run")[["model", "params", "tokens", "flops"]].last()
    about = about.reset_index().sort_values(["params", "tokens", "run"], ignore_index=True)
    about["level"] = levels_of(about[settings.level].to_numpy(), settings.step)
    loss = {f"loss_{corpus}": _on_corpus(own, corpus, about["run"]) for corpus in (settings.corpus, *settings.losses)}
    of_tasks = {
        metric: np.stack([_of_task(own, task, metric, about["run"], settings) for task in settings.tasks])
        for metric in (settings.task_loss, "accuracy")
    }
    loss[settings.task_loss] = of_tasks[settings.task_loss]
    columns = {name: about[name].to_numpy() for name in _OF_RUN}
    return Runs(tasks=tuple(settings.tasks), loss=loss, score=of_tasks["accuracy"], **columns)


def levels_of(sizes: np.ndarray, step: float) -> np.ndarray:
    """Levels (n,) of runs from 0: a new one begins where their sizes, in order, grow by more than a factor ``step``."""
    order = np.argsort(sizes, kind="stable")
    levels = np.zeros(sizes.size, dtype=int)
    levels[order[1:]] = np.cumsum(sizes[order[1:]] > step * sizes[order[:-1]])
    return levels


def _last_checkpoints(own, models):
    """(run, tokens) of the checkpoints to average over."""
    points = own[["model", "run", "tokens"]].drop_duplicates().sort_values(["run", "tokens"])
    from_end = points.groupby("run").cumcount(ascending=False)
    return points.loc[from_end < points["model"].map(models), ["run", "tokens"]]


def _on_corpus(own, corpus, runs):
    return _means(own[(own["metric"] == "cross_entropy") & (own["task"] == corpus)], runs)[None]


def _of_task(own, task, metric, runs, settings):
    """Means (n,) of a task's metric; of a task in parts, the weighted sum of theirs."""
    rows = own[(own["task"] == task) & (own["metric"] == metric)]
    where = {"split": settings.tasks[task], "format": settings.format, "shots": settings.shots}
    rows = rows[matching(rows, where)]
    parts = settings.parts.get(task)
    if parts is None:
        return _means(rows[rows["subtask"].isna()], runs)
    return sum(weight * _means(rows[rows["subtask"] == part], runs) for part, weight in sorted(parts.items()))


def _means(rows, runs):
    means = rows.groupby("run")["value"].mean().reindex(runs)
    absent = means.index[means.isna()]
    if absent.size:
        raise DataError("config, forecasts", "an evaluation of every run", column="tasks", value=absent[0])
    return means.to_numpy()


def limits_of(tasks: pd.DataFrame, names: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """Chance and ceiling (tasks,) of tasks by name; a ceiling that is not known is 1.

    Parameters
    ----------
    tasks : pandas.DataFrame
        ALL_TASKS of the source.
    names : sequence of str
    """
    known = tasks[tasks["subtask"].isna()].set_index("task").reindex(list(names))
    if known["chance"].isna().any():
        raise DataError("tasks", "a known chance", column="chance", value=known.index[known["chance"].isna()][0])
    return known["chance"].to_numpy(float), known["ceiling"].fillna(1.0).to_numpy(float)


def titles_of(tasks: pd.DataFrame) -> dict[str, str]:
    """Task to its name for people."""
    whole = tasks[tasks["subtask"].isna()]
    return dict(zip(whole["task"], whole["title"], strict=True))
