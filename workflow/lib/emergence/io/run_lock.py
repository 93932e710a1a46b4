"""One run at a time in a folder: a lock that the system drops when its holder ends, however it ends."""

import errno
import fcntl
import os
import socket
from os import PathLike
from pathlib import Path

from emergence.io.errors import AtlasError


class RunLock:
    """A lock on a folder, held from :meth:`take` to the end of the process.

    Parameters
    ----------
    file : path-like
        The file that is locked; it names the holder.
    """

    def __init__(self, file: str | PathLike[str]) -> None:
        self.file = Path(file)
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lock.

        Returns
        -------
        bool
            Whether it is certain that no other run works here; not where the file system knows no locks.

        Raises
        ------
        AtlasError
            If another process holds it.
        """
        if self._handle is not None:
            return True
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o664)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, 200).decode("utf-8", "replace").strip() or "its number is not known"
            os.close(handle)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise AtlasError(f"Another run works in this folder ({holder}): wait for its end or stop it.") from None
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        self._handle = handle
        return True
