"""The archive of a release, from a commit and the results of just that."""

import subprocess
import tarfile

import pytest

pytestmark = pytest.mark.slow

IGNORED = "/.*\n!/.gitignore\n/results/\n/*.tar.gz\n__pycache__/\n"


def commit(folder, message):
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", message]):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def release(project):
    return project.run(module="emergence.cli.release")


def packed(project):
    done = release(project)
    assert done.returncode == 0, done.stdout + done.stderr
    (archive,) = project.folder.glob("*.tar.gz")
    return archive.read_bytes()


def test_two_archives_of_a_commit_and_its_results_are_equal(project):
    (project.folder / ".gitignore").write_text(IGNORED)
    commit(project.folder, "a release")
    first = packed(project)
    more = project.folder / "README.md"
    more.write_text("One more file.\n")
    assert "README.md is not as it was committed" in release(project).stderr
    more.unlink()
    assert packed(project) == first
    (archive,) = project.folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.split("/", 1)[1] for name in tar.getnames()}
        assert {"Snakefile", "results/toy/fig.pdf", "results/fits.parquet", "results/manifest.json"} < names
        crate = tar.extractfile(f"{archive.name.removesuffix('.tar.gz')}/results/ro-crate-metadata.json").read()
        assert crate == (project.folder / "results/ro-crate-metadata.json").read_bytes()
    assert not any("/sources/" in name or "logs" in name for name in names if name.startswith("results/"))


def test_damaged_results_are_not_released(project):
    (project.folder / ".gitignore").write_text(IGNORED)
    commit(project.folder, "a release")
    (project.folder / "results/toy/fig.pdf").write_bytes(b"%PDF")
    done = release(project)
    assert done.returncode == 1
    assert "results/toy/fig.pdf differs from what its job wrote" in done.stderr
    assert not list(project.folder.glob("*.tar.gz"))
