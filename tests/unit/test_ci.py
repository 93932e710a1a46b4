"""The workflows of CI: pinned, with the least rights, and of steps that exist here."""

import re
import subprocess

import pytest
import yaml

TARGETS = r"^([a-z]+):"


@pytest.fixture(params=["ci.yml", "figures.yml"])
def workflow(request, root):
    return yaml.safe_load((root / ".github" / "workflows" / request.param).read_text())


def test_least_rights_and_pins(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90
        actions = [step["uses"] for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in actions)
        checkout = next(step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout"))
        assert checkout["with"]["persist-credentials"] is False


def test_steps_are_of_this_repository(workflow, root):
    targets = re.findall(TARGETS, (root / "Makefile").read_text(), re.MULTILINE)
    for job in workflow["jobs"].values():
        for command in [step["run"] for step in job["steps"] if "run" in step]:
            program, *arguments = command.split()
            if program == "make":
                assert set(arguments) <= set(targets)
            elif not program.startswith(".venv/"):
                assert (root / program).stat().st_mode & 0o111, program
                subprocess.run(["bash", "-n", root / program], check=True)


def test_no_file_is_tracked_that_git_is_told_to_ignore(root):
    if not (root / ".git").exists():
        pytest.skip("no checkout of git")
    tracked = ["git", "-C", str(root), "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.run(tracked, check=True, capture_output=True, text=True).stdout == ""
