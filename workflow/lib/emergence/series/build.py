"""Series: the observations of one pool of runs, task and metric, each paired with an x."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from emergence.io.selection import matching
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.published import OBSERVATIONS
from emergence.schema.x_kinds import x_kind
from emergence.series.checkpoints import CHECKPOINT, checkpoint_codes
from emergence.series.pairing import paired

KEYS = ["source", "pool", "task", "subtask", "metric", "shots", "format", "split", "x_kind"]
_OF_OBSERVATIONS = [key for key in KEYS if key not in ("pool", "x_kind")]
_WORDS = [column.name for column in OBSERVATIONS.columns if column.kind == "text"]


class _Part(NamedTuple):
    """The observations of one pool that have one kind of x: their positions, x and second x."""

    pool: str
    x_kind: str
    rows: np.ndarray
    x: np.ndarray
    x2: np.ndarray


def build_series(
    observations: pd.DataFrame,
    pools: Mapping[str, Mapping],
    x: Mapping[str, Mapping],
    tasks: pd.DataFrame,
    metrics: pd.DataFrame,
    law_pools: Sequence[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pair one source's observations with each kind of x and gather them into series.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source.
    pools : mapping of str to mapping
        Pool of runs to the condition on columns of the observations that its rows meet (see
        :func:`emergence.io.selection.matching`).
    x : mapping of str to mapping
        Kind of x (see :func:`emergence.series.pairing.paired`) to what is wanted of it, each of which may be absent:
        ``min`` and ``max`` of x, inclusive, in its own unit, and ``only``, conditions on the columns ``KEYS`` of which
        a series must meet one.
    tasks : pandas.DataFrame
        TASKS: the titles of tasks and of their parts.
    metrics : pandas.DataFrame
        METRICS: their titles and which way they improve.
    law_pools : sequence of str
        The pools whose losses a law of parameters and tokens is fitted to: losses on the corpora that scores are
        compared with, and on all where there are none.

    Returns
    -------
    series, points : pandas.DataFrame
        SERIES and POINTS, sorted by the series' identity and, within a series, by checkpoint; both empty where the
        source has no such x.

    Raises
    ------
    DataError
        If the source has no losses of a kind of x, or two for one checkpoint.
    """
    rows = _numbered(observations).sort_values(CHECKPOINT, ignore_index=True, kind="stable")
    codes, keys = _keyed(rows)
    members = {pool: matching(rows, where, file=f"source.yaml, pool {pool}") for pool, where in pools.items()}
    parts = _parts(rows, codes, keys, x, members, law_pools)
    if not sum(part.rows.size for part in parts):
        return pd.DataFrame(columns=SERIES.names), pd.DataFrame(columns=POINTS.names)
    chosen = np.concatenate([part.rows for part in parts])
    number = np.repeat(np.arange(len(parts)), [part.rows.size for part in parts]) * len(keys) + codes[chosen]
    used, place = np.unique(number, return_inverse=True)
    series = _named(keys, used, parts)
    order = np.argsort(place := _ranks(series)[place], kind="stable")
    series = series.sort_values("series_id", ignore_index=True)
    points = _points(rows, chosen[order], series["series_id"].take(place[order]))
    points["x"], points["x2"] = (np.concatenate([getattr(part, name) for part in parts])[order] for name in ("x", "x2"))
    series = _described(series, rows.take(chosen[order]), points["x"].to_numpy(), place[order], tasks, metrics)
    return series, points[POINTS.names]


def _numbered(observations):
    """Text columns as sorted categoricals: their values repeat, and selecting rows is then much faster."""
    found = {name: pd.factorize(observations[name], sort=True) for name in _WORDS}
    words = {name: pd.Categorical.from_codes(codes, values) for name, (codes, values) in found.items()}
    return observations.assign(**words)


def _keyed(rows):
    """The code of each row's keys (all but pool and kind of x), and the table of keys by code."""
    codes = rows.groupby(_OF_OBSERVATIONS, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    _, first = np.unique(codes, return_index=True)
    keys = rows[_OF_OBSERVATIONS].take(first).reset_index(drop=True)
    return codes, keys.astype({name: "str" for name in _OF_OBSERVATIONS if name != "shots"})


def _parts(rows, codes, keys, x, members, law_pools):
    """The observations of each pool that have an x of each kind, within its limits and conditions."""
    corpora = [kind.corpus for kind in map(x_kind, x) if kind.metric == "cross_entropy"]
    checkpoints, parts = checkpoint_codes(rows), []
    for key, limits in x.items():
        own = {pool: mask for pool, mask in members.items() if key != "params_tokens" or pool in law_pools}
        if not own:
            continue
        first, second = paired(rows, checkpoints, key, corpora)
        inside = np.isfinite(first) & (first >= limits.get("min", -np.inf)) & (first <= limits.get("max", np.inf))
        for pool, mask in own.items():
            wanted = np.zeros(len(keys), dtype=bool)
            for condition in limits.get("only", [{}]):
                wanted |= matching(keys.assign(pool=pool, x_kind=key), condition, file="source.yaml, x")
            chosen = np.flatnonzero(inside & mask & wanted[codes])
            parts.append(_Part(pool, key, chosen, first[chosen], second[chosen]))
    return parts


def _named(keys, used, parts):
    """The keys of the series and their identity."""
    of_part, of_keys = np.divmod(used, len(keys))
    series = keys.take(of_keys).reset_index(drop=True)
    for name in ("pool", "x_kind"):
        series[name] = pd.array([getattr(part, name) for part in parts], dtype="str").take(of_part)
    return series.assign(series_id=_series_ids(series))


def _ranks(series):
    """The place of each series in the order of identities."""
    ranks = np.empty(len(series), dtype=np.int64)
    ranks[series["series_id"].sort_values().index] = np.arange(len(series))
    return ranks


def _points(rows, chosen, series_ids):
    """The points of the series without x; categoricals become text again."""
    points = {name: rows[name].array for name in POINTS.names if name in rows} | {"label": _labels(rows)}
    words = {name: values for name, values in points.items() if isinstance(values, pd.Categorical)}
    points = {name: values.take(chosen) for name, values in points.items() if name not in words}
    for name, values in words.items():
        points[name] = values.categories.array.take(values.codes[chosen])
    return pd.DataFrame(points | {"series_id": series_ids.array, "y": rows["value"].array.take(chosen)}, copy=False)


def _described(series, rows, x, place, tasks, metrics):
    """The series with counts, ranges and titles; ``rows`` and ``x`` belong to the points, ``place`` is their series."""
    values = pd.DataFrame({"chance": rows["chance"].to_numpy(), "x": x, "y": rows["value"].to_numpy()})
    groups = values.groupby(place)
    lowest, highest = groups[["x", "y"]].min(), groups[["x", "y"]].max()
    run = rows["run"].cat.codes.to_numpy().astype(np.int64)
    runs = np.unique(place * (run.max() + 1) + run) // (run.max() + 1)
    known = metrics.set_index("metric").loc[series["metric"]].reset_index()
    lower = [x_kind(key).lower_is_better for key in series["x_kind"]]
    return series.assign(
        chance=groups["chance"].first(),
        n=groups.size(),
        n_runs=np.bincount(runs, minlength=len(series)),
        **{f"{name}_min": lowest[name] for name in ("x", "y")},
        **{f"{name}_max": highest[name] for name in ("x", "y")},
        x_better=np.where(lower, "lower", "higher"),
        task_title=_titles(series, tasks),
        metric_title=known["title"],
        better=known["better"],
    )[SERIES.names]


def _titles(series, tasks):
    """Display names of tasks; a part without a title is named by the title of its task and its own key."""
    names = tasks.set_index(["task", "subtask"])["title"].to_dict()
    keys = [
        (task, None if pd.isna(part) else part) for task, part in zip(series["task"], series["subtask"], strict=True)
    ]
    names = {(task, None if pd.isna(part) else part): title for (task, part), title in names.items()}
    return [names.get((task, part)) or f"{names[task, None]} {part.replace('_', ' ')}" for task, part in keys]


def _labels(rows):
    """Display names of models, as categories: the family is prepended ("OLMo ladder 190M") unless the name has it."""
    models = rows["model"].cat
    known = rows[["model", "family"]].drop_duplicates("model").set_index("model")["family"].astype("str")
    names = [name if name.startswith(known[name]) else f"{known[name]} {name}" for name in models.categories]
    codes, titles = pd.factorize(pd.Series(names, dtype="str"))
    return pd.Categorical.from_codes(codes[models.codes], titles)


def _series_ids(rows):
    """The keys of the series joined by '/', a part that is unknown as '-'; the subtask follows its task after a dot."""
    task = rows["task"].where(rows["subtask"].isna(), rows["task"] + "." + rows["subtask"].fillna(""))
    shots = rows["shots"].map(lambda value: "-" if pd.isna(value) else f"{value:g}-shot")
    parts = [rows["source"], rows["pool"], task, rows["metric"], shots, rows["format"], rows["split"], rows["x_kind"]]
    joined = parts[0].astype("str")
    for part in parts[1:]:
        joined = joined + "/" + part.astype("str").fillna("-")
    return joined


def same_but(
    key: str, series: pd.DataFrame, others: pd.DataFrame, suffixes: tuple[str, str] = ("", "_other")
) -> pd.DataFrame:
    """Pair series with those that are the same but for one key.

    Parameters
    ----------
    key : str
        One of :data:`KEYS`, which may differ: with ``metric``, views of the same answers; with ``x_kind``, the same
        score against another x.
    series, others : pandas.DataFrame
        Rows with all of :data:`KEYS`; names of other columns that both have end in ``suffixes``.
    Returns
    -------
    pandas.DataFrame
        A row a pair, in the order of ``series``; a key that is null in both is the same.
    """
    return series.merge(others, on=[name for name in KEYS if name != key], suffixes=suffixes)


def shard(series_ids: pd.Series, number: int, shards: int) -> pd.Series:
    """The series that one job of several fits.

    Parameters
    ----------
    series_ids : pandas.Series
        Sorted.
    number, shards : int
        Which shard, counted from 1, of how many. Every ``shards``-th series goes to the same one, so that those of a
        large pool, whose ids stand together, are spread.

    Returns
    -------
    pandas.Series
        Their ids in order; empty if there are more shards than series.
    """
    return series_ids.iloc[number - 1 :: shards]
