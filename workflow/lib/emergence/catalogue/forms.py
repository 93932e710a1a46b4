"""The forms that there are, read from their files without running them: importing them needs numba."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from emergence.io.provenance import LIBRARY


@dataclass(frozen=True)
class FormSpec:
    """What planning knows of a form: its kind (flat, smooth, threshold, law), and whether it is fitted by default."""

    kind: str = ""
    default: bool = True


@cache
def registered() -> dict[str, FormSpec]:
    """The forms of this package, by name."""
    return discover(LIBRARY / "emergence" / "models")


def with_threshold() -> list[str]:
    """The names of the forms of this package that have a threshold."""
    return [name for name, form in registered().items() if form.kind == "threshold"]


def default() -> list[str]:
    """The names of the forms that are fitted where the config names none."""
    return [name for name, form in registered().items() if form.default]


def discover(folder: Path) -> dict[str, FormSpec]:
    """The forms of a folder, by name: each file with a ``FORM`` is a form, named like the file."""
    found = {path.stem: _facts(path.read_bytes()) for path in sorted(folder.glob("[a-z]*.py"))}
    classes = {name: own for _, said in found.values() for name, own in said.items()}
    return {name: FormSpec(**_attributes(form, classes)) for name, (form, _) in found.items() if form}


def _facts(content):
    """What a file says: the class of its ``FORM``, or None; and its classes, each with its bases and what it says."""
    tree, form, classes = ast.parse(content), None, {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            said = {name: own.value for own in node.body for name in ("kind", "default") if _assigns(own, name)}
            said = {name: value.value for name, value in said.items() if isinstance(value, ast.Constant)}
            classes[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)], said
        elif _assigns(node, "FORM") and isinstance(node.value, ast.Call):
            form = getattr(node.value.func, "id", None)
    return form, classes


def _assigns(node, name):
    """Whether a statement gives a value to a name."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(getattr(target, "id", None) == name for target in targets) and node.value is not None


def _attributes(name, classes):
    """What a class says, or else its bases, of which the first counts most."""
    bases, said = classes.get(name, ((), {}))
    found = {}
    for base in reversed(bases):
        found |= {key: value for key, value in _attributes(base, classes).items() if value != ""}
    return found | {key: value for key, value in said.items() if value != ""}
