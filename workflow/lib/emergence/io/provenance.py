"""What a result was made from: digests of the code behind a script and of data files.

Snakemake reruns a job when an input is newer or a parameter differs. It does not notice that a module imported by a
script has changed, nor that a file's content has changed while its modification time has not. The workflow therefore
passes each rule the digests computed here as parameters. Standard library only: they are computed at every planning.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from os import PathLike
from pathlib import Path

from emergence.io.code_graph import Library
from emergence.io.file_memory import FileMemory
from emergence.io.home import in_checkout

LIBRARY = Path(__file__).resolve().parents[2]
LOCK = in_checkout("envs/requirements.txt")


def code_digest(
    script: str | PathLike[str],
    *modules: str,
    library: str | PathLike[str] = LIBRARY,
    lock: str | PathLike[str] | None = LOCK,
) -> str:
    """A short digest of the code that a script runs.

    It covers the script, the modules of the library that it imports, directly or not, the data files that these name
    (templates, schemas), and the locked versions of all other packages. Comments, docstrings, blank lines and imports
    for type checkers do not count.

    Parameters
    ----------
    script : path-like
        A Python file.
    *modules : str
        Dotted names of modules that the script will import by name, such as ``emergence.analyses.lags``.
    library : path-like, optional
        The folder that holds the packages; that of this package by default.
    lock : path-like or None, optional
        The file of locked versions.

    Returns
    -------
    str
        16 hexadecimal digits of a SHA-256.

    Raises
    ------
    FileNotFoundError
        If there is no such script or lock file.
    KeyError
        If there is no such module.
    """
    found = _library(str(library))
    parts = [(found.label(name), found.digest(name)) for name in found.closure(script, *modules)]
    if lock is not None:
        parts.append(("lock", sha256(lock)))
    return _short(parts)


def code_behind(script: str | PathLike[str], *modules: str, library: str | PathLike[str] = LIBRARY) -> list[Path]:
    """The files that :func:`code_digest` covers, the lock file excepted.

    Returns
    -------
    list of pathlib.Path
        Sorted.
    """
    found = _library(str(library))
    return sorted(Path(found.path(name)) for name in found.closure(script, *modules))


def data_digest(paths: Iterable[str | PathLike[str]], root: str | PathLike[str] = ".") -> str:
    """A short digest of files: their names below ``root`` and their contents; folders count with all they hold.

    Parameters
    ----------
    paths : iterable of path-like
    root : path-like, optional
        What names are relative to, so that the digest is the same wherever the checkout stands.

    Returns
    -------
    str
        16 hexadecimal digits of a SHA-256.

    Raises
    ------
    FileNotFoundError
        If one of the files does not exist.
    """
    return _short([(Path(path).relative_to(root).as_posix(), sha256(path)) for path in files(paths)])


def files(paths: Iterable[str | PathLike[str]]) -> list[str]:
    """The names of files, each folder replaced by all files in it, sorted; without hidden and compiled files."""
    return sorted({str(file) for path in paths for file in _files(Path(path))})


def sha256(path: str | PathLike[str]) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return _memory().recall("sha256", path, lambda content: hashlib.sha256(content).hexdigest())


def _short(parts: Iterable[tuple[str, str]]) -> str:
    total = hashlib.sha256()
    for name, digest in parts:
        total.update(f"{name}\0{digest}\0".encode())
    return total.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [
        file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts and file.name[0] != "."
    ]


@cache
def _memory() -> FileMemory:
    """What this project's folder remembers of its files."""
    return FileMemory(".cache/digests.json")


@cache
def _library(folder: str) -> Library:
    return Library(folder, _memory())
