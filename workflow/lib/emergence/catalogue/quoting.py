"""The numbers that captions, the README and the book quote, for a manuscript. No pandas: it runs at parse time."""

from pathlib import Path

from emergence.catalogue import chapters, readme
from emergence.catalogue.project import WORDING
from emergence.catalogue.run import Run

SHARED = "shared"
README = "readme"
BOOK = "book"


def quoted(run: Run) -> dict[str, dict]:
    """The numbers of all captions of a run, of the README and of the book's answers.

    Returns
    -------
    dict of str to dict
        By place, an exhibit, ``readme``, ``book``, or ``shared`` for the numbers that many share: ``numbers``, as
        :func:`emergence.exhibits.numbers.number` takes them; the ``file`` that they stand in; and the ``files`` of
        their tables, each with its name, source and path.
    """
    specs = {name: spec for name, spec in run.exhibits.items() if "numbers" in spec}
    if Path(readme.TEMPLATES).is_file():
        specs[README] = {"file": readme.TEMPLATES, "numbers": readme.planned(run).numbers}
    if (opened := chapters.answers(run)).texts:
        specs[BOOK] = {"file": chapters.ANSWERS, "numbers": opened.numbers}
    known = run.project.load(WORDING, "wording").get("numbers", {})
    found: dict[str, dict] = {SHARED: {"file": WORDING, "numbers": {}}}
    for place, spec in specs.items():
        own = {name: entry for name, entry in spec["numbers"].items() if _as_written(entry) != known.get(name)}
        found[SHARED]["numbers"] |= {name: entry for name, entry in spec["numbers"].items() if name not in own}
        found[place] = {"file": spec["file"], "numbers": own}
    return {place: {**spec, "files": run.files_of(spec)} for place, spec in found.items() if spec["numbers"]}


def _as_written(entry: dict) -> dict:
    """An entry without the value that a setting of the config brings."""
    return {key: value for key, value in entry.items() if key != "value"}
