"""From a table of runs to the tables that a source is made from, so that ingest takes them like any other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import pandas as pd

from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.own.columns import Columns, Score
from emergence.own.listing import first_few
from emergence.own.rows import long_scores, runs_of, wide_scores
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.source_tables import SourceTables

SOURCE = "own"
LOCATOR = "table of own runs"
_FREE = "free_response"
_PERCENT = 100  # the highest score in percent


@dataclass(frozen=True)
class Reading:
    """What a table of runs does not say itself.

    Attributes
    ----------
    meanings : dict of str to str
        Column to its meaning or to the task that it scores, where its name is not usual.
    chance, items : dict of str to float
        Task to the score of a uniform guess, and to the number of its items.
    percent : bool
        Whether scores are in percent.
    tokens_per_step : float, optional
        Tokens of a training step, where checkpoints are named by their step.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    chance: Mapping[str, float] = field(default_factory=dict)
    items: Mapping[str, float] = field(default_factory=dict)
    percent: bool = False
    tokens_per_step: float | None = None


@dataclass(frozen=True)
class RunTables:
    """Tables of a source made from a table of runs, the kinds of x that these have, and what is to be said of them."""

    tables: SourceTables
    x_kinds: list[str]
    notes: list[str]


def run_tables(
    frame: pd.DataFrame,
    columns: Columns,
    shared_tasks: pd.DataFrame,
    metrics: pd.DataFrame,
    how: Reading,
    file: str,
) -> RunTables:
    """The tables of a source from a table of runs.

    Parameters
    ----------
    frame : pandas.DataFrame
        As :func:`emergence.own.reading.read_runs` reads it: a row a run or checkpoint, or a row a score.
    columns : Columns
        What its columns mean.
    shared_tasks, metrics : pandas.DataFrame
        TASKS and METRICS: known tasks with their chance, and known metrics.
    how : Reading
    file : str
        What messages call the table.

    Raises
    ------
    DataError
        If something is missing, given twice or impossible.
    """
    why = "since a row is one score" if columns.long else "an error of a score"
    notes = [f"left out: column {name!r}, {why}" for name in columns.left_out]
    notes += _empty(frame, columns)
    runs = runs_of(frame, columns, how, file)
    read_scores = long_scores if columns.long else wide_scores
    scores = read_scores(frame, columns, file)
    known = shared_tasks[shared_tasks["subtask"].isna()].set_index("task")
    scores["metric"] = [
        metric or _usual_metric(task, known) for task, metric in zip(scores["task"], scores["metric"], strict=True)
    ]
    _require_one_column(scores, file)
    scores = _in_unit(scores, metrics, how, file)
    rows = runs.loc[scores["row"]].reset_index(drop=True)
    given = scores["task"].map(_whole(how.items))
    rows["n_items"] = scores["n_items"].fillna(given) if "n_items" in scores else given
    for name in ("task", "metric", "value", "locator"):
        rows[name] = scores[name]
    tasks, said = _tasks(scores, known, how)
    models = _models(runs, file)
    found = rows.assign(family=None, method="own").reindex(columns=SOURCE_OBSERVATIONS.names)
    _require_once(found, scores, file)
    found = check(found, SOURCE_OBSERVATIONS, file)
    kinds = sorted({Score(task, metric, True).x_kind for task, metric in _losses(scores)})
    kinds += [f"log10_{name}" for name in ("flops", "params") if runs[name].nunique() > 1]  # noqa: PD101, null counts as none
    shared = shared_tasks[~shared_tasks["task"].isin(tasks["task"])]
    every = pd.concat([shared, check(tasks, TASKS, file)], ignore_index=True)
    return RunTables(
        SourceTables({file: found}, models, every, metrics), kinds, [*notes, *said, *_without_task(scores, how)]
    )


def _usual_metric(task, known):
    """Exact match of tasks with free responses, accuracy of others."""
    free = task in known.index and known["answer_format"][task] == _FREE
    return "exact_match" if free else "accuracy"


def _in_unit(scores, metrics, how, file):
    """The scores as fractions where they are in percent; an error where they seem to be and nobody says so."""
    known = metrics.set_index("metric")
    unknown = ~scores["metric"].isin(known.index)
    if unknown.any():
        row = scores[unknown].iloc[0]
        near = get_close_matches(row["metric"], list(known.index), 3) or sorted(known.index)
        raise DataError(file, "a metric: " + ", ".join(near), row["row"], row["column"], row["metric"])
    fractions = (known["unit"].reindex(scores["metric"]) == "fraction").to_numpy()
    value = scores["value"].where(~fractions | (not how.percent), scores["value"] / 100)
    high = known["high"].reindex(scores["metric"]).to_numpy()
    outside = fractions & (value.to_numpy() > high)
    if outside.any():
        row = scores[outside].iloc[0]
        percent = "" if how.percent or row["value"] > _PERCENT else "; --percent if scores are in percent"
        hint = f"{percent}; if it is no score, --map {row['column']}=... says what: params, c4_loss, ..., or ignore"
        raise DataError(file, f"{row['metric']} in 0..1{hint}", row["row"], row["column"], row["value"])
    low = known["low"].reindex(scores["metric"]).to_numpy()
    below = value.to_numpy() < low
    if below.any():
        row = scores[below].iloc[0]
        raise DataError(file, f"{row['metric']} of {low[below][0]:g} or more", row["row"], row["column"], row["value"])
    return scores.assign(value=value)


def _tasks(scores, known, how):
    """TASKS of what no source knows yet, or what has another chance here; and what is to be said of them."""
    rows, unknown = [], []
    for name, own in scores.groupby("task", sort=True):
        row = {"task": name, "subtask": None, "title": str(name).replace("_", " "), "answer_format": "unknown"}
        if name in known.index:
            row |= known.loc[name].to_dict()
        elif own["is_loss"].all():
            row |= {"title": f"{name} data", "answer_format": "language_modelling"}
        elif name not in how.chance:
            unknown.append(str(name))
        if name in how.chance:
            row |= {"chance": how.chance[name], "chance_basis": "own"}
        if name not in known.index or name in how.chance:
            rows.append({**row, "locator": LOCATOR})
    return pd.DataFrame(rows, columns=TASKS.names), [*_without_chance(unknown, list(known.index))]


def _without_chance(unknown, known):
    """What is said of tasks that nobody knows: a line for each whose name is like a known one, and one for the rest."""
    rest = []
    for name in unknown:
        if near := get_close_matches(name, known, 2):
            hint = f"known tasks with a name like it: {', '.join(near)}"
            yield f"{name} is no known task ({hint}): its chance is unknown, --chance {name}=0.25 gives it"
        else:
            rest.append(name)
    if rest:
        of = "is no known task: its" if len(rest) == 1 else "are no known tasks: their"
        yield f"{first_few(rest)} {of} chance is unknown, --chance {rest[0]}=0.25 gives it"


def _require_one_column(scores, file):
    columns = scores.drop_duplicates(["task", "metric", "column"])
    twice = columns[columns.duplicated(["task", "metric"])]
    if len(twice):
        row = twice.iloc[0]
        same = columns[(columns["task"] == row["task"]) & (columns["metric"] == row["metric"])]["column"].iloc[0]
        what = f"one column of {row['task']} ({row['metric']}), which {same!r} is"
        raise DataError(file, f"{what}; --map gives another name, or ignore", column=row["column"])


def _whole(items):
    """The numbers of items that an option gives."""
    for task, number in items.items():
        if number % 1 or number < 1:
            raise DataError("--items", "a whole number of items", column=task, value=number)
    return items


def _empty(frame, columns):
    """Scores that rows of a wide table do not have, in one line."""
    every = ((name, int(frame[name].isna().sum())) for name, score in columns.scores.items() if not score.is_loss)
    found = [f"{name} in {count} of {len(frame)} rows" for name, count in every if count]
    if found:
        yield f"no score: {first_few(found, 'more columns')}"


def _without_task(scores, how):
    """Options that name a task which is not there: misspelt, they do nothing."""
    tasks = sorted(set(scores["task"]))
    for option, given in (("--chance", how.chance), ("--items", how.items)):
        for name in given:
            if name not in tasks:
                near = get_close_matches(name, tasks, 3) or tasks
                yield f"{option} {name}: no such task in the table, which has {first_few(near)}"


def _models(runs, file):
    """MODELS: the families; quantities stand with the scores, since checkpoints differ in them."""
    models = runs[["model", "family"]].drop_duplicates()
    twice = models.duplicated("model")
    if twice.any():
        raise DataError(file, "one family a model", column="family", value=models.loc[twice, "model"].iloc[0])
    return check(models.assign(basis="own", locator=LOCATOR), MODELS, file)


def _losses(scores):
    return set(scores.loc[scores["is_loss"], ["task", "metric"]].itertuples(index=False, name=None))


def _require_once(found, scores, file):
    key = list(SOURCE_OBSERVATIONS.key)
    twice = found.duplicated(key).to_numpy()
    if twice.any():
        row = int(twice.argmax())
        first = int(found.duplicated(key, keep="last").to_numpy().argmax())
        expected = (
            f"one score a checkpoint, but row {scores['row'].iloc[first]} has one of the same run, tokens and task; "
            "tokens tell the checkpoints of a run apart, and --tokens-per-step makes them from a column step"
        )
        raise DataError(file, expected, scores["row"].iloc[row], "run", found["run"].iloc[row])
