"""The RO-Crate that a run writes, by a validator that is not ours: all that the profile of Workflow Runs requires."""

import json
import subprocess

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def against_profile(root):
    """A function of a folder: status and lines of the validator."""
    python = root / ".venv-audit" / "bin" / "python"
    if not python.exists():
        pytest.skip("no validator of RO-Crates: make .venv-audit/audit.txt")

    def validated(folder):
        program = [python, root / "tests" / "audit" / "valid_crate.py", folder]
        done = subprocess.run(program, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return validated


def test_a_run_is_described_as_its_profile_requires(project, against_profile):
    results = project.folder / "results"
    assert against_profile(results) == (0, "")
    (results / "toy" / "fig.pdf").unlink()
    path = results / "ro-crate-metadata.json"
    content = json.loads(path.read_text())
    next(entity for entity in content["@graph"] if entity["@id"] == "./").pop("datePublished")
    path.write_text(json.dumps(content))
    status, said = against_profile(results)
    assert status == 1
    assert "datePublished" in said
    assert "toy/fig.pdf" in said
