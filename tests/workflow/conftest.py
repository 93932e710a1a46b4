"""The tiny project, built once and copied for each test."""

import os
import re
import shutil
import subprocess
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest
from tiny_project import write_tiny_project


def install(folder):
    """An environment beside the project in which its own copy of the package is installed, as `pip install -e` does it.

    All other packages are those of the environment that runs the tests.
    """
    home = folder / ".venv"
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    lines = [str(folder / "workflow" / "lib"), f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})"]
    (packages / "project.pth").write_text("\n".join(lines) + "\n")
    return home / "bin"


# Loops that numba compiled for one session of tests serve the next: to compile them takes a minute.
COMPILED = Path(__file__).resolve().parents[2] / ".cache" / "compiled_for_tests"


def carry_compiled(origin, target):
    """Copy what numba keeps beside the modules of a library; it checks the time and size of each module itself."""
    for kept in origin.rglob("__pycache__/*.nb[ci]"):
        copied = target / kept.relative_to(origin)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(kept, copied)


@dataclass
class Project:
    """A project folder and the ways in which the tests run it."""

    folder: Path

    def snakemake(self, *arguments):
        """Run Snakemake; its output and exit code."""
        profile = ["--workflow-profile", "workflow/profiles/default", "--cores", "2"]
        command = [self.folder / ".venv" / "bin" / "python", "-m", "snakemake", *profile, *arguments]
        path = os.pathsep.join([str(self.folder / ".venv" / "bin"), os.environ["PATH"]])
        # Without a folder named for them, numba keeps compiled functions beside the modules: copies take them along.
        environment = {**os.environ, "PATH": path, "NUMBA_CACHE_DIR": ""}
        environment.pop("PYTHONPATH", None)  # it would hide the project's own copy of the package
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def build(self, *arguments):
        """Run and require success."""
        run = self.snakemake(*arguments)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout + run.stderr

    def refused(self, *arguments):
        """Run and require that it fails with a message, no traceback; what it says."""
        run = self.snakemake(*arguments)
        said = run.stdout + run.stderr
        assert run.returncode != 0, said
        assert "Traceback" not in said
        return said

    def due(self):
        """The messages of the jobs that a run would start now."""
        return set(re.findall(r"^Job \d+: (.*)$", self.build("--dry-run"), re.MULTILINE))

    def edit(self, name, old, new):
        """Change a file's content and make it look older than everything that was built from it."""
        path = self.folder / name
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new, 1))
        os.utime(path, (1_000_000_000, 1_000_000_000))

    def contents(self, *without):
        """The bytes of everything under results/ but the logs and files whose names hold some words."""
        names = [name for name in self.files() if not any(word in name for word in without)]
        return {name: (self.folder / name).read_bytes() for name in names}

    def files(self):
        """Everything under results/ but the logs."""
        found = sorted(path for path in (self.folder / "results").rglob("*") if path.is_file())
        return [path.relative_to(self.folder).as_posix() for path in found if "logs" not in path.parts]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The tiny project, built once. Tests must not change it."""
    folder = tmp_path_factory.mktemp("tiny") / "project"
    folder.mkdir()
    write_tiny_project(folder)
    install(folder)
    carry_compiled(COMPILED, folder / "workflow" / "lib")
    project = Project(folder)
    project.build()
    carry_compiled(folder / "workflow" / "lib", COMPILED)
    return project


@pytest.fixture
def project(built, tmp_path):
    """A copy of the built project, to change at will."""
    folder = tmp_path / "project"
    shutil.copytree(built.folder, folder, copy_function=shutil.copy2, ignore=shutil.ignore_patterns(".venv"))
    install(folder)
    return Project(folder)
