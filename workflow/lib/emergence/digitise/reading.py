"""Reading a file's drawings, in a process of its own: see :mod:`emergence.io.limited`."""

from collections.abc import Collection
from typing import Any

from emergence.digitise.drawing import Drawing, from_plain, to_plain
from emergence.io import limited


def read_drawings(
    content: bytes,
    pages: Collection[int],
    file: str,
    deadline: float = limited.DEADLINE,
    memory: int = limited.MEMORY,
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
    found = limited.parse(
        f"{__name__}:plain_drawings",
        content,
        sorted(pages),
        file=file,
        expected="a vector figure in a whole PDF or SVG",
        deadline=deadline * max(len(pages), 1),
        memory=memory,
    )
    return {int(page): from_plain(plain) for page, plain in found.items()}


def plain_drawings(content: bytes, pages: Collection[int]) -> dict[int, Any]:
    """The drawings as JSON says them; called within the limits.

    Raises
    ------
    emergence.io.limited.NotReadableError
        If the bytes are no readable PDF or SVG, or there is no such page.
    """
    if b"%PDF-" in content[:1024]:
        from emergence.digitise.read_pdf import read_pdf

        drawings = read_pdf(content, set(pages))
    elif b"<svg" in content[:4096]:
        from emergence.digitise.read_svg import read_svg

        if set(pages) != {1}:
            raise limited.NotReadableError(f"an SVG has no page {max(pages)}")
        drawings = {1: read_svg(content)}
    else:
        raise limited.NotReadableError("the file is neither a PDF nor an SVG")
    return {page: to_plain(drawing) for page, drawing in drawings.items()}
