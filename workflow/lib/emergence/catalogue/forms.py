"""The forms that there are, and the kind of each, read from their files without running them: importing needs numba."""

import ast
from functools import cache
from pathlib import Path

from emergence.io.provenance import LIBRARY


@cache
def registered() -> dict[str, str]:
    """The forms of this package, with their kinds."""
    return discover(LIBRARY / "emergence" / "models")


def discover(folder: Path) -> dict[str, str]:
    """The forms of a folder: name to kind (flat, smooth, threshold, law), in the order of the names.

    Each file with a ``FORM`` is a form, named like the file.
    """
    found = {path.stem: _facts(path.read_bytes()) for path in sorted(folder.glob("[a-z]*.py"))}
    classes = {name: own for _, said in found.values() for name, own in said.items()}
    return {name: _kind(form, classes) for name, (form, _) in found.items() if form}


def _facts(content):
    """What a file says: the class of its ``FORM``, or None; and its classes, each with its bases and its ``kind``."""
    tree, form, classes = ast.parse(content), None, {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            kinds = [
                own.value.value for own in node.body if _assigns(own, "kind") and isinstance(own.value, ast.Constant)
            ]
            classes[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)], (kinds or [None])[0]
        elif _assigns(node, "FORM") and isinstance(node.value, ast.Call):
            form = getattr(node.value.func, "id", None)
    return form, classes


def _assigns(node, name):
    """Whether a statement gives a value to a name."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(getattr(target, "id", None) == name for target in targets) and node.value is not None


def _kind(name, classes):
    """The kind of a class: its own or that of the first base that has one."""
    bases, kind = classes.get(name, ((), None))
    return kind or next(filter(None, (_kind(base, classes) for base in bases)), "")
