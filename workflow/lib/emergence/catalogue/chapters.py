"""The book: what its chapters answer, and what its indices list. No pandas: the workflow is planned with it."""

import csv
from pathlib import Path

from emergence.catalogue import citing
from emergence.catalogue.project import PALETTE
from emergence.catalogue.readme import Passages, passages_of
from emergence.catalogue.run import Run
from emergence.io.home import in_checkout

ANSWERS = in_checkout("workflow/exhibits/chapters.yaml")
TASKS = in_checkout("data/tasks.csv")


def answers(run: Run) -> Passages:
    """What the book answers to the question of each paper, by its folder; none unless the run is the standard one."""
    known = run.whole and not run.reasons and Path(ANSWERS).is_file()
    return passages_of(run, run.project.load(ANSWERS, "readme") if known else {"passages": {}}, ANSWERS)


def behind(run: Run) -> dict[str, list[str]]:
    """The sources behind each exhibit."""
    return {name: citing.sources_of(run, name) for name in run.exhibits}


def terms(run: Run) -> dict[str, list[str]]:
    """Title of an index of the book to the names that it looks for: tasks as readers see them, families of models."""
    titles = []
    if Path(TASKS).is_file():
        with open(TASKS, encoding="utf-8", newline="") as lines:
            titles = sorted({row["title"] for row in csv.DictReader(lines) if row.get("title")})
    return {"Tasks": titles, "Models": list(run.project.load(PALETTE, "palette")["families"])}
