"""The folder that a command writes for a user: what in it is the user's stays as it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from emergence.io.errors import AtlasError

# What a run wrote, a line a file, as sha256sum has it: the digest, two blanks, the name.
LISTED = ".written.sha256"


@contextmanager
def output_folder(path: Path, force: bool = False) -> Iterator[Path]:
    """Give a temporary folder whose files move to ``path`` together on success, and are gone on failure.

    Parameters
    ----------
    path : pathlib.Path
    force : bool
        Replace the files of an earlier run. Those that are not made again go, unless someone has changed them.

    Raises
    ------
    AtlasError
        If ``path`` is there already, unless ``force``; or if a file that no run wrote has the name of one.
    """
    if path.exists() and not (force and path.is_dir()):
        raise AtlasError(f"{path}: is there already; name another folder with --out, or replace its files with --force")
    earlier = _listed(path)
    with _beside(path) as name:
        yield Path(name)
        made = {file.name: _digest(file) for file in sorted(Path(name).iterdir())}
        for own in made:
            if own not in earlier and os.path.lexists(path / own):
                raise AtlasError(f"{path / own}: is no file of an earlier run; name another folder with --out")
        path.mkdir(exist_ok=True)
        for old, digest in earlier.items():
            if old not in made and (path / old).is_file() and _digest(path / old) == digest:
                (path / old).unlink()
        lines = [f"{digest}  {own}\n" for own, digest in made.items()]
        Path(name, LISTED).write_text("".join(lines), encoding="utf-8")
        for own in (*made, LISTED):
            os.replace(Path(name, own), path / own)


def _beside(path):
    """A temporary folder on the same disk; an :class:`OSError` names the folder that the user knows."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        error.filename = str(path)
        raise


def _digest(file):
    return sha256(file.read_bytes()).hexdigest()


def _listed(path):
    """The files that the last run wrote, by name, with their digests; none where it left no list."""
    try:
        lines = (path / LISTED).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {name: digest for digest, name in pairs if Path(name).name == name}
