"""A table of runs as a folder of ``data/``: what the workflow reads like any publication."""

from pathlib import Path

import yaml

from emergence.io.errors import DataError
from emergence.io.storage import write_table
from emergence.own.tables import LOCATOR, RunTables
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS


def write_source(folder: Path, name: str, made: RunTables, title: str) -> None:
    """Write ``source.yaml``, ``models.csv``, ``tasks.csv`` and ``scores.csv`` into an empty folder.

    Parameters
    ----------
    folder : pathlib.Path
    name : str
        Of the source: lower-case letters, digits and underscores.
    made : RunTables
    title : str
        Its name for people.

    Raises
    ------
    DataError
        If the name is none of a folder of ``data/``.
    """
    if not name.isidentifier() or name != name.lower():
        raise DataError("init-source", "lower-case letters, digits and underscores", column="NAME", value=name)
    (scores,) = made.tables.numbers.values()
    own = made.tables.tasks[made.tables.tasks["locator"] == LOCATOR]
    write_table(scores.sort_values(list(SOURCE_OBSERVATIONS.key)), folder / "scores.csv", SOURCE_OBSERVATIONS)
    write_table(made.tables.models, folder / "models.csv", MODELS)
    if len(own):
        write_table(own.sort_values(["task", "subtask"]), folder / "tasks.csv", TASKS)
    text = yaml.safe_dump(_descriptor(made, title), sort_keys=False, allow_unicode=True, width=110)
    (folder / "source.yaml").write_text(text, encoding="utf-8")


def _descriptor(made: RunTables, title: str) -> dict:
    """The content of ``source.yaml``: every run in one pool, against each x that the table has."""
    return {
        "title": title,
        "label": title,
        "licence": "not stated",
        "method": "own",
        "notes": "Runs of our own: say here who trained and evaluated them, and how.",
        "pools": {"all": {"title": "All runs"}},
        "x": {x_kind: {} for x_kind in made.x_kinds},
    }
