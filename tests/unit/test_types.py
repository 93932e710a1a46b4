"""What one module calls of another has type hints; mypy, which `make lint` runs, checks them."""

import ast

import pytest

ROOMS = [
    "io",
    "schema",
    "catalogue",
    "digitise",
    "sources",
    "series",
    "solvers",
    "models",
    "inference",
    "hypotheses",
    "analyses",
    "forecasts",
    "simulations",
    "networks",
    "exhibits",
    "draw",
]


@pytest.fixture(scope="module")
def functions(root):
    """The functions of each module of the library: dotted name to name to definition."""
    library, found = root / "workflow" / "lib", {}
    for path in sorted((library / "emergence").rglob("*.py")):
        parts = path.relative_to(library).with_suffix("").parts
        body = ast.parse(path.read_bytes()).body
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    return found


@pytest.fixture(scope="module")
def called(root, functions):
    """What modules and scripts import from other modules: pairs of a module and a function of it."""
    found = set()
    for path in (root / "workflow").rglob("*.py"):
        tree, modules = ast.parse(path.read_bytes()), {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    if f"{node.module}.{alias.name}" in functions:
                        modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                    found.add((node.module, alias.name))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                found.add((modules[node.value.id], node.attr))
    return {(module, name) for module, name in found if name in functions.get(module, ())}


def is_typed(function):
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, [given.vararg, given.kwarg])]
    return function.returns is not None and all(one.annotation is not None for one in named)


@pytest.mark.parametrize("room", ROOMS)
def test_functions_that_other_modules_call_have_type_hints(functions, called, room):
    of_room = {(module, name) for module, name in called if module.split(".")[1:2] == [room]}
    untyped = sorted(f"{module}.{name}" for module, name in of_room if not is_typed(functions[module][name]))
    assert of_room
    assert untyped == []
