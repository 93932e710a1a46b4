"""A parser in a process of its own, within limits of time and memory.

Downloaded files may be broken or hostile: streams that unpack to gigabytes, deeply nested forms, loops. What reads them
runs in a separate process that ends at its deadline or when it exceeds its memory, and returns JSON or one sentence.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from importlib import import_module
from math import ceil
from typing import Any

from emergence.io.errors import DataError

DEADLINE = 20  # processor seconds a page; the slowest page known here takes two
_WAIT = 10  # times as long by the clock, on a machine that does other things
MEMORY = 768 << 20  # bytes of address space
_ANSWER = 128 << 20  # bytes of JSON that an answer may come to
_REFUSED = 3


class NotReadableError(Exception):
    """The bytes are not what they should be; the message says what was found."""


def parse(
    function: str, content: bytes, *arguments: Any, file: str, expected: str, deadline: float, memory: int = MEMORY
) -> Any:
    """What a function makes of the bytes of a file.

    Parameters
    ----------
    function : str
        ``module:name`` of a function of the bytes and the arguments. It returns, or takes, what JSON can say, and
        raises :class:`NotReadableError` with a sentence for the user.
    content : bytes
    arguments
        Given to the function besides.
    file, expected : str
        For messages: what they call the file, and what it should hold.
    deadline, memory : number
        Limits, in seconds of the processor and bytes.

    Raises
    ------
    DataError
        If the function refuses the bytes, or goes beyond the limits.
    """
    command = [sys.executable, "-m", __name__, str(memory), str(ceil(deadline)), function, json.dumps(arguments)]
    # Arithmetic libraries reserve address space for each thread that they may start.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_WAIT * deadline, env=environment)
        status = done.returncode
    except subprocess.TimeoutExpired:
        status = -signal.SIGXCPU
    if status == 0:
        return json.loads(done.stdout)
    if status == _REFUSED:
        raise DataError(file, f"{expected}: {done.stdout.decode()}")
    if status == -signal.SIGXCPU:
        raise DataError(file, f"a file that can be read within {deadline:g} s")
    raise DataError(file, f"a file that can be read within {memory >> 20} MiB; the reader ended early")


def _main(memory: str, seconds: str, function: str, arguments: str) -> int:
    """The process: bytes from its standard input, JSON or a sentence to its standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Under the name that other modules know: run as a program this one has another, with exceptions of its own.
    refused = import_module("emergence.io.limited").NotReadableError
    module, name = function.split(":")
    try:
        # Only now: the parsers, too, stay within the limits.
        found = getattr(import_module(module), name)(sys.stdin.buffer.read(), *json.loads(arguments))
        answer = json.dumps(found)
        if len(answer) > _ANSWER:
            raise refused("what it holds is too large")
    except refused as error:
        sys.stdout.write(str(error))
        return _REFUSED
    except RecursionError:
        sys.stdout.write("its parts lie too deep within each other")
        return _REFUSED
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
