"""The structure of the library, read from its source: small files and functions, and imports that point one way."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from emergence.catalogue.forms import discover
from emergence.io.code_graph import facts

# A room may import from itself and from those before it; rooms of one line do not know each other.
ORDER = [
    ["io"],
    ["defaults"],
    ["schema"],
    ["catalogue"],
    ["digitise"],
    ["sources"],
    ["series"],
    ["solvers"],
    ["models"],
    ["inference"],
    ["hypotheses"],
    ["forecasts", "simulations", "networks"],
    ["analyses"],
    ["exhibits"],
    ["draw"],
    ["changes"],
    ["own"],
    ["cli"],
    ["warming"],
]
LINES, FUNCTION_LINES = 300, 60


@pytest.fixture(scope="module")
def modules(root):
    """Every module of the library: dotted name to its file."""
    library = root / "workflow" / "lib"
    found = {}
    for path in sorted(library.rglob("*.py")):
        parts = path.relative_to(library).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name, path, modules):
    """The modules of the library that a module imports, anywhere in it, but for type checkers."""
    known = facts(path.read_bytes())
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for level, module, attribute in known["now"] + known["later"]:
        if level:
            module = ".".join([*package.split(".")[: len(package.split(".")) - level + 1], *filter(None, [module])])
        for target in (f"{module}.{attribute}", module):
            if target in modules:
                yield target
                break


def room(name):
    return name.split(".")[1] if "." in name else None


def test_every_room_has_its_place_in_the_order(modules):
    placed = {name for line in ORDER for name in line}
    assert {room(name) for name in modules if name.startswith("emergence.")} <= placed


def test_imports_between_rooms_point_one_way(modules):
    rank = {name: number for number, line in enumerate(ORDER) for name in line}
    wrong = {
        f"{name} imports {target}"
        for name, path in modules.items()
        if name.startswith("emergence.")
        for target in imports(name, path, modules)
        if room(target) and room(target) != room(name) and rank[room(target)] >= rank[room(name)]
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_no_modules_import_each_other_in_a_circle(modules):
    graph = {name: set(imports(name, path, modules)) - {name} for name, path in modules.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_solvers_inference_and_hypotheses_know_no_form_by_name(modules, root):
    """Forms are given to them: none is imported, none stands in a text that is compared, and no module is one's own."""
    forms = set(discover(root / "workflow" / "lib" / "emergence" / "models"))
    assert "hinge" in forms
    named = set()
    for name, path in modules.items():
        if room(name) not in {"solvers", "inference", "hypotheses"}:
            continue
        tree = ast.parse(path.read_bytes())
        texts = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        imported = {target.rpartition(".")[2] for target in imports(name, path, modules) if room(target) == "models"}
        named |= {(name, form) for form in forms if form in texts | imported or form in path.stem.split("_")}
    assert not named


def test_files_are_short(modules):
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules.items()}
    assert {name: number for name, number in lines.items() if number >= LINES} == {}


def test_functions_are_short(modules):
    long = {
        f"{name}.{node.name}": node.end_lineno - node.lineno + 1
        for name, path in modules.items()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= FUNCTION_LINES
    }
    assert long == {}
