"""Tiny projects in folders of their own, and the ways in which tests run them."""

import os
import re
import shutil
import subprocess
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import yaml
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
COMPILED = Path(__file__).resolve().parents[1] / ".cache" / "compiled_for_tests"


def carry_compiled(origin, target):
    """Copy what numba keeps beside the modules of a library; it checks the time and size of each module itself."""
    for kept in origin.rglob("__pycache__/*.nb[ci]"):
        copied = target / kept.relative_to(origin)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(kept, copied)


KEPT = {"verdicts", "thresholds"}  # an analysis of each scope


@dataclass
class Project:
    """A project folder and the ways in which the tests run it."""

    folder: Path

    def start(self, *arguments, module="snakemake", within=(), profile="default"):
        """Start Snakemake, or another module, as the leader of a group of processes."""
        cores = ["--cores", "2"] if profile == "default" else []  # other profiles say how many jobs there may be
        options = ["--workflow-profile", f"workflow/profiles/{profile}", *cores] if module == "snakemake" else []
        command = [*within, self.folder / ".venv" / "bin" / "python", "-m", module, *options, *arguments]
        path = os.pathsep.join([str(self.folder / ".venv" / "bin"), os.environ["PATH"]])
        # Without a folder named for them, numba keeps compiled functions beside the modules: copies take them along.
        environment = {**os.environ, "PATH": path, "NUMBA_CACHE_DIR": ""}
        environment.pop("PYTHONPATH", None)  # it would hide the project's own copy of the package
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # every job would compile all of the copy that it imports
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=self.folder, env=environment, start_new_session=True, **pipes)

    def run(self, *arguments, **how):
        """Run what :meth:`start` starts to its end; its output and exit code."""
        started = self.start(*arguments, **how)
        said, errors = started.communicate()
        return subprocess.CompletedProcess(started.args, started.returncode, said, errors)

    def snakemake(self, *arguments, **how):
        """Run Snakemake; its output and exit code."""
        return self.run(*arguments, **how)

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
        """Everything under results/ but the logs and the checksums."""
        found = sorted(path for path in (self.folder / "results").rglob("*") if path.is_file())
        names = [path.relative_to(self.folder) for path in found]
        return [name.as_posix() for name in names if not {"logs", ".checksums"}.intersection(name.parts)]

    def everything(self):
        """The bytes of all files under results/ but the logs, the checksums too."""
        found = sorted(path for path in (self.folder / "results").rglob("*") if path.is_file())
        names = {path.relative_to(self.folder).as_posix(): path for path in found}
        return {name: path.read_bytes() for name, path in names.items() if "/logs/" not in name}

    def processes(self, word):
        """The processes that work in the folder and have a word in their command lines."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(process / "cwd") == str(self.folder) and word in (process / "cmdline").read_text():
                    found.append(int(process.name))
            except OSError:  # it has ended, or is someone else's
                continue
        return found

    def move(self, place):
        """Move the project to another folder."""
        self.folder.rename(place)
        self.folder = place
        install(place)


def built_in(folder, change=None):
    """A tiny project, changed by a function of its folder, with its environment, built."""
    folder.mkdir()
    write_tiny_project(folder)
    if change:
        change(folder)
    install(folder)
    carry_compiled(COMPILED, folder / "workflow" / "lib")
    project = Project(folder)
    project.build()
    carry_compiled(folder / "workflow" / "lib", COMPILED)
    return project


def with_few_analyses(folder):
    """Leave out the analyses that no exhibit of the tiny project needs: they are half of the time of a run."""
    for path in (folder / "workflow/lib/emergence/analyses").glob("[a-z]*.py"):
        if "\nSCOPE = " in path.read_text() and path.stem not in KEPT:
            path.unlink()
    config = folder / "workflow/config/config.yaml"
    config.write_text(yaml.safe_dump(yaml.safe_load(config.read_text()) | {"analyses": {}}))


def copied(project, folder):
    """A copy of a built project, to change at will."""
    shutil.copytree(project.folder, folder, copy_function=shutil.copy2, ignore=shutil.ignore_patterns(".venv"))
    install(folder)
    return Project(folder)
