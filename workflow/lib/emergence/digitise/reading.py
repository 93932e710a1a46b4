"""Reading a file's drawings in a process of its own, within limits of time and memory.

Downloaded files may be broken or hostile: streams that unpack to gigabytes, deeply nested forms, loops. The parsers run
in a separate process that ends at its deadline or when it exceeds its memory, and returns a drawing in JSON or one
sentence.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Collection

from emergence.digitise.drawing import Drawing, from_plain, to_plain
from emergence.io.errors import DataError

DEADLINE = 20  # seconds a page; the slowest page known here takes two
MEMORY = 768 << 20  # bytes of address space
_ANSWER = 128 << 20  # bytes of JSON that a drawing may come to


def read_drawings(
    content: bytes, pages: Collection[int], file: str, deadline: float = DEADLINE, memory: int = MEMORY
) -> dict[int, Drawing]:
    """The drawings on some pages of a PDF, or in an SVG.

    Parameters
    ----------
    content : bytes
        A PDF or an SVG, recognised by its first bytes.
    pages : collection of int
        Numbers of pages, the first is 1; an SVG has page 1.
    file : str
        What messages call the file.
    deadline, memory : number
        Limits, in seconds a page and bytes.

    Returns
    -------
    dict of int to emergence.digitise.drawing.Drawing

    Raises
    ------
    DataError
        If the bytes are no readable PDF or SVG, there is no such page, or reading goes beyond the limits.
    """
    deadline *= max(len(pages), 1)
    command = [sys.executable, "-m", __name__, str(memory), str(int(deadline) + 1), *map(str, sorted(pages))]
    try:
        # Arithmetic libraries reserve address space for each thread that they may start.
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, input=content, capture_output=True, timeout=deadline, env=environment)
    except subprocess.TimeoutExpired:
        raise DataError(file, f"a file whose figures can be read within {deadline:g} s") from None
    if done.returncode == 0:
        return {int(page): from_plain(plain) for page, plain in json.loads(done.stdout).items()}
    if done.returncode == _REFUSED:
        raise DataError(file, f"a vector figure in a whole PDF or SVG: {done.stdout.decode()}")
    limits = f"{memory >> 20} MiB and {deadline:g} s"
    raise DataError(file, f"a file whose figures can be read within {limits}; the reader ended early")


_REFUSED = 3


def _main(memory, seconds, *pages):
    """The process: bytes from its standard input, JSON or a sentence to its standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Only now: the parsers, too, stay within the limits.
    from emergence.digitise.read_pdf import NotReadableError, read_pdf

    content, pages = sys.stdin.buffer.read(), {int(page) for page in pages}
    try:
        if b"%PDF-" in content[:1024]:
            drawings = read_pdf(content, pages)
        elif b"<svg" in content[:4096]:
            from emergence.digitise.read_svg import read_svg

            if pages != {1}:
                raise NotReadableError(f"an SVG has no page {max(pages)}")
            drawings = {1: read_svg(content)}
        else:
            raise NotReadableError("the file is neither a PDF nor an SVG")
    except NotReadableError as error:
        sys.stdout.write(str(error))
        return _REFUSED
    except RecursionError:
        sys.stdout.write("its parts lie too deep within each other")
        return _REFUSED
    answer = json.dumps({page: to_plain(drawing) for page, drawing in drawings.items()})
    if len(answer) > _ANSWER:
        sys.stdout.write("the drawing is too large")
        return _REFUSED
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
