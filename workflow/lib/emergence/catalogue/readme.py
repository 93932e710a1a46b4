"""What README, documentation and index say of results. No pandas: the workflow is planned with it."""

from dataclasses import dataclass
from pathlib import Path

from emergence.catalogue import wording
from emergence.catalogue.project import WORDING
from emergence.catalogue.run import Run

README = "README.md"
INDEX = ".github/INDEX.md"
TEMPLATES = ".github/readme.yaml"
PICTURES = ".github/pictures"
DOCS = "docs"


@dataclass(frozen=True)
class Passages:
    """Prose with numbers from results.

    Attributes
    ----------
    texts : dict of str to str
        The passages, by name: templates.
    numbers : dict of str to dict
        The numbers that they name; those of the config have their values.
    files : list of tuple of str
        Name, source and path of each table that the numbers are taken from.
    results, printed : list of str
        The paths among them that are made by a run, and those under data/.
    """

    texts: dict[str, str]
    numbers: dict[str, dict]
    files: list[tuple[str, str, str]]
    results: list[str]
    printed: list[str]


@dataclass(frozen=True)
class Readme(Passages):
    """What README and documentation take from results.

    Attributes
    ----------
    pages : list of str
        Their files.
    pictures : list of str
        The exhibits that the README shows.
    constants : dict of str to str
        What the other prose may say in digits.
    """

    pages: list[str]
    pictures: list[str]
    constants: dict[str, str]


def pages() -> list[str]:
    """The README and every page of the documentation."""
    return [README, *sorted(map(str, Path(DOCS).rglob("*.md")))]


def planned(run: Run) -> Readme:
    """What README and documentation take from the results of a run."""
    read = run.project.load(TEMPLATES, "readme")
    pictures, constants = read.get("pictures", []), read.get("constants", {})
    return Readme(**vars(passages_of(run, read, TEMPLATES)), pages=pages(), pictures=pictures, constants=constants)


def passages_of(run: Run, read: dict, file: str) -> Passages:
    """What a yaml with ``passages`` and ``numbers``, which messages call ``file``, takes from the results of a run."""
    names = list(read["passages"])
    spec = {"file": file, **read["passages"], "numbers": read.get("numbers", {})}
    spec = wording.worded(spec, run.project.load(WORDING, "wording"), names)
    spec = wording.settled(spec, {**run.config, "x": {name: run.x(name) for name in run.sources}})
    files = run.files_of(spec)
    results = sorted({path for table, _, path in files if table in run.project.tables})
    printed = sorted({path for table, _, path in files if table in run.project.printed})
    return Passages({name: spec[name] for name in names}, spec["numbers"], files, results, printed)


def is_checked(run: Run) -> bool:
    """Whether README and documentation are compared with the results of a run: the standard one, with templates."""
    return run.whole and not run.reasons and Path(TEMPLATES).is_file()
