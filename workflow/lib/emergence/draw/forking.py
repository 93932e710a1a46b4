"""Run many short tasks, each in a forked process, so that all share what their parent imported and read."""

import gc
import multiprocessing
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from emergence.io import blame


@dataclass(frozen=True)
class Outcome:
    """How a task ended: its result, or the message of the error that ended it."""

    name: str
    result: Any = None
    error: str | None = None


def run(tasks: Iterable[tuple[str, Callable[[], Any]]], processes: int = 1) -> list[Outcome]:
    """Run tasks, each in a process of its own; one that fails or crashes does not stop the others.

    Parameters
    ----------
    tasks : iterable of (str, callable)
        Names and functions without arguments. Results must be small: they travel through a pipe.
    processes : int
        How many run at a time.

    Returns
    -------
    list of Outcome
        In the order of the tasks. A traceback is printed to standard output, which may be a log.
    """
    waiting, outcomes = list(enumerate(tasks)), {}
    running: dict[Any, tuple[int, str, Any]] = {}
    context = multiprocessing.get_context("fork")
    gc.collect()
    gc.freeze()  # the collector of a child would touch, and so copy, the memory of its parent
    try:
        while waiting or running:
            while waiting and len(running) < max(1, processes):
                number, (name, function) = waiting.pop(0)
                receiver, process = _start(context, function)
                running[receiver] = number, name, process
            for receiver in wait(list(running)):
                number, name, process = running.pop(receiver)
                outcomes[number] = _finish(name, receiver, process)
    finally:
        gc.unfreeze()
        for _, _, process in running.values():
            process.terminate()
    return [outcomes[number] for number in sorted(outcomes)]


def _start(context, function):
    """A child that runs a function, and the end of the pipe through which it answers."""
    receiver, sender = context.Pipe(duplex=False)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # or the child would write its copy of the buffer once more
    process = context.Process(target=_answer, args=(function, sender))
    process.start()
    sender.close()
    return receiver, process


def _answer(function, sender):
    try:
        sender.send((function(), None))
    except Exception as error:
        if (said := blame.message(error)) is None:
            traceback.print_exc(file=sys.stdout)
            said = f"defect: {error!r}"
        sender.send((None, said))
    finally:
        sys.stdout.flush()
        sender.close()


def _finish(name, receiver, process):
    """The outcome of a child whose pipe has an answer, or was closed by its end."""
    try:
        result, error = receiver.recv()
    except EOFError:
        result, error = None, None
    receiver.close()
    process.join()
    if error is None and process.exitcode:
        error = f"the process ended with {_ending(process.exitcode)}"
    return Outcome(name, result, error)


def _ending(code):
    return f"signal {-code}" if code < 0 else f"status {code}"
