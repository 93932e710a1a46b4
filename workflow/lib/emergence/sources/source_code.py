"""The Python modules that belong to one source: its importer and what it makes of its figures."""

import importlib
import importlib.util
from pathlib import Path
from types import ModuleType

from emergence.io.errors import DataError


def module_of(source: str, name: str, data: str | Path = "data") -> ModuleType | None:
    """A module of a source, or None where the source has none of this name.

    Parameters
    ----------
    source : str
        Name of the source.
    name : str
        ``importer``, whose function ``read(files)`` turns the bytes of upstream files into tables by file name, or
        ``readings``, whose ``observe(figures, tables)`` turns digitised figures into tables.
    data : path-like
        Folder of the sources. A source that this package knows has its modules in ``emergence/sources/<source>/``; one
        that is added from outside has them in its own folder, ``<data>/<source>/``.
    """
    if Path(__file__).with_name(source).joinpath(f"{name}.py").is_file():
        return importlib.import_module(f"emergence.sources.{source}.{name}")
    path = Path(data, source, f"{name}.py")
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location(f"{source}_{name}", path)
    if spec is None or spec.loader is None:
        raise DataError(path, "a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
