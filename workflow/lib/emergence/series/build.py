"""Series: the observations of one pool of runs, task and metric, each paired with an x."""

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.io.selection import matching
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.published import OBSERVATIONS
from emergence.schema.x_kinds import x_kind as describe
from emergence.series.checkpoints import CHECKPOINT

_WORDS = [column.name for column in OBSERVATIONS.columns if column.kind == "text"]
KEYS = ["source", "pool", "task", "subtask", "metric", "shots", "format", "split", "x_kind"]


def build_series(observations, pools, x, tasks, metrics, law_pools=()):
    """Pair one source's observations with each kind of x and gather them into series.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source.
    pools : dict of str to dict
        Pool of runs to the condition on columns of the observations that its rows meet (see
        :func:`emergence.io.selection.matching`).
    x : dict of str to dict
        Kind of x (``loss_<corpus>``, ``log10_perplexity_<corpus>``, ``last_word_nats_<task>``, ``log10_flops``,
        ``log10_params`` or ``params_tokens``) to what is wanted of it, each of which may be absent: ``min`` and
        ``max`` of x, and ``only``, conditions on the columns of SERIES of which a series must meet one.
    tasks : pandas.DataFrame
        TASKS: the names of tasks and of their parts for people.
    metrics : pandas.DataFrame
        METRICS: their names for people and which way they improve.
    law_pools : sequence of str
        The pools whose losses a law of parameters and tokens is fitted to: those that scores are compared with, and
        all where there are none.

    Returns
    -------
    series, points : pandas.DataFrame
        SERIES and POINTS, sorted; both empty where the source has no such x.
    """
    observations = _numbered(observations).sort_values(CHECKPOINT, ignore_index=True, kind="stable")
    corpora = [x_kind.removeprefix("loss_") for x_kind in x if x_kind.startswith("loss_")]
    parts = []
    for x_kind, limits in x.items():
        paired = pair(observations, x_kind, limits)
        if x_kind == "params_tokens" and corpora:
            paired = paired[paired["task"].isin(corpora)]
        for pool, where in pools.items():
            if x_kind == "params_tokens" and pool not in law_pools:
                continue
            chosen = matching(paired, where, file=f"source.yaml, pool {pool}")
            rows = paired[chosen]
            rows = rows.assign(pool=_repeated(pool, len(rows)), x_kind=_repeated(x_kind, len(rows)))
            parts.append(_of_pool(rows[_wanted(rows, limits)], x_kind))
    if not parts:
        return pd.DataFrame(columns=SERIES.names), pd.DataFrame(columns=POINTS.names)
    series = pd.concat([own for own, _, _ in parts], ignore_index=True)
    points = _gathered(series["series_id"], parts)
    series = series.sort_values("series_id", ignore_index=True)
    series["task_title"] = _titles(series, tasks)
    known = metrics.set_index("metric").loc[series["metric"]].reset_index()
    series["metric_title"], series["better"] = known["title"], known["better"]
    return series[SERIES.names], points[POINTS.names]


def _numbered(observations):
    """The same with words as numbers of sorted categories: they repeat, and rows are then taken much faster."""
    words = {name: values.unique().dropna() for name, values in observations.items() if name in _WORDS}
    return observations.assign(
        **{name: pd.Categorical(observations[name], categories=sorted(own)) for name, own in words.items()}
    )


def _repeated(word, count):
    return pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), [word])


def _gathered(names, parts):
    """The points of all parts, sorted by their series, words as words again."""
    ends = np.cumsum([0, *(len(own) for own, _, _ in parts)])
    places = np.concatenate([place + end for (_, _, place), end in zip(parts, ends[:-1], strict=True)])
    rank = names.rank(method="first").to_numpy().astype(np.int64) - 1
    order = np.argsort(rank[places], kind="stable")
    points = pd.concat([rows for _, rows, _ in parts], ignore_index=True).take(order).reset_index(drop=True)
    points = points.assign(label=_labels(points)).astype(
        dict.fromkeys(("family", "model", "label", "run", "locator"), "str")
    )
    return points.assign(series_id=names.take(places[order]).to_numpy())


def _wanted(rows, limits):
    """Mask of the rows whose series meets one of the conditions, all where there are none."""
    met = [matching(rows, where, file="source.yaml, x") for where in limits.get("only", [{}])]
    return np.logical_or.reduce(met)


def _of_pool(rows, x_kind):
    """The series of one pool and one x, their points, and the place of each point's series among them."""
    groups = rows.groupby(KEYS, sort=False, dropna=False, observed=True)
    series = groups.agg(
        chance=("chance", "first"),
        n=("value", "size"),
        n_runs=("run", "nunique"),
        x_min=("x", "min"),
        x_max=("x", "max"),
        y_min=("value", "min"),
        y_max=("value", "max"),
    ).reset_index()
    series = series.astype({name: "str" for name in KEYS if name != "shots"})
    series["series_id"] = _series_ids(series)
    series["x_better"] = "lower" if describe(x_kind).lower_is_better else "higher"
    columns = [name for name in POINTS.names if name in rows]
    return series, rows[columns].assign(y=rows["value"]), groups.ngroup().to_numpy()


def same_but(key, series, others, suffixes=("", "_other")):
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


def shard(series, points, number, shards):
    """A part of the series with their points: those that one job of several fits.

    Parameters
    ----------
    series, points : pandas.DataFrame
        SERIES and POINTS, sorted.
    number, shards : int
        Which shard, counted from 1, of how many. Every ``shards``-th series goes to the same one, so that those of a
        large pool, whose ids stand together, are spread.

    Returns
    -------
    series, points : pandas.DataFrame
        Of the shard, in their order; empty if there are more shards than series.
    """
    own = series.iloc[number - 1 :: shards]
    return own, points[points["series_id"].isin(own["series_id"])]


def pair(observations, x_kind, limits):
    """The observations that have an x of this kind, with columns ``x`` and ``x2``.

    A loss or perplexity is the one that the same source publishes for the same checkpoint; a score is never paired with
    the loss of another run. Against parameters only finished runs are compared, since all checkpoints of a run share
    that x.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source.
    x_kind : str
        See :func:`build_series`.
    limits : dict
        ``min`` and ``max`` of x, inclusive, in its own unit; either may be absent.

    Returns
    -------
    pandas.DataFrame
        Those rows of the observations with a finite ``x``: nats a token or a word, a decimal logarithm, or parameters.
        ``x2`` are the tokens beside parameters, else NaN.

    Raises
    ------
    DataError
        If the source has no losses of this kind, or two for one checkpoint.
    """
    kind = describe(x_kind)
    if kind.metric:
        scores = observations[observations["metric"] != kind.metric]
        losses = _losses(observations, x_kind, kind.metric, kind.corpus)
        paired = scores.merge(losses, on=CHECKPOINT, how="inner", validate="many_to_one")
        paired["x"] = _log10(paired["x"]) if x_kind.startswith("log10_") else paired["x"]
    elif x_kind == "log10_flops":
        paired = observations.assign(x=_log10(observations["flops"]))
    elif x_kind == "log10_params":
        paired = observations[observations["is_final"].fillna(True)]
        paired = paired.assign(x=_log10(paired["params"]))
    else:
        paired = observations.assign(x=observations["params"], x2=observations["tokens"])
        paired = paired[paired["x2"].notna() & (observations["metric"] == "cross_entropy")]
    if "x2" not in paired:
        paired = paired.assign(x2=np.nan)
    inside = paired["x"].between(limits.get("min", -np.inf), limits.get("max", np.inf)) & np.isfinite(paired["x"])
    return paired[inside].reset_index(drop=True)


def _titles(series, tasks):
    """Names of tasks for people; a part that has no name of its own is called by its task and its key."""
    names = tasks.set_index(["task", "subtask"])["title"].to_dict()
    keys = [
        (task, None if pd.isna(part) else part) for task, part in zip(series["task"], series["subtask"], strict=True)
    ]
    names = {(task, None if pd.isna(part) else part): title for (task, part), title in names.items()}
    return [names.get((task, part)) or f"{names[task, None]} {part.replace('_', ' ')}" for task, part in keys]


def _labels(rows):
    """Names of models for people: "OLMo ladder 190M", but "LLaMA 7B" as it is."""
    models = rows[["model", "family"]].drop_duplicates()
    pairs = zip(models["model"], models["family"], strict=True)
    names = [model if model.startswith(family) else f"{family} {model}" for model, family in pairs]
    return rows["model"].map(dict(zip(models["model"], names, strict=True)))


def _losses(observations, x_kind, metric, corpus):
    """A checkpoint's losses; of a task that was put with and without examples, those without."""
    losses = observations[(observations["metric"] == metric) & (observations["task"] == corpus)]
    losses = losses[losses["shots"].fillna(0) == 0]
    if losses.empty:
        raise DataError("source.yaml", f"losses on {corpus!r} in the source's tables", column="x", value=x_kind)
    if losses.duplicated(CHECKPOINT).any():
        run, tokens = losses.loc[losses.duplicated(CHECKPOINT), ["run", "tokens"]].iloc[0]
        raise DataError(
            "source.yaml", f"one loss on {corpus!r} a checkpoint", column="x", value=f"{run} at {tokens:g} tokens"
        )
    return losses[[*CHECKPOINT, "value"]].rename(columns={"value": "x"})


def _log10(values):
    """log10 to 12 decimals; processors differ in the last bits of a logarithm."""
    return np.log10(values.where(values > 0)).round(12)


def _series_ids(rows):
    """The keys of the series joined by '/', a part that is unknown as '-'; the subtask follows its task after a dot."""
    task = rows["task"].where(rows["subtask"].isna(), rows["task"] + "." + rows["subtask"].fillna(""))
    shots = rows["shots"].map(lambda value: "-" if pd.isna(value) else f"{value:g}-shot")
    parts = [rows["source"], rows["pool"], task, rows["metric"], shots, rows["format"], rows["split"], rows["x_kind"]]
    joined = parts[0].astype("str")
    for part in parts[1:]:
        joined = joined + "/" + part.astype("str").fillna("-")
    return joined
