"""Why a scheduler of a cluster ended a job, which limit that was, and where it is set."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# How Slurm, or another scheduler, tells the two limits in the state of a job or in its output.
_TIME = re.compile(r"TIMEOUT|DEADLINE|DUE TO TIME LIMIT|walltime", re.IGNORECASE)
_MEMORY = re.compile(r"OUT_OF_MEMORY|OUT OF MEMORY|oom.kill|exceeded (job |step )?memory limit|\bOOM\b", re.IGNORECASE)
_NODE = re.compile(r"NODE_FAIL|BOOT_FAIL")
_REFUSED = re.compile(r"sbatch failed\. The error message was '(.*?)'", re.DOTALL)


def limits(resources: Any) -> dict[str, Any]:
    """The memory, in MB, and the time, in minutes, that a job of a cluster is given; nothing for others."""
    return {name: resources.get(name) for name in ("mem_mb", "runtime") if resources.get(name) is not None}


def caught(external_jobid: str | None) -> list[str]:
    """The file into which the profile `generic` has the scheduler write what a job says, if there is one."""
    path = Path(".snakemake", "cluster_logs", f"{external_jobid}.log")
    return [str(path)] if path.is_file() else []


def why(said: str, lines: Sequence[str], given: Mapping[str, Any], rule: str) -> str | None:
    """One sentence on why a job of a cluster was ended from outside.

    Parameters
    ----------
    said : str
        What the executor says of the failure, with the state that the scheduler gives.
    lines : sequence of str
        The job's output, which the scheduler may have written into.
    given : mapping
        As :func:`limits` finds it.
    rule : str
        The rule of the job.

    Returns
    -------
    str or None
        None if neither speaks of a limit, a node or a refusal, and for jobs of this machine.
    """
    told = "\n".join([said, *lines])
    if not given:
        return None
    if refused := _REFUSED.search(said):
        return f"The scheduler did not take the job: {' '.join(refused[1].split())}"
    if _MEMORY.search(told):
        return _over("memory", "mem_mb", "MB", given, rule)
    if _TIME.search(told):
        return _over("time", "runtime", "minutes", given, rule)
    if _NODE.search(told):
        return "The node of the job failed: run the same command again"
    if "CANCELLED" in told:
        return "The job was cancelled, by `scancel` or by those who run the cluster: run the same command again"
    return None


def _over(what: str, name: str, unit: str, given: Mapping[str, Any], rule: str) -> str:
    limit = f"of which it may have {given[name]} {unit}" if name in given else "which has a limit"
    where = f"`{name}` under `default-resources`, or `set-resources: {{{rule}: {{{name}: ...}}}}` for this rule alone"
    return f"The scheduler ended the job for its {what}, {limit}. It is set in the profile's config.yaml: {where}"
