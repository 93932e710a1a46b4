"""Digests change with every change of content and of code, and with nothing else."""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from emergence.io import provenance
from emergence.io.code_graph import Library, facts
from emergence.io.file_memory import FileMemory

LIBRARY = {
    "emergence/__init__.py": "def fit():\n    from emergence.inference.fitting import fit_all\n    return fit_all\n",
    "emergence/errors.py": "",
    "emergence/inference/__init__.py": "",
    "emergence/inference/fitting.py": "from emergence.models import registry\n",
    "emergence/models/__init__.py": "import pkgutil\nfrom emergence.errors import X\n",
    "emergence/models/hinge.py": "from . import base\n",
    "emergence/models/base.py": "import numpy\n",
    "emergence/models/laws/__init__.py": "from .chinchilla import LAW\n",
    "emergence/models/laws/chinchilla.py": "from ..base import Form\nLAW = 1\n",
    "emergence/draw/__init__.py": "",
    "emergence/draw/marks.py": "from emergence.draw import typeset\n",
    "emergence/draw/typeset.py": "TEMPLATE = 'table.typ'\n",
    "emergence/draw/table.typ": "",
    "emergence/draw/book.typ": "",
    "emergence/typed.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import emergence.draw\nelse:\n"
    "    import emergence.errors\n",
    "emergence/circle.py": "import emergence.round\n",
    "emergence/round.py": "import emergence.circle\n",
    "fit.py": "from emergence.inference import fitting\nimport json\n",
    "draw.py": "def later():\n    if True:\n        import emergence.draw.marks\n",
    "one_form.py": "from emergence.models.base import Form\n",
    "front.py": "from emergence import fit\n",
    "typed.py": "import emergence.typed\n",
    "circle.py": "import emergence.circle\n",
    "named.py": "from importlib import import_module\n",
}
FORMS = {"models", "models.base", "models.hinge", "models.laws", "models.laws.chinchilla"}
FITTING = {"errors", "inference", "inference.fitting"} | FORMS
CLOSURES = {
    "fit.py": FITTING,
    "draw.py": {"draw", "draw.marks", "draw.typeset", "draw/table.typ"},
    "one_form.py": {"errors", "models", "models.base"},
    "front.py": FITTING,
    "typed.py": {"typed", "errors"},
    "circle.py": {"circle", "round"},
    "named.py": set(),
}


@pytest.fixture
def folder(tmp_path):
    for name, content in LIBRARY.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def behind(folder, script, *modules):
    library = Library(folder)
    found = {library.label(name) for name in library.closure(folder / script, *modules)}
    return {name.removeprefix("emergence").lstrip("./") for name in found} - {script, ""}


@pytest.mark.parametrize("script", CLOSURES)
def test_the_code_behind_a_script_is_what_it_imports(folder, script):
    assert behind(folder, script) == CLOSURES[script]


def test_a_module_that_is_imported_by_name_counts_when_it_is_given(folder):
    assert behind(folder, "named.py", "emergence.draw.marks") == CLOSURES["draw.py"]
    assert behind(folder, "named.py", "emergence.models") == FORMS | {"errors"}
    with pytest.raises(KeyError, match=r"no module emergence\.analyses\.none"):
        behind(folder, "named.py", "emergence.analyses.none")


def code(folder, script="fit.py"):
    """The digest that a new process finds."""
    return provenance._short(
        [(name, Library(folder).digest(name)) for name in Library(folder).closure(folder / script)]
    )


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("x = 1\n", "# why\nx = 1  # one\n\n", True),
        ("x = 1\n", '"""What for."""\n\nx = (\n    1\n)\n', True),
        ("def f():\n    return 1\n", 'def f():\n    """One."""\n    return 1\n', True),
        ("class A:\n    x: int\n", 'class A:\n    """A."""\n\n    x: int\n    """An attribute."""\n', True),
        ("x = 1\n", "x = 2\n", False),
        ("x = 'a'\n", "x = 'b'\n", False),
        ("def f(a=1): ...\n", "def f(a=2): ...\n", False),
        ("def f():\n    return 'text'\n", "def f():\n    return 'words'\n", False),
    ],
)
def test_the_digest_of_code_ignores_docstrings_comments_and_layout_and_nothing_else(folder, before, after, same):
    (folder / "emergence/models/base.py").write_text(before)
    first = code(folder)
    (folder / "emergence/models/base.py").write_text(after)
    assert (code(folder) == first) is same


def test_the_library_never_reads_a_docstring(root):
    """Digests ignore docstrings, so no result may depend on one."""
    for path in (root / "workflow").rglob("*.py"):
        assert "__doc__" not in path.read_text(encoding="utf-8"), path


def test_a_new_module_counts_where_modules_are_discovered(folder):
    first = code(folder)
    (folder / "emergence/draw/new.py").write_text("x = 1\n")
    assert code(folder) == first
    (folder / "emergence/models/new.py").write_text("x = 1\n")
    assert code(folder) != first


def test_the_digest_of_code_depends_on_the_lock_and_on_templates_but_not_on_the_place(folder, tmp_path_factory):
    (folder / "lock.txt").write_text("numpy==2.4.6\n")

    def digest(folder):
        return provenance.code_digest(folder / "draw.py", library=folder, lock=folder / "lock.txt")

    first = digest(folder)
    copied = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(folder, copied)
    assert digest(copied) == first
    (folder / "lock.txt").write_text("numpy==2.4.7\n")
    assert digest(folder) != first
    (copied / "emergence/draw/book.typ").write_text("not named by the script's modules")
    assert digest(copied) == first
    (copied / "emergence/draw/table.typ").write_text("changed")
    assert digest(copied) != first


def test_a_digest_of_data_sees_content_and_name_but_neither_time_nor_place(folder, tmp_path_factory):
    first = provenance.data_digest([folder / "emergence"], root=folder)
    os.utime(folder / "emergence/errors.py", (1, 1))
    assert provenance.data_digest([folder / "emergence"], root=folder) == first
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(folder / "emergence", elsewhere / "emergence")
    assert provenance.data_digest([elsewhere / "emergence"], root=elsewhere) == first
    (elsewhere / "emergence/errors.py").rename(elsewhere / "emergence/mistakes.py")
    assert provenance.data_digest([elsewhere / "emergence"], root=elsewhere) != first
    (folder / "emergence/errors.py").write_text("x = 1\n")
    assert provenance.data_digest([folder / "emergence"], root=folder) != first


def test_compiled_files_do_not_count(folder):
    first = provenance.data_digest([folder / "emergence"], root=folder)
    (folder / "emergence/__pycache__").mkdir()
    (folder / "emergence/__pycache__/errors.pyc").write_text("")
    assert provenance.data_digest([folder / "emergence"], root=folder) == first


def settled(path, content):
    """Write a file and wait until its time of change is taken as final."""
    path.write_text(content)
    while time.time() - path.stat().st_ctime <= 2.05:
        time.sleep(0.05)


def test_a_file_is_read_once_until_it_changes_even_with_its_old_time_and_size(tmp_path):
    data, kept = tmp_path / "data.csv", tmp_path / "memory.json"
    settled(data, "a")
    before = data.stat()
    first = FileMemory(kept)
    assert first.recall("text", data, bytes.decode) == "a"
    first.save()
    again = FileMemory(kept)
    assert (again.recall("text", data, bytes.decode), again.computed) == ("a", 0)
    assert (again.recall("length", data, len), again.computed) == (1, 1)
    data.write_text("b")
    os.utime(data, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert FileMemory(kept).recall("text", data, bytes.decode) == "b"


def test_memories_that_are_saved_one_after_the_other_keep_what_each_has_added(tmp_path):
    """Those of a run and of its jobs, which begin from the same file and end in any order."""
    data, other, kept = tmp_path / "data.csv", tmp_path / "other.csv", tmp_path / "memory.json"
    other.write_text("b")
    settled(data, "a")
    first, second = FileMemory(kept), FileMemory(kept)
    first.recall("text", data, bytes.decode)
    second.recall("length", data, len)
    second.recall("text", other, bytes.decode)
    first.save()
    second.save()
    again = FileMemory(kept)
    found = (
        again.recall("text", data, bytes.decode),
        again.recall("length", data, len),
        again.recall("text", other, len),
    )
    assert (found, again.computed) == (("a", 1, "b"), 0)


def test_what_was_read_from_a_file_just_changed_is_not_kept(tmp_path):
    """Within one tick of the clock a second change would leave the file's status as it is."""
    data, kept = tmp_path / "data.csv", tmp_path / "memory.json"
    data.write_text("a")
    memory = FileMemory(kept)
    memory.recall("text", data, bytes.decode)
    memory.save()
    assert not kept.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 0, "files": {}}', '{"version": 1}'])
def test_a_damaged_memory_is_an_empty_one(tmp_path, content):
    (tmp_path / "memory.json").write_text(content)
    (tmp_path / "data.csv").write_text("a")
    assert FileMemory(tmp_path / "memory.json").recall("text", tmp_path / "data.csv", bytes.decode) == "a"


IMPORTS_OF_SCRIPTS = """
import ast, json, os, sys
import matplotlib.pyplot, numba, pandas, pyarrow.parquet, scipy.optimize, scipy.stats, statsmodels.api, typst, yaml

def loaded(script):
    '''The modules of the library that a script's import statements load, in a process of its own.'''
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with open(reader) as stream:
            return json.load(stream)
    try:
        tree = ast.parse(open(script).read())
        tree.body = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        exec(compile(tree, script, "exec"))
        names = sorted(name for name in sys.modules if name.split(".")[0] == "emergence")
        with open(writer, "w") as stream:
            json.dump(names, stream)
        os._exit(0)
    finally:
        os._exit(1)

print(json.dumps({script: loaded(script) for script in sys.argv[1:]}))
"""


def test_the_code_behind_every_script_holds_what_the_script_really_loads_and_little_more(root):
    scripts = sorted(map(str, (root / "workflow/scripts").glob("*.py")))
    run = subprocess.run([sys.executable, "-c", IMPORTS_OF_SCRIPTS, *scripts], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    library = Library(root / "workflow/lib")
    loaded, counted = json.loads(run.stdout), {}
    for script in scripts:
        counted[script] = {library.label(name) for name in library.closure(script)} - {os.path.basename(script)}
        assert set(loaded[script]) <= counted[script], script
    total, extra = sum(map(len, loaded.values())), sum(len(counted[script] - set(loaded[script])) for script in scripts)
    assert extra <= 0.5 * total, "imports at call time, discovered modules and templates are the exception"


def test_what_facts_says_of_a_module():
    source = b"import a.b\nfrom .c import d\ndef f():\n    def g():\n        import e\nclass H:\n    from i import j\n"
    found = facts(source + b"try:\n    import k\nexcept ImportError:\n    import l\nm = ['x.typ', '.json', 'no.txt']\n")
    assert found["now"] == [[0, "a.b", None], [1, "c", "d"], [0, "i", "j"], [0, "k", None], [0, "l", None]]
    assert found["later"] == [[0, "e", None]]
    assert (found["discovers"], found["files"]) == (False, ["x.typ"])
