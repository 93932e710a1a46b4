"""The lines that a run shows."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from snakemake_logger_plugin_emergence.progress import Job

WIDEST = 160
_NOTHING = "Nothing to be done"
# What Snakemake says of a failure beside the failure itself; the log has it.
_ABOUT_FAILURES = ("Exiting because", "Removing output files", "Job failed", "Error in rule")
_FAILED = ("returned non-zero exit status", "At least one job did not complete")
_LAST_LINES = 15
_CUT_SHORT = (
    "Its log ends without a message. If none stands above, the job was killed, most often because this machine ran out "
    "of memory: run `make` again, and if that is no help `make CORES=1`"
)


def finished(job: Job, share: float, terminal: bool) -> str:
    """The line of a job that ended well: how long it took and what it was; without a bar also how far the run is."""
    head = "" if terminal else f"{share:4.0%} "
    return shortened(f"{head}{job.taken:6.1f} s  {job.message}")


def failure(name: str, logs: Sequence[str], why: Callable[[Sequence[str]], str | None] = lambda lines: None) -> str:
    """What a job that failed has to say: its own messages, or why it was ended, or the ends of its logs and a guess.

    Parameters
    ----------
    name : str
        What the job does.
    logs : sequence of str
        Its own log first; then, of a job of a cluster, what its scheduler caught.
    why : callable, optional
        A sentence on why a scheduler ended the job, from the lines of these; None if it did not.
    """
    found = [
        path.read_text(encoding="utf-8", errors="replace").splitlines() for path in map(Path, logs) if path.is_file()
    ]
    said = [line for lines in found for line in messages(lines)]
    if not said:
        ended = why([line for lines in found for line in lines])
        said = [ended] if ended else [*[line for lines in found for line in lines[-_LAST_LINES:]], _CUT_SHORT]
    where = f" (log: {logs[0]})" if logs else ""
    return "\n".join([f"FAILED: {name}{where}", *(f"  {line}" for line in said)])


def messages(lines: Sequence[str]) -> list[str]:
    """The messages of a job's log that are meant for its reader: its end, from the first of them on."""
    starts = [number for number, line in enumerate(lines) if line.startswith(("ERROR: ", "DEFECT: "))]
    return list(lines[starts[0] :]) if starts else []


def is_shown(said: str, level: int, failed: bool) -> bool:
    """Whether a message that is no event of a job is shown."""
    if said.startswith(_NOTHING):
        return True
    if (failed and said.startswith(_ABOUT_FAILURES)) or any(words in said for words in _FAILED):
        return False
    return level >= logging.WARNING


def plain(said: str) -> str:
    """A message of Snakemake's in one sentence, if it has one: without the place in the workflow's own files."""
    if "No space left on device" in said and "Traceback" in said:
        return "ERROR: the disk of this machine is full: free some space, then run `make` again"
    head, *lines = said.splitlines() or [""]
    if not head.startswith("WorkflowError"):
        return said
    return "\n".join(["ERROR:", *(line for line in lines if not line.startswith('  File "'))]).replace("\n", " ", 1)


def shortened(line: str, widest: int = WIDEST) -> str:
    """A line cut to a width, with an ellipsis."""
    return line if len(line) <= widest else line[: widest - 1] + "…"
