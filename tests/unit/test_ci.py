"""The workflows of CI: pinned, with the least rights, and of steps that exist here."""

import re
import shlex
import subprocess
from importlib.util import find_spec

import pytest
import yaml

TARGETS = r"^([a-z-]+):"


@pytest.fixture
def workflow(root):
    (only,) = (root / ".github" / "workflows").iterdir()
    return yaml.safe_load(only.read_text())


def test_least_rights_and_pins(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90
        actions = [step["uses"] for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"actions/[a-z/-]+@[0-9a-f]{40}", action) for action in actions)
        checkout = next(step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout"))
        assert checkout["with"]["persist-credentials"] is False


def commands(text):
    """The lines of a script that are neither empty nor comments."""
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_steps_are_of_this_repository(workflow, root):
    steps = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    for step in steps:
        subprocess.run(["bash", "-n"], input=step, text=True, check=True)
    for program, *arguments in [command.split() for step in steps for command in commands(step)]:
        if program == "make":
            assert_targets(arguments, root)
        elif program == "mkdir":
            continue
        elif program.startswith(".venv/bin/"):
            assert program in (".venv/bin/snakemake", ".venv/bin/python")
            named = dict(zip(arguments, arguments[1:], strict=False))
            assert (root / named.get("--workflow-profile", ".") / "config.yaml").exists() or find_spec(named["-m"])
        else:
            assert (root / program).stat().st_mode & 0o111, program
            subprocess.run(["bash", "-n", root / program], check=True)


def assert_targets(arguments, root):
    targets = re.findall(TARGETS, (root / "Makefile").read_text(), re.MULTILINE)
    assert {word for word in arguments if "=" not in word} <= set(targets)


def test_what_every_change_must_pass_is_made_of_targets(root):
    lines = [shlex.split(line, comments=True) for line in commands((root / ".ci" / "run").read_text())]
    made = [words[1:] for words in lines if words[0] == "make"]
    assert [words[0] for words in made] == ["test", "PROFILE=ci", "verify", "docs"]
    for words in made:
        assert_targets([word for word in words if not word.startswith("-")], root)


def test_no_file_is_tracked_that_git_is_told_to_ignore(root):
    if not (root / ".git").exists():
        pytest.skip("no checkout of git")
    tracked = ["git", "-C", str(root), "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.run(tracked, check=True, capture_output=True, text=True).stdout == ""
