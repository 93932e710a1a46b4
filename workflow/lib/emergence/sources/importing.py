"""Import: upstream files of a source -> its tables under ``data/<source>/``."""

from collections.abc import Iterable, Mapping
from inspect import signature
from pathlib import Path
from types import ModuleType

from emergence.io.checking import check
from emergence.io.errors import AtlasError, DataError
from emergence.io.storage import read_table
from emergence.schema.published import METRICS, TASKS
from emergence.sources import descriptor
from emergence.sources.committed_tables import replace_tables
from emergence.sources.fetch import fetch, gather
from emergence.sources.formats.registry import Registry
from emergence.sources.ingest import TASK, merge_tasks
from emergence.sources.source_code import module_of


def import_source(
    source: str,
    data: str | Path = "data",
    mirror: str | Path | None = None,
    cache: str | Path | None = None,
    folder: str | Path | None = None,
) -> list[str]:
    """Rewrite a source's tables from its upstream files.

    See :func:`emergence.sources.committed_tables.replace_tables`. Tasks that several sources share stay in
    ``data/tasks.csv``.

    Parameters
    ----------
    source : str
        Name of the source: the folder under ``data`` and the importer.
    data : path-like
        Folder of the sources' tables.
    mirror, cache : path-like, optional
        As :func:`emergence.sources.fetch.fetch` takes them.
    folder : path-like, optional
        The folder of the user's that holds the upstream files, for a source that has a pattern for them.

    Returns
    -------
    list of str
        File names of the tables that changed.

    Raises
    ------
    DataError
        If the descriptor, an upstream file or a table made from them is not as it should be.
    """
    home = Path(data, source)
    described = descriptor.load(home / "source.yaml")
    read = importer_of(source, data).read
    known = (_registry(data, home),) if "registry" in signature(read).parameters else ()
    frames = read(_upstream(described, mirror, cache, folder), *known)
    if "tasks.csv" in frames:
        # The user's files are not corrected: where they differ from data/tasks.csv about a task, the latter is kept.
        strict = described.pattern is None
        frames["tasks.csv"] = _own_tasks(frames["tasks.csv"], Path(data, "tasks.csv"), home / "tasks.csv", strict)
    return replace_tables(frames, home)


def import_sources(
    sources: Iterable[str],
    data: str | Path = "data",
    mirror: str | Path | None = None,
    cache: str | Path | None = None,
    folders: Mapping[str, str] | None = None,
) -> dict[str, list[str]]:
    """Rewrite the tables of several sources; one that cannot be imported does not stop the others.

    ``folders`` gives the folder of the user's for each source that needs one; the rest is as in :func:`import_source`.

    Returns
    -------
    dict of str to list of str
        Source to the file names of its tables that changed.

    Raises
    ------
    AtlasError
        At the end, with the messages of all the sources that could not be imported.
    """
    changed, failed = {}, []
    for source in sources:
        try:
            changed[source] = import_source(source, data, mirror, cache, (folders or {}).get(source))
        except DataError as error:
            failed.append(f"{source}: {error}")
    if failed:
        count = f"{len(failed)} of {len(failed) + len(changed)} sources could not be imported"
        raise AtlasError("\n".join([count, *failed]))
    return changed


def importer_of(source: str, data: str | Path = "data") -> ModuleType:
    """The importer of a source; see :func:`emergence.sources.source_code.module_of`."""
    importer = module_of(source, "importer", data)
    if importer is None:
        raise DataError(Path(data, source, "importer.py"), f"this file, or emergence/sources/{source}/importer.py")
    return importer


def _registry(data, home):
    """The tasks and metrics that importers of formats look names up in."""
    own = home / "tasks.csv"
    shared = read_table(Path(data, "tasks.csv"), TASKS)
    return Registry(
        shared,
        read_table(own, TASKS) if own.is_file() else shared.iloc[:0],
        read_table(Path(data, "metrics.csv"), METRICS),
    )


def _upstream(described, mirror, cache, folder):
    if described.pattern is None:
        return fetch(described.files, mirror, cache)
    if folder is None:
        raise DataError("config", "the folder that holds the upstream files", row="folders", column=described.name)
    return gather(folder, described.pattern)


def _own_tasks(tasks, shared, file, strict):
    """The tasks that are not in data/tasks.csv; ``strict``: a task that is in both must be the same."""
    if not shared.is_file():
        return tasks
    shared = read_table(shared, TASKS)
    tasks = check(tasks, TASKS, str(file))
    if strict:
        merge_tasks(shared, tasks, str(file))
    known = tasks[TASK].merge(shared[TASK], on=TASK, how="left", indicator=True)["_merge"] == "both"
    return tasks[~known.to_numpy()].reset_index(drop=True)
