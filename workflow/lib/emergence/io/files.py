"""Writing files so that a name never stands for half a file: under a temporary name first, then renamed.

No pandas, whose import would cost the small jobs more than their work.
"""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq


@contextmanager
def replacing(path):
    """A temporary path beside ``path`` that takes its name on success and vanishes on failure."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    os.chmod(name, 0o644)
    try:
        yield Path(name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_bytes(path, content):
    """Write bytes under a temporary name, then rename."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_parquet(arrow, path, about=None):
    """Write an Arrow table with the metadata ``about`` (text to text) alone: no other that differs between machines."""
    with replacing(path) as temporary:
        pq.write_table(arrow.replace_schema_metadata(about), temporary, compression="zstd", row_group_size=1 << 20)
