"""What an exhibit's yaml asks for. No pandas: the workflow is planned with it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from emergence.catalogue import wording
from emergence.catalogue.tables import registered
from emergence.io.errors import DataError

# A layer or a table of curves or fits chooses them by how well their form fits, too.
_WITH_STATS = ("curves", "fits")
# A layer of these that chooses series by their verdict takes it from the verdicts.
VERDICT = "verdict"
_JUDGED = (*_WITH_STATS, "points")
# A figure's observations take the names of their tasks.
_TITLED = "observations"


def read(paths: Iterable, load: Callable[[Path], dict]) -> dict[str, dict]:
    """Exhibits by name, ``<paper>/<id>``, each with the ``file`` that it stands in.

    Parameters
    ----------
    paths : iterable of path-like
        Their yaml files.
    load : callable
        Reads and validates one file.
    """
    return {f"{path.parent.name}/{path.stem}": {"file": str(path), **load(path)} for path in map(Path, paths)}


def inputs(spec: Mapping) -> list[tuple[str, str]]:
    """The tables that an exhibit is built from: those that it shows and those that its words take numbers from.

    Parameters
    ----------
    spec : dict
        An exhibit's yaml that satisfies its schema.

    Returns
    -------
    list of tuple of str
        ``(table, source)``, sorted; the source of a table of all sources is "", and so is that of a table of series for
        which the yaml names no source: it takes all that have it.

    Raises
    ------
    DataError
        If the yaml selects from another table without a source.
    """
    return sorted({*shown_inputs(spec), *number_inputs(spec)})


def shown_inputs(spec: Mapping) -> list[tuple[str, str]]:
    """The tables of an exhibit's frame, like :func:`inputs`."""
    parts = [(part, _sources(part, spec)) for part in parts_of(spec)]
    return sorted({(table, source) for part, own in parts for table in _with_companions(part) for source in own})


def number_inputs(spec: Mapping) -> list[tuple[str, str]]:
    """The tables of the numbers in an exhibit's words, like :func:`inputs`; an entry without a source is of all."""
    needed = set()
    for part in wording.parts_of(spec):
        sources = [""] if is_of_atlas(part["from"]) else listed(part.get("where", {}).get("source", ""))
        needed |= {(table, source) for table in _with_companions(part) for source in sources}
    return sorted(needed)


def is_of_atlas(table: str) -> bool:
    """Whether a table is made once, over all sources; no exhibit names a source for it."""
    return table in registered() and registered()[table].scope == "atlas"


def is_of_series(table: str) -> bool:
    """Whether a table of single sources has rows about their series."""
    return table in registered() and registered()[table].of_series


def sources(spec: Mapping) -> set[str]:
    """The sources that an exhibit needs: those that it names, for tables of all sources too."""
    parts = [*parts_of(spec), *wording.parts_of(spec)]
    named = [listed(part.get("where", {}).get("source", [])) for part in parts]
    return {source for _, source in inputs(spec) if source}.union(spec.get("needs", ()), *named)


def _with_companions(part):
    """The table of a part of the yaml and those that its rows are joined with."""
    name = part["from"]
    wanted = {name, *(["series"] if is_of_series(name) else []), *(["tasks"] if name == _TITLED else [])}
    wanted |= {"fit_stats"} if name in _WITH_STATS else set()
    return wanted | ({"verdicts"} if name in _JUDGED and VERDICT in part.get("where", {}) else set())


def _sources(part, spec):
    """The sources that a part of the yaml names, or else those of its series; "" for a table of all sources."""
    if is_of_atlas(part["from"]):
        return [""]
    if own := part.get("where", {}).get("source"):
        return listed(own)
    if "series" not in spec and is_of_series(part["from"]):
        return [""]
    if "series" not in spec:
        raise DataError(spec["file"], "a source", column="where", value=part.get("where", {}))
    return {name for series in spec["series"] for name in listed(series["source"])}


def parts_of(spec: Mapping) -> list[Mapping]:
    """The parts of an exhibit's yaml that select from a table: its own, and those of its order, layers and joins."""
    parts = [part for part in (spec, spec.get("sort")) if isinstance(part, dict) and "from" in part]
    return [*parts, *spec.get("layers", []), *spec.get("join", [])]


def listed(value: Any) -> list:
    """What a condition names: the values of a list, or the one value."""
    return value if isinstance(value, list) else [value]
