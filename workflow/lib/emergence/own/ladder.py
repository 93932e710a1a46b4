"""A lab's finished runs as the ladder that a forecast is made from, and what is asked of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from emergence import defaults
from emergence.forecasts.candidates import Limits
from emergence.forecasts.ladder import Runs, levels_of
from emergence.forecasts.settings import Method
from emergence.io import yaml_files
from emergence.io.errors import DataError
from emergence.own.columns import plain, score_of
from emergence.own.fitting import RunTables
from emergence.schema.x_kinds import x_kind

SCORE = ["task", "subtask", "metric", "shots", "format", "split"]
_SIZES = ("params", "tokens", "flops")
_LOSSES = ("loss_", "bits_per_byte_", "log10_perplexity_")
_FEWEST_RUNS = 4  # that a curve of four parameters is fitted to


@dataclass(frozen=True)
class Target:
    """A model to forecast: its name as it was given, what of it is known, and the kind of knowledge to start from."""

    name: str
    sizes: Mapping[str, float]
    losses: Mapping[str, float]
    predictor: str

    def runs(self, ladder: Runs) -> Runs:
        """The target beside a ladder: a run without scores."""
        loss = {kind: np.full((1, 1), self.losses.get(kind, np.nan)) for kind in ladder.loss}
        name, score = np.array([self.name], dtype=object), np.full((len(ladder.tasks), 1), np.nan)
        params, tokens, flops = (np.array([self.sizes.get(name, np.nan)]) for name in _SIZES)
        own = replace(ladder, model=name, run=name, level=np.array([0]), loss=loss, score=score)
        return replace(own, params=params, tokens=tokens, flops=flops)


def target_of(words: Mapping[str, float], name: str, x_kinds: Sequence[str]) -> Target:
    """What is known of a target.

    Parameters
    ----------
    words : dict of str to float
        ``params`` with ``tokens``, ``flops``, or a column of losses such as ``c4_loss``, and its value.
    name : str
        As messages and tables call it.
    x_kinds : sequence of str
        The kinds of x of the table.

    Raises
    ------
    DataError
        If a word is none of these, or they do not suffice.
    """
    losses = [kind for kind in x_kinds if kind.startswith(_LOSSES)]
    known: dict[str, float] = {}
    for word, value in words.items():
        kind = word if word in (*_SIZES, *losses) else score_of(word).x_kind if score_of(word).is_loss else ""
        kind = losses[0] if plain(word) == "loss" and len(losses) == 1 else kind
        if kind not in (*_SIZES, *losses):
            raise DataError("forecast", "one of " + ", ".join((*_SIZES, *losses)), column="--at", value=word)
        if not value > 0 or not np.isfinite(value):
            raise DataError("forecast", "a positive number", column=f"--at {word}", value=value)
        known[kind] = np.log10(value) if kind.startswith("log10_") and kind != word else value
    given = [kind for kind in losses if kind in known]
    sizes = {name: known[name] for name in _SIZES if name in known}
    if {"params", "tokens"} <= set(sizes):
        sizes.setdefault("flops", 6 * sizes["params"] * sizes["tokens"])
    predictor = given[0] if given else "params_tokens" if "tokens" in sizes and "params" in sizes else "flops"
    if predictor == "flops" and "flops" not in sizes:
        expected = "params and tokens, or flops, or a loss: " + (", ".join(losses) or "the table has none")
        raise DataError("forecast", expected, column="--at", value=name)
    return Target(name, sizes, {kind: known[kind] for kind in given}, predictor)


@dataclass(frozen=True)
class Ladder:
    """Scores that the same runs have: the ladder, what is known of the tasks, how it forecasts, and their keys."""

    runs: Runs
    limits: Limits
    method: Method
    keys: pd.DataFrame


def ladders(
    observations: pd.DataFrame, made: RunTables, target: Target, confidence: float, file: str | Path
) -> tuple[list[Ladder], list[str]]:
    """The finished runs of a table as ladders: scores that different runs have, or of unknown chance, apart.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of the table.
    made : emergence.own.tables.RunTables
    target : Target
        Says which losses and sizes the runs need.
    confidence : float
        Of intervals, 0..1.
    file : path-like
        What messages call the table.

    Returns
    -------
    list of Ladder, list of str
        And what is to be said of runs and scores that are left out.

    Raises
    ------
    DataError
        If the runs have no losses or sizes in common.
    """
    finished = observations[observations["is_final"].fillna(True).astype(bool)]
    about = finished.groupby("run")[["model", *_SIZES]].max()
    kinds = [target.predictor] if target.losses else [kind for kind in made.x_kinds if kind.startswith(_LOSSES)]
    if not kinds:
        raise DataError(file, "a column of losses: a forecast goes from size to loss and from loss to score")
    for kind in kinds:
        about[kind] = _losses(finished, kind)
    kinds = [kind for kind in kinds if about[kind].isna().sum() == about[kinds].isna().sum().min()]
    size = "flops" if about["flops"].notna().any() else "params"
    needed = [*kinds, size, *{"params_tokens": ["params", "tokens"]}.get(target.predictor, [])]
    lacking = about[needed].isna()
    if lacking.all(axis=0).any():
        raise DataError(file, f"{needed[int(lacking.all(axis=0).to_numpy().argmax())]} of the runs")
    about, out = about[~lacking.any(axis=1)], about.index[lacking.any(axis=1)]
    notes = [f"left out, without {', '.join(needed)}: {', '.join(out)}"] if len(out) else []
    scores, said = _scores(finished[finished["run"].isin(about.index)], made.tables.metrics)
    tasks = made.tables.tasks[made.tables.tasks["subtask"].isna()].set_index("task")
    found = [
        _ladder(part, about.loc[list(runs)], kinds, size, tasks, confidence)
        for (runs, _), part in _together(scores, tasks).items()
    ]
    return found, [*notes, *said]


def _losses(finished, kind):
    about = x_kind(kind)
    values = finished[(finished["metric"] == about.metric) & (finished["task"] == about.corpus)].groupby("run")["value"]
    return np.log10(values.mean()) if kind.startswith("log10_") else values.mean()


def _scores(finished, metrics):
    """A row a score, with its keys and a column a run; and what is said of scores that are not between 0 and 1."""
    known = metrics.set_index("metric")
    share = (known["unit"] == "fraction") & (known["better"] == "higher") & (known["high"] == 1)
    fits = finished["metric"].map(share).astype(bool)
    losses = known.index[known["better"] == "lower"]
    others = sorted(set(finished.loc[~fits & ~finished["metric"].isin(losses), "task"]))
    notes = [f"no forecast of {', '.join(others)}: expected a score from 0 to 1 of which more is better"]
    rows = finished[fits]
    rows = rows.assign(score=rows.groupby(SCORE, dropna=False).ngroup())
    keys = rows.drop_duplicates("score").set_index("score").sort_index()[SCORE]
    table = rows.pivot_table("value", "score", "run").reindex(keys.index)
    return keys.join(table), notes if others else []


def _together(scores, tasks):
    """The scores by the runs that have them and by whether their chance is known."""
    groups: dict[tuple, list] = {}
    runs = scores.columns[len(SCORE) :]
    for score, row in scores.iterrows():
        known = bool(pd.notna(tasks["chance"].get(row["task"], np.nan)))
        groups.setdefault((tuple(runs[row[runs].notna()]), known), []).append(score)
    return {key: scores.loc[own] for key, own in groups.items()}


def _ladder(scores, about, kinds, size, tasks, confidence):
    about = about.sort_values([size, "tokens"], kind="stable")
    options = yaml_files.parse(defaults.text("config.yaml"), "config.yaml")["analyses"]["forecasts"]
    keys = scores[SCORE].reset_index(drop=True)
    chance, people = (keys["task"].map(tasks[name]).to_numpy(float) for name in ("chance", "ceiling"))
    candidates = dict(options["candidates"])
    candidates["floor"] = [name for name in candidates["floor"] if name != "chance" or not np.isnan(chance).any()]
    candidates["ceiling"] = [name for name in candidates["ceiling"] if name != "people" or not np.isnan(people).all()]
    levels = levels_of(about[size].to_numpy(), options["step"])
    least = max(-(-(levels.max() + 1) // 2), int(levels[min(_FEWEST_RUNS, len(levels)) - 1]) + 1)
    losses = tuple(kind for kind in kinds if kind.startswith("loss_"))
    runs = Runs(
        tasks=tuple(range(len(keys))),
        model=about["model"].to_numpy(),
        run=about.index.to_numpy(),
        level=levels,
        loss={kind: about[kind].to_numpy()[None] for kind in kinds},
        score=scores[about.index].to_numpy(float),
        **{name: about[name].to_numpy() for name in _SIZES},
    )
    limits = Limits(chance, np.where(np.isnan(people), 1.0, people))
    return Ladder(runs, limits, Method(candidates, confidence, least, tuple(kinds), losses), keys)
