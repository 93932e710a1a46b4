"""Archives that are the same byte for byte wherever and whenever they are made."""

import gzip
import io
import subprocess
import tarfile
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from emergence.io.errors import AtlasError
from emergence.io.files import replacing

FILE, PROGRAM, LINK = 0o644, 0o755, 0o777
Files = dict[str, tuple[int, bytes]]  # name to one of these modes, and the content: of a link where it points
TIME = 315532800  # 1980-01-01, the earliest that all tools take


def committed(folder: str | PathLike[str] = ".") -> Files:
    """The files of a checkout's commit.

    Raises
    ------
    AtlasError
        If this is no checkout, or if files differ from the commit.
    """
    if changed := _git(folder, "status", "--porcelain").decode():
        raise AtlasError(f"{changed.splitlines()[0][3:]} is not as it was committed: commit it first, or set it aside")
    with tarfile.open(fileobj=io.BytesIO(_git(folder, "archive", "--format=tar", "HEAD"))) as tar:
        return {member.name: _of_git(tar, member) for member in tar if not member.isdir()}


def read(paths: Iterable[str]) -> Files:
    """Files as :func:`committed` gives them, read from the disk."""
    return {path: (FILE, Path(path).read_bytes()) for path in paths}


def write(path: str | PathLike[str], top: str, files: Files) -> None:
    """Write a .tar.gz of files sorted by name, of one time and no owner; its header has no name and no time.

    Parameters
    ----------
    path : path-like
    top : str
        The folder that the archive unpacks to.
    files : dict
        By name below ``top``.
    """
    with (
        replacing(path) as temporary,
        open(temporary, "wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, (mode, content) in sorted(files.items()):
            member = tarfile.TarInfo(f"{top}/{name}")
            member.mode, member.mtime = mode, TIME
            if mode == LINK:
                member.type, member.linkname = tarfile.SYMTYPE, content.decode()
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def _of_git(tar: tarfile.TarFile, member: tarfile.TarInfo) -> tuple[int, bytes]:
    if member.issym():
        return LINK, member.linkname.encode()
    stream = tar.extractfile(member)
    assert stream is not None  # git packs files, links and folders, and nothing else
    return PROGRAM if member.mode & 0o100 else FILE, stream.read()


def _git(folder: str | PathLike[str], *words: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True).stdout
    except FileNotFoundError:
        raise AtlasError("git is not installed: expected it, and a checkout of the project") from None
    except subprocess.CalledProcessError as error:
        raise AtlasError(f"git {words[0]}: {error.stderr.decode().strip()}") from None
