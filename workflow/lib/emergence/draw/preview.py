"""An exhibit as a picture for a web page."""

import io

import pypdfium2

SCALE = 1.8
COLOURS = 128


def png(pdf: bytes) -> bytes:
    """The first page of a PDF as PNG, of few colours."""
    page = pypdfium2.PdfDocument(pdf)[0]
    stream = io.BytesIO()
    page.render(scale=SCALE).to_pil().quantize(COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
