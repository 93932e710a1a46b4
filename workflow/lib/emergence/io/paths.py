"""Paths that descriptors and folders of others name: none of them may lead out of its folder."""

from os import PathLike
from pathlib import Path

from emergence.io.errors import DataError


def within(folder: str | PathLike[str], name: str) -> Path:
    """The path of a name in a folder, links followed to see where it leads; it need not be there.

    Parameters
    ----------
    folder : path-like
        It may itself be a link.
    name : str
        Relative to the folder.

    Raises
    ------
    DataError
        If the path, or a link on it, leads out of the folder or round in a circle.
    """
    path = Path(folder, name)
    try:
        end = path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        raise DataError(path, "no link that leads to itself") from None
    if not end.is_relative_to(Path(folder).resolve()):
        raise DataError(path, f"a file in {folder}, and no link that leads out of it", value=str(end))
    return path
