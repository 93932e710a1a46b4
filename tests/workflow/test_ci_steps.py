"""The steps of CI's workflows, one after the other, in clones of the tiny project."""

import shutil
import subprocess

import pytest
import yaml
from local_ci import Machine
from projects import COMPILED, carry_compiled, copied, install
from tiny_project import ROOT

pytestmark = pytest.mark.slow
TEMPLATES = 'passages: {models: "{n} models were scored."}\n'
TEMPLATES += "numbers: {n: {from: observations, where: {source: beta}, take: count}}\n"
PROGRAM = '#!/bin/sh\nexec "$(dirname "$0")/python" -m {module} "$@"\n'
# What a run of all of it would take too long for here is noted only.
MAKE = """#!/bin/sh
echo "$1" >> "{notes}"
case "$1" in test|docs|audit) exit 0 ;; esac
exec {make} "$@"
"""


def git(folder, *words):
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def equipped(folder):
    """An environment as `make setup` leaves it, with the packages of the one that runs the tests."""
    home = install(folder)
    for name, module in {"snakemake": "snakemake", "emergence": "emergence.cli.main"}.items():
        (home / name).write_text(PROGRAM.format(module=module))
        (home / name).chmod(0o755)
    shutil.copy(folder / "envs" / "requirements.txt", folder / ".venv" / "main.txt")
    for path in (folder / "workflow" / "lib").rglob("*.py"):  # what is compiled is known by their times
        shutil.copystat(ROOT / path.relative_to(folder), path)
    carry_compiled(COMPILED, folder / "workflow" / "lib")


@pytest.fixture(scope="module")
def repository(built, tmp_path_factory):
    """The tiny project under git, with what CI runs of ours, and prose that agrees with its results."""
    folder = copied(built, tmp_path_factory.mktemp("repository") / "atlas").folder
    for name in ("Makefile", "pyproject.toml", ".gitignore", "envs/install", ".ci/run"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / ".github").mkdir()
    (folder / ".github" / "readme.yaml").write_text(TEMPLATES)
    (folder / ".github" / "INDEX.md").write_text("")
    (folder / "README.md").write_text("# Toy\n\n<!-- numbers: models -->\n<!-- end -->\n")
    subprocess.run([folder / ".venv/bin/python", "-m", "emergence.cli.readme"], cwd=folder, check=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=base")
    return folder


@pytest.fixture
def machine(repository, tmp_path):
    """A function that makes a machine for a revision: it keeps the results of the base, and notes targets of make."""
    base = git(repository, "rev-parse", "main")
    kept = tmp_path / "kept"
    shutil.copytree(repository / "results", kept / base / "results")
    programs = tmp_path / "programs"
    programs.mkdir()
    make = programs / "make"
    make.write_text(MAKE.format(notes=tmp_path / "targets", make=shutil.which("make")))
    make.chmod(0o755)
    event = {"github.event.pull_request.base.sha": base, "github.sha": base, "hashFiles('envs/*.txt')": "0"}
    of_all = {"equip": equipped, "kept": {f"results-{base}": kept}, "path": [programs]}

    def made(revision, name):
        of_event = {"event": event | {"github.event_name": name}}
        return Machine(tmp_path / "machine", repository, revision, **of_all, **of_event)

    return made


def jobs():
    return yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]


def test_a_push_is_tested_built_verified_and_built_again(machine, tmp_path):
    runner = machine("main", "push")
    assert runner.run(jobs()["test"]) == [], runner.said
    assert (tmp_path / "targets").read_text().split("\n") == ["test", "PROFILE=ci", "verify", "docs", ""]
    assert "Nothing to be done" in runner.said[".ci/run"]
    assert "What moved" not in runner.said
    (kept,) = runner.kept[f"results-{runner.event['github.sha']}"].iterdir()
    assert (kept / "results" / "manifest.json").exists()  # where `emergence diff` looks for the results of a base


def test_a_change_of_data_is_built_once_shown_and_uploaded_though_its_prose_fails(machine, repository, tmp_path):
    git(repository, "checkout", "--quiet", "-b", "change")
    scores = repository / "data" / "beta" / "scores.csv"
    scores.write_text(scores.read_text().replace("huge,quiz,accuracy,0.75,t\n", ""))
    git(repository, "commit", "--quiet", "--all", "--message=change")
    git(repository, "checkout", "--quiet", "main")
    runner = machine("origin/change", "pull_request")
    assert runner.run(jobs()["test"]) == [".ci/run"], runner.said
    assert "README.md: 3 models were scored. -> 2 models were scored." in runner.said[".ci/run"]
    built = "Draw the exhibits of toy"
    assert built in runner.said[".ci/run"]
    moved = runner.said["What moved"]
    assert built not in moved  # neither built again, nor the base, which a push has left
    assert "data/beta/scores.csv" in moved
    assert "toy/table" in runner.summary.read_text()
    assert runner.uploaded == ["results", "changes.html"]
    assert (tmp_path / "targets").read_text().split() == ["test", "PROFILE=ci", "verify", "changes"]
