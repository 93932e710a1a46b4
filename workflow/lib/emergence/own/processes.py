"""Parts of a command's work, each in a process of its own that shares what was imported before."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from emergence.io.errors import AtlasError


def cores() -> int:
    """Cores that this process may use; 1 where processes cannot be forked."""
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(
    work: Callable[..., Any], parts: Sequence[tuple], processes: int = 1, meanwhile: Callable[[], Any] = lambda: None
) -> list[Any]:
    """``work(*part)`` of each part, in the order of the parts.

    Parameters
    ----------
    work : function
        Of a module: it is sent by its name.
    parts : list of tuple
        Arguments of each call.
    processes : int
        How many run at a time. With one part or one process all is done in this one.
    meanwhile : function, optional
        Called in this process after the others have started.

    Raises
    ------
    AtlasError
        As ``work`` does; or if a process was ended from outside.
    """
    if min(len(parts), processes) < 2:
        meanwhile()
        return [work(*part) for part in parts]
    with ProcessPoolExecutor(min(len(parts), processes), get_context("fork")) as pool:
        started = [pool.submit(_done, work, part) for part in parts]
        meanwhile()
        try:
            answers = [one.result() for one in started]
        except BrokenProcessPool:
            raise AtlasError("a process was ended, most likely for lack of memory: end others, and try again") from None
    for _, said in answers:
        if said is not None:
            raise AtlasError(said)
    return [found for found, _ in answers]


def _done(work, part):
    """What work returns, and the message of an error that is no defect: errors with fields do not travel."""
    try:
        return work(*part), None
    except AtlasError as error:
        return None, str(error)
