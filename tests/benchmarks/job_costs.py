"""What each job of a run of Snakemake takes: one line a job, written by its own process when it ends.

A file `.pth` in the environment of a project calls :func:`watch` in every Python that starts there. Snakemake gives the
script of a job an object with the name of its rule, and the operating system knows what a process has used.
"""

import atexit
import json
import os
import resource
import sys
import sysconfig
from pathlib import Path

RUNNER = "plan, start jobs"
STARTED = "{here}\nimport job_costs; job_costs.watch({file!r})\n"  # a path, and what to run
_watched = []


def install(home, file):
    """Have every Python of an environment write to a file what it took."""
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    (packages / "watched.pth").write_text(STARTED.format(here=str(Path(__file__).parent), file=str(file)))


def watch(file):
    """Write what this process took when it ends."""
    if not _watched:  # a file .pth is read again where one folder of packages adds another
        _watched.append(file)
        atexit.register(_write, file, os.getpid())


def _write(file, process):
    job = getattr(sys.modules["__main__"], "snakemake", None)
    runs = hasattr(job, "rule")
    if os.getpid() != process or not (runs or Path(sys.argv[0]).parent.name == "snakemake"):
        return  # a process that a job has forked, which the job counts, or a helper of it
    used = [resource.getrusage(resource.RUSAGE_SELF)]
    if runs:
        used.append(resource.getrusage(resource.RUSAGE_CHILDREN))
    line = {
        "rule": job.rule if runs else RUNNER,
        "cpu": sum(one.ru_utime + one.ru_stime for one in used),
        "peak": max(one.ru_maxrss for one in used) / 1024,
    }
    with open(file, "a") as lines:  # a short line is appended whole, whoever else writes
        lines.write(json.dumps(line) + "\n")
