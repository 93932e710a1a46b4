"""Writing files so that no file is ever incomplete: under a temporary name first, then renamed.

Neither pandas nor, for files that are no Parquet, pyarrow: their import would take longer than the work of small jobs.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

from emergence.io.errors import AtlasError


@contextmanager
def replacing(path: str | PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside ``path``; rename it to ``path`` on success and remove it on failure.

    An :class:`OSError` on the way names ``path``, whatever was being written.
    """
    path = Path(path)
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        os.close(handle)
        os.chmod(name, 0o644)
        yield temporary
        os.replace(name, path)
    except BaseException as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise


@contextmanager
def new_folder(path: str | PathLike[str], force: bool = False) -> Iterator[Path]:
    """Give a temporary folder whose files move to ``path`` together on success, and are gone on failure.

    Raises
    ------
    AtlasError
        If ``path`` is there already, unless ``force``: then files of the same name are replaced, and others stay.
    """
    path = Path(path)
    if path.exists() and not (force and path.is_dir()):
        raise AtlasError(f"{path}: is there already; name another folder with --out, or replace its files with --force")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as name:
        yield Path(name)
        path.mkdir(exist_ok=True)
        for made in sorted(Path(name).iterdir()):
            os.replace(made, path / made.name)


def write_bytes(path: str | PathLike[str], content: bytes) -> None:
    """Write bytes under a temporary name, then rename."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_parquet(arrow: "pa.Table", path: str | PathLike[str], about: Mapping[str, str] | None = None) -> None:
    """Write an Arrow table; its metadata are those of its fields and ``about``, and do not differ between machines."""
    import pyarrow.parquet as pq

    with replacing(path) as temporary:
        pq.write_table(arrow.replace_schema_metadata(about), temporary, compression="zstd", row_group_size=1 << 20)
