"""Jobs that a killed run left with Slurm: they go on without it, and would write what the next run writes."""

import os
import shutil
import subprocess
import time

_WAIT = 10.0  # seconds for the jobs to be gone


def cancel() -> list[str]:
    """End the jobs of this folder that Slurm still has, at once; their numbers, none where there is no Slurm.

    They are killed and not asked to end: Snakemake in a job that is asked removes its outputs, and may do so when the
    next run has begun to write them.
    """
    found = _left()
    if found:
        _slurm("scancel", "--state=PENDING", *found)
        _slurm("scancel", "--signal=KILL", "--full", *found)
    deadline = time.monotonic() + _WAIT
    while found and _left() and time.monotonic() < deadline:
        time.sleep(0.5)
    return found


def _left() -> list[str]:
    """The numbers of the jobs that work in this folder or wait for it."""
    here = os.path.realpath(os.curdir)
    jobs = [line.split(maxsplit=1) for line in _slurm("squeue", "--me", "--noheader", "--format=%A %Z").splitlines()]
    return sorted({job[0] for job in jobs if len(job) == 2 and os.path.realpath(job[1]) == here})


def _slurm(*command: str) -> str:
    """What a command of Slurm prints; nothing where it is missing or fails."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""
