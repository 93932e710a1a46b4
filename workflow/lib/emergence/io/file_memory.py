"""Results computed from files, remembered on disk until the files change. Standard library only."""

import atexit
import json
import os
import tempfile
import time
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

_VERSION = 1  # of the file's layout
_SETTLED = 2.0  # seconds: a file changed more recently may change again within one tick of the file system's clock


class FileMemory:
    """Values computed from the contents of files, each kept until the file's status differs.

    A file is taken as unchanged if its size, modification time, change time and inode are what they were. Unlike the
    modification time, the change time cannot be set back by tools that restore or copy files.

    Parameters
    ----------
    file : path-like
        Where the memory is kept between processes. A missing or damaged file is an empty memory.
    """

    def __init__(self, file: str | PathLike[str]) -> None:
        self.file = Path(file).absolute()  # the working directory may be another one at exit
        self.computed = 0
        self._values: dict[str, dict[str, Any]] | None = None
        self._added: dict[str, dict[str, Any]] = {}

    def recall(self, what: str, path: str | PathLike[str], compute: Callable[[bytes], Any]) -> Any:
        """The value that ``compute`` gives for the content of a file, computed at most once for each content.

        Parameters
        ----------
        what : str
            Name of the computation; another name when the computation changes.
        path : path-like
        compute : callable
            From the file's bytes to a value that JSON can hold.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        """
        name = os.path.abspath(path)
        status = os.stat(name)
        key = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        values = self._load()
        known = values.get(name)
        if known is None or known["status"] != key:
            known = {"status": key}
        if what not in known:
            known[what] = compute(Path(name).read_bytes())
            self.computed += 1
            if status.st_ctime < time.time() - _SETTLED:
                values[name] = self._added[name] = known
        return known[what]

    def save(self) -> None:
        """Write what was added to the memory, beside what others have written meanwhile.

        A folder that cannot be written to is no error.
        """
        if not self._added:
            return
        kept = _read(self.file)
        for name, known in self._added.items():
            there = kept.get(name, known)
            kept[name] = {**there, **known} if there["status"] == known["status"] else known
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=f".{self.file.name}.")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump({"version": _VERSION, "files": kept}, stream, separators=(",", ":"))
            os.replace(name, self.file)
        except OSError:
            return
        self._added = {}

    def _load(self) -> dict[str, dict[str, Any]]:
        if self._values is None:
            self._values = _read(self.file)
            atexit.register(self.save)
        return self._values


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(file.read_bytes())
        return kept["files"] if kept["version"] == _VERSION else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
