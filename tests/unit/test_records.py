"""Checksums that jobs record of their outputs, and what planning and verification make of them."""

import os
import subprocess
from types import SimpleNamespace

import pytest

from emergence.catalogue import recovery
from emergence.catalogue.places import Places
from emergence.io import job, records
from emergence.io.files import write_bytes
from emergence.io.manifest import manifest


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A folder in which a job has written two files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(job.MESSAGES_SHOWN, raising=False)
    outputs = ["results/a.txt", "results/toy/b.txt"]
    with job.reporting("results/logs/job.log", outputs):
        for path in outputs:
            write_bytes(path, path.encode())
    return outputs


def test_a_job_records_what_it_wrote_as_sha256sum_reads_it(made):
    assert records.faults(made) == records.faults(made, anew=True) == {}
    checked = subprocess.run(["sha256sum", "--check", ".checksums/b.txt"], cwd="results/toy", capture_output=True)
    assert checked.returncode == 0
    assert list(records.all_recorded("results")) == made


@pytest.mark.parametrize("anew", [False, True])
def test_what_is_wrong_with_an_output(made, anew):
    write_bytes("results/a.txt", b"edited")
    os.remove("results/toy/b.txt")
    write_bytes("results/c.txt", b"written by nobody")
    found = records.faults([*made, "results/c.txt"], anew)
    assert found == dict(
        zip([*made, "results/c.txt"], [records.CHANGED, records.MISSING, records.UNRECORDED], strict=True)
    )


def test_an_edit_that_keeps_size_and_time_is_seen(made):
    assert records.faults(made) == {}
    before = os.stat("results/a.txt")
    with open("results/a.txt", "r+b") as stream:
        stream.write(b"R")
    os.utime("results/a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert records.faults(made) == {"results/a.txt": records.CHANGED}


def test_a_job_that_fails_leaves_no_record_of_what_it_was_to_write(made, capsys):
    with pytest.raises(SystemExit), job.reporting("results/logs/job.log", made):
        raise MemoryError
    assert "ERROR: this machine ran out of memory" in capsys.readouterr().err
    assert set(records.faults(made).values()) == {records.UNRECORDED}


def test_unfinished_files_are_not_called_damaged_if_they_are_due(made):
    records.forget(made)
    assert recovery.damaged(made, made) == ([], [])
    assert recovery.damaged(made, []) == (made, [f"{path} has no checksum: made anew" for path in made])


def test_many_faults_are_a_few_lines(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [f"{number}.txt" for number in range(20)]
    for path in paths:
        write_bytes(path, b"")
    assert recovery.damaged(paths, [])[1][-1] == "... and 12 more: made anew"


def test_what_belongs_to_no_job_is_removed_with_its_record_and_its_folder(made):
    write_bytes("results/studies/.checksums/kept.csv", b"")
    write_bytes("results/.a.txt.0a1b2c3d", b"half")
    run = SimpleNamespace(places=Places("results"))
    found = recovery.strays(run, ["results/a.txt"])
    assert list(found) == ["results/toy/b.txt", "results/.a.txt.0a1b2c3d"]
    assert recovery.remove(found)[0] == "results/toy/b.txt is made by no job any more: removed"
    assert not os.path.exists("results/toy")
    assert not recovery.strays(run, ["results/a.txt"])


def test_the_manifest_does_not_vouch_for_what_was_damaged(made):
    assert set(manifest(made, [], {})["outputs"]) == set(made)
    write_bytes("results/a.txt", b"edited")
    with pytest.raises(Exception, match="results/a.txt differs from what its job wrote: something else has changed it"):
        manifest(made, [], {})
