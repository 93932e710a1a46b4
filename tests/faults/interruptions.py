"""Runs are killed, or meet each other: the next `make` goes on where they were."""

import os
import signal
import subprocess
import time

from faults import fault

KILLED = "The last run here was killed: what it had not finished is made anew"
KILLS = 20  # at random moments, in tests/workflow/test_faults.py
FIT = "results/sources/beta/shards/1/fits.parquet"


def interrupted(what, *says, **how):
    """A fault of this group."""
    return fault("Runs are interrupted", what, *says, **how)


def wait_for(what, seconds=60):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def fitting(project):
    """A run that fits a source, once its script is at work; the process of the script."""
    (project.folder / FIT).unlink()
    run = project.start()
    wait_for(lambda: project.processes(".fit.py"))
    return run, project.processes(".fit.py")[0]


@interrupted(
    "Snakemake is killed (SIGKILL), and a job of it lives on", KILLED, "1 process of it was still at work and ended now"
)
def killed_snakemake(project):
    run, script = fitting(project)
    os.kill(script, signal.SIGSTOP)  # it would end soon
    run.kill(), run.wait()


@interrupted("Snakemake and all its jobs are killed (SIGKILL)", KILLED)
def killed_all(project):
    run, _ = fitting(project)
    os.killpg(run.pid, signal.SIGKILL), run.communicate()


@interrupted("Snakemake is stopped by Ctrl-C")
def interrupted_by_hand(project):
    run, _ = fitting(project)
    os.killpg(run.pid, signal.SIGINT), run.communicate()


@interrupted("Snakemake is ended by SIGTERM, as by a batch system")
def terminated(project):
    run, _ = fitting(project)
    run.terminate(), run.communicate()


@interrupted(
    "a job is killed, as by a system without memory",
    "the job was killed, most often because this machine ran out of memory: run `make` again",
    mends=False,
)
def killed_job(project):
    run, script = fitting(project)
    os.kill(script, signal.SIGKILL)
    said = run.communicate()
    yield subprocess.CompletedProcess(run.args, run.returncode, *said)


@interrupted(
    "a second run is started beside the first", "Another run works in this folder (process", do="wait", mends=False
)
def second_run(project):
    run, _ = fitting(project)
    yield project.snakemake()
    run.communicate()


@interrupted("locks of Snakemake are left though nothing runs", KILLED)
def stale_locks(project):
    locks = project.folder / ".snakemake/locks"
    locks.mkdir(exist_ok=True)
    (locks / "0.output.lock").write_text("results/atlas.pdf\n")
    (project.folder / "results/atlas.pdf").unlink()


@interrupted("a power cut empties the files that were written last")
def power_cut(project):
    names = ["results/atlas.pdf", "results/.checksums/atlas.pdf", "results/manifest.json", ".cache/digests.json"]
    for path in (project.folder / name for name in names):
        path.write_bytes(b"")
    for path in (project.folder / ".snakemake/metadata").iterdir():
        path.write_bytes(b"")


@interrupted("a half-written file is left under its temporary name")
def left_temporary(project):
    (project.folder / "results/.atlas.pdf.0a1b2c3d").write_bytes(b"%PDF")
    (project.folder / "results/atlas.pdf").unlink()
