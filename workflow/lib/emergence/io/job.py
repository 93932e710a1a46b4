"""What every job of the workflow begins with: its script imports this before all else."""

import gc
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from emergence.io.errors import AtlasError

# A job is a short process. By default the collector runs after every 700 new objects and finds no garbage in libraries
# that are being imported; without that, imports take a fifth less time.
gc.set_threshold(200_000)

# Set by the logger plugin of the profiles, which shows the messages in a job's log itself.
MESSAGES_SHOWN = "EMERGENCE_MESSAGES_SHOWN"


@contextmanager
def reporting(log: str) -> Iterator[None]:
    """Send what a job prints to its log file; if it fails, end it with one message.

    The message is the last thing in the log. It goes to the terminal too, unless the logger plugin shows it. An
    :class:`AtlasError` is a message for the user and needs no traceback; anything else is a defect of the atlas and has
    one in the log.
    """
    with open(log, "w", encoding="utf-8") as stream:
        stdout, stderr = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = stream
        message = ""
        try:
            yield
        except AtlasError as error:
            message = f"ERROR: {error}"
        except Exception as error:
            traceback.print_exc()
            message = f"DEFECT: {error!r}; the traceback is in {log}"
        finally:
            sys.stdout, sys.stderr = stdout, stderr
        if message:
            print(message, file=stream)
            if MESSAGES_SHOWN not in os.environ:
                print(message, file=stderr)
            raise SystemExit(1)
