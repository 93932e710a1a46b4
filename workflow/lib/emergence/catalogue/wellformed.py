"""Whether the config is yaml at all: asked before Snakemake reads it, which says only that it is not."""

import yaml

from emergence.catalogue.project import CONFIG
from emergence.io.errors import DataError
from emergence.io.file_memory import FileMemory


def require_wellformed(memory: FileMemory, path: str = CONFIG) -> None:
    """Raise a :class:`DataError` with row and character of the first slip; what the content is, planning looks at."""
    try:
        memory.recall("well-formed", path, lambda content: yaml.compose(content, yaml.SafeLoader) is not None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        row, place = (mark.line + 1, f" at character {mark.column + 1}") if mark else (None, "")
        raise DataError(path, f"well-formed yaml ({error.problem}){place}", row) from None
