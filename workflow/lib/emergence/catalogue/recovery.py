"""What must be made again although no input has changed: outputs that were damaged, or whose making is not recorded.

Asked when a run is planned. Knows no Snakemake: the rules tell it which outputs there are.
"""

import errno
import json
import os
import signal
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from emergence.catalogue import scheduled
from emergence.catalogue.run import Run
from emergence.io import blame, provenance, records
from emergence.io.errors import AtlasError

_SHOWN = 8
_LEAST_ROOM = 1 << 20  # bytes that Snakemake's own records may need
# What other targets than the main job write among the results.
OF_OTHER_TARGETS = ("studies", "networks", "digitise", "logs")


def clear_away(locks: Path) -> list[str]:
    """Remove Snakemake's locks, and end jobs, of a run that was killed. Only for who holds the lock on this folder.

    Parameters
    ----------
    locks : pathlib.Path
        The folder of the locks.

    Returns
    -------
    list of str
        What people are told.
    """
    left = sorted(locks.glob("*.lock"))
    if not left:
        return []
    cancelled = scheduled.cancel()  # first: what is killed in the middle of one would be cleared away by the job itself
    jobs = _jobs_left()
    for number in jobs:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    for lock in left:
        lock.unlink()
    at_work = "1 process of it was" if len(jobs) == 1 else f"{len(jobs)} processes of it were"
    jobs_too = f"; {at_work} still at work and ended now" if jobs else ""
    jobs_too += f"; its jobs with the scheduler are cancelled: {', '.join(cancelled)}" if cancelled else ""
    return [f"The last run here was killed: what it had not finished is made anew{jobs_too}"]


def _jobs_left() -> list[int]:
    """The processes of Snakemake's jobs that work in this folder; none where there is no /proc."""
    here, found = os.getcwd(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            is_job = {b"--mode", b"subprocess"} <= set(words) or any(b"/.snakemake/scripts/" in word for word in words)
            if is_job and os.readlink(process / "cwd") == here:
                found.append(int(process.name))
        except OSError:  # it has ended, or is someone else's
            continue
    return found


def require_writable(folders: Iterable[str | Path]) -> None:
    """Raise an :class:`AtlasError` if one of some folders that are there may not be written into."""
    for folder in filter(os.path.isdir, folders):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise AtlasError(blame.message(PermissionError(errno.EACCES, "", str(folder))))


def require_room(folder: str | Path) -> None:
    """Raise an :class:`AtlasError` if the disk has no room for Snakemake's own records: it would fail at length."""
    free = os.statvfs(folder)
    if free.f_bavail * free.f_frsize < _LEAST_ROOM:
        raise AtlasError(blame.message(OSError(errno.ENOSPC, "", str(folder))))


def damaged(outputs: Iterable[str], due: Collection[str]) -> tuple[list[str], list[str]]:
    """The outputs that are not as their jobs wrote them.

    Parameters
    ----------
    outputs : iterable of str
        All that there should be at the end of the run.
    due : collection of str
        Those among them that the run makes anyway.

    Returns
    -------
    paths : list of str
        What must be made besides.
    lines : list of str
        What people are told. A job takes the records of its outputs away when it starts, so that a file without a
        record is one that an earlier run did not finish, and that is no damage.
    """
    found = records.faults(outputs)
    again = [path for path in found if path not in due]
    unknown = {path for path in again if found[path] == records.UNRECORDED}
    told = [(path, fault) for path, fault in found.items() if path in unknown or records.recorded(path)]
    return again, _listed(told, "made anew")


def outdated(run: Run) -> str:
    """Which input differs from those of the last whole run, for outputs of which nothing else is known.

    Returns
    -------
    str
        The first such file, or what is wrong with the manifest; empty if all are the same.
    """
    manifest = run.places.manifest
    if records.faults([manifest]):
        return f"{manifest} is not to be trusted"
    known = json.loads(Path(manifest).read_bytes())["inputs"]
    now = {path: provenance.sha256(path) for path in run.inputs}
    differing = [path for path in sorted({*known, *now}) if known.get(path) != now.get(path)]
    return f"{differing[0]} has changed" if differing else ""


def strays(run: Run, outputs: Collection[str]) -> dict[str, str]:
    """Files that an earlier whole run left and this one would not write.

    Parameters
    ----------
    run : Run
    outputs : collection of str
        Everything that the run would make.

    Returns
    -------
    dict of str to str
        Path to what is wrong with it: files of an exhibit that is no more, and those that a killed run left half
        written under their temporary names.
    """
    results = run.places.results
    others = tuple(f"{results}/{folder}/" for folder in OF_OTHER_TARGETS)
    found = {path: "is made by no job any more" for path in records.all_recorded(results) if path not in outputs}
    found |= dict.fromkeys(records.unfinished(results), "was left half written")
    return {path: fault for path, fault in found.items() if not path.startswith(others)}


def remove(found: Mapping[str, str]) -> list[str]:
    """Remove files that do not belong, with their records; what people are told."""
    for path in found:
        records.remove(path)
    return _listed(found.items(), "removed")


def _listed(found: Iterable[tuple[str, str]], done: str) -> list[str]:
    """A line for each of the first few, and one for all others."""
    lines = [f"{path} {fault}: {done}" for path, fault in found]
    rest = len(lines) - _SHOWN
    return lines if rest <= 0 else [*lines[:_SHOWN], f"... and {rest} more: {done}"]
