"""The archive of a release: what is in it, and that it is the same wherever and whenever it is made."""

import gzip
import os
import subprocess
import tarfile

import pytest

from emergence.io import archive
from emergence.io.errors import AtlasError


def git(folder, *words):
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """A function that makes a repository of the same files, written at some time and in some order."""

    def make(name, names, time):
        folder = tmp_path / name
        (folder / "bin").mkdir(parents=True)
        for path in names:
            (folder / path).write_text(f"of {path}\n")
            os.utime(folder / path, (time, time))
        (folder / "bin/run").chmod(0o755)
        (folder / "link").symlink_to("bin/run")
        git(folder, "init", "-q")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", f"at {time}", "--date", f"{time} +0000")
        return folder

    return make


def test_two_builds_of_equal_commits_are_equal(repository, tmp_path, monkeypatch):
    one = repository("one", ["a.txt", "bin/run", "é.txt"], 1_000_000_000)
    two = repository("two", ["é.txt", "bin/run", "a.txt"], 1_500_000_000)
    (tmp_path / "results").mkdir()
    (tmp_path / "results/fits.parquet").write_bytes(b"PAR1")
    monkeypatch.chdir(tmp_path)
    results = archive.read(["results/fits.parquet"])
    archive.write("one.tar.gz", "atlas-1", archive.committed(one) | results)
    monkeypatch.setattr("time.time", lambda: 2e9)
    archive.write("other name.tar.gz", "atlas-1", results | archive.committed(two))
    packed = (tmp_path / "one.tar.gz").read_bytes()
    assert packed == (tmp_path / "other name.tar.gz").read_bytes()
    assert packed[3:8] == bytes(5)  # neither a name nor a time: no flag is set
    assert gzip.decompress(packed)
    with tarfile.open("one.tar.gz") as tar:
        members = {member.name: member for member in tar}
        assert list(members) == sorted(f"atlas-1/{name}" for name in ["a.txt", "bin/run", "link", "é.txt", *results])
        assert tar.extractfile("atlas-1/é.txt").read() == "of é.txt\n".encode()
    assert members["atlas-1/link"].linkname == "bin/run"
    assert [members[f"atlas-1/{name}"].mode for name in ("a.txt", "bin/run")] == [0o644, 0o755]
    assert {(member.mtime, member.uid, member.uname) for member in members.values()} == {(archive.TIME, 0, "")}


def test_what_is_not_committed_is_not_released(repository):
    folder = repository("one", ["a.txt", "bin/run"], 1_000_000_000)
    (folder / "a.txt").write_text("edited\n")
    with pytest.raises(AtlasError, match="a.txt is not as it was committed"):
        archive.committed(folder)


def test_a_folder_that_is_no_checkout_is_refused(tmp_path):
    with pytest.raises(AtlasError, match="git status: fatal: not a git repository"):
        archive.committed(tmp_path)
