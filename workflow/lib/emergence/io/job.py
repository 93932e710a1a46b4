"""What every job of the workflow begins with: its script imports this before all else."""

import gc
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from emergence.io import blame, records

# A job is a short process. By default the collector runs after every 700 new objects and finds no garbage in libraries
# that are being imported; without that, imports take a fifth less time.
gc.set_threshold(200_000)

# Set by the logger plugin of the profiles, which shows the messages in a job's log itself.
MESSAGES_SHOWN = "EMERGENCE_MESSAGES_SHOWN"


@contextmanager
def reporting(log: str, outputs: Iterable[str | PathLike[str]] = ()) -> Iterator[None]:
    """Send what a job prints to its log file and record the checksums of its outputs; if it fails, one message ends it.

    The message is the last thing in the log. It goes to the terminal too, unless the logger plugin shows it. It says
    what to do if that is for the user to decide (see :func:`emergence.io.blame.message`); anything else is a defect
    of the atlas and has a traceback in the log.

    Parameters
    ----------
    log : str
    outputs : iterable of path-like
        Files that the job writes and that others take as results.
    """
    stdout, stderr = sys.stdout, sys.stderr
    failed = ""
    try:
        Path(log).parent.mkdir(parents=True, exist_ok=True)
        with open(log, "w", encoding="utf-8") as stream:
            sys.stdout = sys.stderr = stream
            try:
                records.forget(outputs)
                yield
                records.record(outputs)
            except Exception as error:
                failed = _message(error, log)
                print(failed, file=stream)
            finally:
                sys.stdout, sys.stderr = stdout, stderr
    except OSError as error:  # of the log itself: a full disk, a folder that is not ours
        failed = failed or _message(error, log)
        print(failed, file=stderr)
        raise SystemExit(1) from None
    if failed:
        if MESSAGES_SHOWN not in os.environ:
            print(failed, file=stderr)
        raise SystemExit(1)


def _message(error: Exception, log: str) -> str:
    if (said := blame.message(error)) is not None:
        return f"ERROR: {said}"
    traceback.print_exception(error)
    return f"DEFECT: {error!r}; the traceback is in {log}"
