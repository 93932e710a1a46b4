"""The runs that forecasts are made from and for: losses and accuracies of each, averaged over its last checkpoints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emergence.forecasts.settings import Settings
from emergence.io.errors import DataError

TASK_LOSS = "bits_per_byte"


@dataclass(frozen=True)
class Runs:
    """Runs of one or several models, sorted by parameters, tokens and name.

    Attributes
    ----------
    tasks : tuple of str
    model, run : numpy.ndarray, (n,)
    params, tokens, flops : numpy.ndarray, (n,)
        Of the last checkpoint.
    loss : dict of str to numpy.ndarray
        Kind of loss to (1, n) where it is one for all tasks (nats per token on a corpus) or (tasks, n) (bits per
        byte of the right answer).
    accuracy : numpy.ndarray, (tasks, n)
    """

    tasks: tuple
    model: np.ndarray
    run: np.ndarray
    params: np.ndarray
    tokens: np.ndarray
    flops: np.ndarray
    loss: dict
    accuracy: np.ndarray

    def keep(self, mask):
        """The runs of a mask (n,)."""
        alone = {name: getattr(self, name)[mask] for name in ("model", "run", "params", "tokens", "flops")}
        loss = {kind: values[:, mask] for kind, values in self.loss.items()}
        return replace(self, loss=loss, accuracy=self.accuracy[:, mask], **alone)

    def of(self, models):
        """The runs of these models."""
        return self.keep(np.isin(self.model, list(models)))


def read_runs(observations: pd.DataFrame, settings: Settings, models: Mapping[str, int]) -> Runs:
    """The runs of some models.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of the ladder's source.
    settings : Settings
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
    corpus = own[(own["metric"] == "cross_entropy") & (own["task"] == settings.corpus)]
    loss = {settings.corpus_loss: _means(corpus, about["run"])[None]}
    loss[TASK_LOSS] = np.stack([_of_task(own, task, TASK_LOSS, about["run"], settings) for task in settings.tasks])
    accuracy = np.stack([_of_task(own, task, "accuracy", about["run"], settings) for task in settings.tasks])
    columns = {name: about[name].to_numpy() for name in ("model", "run", "params", "tokens", "flops")}
    return Runs(tasks=tuple(settings.tasks), loss=loss, accuracy=accuracy, **columns)


def _last_checkpoints(own, models):
    """(run, tokens) of the checkpoints to average over."""
    points = own[["model", "run", "tokens"]].drop_duplicates().sort_values(["run", "tokens"])
    from_end = points.groupby("run").cumcount(ascending=False)
    return points.loc[from_end < points["model"].map(models), ["run", "tokens"]]


def _of_task(own, task, metric, runs, settings):
    """Means (n,) of a task's metric; of a task in parts, the weighted sum of theirs."""
    rows = own[(own["task"] == task) & (own["metric"] == metric) & (own["split"] == settings.tasks[task])]
    rows = rows[(rows["format"] == settings.format) & (rows["shots"] == settings.shots)]
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
