"""Exhibits that are built in other formats and sizes: rendered from their PDF, or drawn again from their frame."""

import math
import re
from collections.abc import Mapping
from pathlib import Path

import pypdfium2

from emergence import defaults
from emergence.catalogue.pictures import PAPER, STYLES
from emergence.draw.exhibit import draw
from emergence.draw.layout import WIDTHS
from emergence.draw.preview import SCALE, png
from emergence.io.errors import DataError
from emergence.io.storage import read_about, read_frame

_ENDLESS = 1e4  # inches of a table on one page
_LENGTH = re.compile(rb'(?<=\s)(width|height)="([0-9.]+)(pt)?"')


def exported(
    spec: Mapping,
    frame: str | Path,
    labels: Mapping[str, str],
    file_format: str,
    style: str = PAPER,
    picture: str | Path | None = None,
) -> bytes:
    """An exhibit as SVG or PNG, on one page.

    A style is a width and a size of type: the figure is arranged for the width that it has at the type of print, in
    fewer columns of panels where that is narrower than its own, and drawn larger as a whole.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    frame : path-like
        Its Parquet, whose metadata have its words with their numbers.
    labels : dict of str to str
        What readers see in place of keys.
    file_format : str
        In :data:`emergence.catalogue.pictures.FORMATS`.
    style : str
        A name in :data:`emergence.catalogue.pictures.STYLES`.
    picture : path-like, optional
        Its PDF. A PNG of the size of print is rendered from it, if it has one page, and not drawn again.

    Returns
    -------
    bytes
        The same for the same input, with the PDF and without.

    Raises
    ------
    DataError
        If the exhibit is not built.
    """
    if not Path(frame).is_file():
        raise DataError(frame, "an exhibit of the results; `make` makes it")
    if picture and (file_format, style) == ("png", PAPER):
        pdf = Path(picture).read_bytes()
        if len(pypdfium2.PdfDocument(pdf)) == 1:
            return png(pdf)
    look, times = STYLES[style], STYLES[style].size / STYLES[PAPER].size
    told = {**spec, **read_about(frame), "longest": _ENDLESS}
    if spec["kind"] == "figure" and look.width:
        told |= _arranged(spec, look.width / times)
    drawn = read_frame(frame), defaults.text("palette.yaml"), defaults.text("style.mplstyle"), labels
    if file_format == "png":
        return png(draw(told, *drawn), scale=SCALE * times)
    return _enlarged(draw(told, *drawn, "svg"), times)


def _arranged(spec: Mapping, width: float) -> dict:
    """The size and panels of a figure for another width: fewer columns and more rows where it is narrower."""
    size, panels = dict(spec["size"]), dict(spec["panels"])
    columns = panels.get("columns", 4)
    fewer = max(1, math.floor(columns * width / WIDTHS[size["columns"]] + 0.5))
    if fewer < columns:
        panels |= {"columns": fewer}
        size["height"] *= columns / fewer
    return {"size": {**size, "width": width}, "panels": panels}


def _enlarged(svg: bytes, times: float) -> bytes:
    """An SVG whose page is so many times as large; what is on it scales with it."""
    head, tag, rest = svg.partition(b"<svg")
    opening, end, body = rest.partition(b">")
    larger = _LENGTH.sub(lambda found: b'%s="%.6g%s"' % (found[1], float(found[2]) * times, found[3] or b""), opening)
    return head + tag + larger + end + body
