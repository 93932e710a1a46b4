"""An exhibit as a picture for a web page."""

import io

import pypdfium2

SCALE = 1.8
COLOURS = 128


def png(pdf: bytes, number: int = 0, scale: float = SCALE) -> bytes:
    """A page of a PDF, counted from 0, as PNG of few colours, with so many pixels a point."""
    page = pypdfium2.PdfDocument(pdf)[number]
    stream = io.BytesIO()
    page.render(scale=scale).to_pil().quantize(COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
