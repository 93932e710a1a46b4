"""Whose fault an error is, and what to do: the user's, the machine's, the installation's, or the atlas's own."""

import errno
import os
from pathlib import Path

from emergence.io.errors import AtlasError

AGAIN = "then run `make` again"
INSTALL = "remove the folder .venv, and `make` installs it anew"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_SCARCE = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
_NOT_THERE = {errno.ENOENT, errno.EISDIR, errno.ELOOP}
_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST}


def message(error: BaseException, again: str = AGAIN) -> str | None:
    """What people are told of an error that is no defect of the atlas: one sentence that ends with what to do.

    Parameters
    ----------
    error : BaseException
    again : str
        What to do when the cause is removed.

    Returns
    -------
    str or None
        None if the error is a defect.
    """
    if isinstance(error, AtlasError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"this machine ran out of memory: end other programs or use fewer cores, {again}"
    # A library that is damaged says so when it is imported or looks for a file of its own.
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith("emergence"):
        return f"the installation lacks the package {error.name}: {INSTALL}"
    if isinstance(error, OSError):
        return _of_system(error, again)
    return None


def _of_system(error: OSError, again: str) -> str | None:
    file, why = _file(error), f"({os.strerror(error.errno)})" if error.errno else ""
    if file and _is_installed(file):
        return f"{file}: a file of the installation cannot be read {why}: {INSTALL}"
    named = file or "a file"
    if error.errno in _FULL:
        return f"{named} could not be written, the disk of this machine is full {why}: free some space, {again}"
    if error.errno in _FORBIDDEN:
        return f"{named} may not be read or written by you {why}: change its permissions, {again}"
    if error.errno == errno.EIO:
        return f"{named} could not be read or written, the disk of this machine fails {why}: see to the disk, {again}"
    if error.errno in _SCARCE:
        return f"this machine has too little left of a resource {why}: end other programs or use fewer cores, {again}"
    if error.errno in _NO_FOLDER and file:
        return f"{file}: a file stands in the place of a folder {why}: remove or move it, {again}"
    if error.errno in _NOT_THERE and file:
        return f"{file} is gone or is no file {why}: put it back if it is yours; `make` makes results anew"
    return None


def _file(error: OSError) -> str:
    """The file that an error names, below the current folder as people know it."""
    name = error.filename
    if not isinstance(name, (str, bytes, os.PathLike)):
        return ""
    path = os.fsdecode(name)
    inside = os.path.relpath(path)
    return path if inside.startswith("..") else inside


def _is_installed(file: str) -> bool:
    return "site-packages" in Path(file).parts
