"""An exhibit as a picture for a web page."""

import io

import pypdfium2

SCALE = 1.8
COLOURS = 128


def pages(pdf: bytes) -> int:
    """The number of pages of a PDF."""
    return len(pypdfium2.PdfDocument(pdf))


def png(pdf: bytes, number: int = 0) -> bytes:
    """A page of a PDF, counted from 0, as PNG of few colours."""
    page = pypdfium2.PdfDocument(pdf)[number]
    stream = io.BytesIO()
    page.render(scale=SCALE).to_pil().quantize(COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
