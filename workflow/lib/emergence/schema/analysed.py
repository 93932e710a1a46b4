"""Columns that the tables of several analyses share."""

from dataclasses import replace
from typing import Any

from emergence.io.contract import Column, number, text
from emergence.schema.fitted import INTERVAL
from emergence.schema.verdicts import VERDICT_WORDS, column_of

# The pool of tasks that are put together from their parts (emergence.sources.wholes). No count and no statement over
# pools has it, since it would count the same answers twice: only who names it sees it.
WHOLE_TASKS = "whole_tasks"

SERIES_ID = text("series_id", "the series: its keys, joined by '/'", required=True)
POOL = (
    text("source", "folder under data/", required=True),
    text("pool", "pool of runs", required=True),
    text("x_kind", "what x is", required=True),
)
TASK = (
    text("task", "key of the task", required=True),
    text("subtask", "part of the task, if the series is of a part"),
    text("task_title", "name of the task for people", required=True),
)
VERDICT = text("verdict", "verdict on the series", required=True, choices=VERDICT_WORDS)


def count(name: str, doc: str, **limits: Any) -> Column:
    """A column that counts something."""
    return number(name, doc, **{"required": True, "low": 0, "unit": "count", **limits})


def share(name: str, doc: str, **limits: Any) -> Column:
    """A column of fractions or probabilities."""
    return number(name, doc, **{"low": 0, "high": 1, "unit": "1", **limits})


def interval(unit: str) -> tuple[Column, ...]:
    """The columns of an interval, its ends in this unit."""
    units = {"lo": unit, "hi": unit, "confidence_level": "1"}
    return tuple(replace(column, unit=units.get(column.name, "")) for column in INTERVAL)


COUNTS_OF_VERDICTS = tuple(count(column_of(word), f"series with the verdict {word}") for word in VERDICT_WORDS)
