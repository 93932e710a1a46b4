"""What a result was made from: the code behind a script and the checksums of files.

Snakemake reruns a job when an input is newer or a parameter differs. It does not see that a module which a script
imports has changed, nor that a file's content has changed while its time has not. So the workflow gives each rule, as
parameters, the digests that this module computes. Standard library only: it runs at each parse.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path

_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")  # where statements hold statements


def digest(paths, root):
    """A short checksum of files: their names below ``root`` and their contents; folders count with all they hold.

    Parameters
    ----------
    paths : iterable of path-like
    root : path-like
        What names are relative to, so that the digest is the same wherever the checkout stands.

    Returns
    -------
    str
        16 hexadecimal digits of a SHA-256.
    """
    total = hashlib.sha256()
    for path in map(Path, files(paths)):
        total.update(f"{path.relative_to(root).as_posix()}\0{sha256(path)}\0".encode())
    return total.hexdigest()[:16]


def files(paths):
    """The names of files, folders taken for all the files in them, sorted; compiled and hidden files left out."""
    return sorted({str(file) for path in paths for file in _files(Path(path))})


def sha256(path):
    """The SHA-256 of a file, in hexadecimal."""
    return _sha256(Path(path), Path(path).stat().st_mtime_ns)


def code_behind(script, library):
    """The script and every module of the library that it imports, directly or not.

    Parameters
    ----------
    script : path-like
        A Python file.
    library : path-like
        The folder that holds the ``emergence`` package.

    Returns
    -------
    list of pathlib.Path
        Sorted, with the typst templates that stand beside them. A package whose own code discovers its modules counts
        with all of them.
    """
    found, waiting = set(), [Path(script)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _leads_to(path, path.stat().st_mtime_ns, Path(library))
    templates = {file for path in found for file in path.parent.glob("*.typ")}
    return sorted(found | templates)


def _files(path):
    if not path.is_dir():
        return [path]
    return [
        file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts and file.name[0] != "."
    ]


@cache
def _sha256(path, _modified):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _leads_to(path, _modified, library):
    """The files of the library that a file imports."""
    return sorted({file for name in _imports(ast.parse(path.read_bytes())) for file in _modules(name, library)})


def _imports(block):
    """Names of the library that a block of statements imports; ``from a import b`` may mean a module: it gives both.

    Only statements are looked at: to walk through all expressions takes ten times as long.
    """
    for node in (inner for part in _BLOCKS for inner in getattr(block, part, ())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (name for name in names if name.split(".")[0] == "emergence")
        yield from _imports(node)


def _modules(name, library):
    """The files behind a dotted name: the module and the packages that hold it; none if it is no module."""
    parts = name.split(".")
    place = library.joinpath(*parts)
    packages = [library.joinpath(*parts[:depth], "__init__.py") for depth in range(1, len(parts))]
    module = place.with_suffix(".py")
    if module.is_file():
        return [*packages, module]
    if not (place / "__init__.py").is_file():
        return []
    return [*packages, *(place.glob("*.py") if _discovers(place / "__init__.py") else [place / "__init__.py"])]


def _discovers(init):
    return "pkgutil" in init.read_text(encoding="utf-8")
