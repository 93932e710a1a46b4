"""Which modules of a library a script runs, found by reading their imports, not by importing. Standard library only."""

import ast
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from os import PathLike
from typing import Any

from emergence.io.file_memory import FileMemory

_SUFFIXES = (".typ", ".json", ".yaml", ".mplstyle", ".html", ".css", ".js", ".csv")  # data that a module may name

# Names what is remembered of a module. Raise the number when `facts` changes; syntax trees differ between Pythons.
_CODE = f"code 1 {sys.version_info.major}.{sys.version_info.minor}"


class Library:
    """The packages in a folder: their modules, and the data files beside them.

    Parameters
    ----------
    folder : path-like
        The folder that holds the packages.
    memory : FileMemory
        Remembers what was read from each file.
    """

    def __init__(self, folder: str | PathLike[str], memory: FileMemory | None = None) -> None:
        self.folder = os.path.abspath(folder)
        self._memory = memory or FileMemory(os.devnull)
        self._paths, self._data = _index(self.folder)
        self._steps: dict[tuple[str, bool], list[tuple[str, bool]]] = {}

    def path(self, name: str) -> str:
        """The file of a module, or of a data file or script, which are named by their path."""
        return self._paths.get(name, name)

    def label(self, name: str) -> str:
        """What digests call a module, data file or script: the same wherever the checkout stands."""
        if name in self._paths:
            return name
        return os.path.relpath(name, self.folder) if os.path.isabs(name) else os.path.basename(name)

    def closure(self, script: str | PathLike[str], *modules: str) -> list[str]:
        """What a script runs: itself, the modules it imports, directly or not, and the data files that they name.

        A package that is imported only because one of its modules is counts with what its ``__init__`` imports at once;
        one that is imported by its own name counts with what its functions import, too, and, if it uses ``pkgutil`` to
        discover its modules, with all of them.

        Parameters
        ----------
        script : path-like
        *modules : str
            Dotted names of modules that the script will import by name.

        Returns
        -------
        list of str
            Dotted names of modules, and paths of the script and of data files; sorted.

        Raises
        ------
        KeyError
            If there is no such module.
        """
        for name in modules:
            if name not in self._paths:
                raise KeyError(f"no module {name} in {self.folder}")
        seen: set[tuple[str, bool]] = set()
        waiting = [(str(script), True), *((name, True) for name in modules)]
        waiting += [(package, False) for name in modules for package in _parents(name)]
        while waiting:
            name, whole = step = waiting.pop()
            if step not in seen:
                seen.add(step)
                if step not in self._steps:
                    self._steps[step] = list(self._next(name, whole))
                waiting += self._steps[step]
        return sorted({name for name, _ in seen})

    def digest(self, name: str) -> str:
        """The digest of a module's or script's code, or of a data file's content."""
        return self._facts(name)["digest"]

    def _facts(self, name: str) -> dict[str, Any]:
        path = self.path(name)
        if not path.endswith(".py"):
            return self._memory.recall("file", path, lambda content: {"digest": hashlib.sha256(content).hexdigest()})
        return self._memory.recall(_CODE, path, facts)

    def _next(self, name: str, whole: bool) -> Iterator[tuple[str, bool]]:
        """Where a module leads to: pairs of a name and whether all of it counts, or only what its import runs."""
        path = self.path(name)
        if not path.endswith(".py"):
            return
        known, is_package = self._facts(name), path.endswith("__init__.py") and name in self._paths
        whole = whole or not is_package
        package = name if is_package else name.rpartition(".")[0]
        for level, module, attribute in known["now"] + (known["later"] if whole else []):
            yield from self._target(_absolute(package, level, module), attribute)
        if is_package and whole and known["discovers"]:
            inside = name + "."
            yield from ((other, True) for other in self._paths if other.rpartition(".")[0] + "." == inside)
        for ending in known["files"]:
            yield from ((file, True) for file in self._data if file.endswith(ending))

    def _target(self, module: str, attribute: str | None) -> Iterator[tuple[str, bool]]:
        """What ``import module``, or ``from module import attribute``, leads to."""
        if attribute is not None and f"{module}.{attribute}" in self._paths:
            module, attribute = f"{module}.{attribute}", None
        if module in self._paths:
            yield module, True
        yield from ((package, False) for package in _parents(module) if package in self._paths)


def facts(content: bytes) -> dict[str, Any]:
    """What a module's source says, as far as provenance needs it.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    dict
        ``digest`` of the syntax tree without docstrings; imports run at once (``now``) and when a function is called
        (``later``), each as [level, module, attribute]; whether it ``discovers`` modules with pkgutil; and the
        ``files`` that its strings name.
    """
    tree = ast.parse(content)
    now: list[list[Any]] = []
    later: list[list[Any]] = []
    _collect(tree.body, now, later)
    imported = {module for _, module, _ in now + later}
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    _strip(tree)
    return {
        "digest": hashlib.sha256(ast.dump(tree, annotate_fields=False).encode()).hexdigest(),
        "now": now,
        "later": later,
        "discovers": "pkgutil" in imported,
        "files": sorted(text for text in strings if text.endswith(_SUFFIXES) and text not in _SUFFIXES),
    }


def _collect(body: Sequence[ast.AST], now: list[list[Any]], later: list[list[Any]]) -> None:
    """Sort the imports of statements by when they run."""
    for node in body:
        if isinstance(node, ast.Import):
            now += [[0, alias.name, None] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            now += [[node.level, node.module or "", alias.name] for alias in node.names]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _collect(node.body, later, later)
        elif isinstance(node, ast.If) and _for_type_checkers(node.test):
            _collect(node.orelse, now, later)
        else:
            for part in ("body", "orelse", "handlers", "finalbody", "cases"):
                _collect(getattr(node, part, ()), now, later)


def _for_type_checkers(test: ast.expr) -> bool:
    return getattr(test, "id", getattr(test, "attr", None)) == "TYPE_CHECKING"


def _strip(tree: ast.Module) -> None:
    """Remove docstrings, and any other statement that is only a string: it has no effect."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [inner for inner in body if not _is_string(inner)]


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _absolute(package: str, level: int, module: str) -> str:
    """The dotted name that a relative import in a package means."""
    if not level:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *filter(None, [module])])


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _index(folder: str) -> tuple[dict[str, str], list[str]]:
    """The modules of the packages in a folder, by dotted name, and the data files beside them."""
    paths: dict[str, str] = {}
    data: list[str] = []
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.endswith(".egg-info"))
        package = os.path.relpath(top, folder).replace(os.sep, ".")
        for name in sorted(names):
            if name == "__init__.py":
                paths[package] = os.path.join(top, name)
            elif name.endswith(".py"):
                paths[f"{package}.{name[:-3]}" if package != "." else name[:-3]] = os.path.join(top, name)
            elif name.endswith(_SUFFIXES):
                data.append(os.path.join(top, name))
    return paths, data
