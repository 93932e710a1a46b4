"""An exhibit as a picture for a web page."""

import io

import pypdfium2
from PIL import Image

SCALE = 1.8
COLOURS = 256


def png(pdf: bytes, number: int = 0, scale: float = SCALE) -> bytes:
    """A page of a PDF, counted from 0, as PNG of few colours, with so many pixels a point.

    Half of the colours are the most frequent ones, which areas keep; the others are spread over those of the page,
    however few pixels have them, or a family's thin lines and small points would take the colour of another family's.
    """
    picture = pypdfium2.PdfDocument(pdf)[number].render(scale=scale).to_pil().convert("RGB")
    counted = picture.getcolors(picture.width * picture.height)
    frequent = [channel for _, colour in sorted(counted, reverse=True)[: COLOURS // 2] for channel in colour]
    spread = picture.quantize(COLOURS // 2, Image.Quantize.MAXCOVERAGE).getpalette()
    palette = Image.new("P", (1, 1))
    palette.putpalette(frequent + spread)
    stream = io.BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()
