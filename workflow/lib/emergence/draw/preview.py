"""An exhibit as a picture for a web page."""

import io

import pypdfium2
from PIL.Image import Quantize

SCALE = 1.8
COLOURS = 256


def png(pdf: bytes, number: int = 0, scale: float = SCALE) -> bytes:
    """A page of a PDF, counted from 0, as PNG of few colours, with so many pixels a point.

    The colours are spread over those of the page, however few pixels have them: picked by how many do, a family's thin
    lines and small points would take the colour of another family's.
    """
    page = pypdfium2.PdfDocument(pdf)[number]
    stream = io.BytesIO()
    page.render(scale=scale).to_pil().quantize(COLOURS, Quantize.MAXCOVERAGE).save(stream, "PNG", optimize=True)
    return stream.getvalue()
