"""A folder that keeps the files of one exhibit with a key of all they were made from, to copy them back unchanged."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emergence.io.files import write_bytes

_INDEX = "index.json"


def key(*parts: Any) -> str:
    """A digest of values: texts, bytes, and what JSON can say of all others."""
    total = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True, default=str).encode()
        total.update(f"{len(content)}\0".encode() + content)
    return total.hexdigest()


def restore(folder: str | Path, wanted: str, outputs: Mapping[str, str | Path]) -> bool:
    """Copy kept files to their places if they were made from the same.

    Parameters
    ----------
    folder : path-like
        The exhibit's own.
    wanted : str
        The key of what the files are made from now.
    outputs : dict of str to path-like
        Name in the folder to the place of the copy.

    Returns
    -------
    bool
        Whether all files were there, whole, and of this key. If not, no file was written.
    """
    try:
        index = json.loads(Path(folder, _INDEX).read_text(encoding="utf-8"))
        if index["key"] != wanted:
            return False
        contents = {name: Path(folder, name).read_bytes() for name in outputs}
        if any(_digest(content) != index["files"][name] for name, content in contents.items()):
            return False
    except (OSError, ValueError, KeyError, TypeError):  # not there, cut short or damaged: made anew
        return False
    for name, content in contents.items():
        write_bytes(outputs[name], content)
    return True


def keep(folder: str | Path, made_from: str, outputs: Mapping[str, str | Path]) -> None:
    """Keep copies of files under the key of what they were made from, instead of those kept before."""
    contents = {name: Path(path).read_bytes() for name, path in outputs.items()}
    for name, content in contents.items():
        write_bytes(Path(folder, name), content)
    index = {"key": made_from, "files": {name: _digest(content) for name, content in contents.items()}}
    write_bytes(Path(folder, _INDEX), json.dumps(index, sort_keys=True).encode())


def _digest(content):
    return hashlib.sha256(content).hexdigest()
