"""Digests see every change of content and of code, and nothing else."""

import os
import shutil

import pytest

from emergence.io import provenance

LIBRARY = {
    "emergence/__init__.py": "",
    "emergence/errors.py": "",
    "emergence/fits/__init__.py": "",
    "emergence/fits/fitting.py": "from emergence.models import registry\n",
    "emergence/fits/forms/__init__.py": "import pkgutil\nfrom emergence.io.errors import X\n",
    "emergence/fits/forms/hinge.py": "import numpy\n",
    "emergence/draw/__init__.py": "",
    "emergence/draw/marks.py": "",
    "emergence/draw/table.typ": "",
    "script.py": "from emergence.fits import fitting\nimport json\n",
    "draw.py": "def later():\n    import emergence.draw.marks\n",
}


@pytest.fixture
def library(tmp_path):
    for name, content in LIBRARY.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def behind(library, script):
    return {path.relative_to(library).as_posix() for path in provenance.code_behind(library / script, library)}


def test_code_behind_a_script_follows_imports_and_discovered_modules(library):
    fits = {name for name in LIBRARY if "fits" in name}
    assert behind(library, "script.py") == {"script.py", "emergence/__init__.py", "emergence/errors.py"} | fits


def test_code_behind_finds_imports_inside_functions_and_templates(library):
    expected = {"draw.py", "emergence/__init__.py", "emergence/draw/__init__.py", "emergence/draw/marks.py"}
    assert behind(library, "draw.py") == expected | {"emergence/draw/table.typ"}


def test_every_module_of_the_library_is_behind_some_script(root):
    scripts = (root / "workflow/scripts").glob("*.py")
    library = root / "workflow/lib"
    reached = {path for script in scripts for path in provenance.code_behind(script, library)}
    modules = {path for path in (library / "emergence").rglob("*.py") if path.name != "__init__.py"}
    # Run at installation, by the Snakefile itself, and by import and digitise, which run whenever they are asked to.
    apart = {"warming.py", "spec.py", "pdf_tables.py", "pdf_text.py", "base_models.py", "upstream.py", "agreement.py"}
    apart |= {"parts.py", "palm_bigbench.py", "contents.py", "ladder_predictions.py", "printed_numbers.py", "forms.py"}
    assert {
        path.name for path in modules - reached if not {"importers", "readings", "studies"} & set(path.parts)
    } <= apart


def test_a_digest_sees_content_and_name_but_neither_time_nor_place(library, tmp_path_factory):
    first = provenance.digest([library / "emergence"], root=library)
    os.utime(library / "emergence/errors.py", (1, 1))
    assert provenance.digest([library / "emergence"], root=library) == first
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(library / "emergence", elsewhere / "emergence")
    assert provenance.digest([elsewhere / "emergence"], root=elsewhere) == first
    (elsewhere / "emergence/errors.py").rename(elsewhere / "emergence/mistakes.py")
    assert provenance.digest([elsewhere / "emergence"], root=elsewhere) != first
    (library / "emergence/errors.py").write_text("x = 1\n")
    assert provenance.digest([library / "emergence"], root=library) != first


def test_compiled_files_do_not_count(library):
    first = provenance.digest([library / "emergence"], root=library)
    (library / "emergence/__pycache__").mkdir()
    (library / "emergence/__pycache__/errors.pyc").write_text("")
    assert provenance.digest([library / "emergence"], root=library) == first
