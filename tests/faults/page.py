"""docs/faults.md: every fault, what is said of it and what to do."""

from itertools import groupby

from faults import NOTHING, all_faults
from faults.interruptions import KILLED, KILLS

_HEAD = """\
# Faults, and what becomes of them

Every output is written under a temporary name and renamed, and the job that wrote it records its SHA-256 beside it, in
`.checksums/`. When a run is planned, each output is compared with its record; a file whose size, times and inode are
as they were when it was last read is not read again. What differs is named and made anew. `make verify` reads all.

A test injects each of these faults into a small project (`make test-faults`). It holds that these words are said, that
no defect is reported, and that in the end all results are those of an undisturbed build, byte for byte. Where no words
are given, the lines of the jobs that run again are all that is said.
"""
_COLUMNS = ["", "| what happens | what is said | what you do |", "|---|---|---|"]


def page() -> str:
    """The text of the page, in Markdown."""
    lines = [_HEAD.rstrip()]
    for group, faults in groupby(all_faults(), key=lambda fault: fault.group):
        lines += ["", f"## {group}", *_COLUMNS]
        lines += [_row(fault.what, fault.says, fault.do) for fault in faults]
        if group == "Runs are interrupted":
            what = f"Snakemake, with or without its jobs, is killed (SIGKILL) at one of {KILLS} random moments"
            lines.append(_row(what, [KILLED], NOTHING))
    return "\n".join(lines) + "\n"


def _row(what, says, do):
    quoted = [f"`` {words} ``" if "`" in words else f"`{words}`" for words in says]
    return f"| {what} | {' ... '.join(quoted)} | {do} |"
