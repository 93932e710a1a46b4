"""What every job of the workflow begins with: adapters import it before all else."""

import gc
import sys
import traceback
from contextlib import contextmanager

from emergence.io.errors import AtlasError

# A job is a short process. The collector runs at every 700 new objects, finds no garbage in libraries that are being
# imported, and takes a fifth of the time that they take.
gc.set_threshold(200_000)


@contextmanager
def reporting(log):
    """Send what a job prints to its log file; if it fails, end it with one message there and on the terminal.

    An :class:`AtlasError` is a message for the user and needs no traceback; anything else is our defect and gets one.
    """
    with open(log, "w", encoding="utf-8") as stream:
        stdout, stderr = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = stream
        try:
            yield
        except AtlasError as error:
            print(f"ERROR: {error}")
            print(f"ERROR: {error}", file=stderr)
            raise SystemExit(1) from None
        except Exception as error:
            traceback.print_exc()
            print(f"DEFECT: {error!r}; the traceback is in {log}", file=stderr)
            raise SystemExit(1) from None
        finally:
            sys.stdout, sys.stderr = stdout, stderr
