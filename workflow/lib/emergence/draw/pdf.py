"""matplotlib's PDF of a figure, with markers written in one piece.

matplotlib formats and compresses each marker by itself, with ten decimals: nearly half the time of a figure of 50,000
points. Here positions have four decimals, far below what a printer resolves, and are written together.
"""

import io
from typing import Any

import numpy as np
from fontTools.subset import Options
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_pdf import Op, PdfFile, RendererPdf
from matplotlib.figure import Figure

_FEW = 20  # markers that are left to matplotlib
# matplotlib embeds a font's tables for ligatures and kerning, which no PDF reader asks for: cutting them down to the
# glyphs that are used takes a quarter of a figure's time. It offers no setting, fontTools only this one.
Options._drop_tables_default = [*Options._drop_tables_default, "GDEF", "GPOS", "GSUB"]


class Renderer(RendererPdf):
    """matplotlib's renderer with faster markers."""

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):  # noqa: N803, matplotlib's name
        """Draw a marker at each vertex of a path."""
        if len(path) < _FEW or path.codes is not None:
            super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
            return
        self.check_gc(gc, rgbFace)
        shape = gc.fill(rgbFace), gc.stroke(), gc.get_linewidth(), gc.get_joinstyle(), gc.get_capstyle()
        marker = self.file.markerObject(marker_path, marker_trans, *shape).pdfRepr()
        places = trans.transform(path.vertices)
        page = self.file.width * 72, self.file.height * 72
        places = places[((places >= 0) & (places <= page)).all(axis=1)].round(4)
        steps = np.diff(places, axis=0, prepend=np.zeros((1, 2)))
        self.file.output(Op.gsave)
        self.file.write(b"".join(b"1 0 0 1 %.4f %.4f cm %s Do\n" % (dx, dy, marker) for dx, dy in steps.tolist()))
        self.file.output(Op.grestore)


def as_pdf(figure: Figure, metadata: dict, renderer: type[RendererPdf] = Renderer) -> bytes:
    """The PDF of a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Of 72 dots per inch.
    metadata : dict
        As :meth:`matplotlib.figure.Figure.savefig` takes it.
    renderer : type, optional
        The class that draws.

    Returns
    -------
    bytes
    """
    out = io.BytesIO()
    width, height = figure.get_size_inches()
    file = PdfFile(out, metadata=metadata)
    try:
        file.newPage(width, height)
        mixed: Any = MixedModeRenderer(figure, width, height, 72, renderer(file, 72, height, width))
        figure.draw(mixed)
        mixed.finalize()
        file.finalize()
    finally:
        file.close()
    return out.getvalue()
