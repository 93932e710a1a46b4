"""How far down a page the first rows of a long table go: by the rows that its PDF is tagged with."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# The space that `table.typ` leaves under a row, in points.
_UNDER = 2.1


@dataclass(frozen=True)
class Excerpt:
    """The first rows of a table: how many of all, and the height to which they take its first page, in points."""

    shown: int
    rows: int
    height: float


def excerpt(document: pypdfium2.PdfDocument, room: float) -> Excerpt | None:
    """The rows at the top of a table that fit a height.

    Parameters
    ----------
    document : pypdfium2.PdfDocument
        A table as :func:`emergence.draw.table.table` sets it, of one page or several.
    room : float
        Height from the top of the first page, in points.

    Returns
    -------
    Excerpt or None
        At least one row; None of a document that is not tagged with rows.
    """
    counts = [len(list(_rows(page))) for page in document]
    if not counts[0]:
        return None
    page = document[0]
    top = page.get_size()[1]
    ends: dict[int, float] = {}  # of what is marked, by its mark
    for item in page.get_objects(max_depth=1):
        mark, bottom = pdfium.FPDFPageObj_GetMarkedContentID(item), item.get_bounds()[1]
        ends[mark] = min(bottom, ends.get(mark, bottom))
    feet = [top - min(ends[mark] for mark in marks if mark in ends) + _UNDER for marks in _rows(page)]
    shown = max(sum(foot <= room for foot in feet), 1)
    return Excerpt(shown, sum(counts), feet[shown - 1])


def _rows(page: pypdfium2.PdfPage) -> Iterator[list[int]]:
    """The marks of what each row of the body of a page's table holds."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        roots = range(pdfium.FPDF_StructTree_CountChildren(tree))
        elements = [pdfium.FPDF_StructTree_GetChildAtIndex(tree, k) for k in roots]
        for body in [found for root in elements for found in _of_kind(root, "TBody")]:
            for row in _of_kind(body, "TR"):
                if marks := [mark for element in _below(row) for mark in _marks(element)]:
                    yield marks
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _of_kind(element, kind):
    return [found for found in _below(element) if _kind(found) == kind]


def _below(element: Any) -> Iterator[Any]:
    """An element and all within it."""
    yield element
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, number):
            yield from _below(child)


def _kind(element):
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    held = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, held, size)
    return held.raw.decode("utf-16-le").rstrip("\0")


def _marks(element):
    count = range(pdfium.FPDF_StructElement_GetMarkedContentIdCount(element))
    return [mark for k in count if (mark := pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, k)) >= 0]
