"""Checksums of outputs, each recorded by the job that wrote it and by nobody else: what differs was damaged since.

The record of ``folder/name`` is ``folder/.checksums/name``, a line as ``sha256sum`` writes it, so that
``cat .checksums/* | sha256sum --check`` in a folder of results needs none of this. Standard library only: records are
read at every planning.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from os import PathLike
from pathlib import Path

from emergence.io import provenance

FOLDER = ".checksums"
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")  # see emergence.io.files.replacing

CHANGED, UNRECORDED, MISSING = "differs from what its job wrote", "has no checksum", "is missing"


def place(path: str | PathLike[str]) -> Path:
    """Where the record of a file lies."""
    return Path(path).parent / FOLDER / Path(path).name


def forget(paths: Iterable[str | PathLike[str]]) -> None:
    """Remove the records of files that this job is about to write: a file without one is unfinished, not damaged."""
    for path in paths:
        place(path).unlink(missing_ok=True)


def record(paths: Iterable[str | PathLike[str]]) -> None:
    """Record the checksums of files that this job has just written."""
    from emergence.io.files import write_bytes

    for path in map(Path, paths):
        write_bytes(place(path), f"{_hashed(path)}  {path.name}\n".encode())


def recorded(path: str | PathLike[str]) -> str:
    """The SHA-256 that was recorded of a file; empty if there is no such record."""
    folder, name = os.path.split(path)
    try:
        with open(f"{folder}/{FOLDER}/{name}", "rb") as stream:
            return stream.read(64).decode("ascii", "replace")
    except OSError:
        return ""


def faults(paths: Iterable[str | PathLike[str]], anew: bool = False) -> dict[str, str]:
    """What is wrong with outputs.

    Parameters
    ----------
    paths : iterable of path-like
    anew : bool
        Read every file. By default one whose size, times and inode are as they were when it was last read is taken to
        hold what it held then.

    Returns
    -------
    dict of str to str
        Path to the fault: ``CHANGED``, ``UNRECORDED`` or ``MISSING``. Files that are as their jobs wrote them are not
        in it.
    """
    names = list(map(str, paths))
    found = digests(names) if anew else {name: _remembered(name) for name in names}
    return {name: fault for name, digest in found.items() if (fault := _fault(name, digest))}


def digests(names: Iterable[str]) -> dict[str, str | None]:
    """The SHA-256 of files, each of which is read; None where there is no such file."""
    names = list(names)
    with ThreadPoolExecutor() as pool:  # hashing leaves Python's lock to others
        return dict(zip(names, pool.map(_hashed_or_none, names), strict=True))


def all_recorded(folder: str | PathLike[str]) -> Iterator[str]:
    """The files below a folder of which there are records, whether or not they are there themselves; sorted."""
    for top, folders, _ in os.walk(folder):
        folders.sort()
        if FOLDER in folders:
            folders.remove(FOLDER)
            yield from (f"{top}/{name}" for name in sorted(os.listdir(f"{top}/{FOLDER}")) if name[0] != ".")


def unfinished(folder: str | PathLike[str]) -> Iterator[str]:
    """The files below a folder that have the temporary names under which files are written."""
    for top, folders, names in os.walk(folder):
        folders.sort()
        yield from (f"{top}/{name}" for name in sorted(names) if _TEMPORARY.fullmatch(name))


def remove(path: str | PathLike[str]) -> None:
    """Remove a file with its record, and the folders that are left empty."""
    for own in (Path(path), place(path)):
        own.unlink(missing_ok=True)
    for folder in (place(path).parent, *Path(path).parents):
        try:
            folder.rmdir()
        except OSError:  # not empty, or not there
            if folder.is_dir():
                return


def _fault(name: str, digest: str | None) -> str:
    if digest is None:
        return MISSING
    known = recorded(name)
    return "" if digest == known else CHANGED if known else UNRECORDED


def _remembered(name: str) -> str | None:
    try:
        return provenance.sha256(name)
    except FileNotFoundError:
        return None


def _hashed_or_none(name: str) -> str | None:
    try:
        return _hashed(name)
    except FileNotFoundError:
        return None


def _hashed(path: str | PathLike[str]) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
