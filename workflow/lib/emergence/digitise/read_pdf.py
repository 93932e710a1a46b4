"""A page of a PDF as a :class:`Drawing`.

pdfminer.six parses and interprets the page. What it leaves out and a figure needs is added here: clipping paths, the
drawing order, and that a form XObject (a marker, with many programs) begins with the pen and brush of its caller.
"""

import io
import math
from collections.abc import Collection

from pdfminer.layout import LTChar
from pdfminer.pdfcolor import LITERAL_DEVICE_CMYK, PREDEFINED_COLORSPACE
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import apply_matrix_pt

from emergence.digitise.drawing import Drawing, Image, Letter, Path, hexadecimal, meet, words_of
from emergence.io.limited import NotReadableError

_DEEPEST = 24  # levels of form XObjects within each other


def read_pdf(content: bytes, pages: Collection[int]) -> dict[int, Drawing]:
    """Pages of a PDF.

    Parameters
    ----------
    content : bytes
    pages : collection of int
        Numbers of pages, the first is 1.

    Returns
    -------
    dict of int to Drawing

    Raises
    ------
    NotReadableError
        If the PDF is damaged or encrypted, or has no such page.
    """
    try:
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        if document.encryption:
            raise NotReadableError("the PDF is encrypted")
        found, count = {}, 0
        resources = PDFResourceManager()
        for count, page in enumerate(PDFPage.create_pages(document), start=1):
            if count in pages:
                found[count] = _drawing(page, resources)
    except NotReadableError:
        raise
    except (PDFEncryptionError, PDFPasswordIncorrect):
        raise NotReadableError("the PDF is encrypted") from None
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # pdfminer has no common ancestor for what it raises on a damaged file
        raise NotReadableError(f"the PDF is damaged ({error or type(error).__name__})") from None
    for number in sorted(set(pages) - set(found)):
        raise NotReadableError(f"the PDF has {count} pages and no page {number}")
    return found


def _drawing(page, resources):
    device = _Canvas(resources)
    _Interpreter(resources, device).process_page(page)
    width, height = device.size
    return Drawing(width, height, tuple(device.paths), words_of(device.letters), tuple(device.images))


class _Interpreter(PDFPageInterpreter):
    """The interpreter, with clipping and with the caller's state in form XObjects."""

    clip, pending, inherited, depth = None, False, None, 0

    def subinterp(self):
        """An interpreter for a form XObject, which begins with this one's state."""
        if self.depth >= _DEEPEST:
            raise NotReadableError(f"form XObjects lie more than {_DEEPEST} levels deep")
        interpreter = super().subinterp()
        interpreter.inherited = (self.clip, self.graphicstate.copy())
        interpreter.depth = self.depth + 1
        return interpreter

    def init_state(self, ctm):
        """Begin with the caller's pen, brush and clip, where there is a caller."""
        super().init_state(ctm)
        if self.inherited:
            self.clip, self.graphicstate = self.inherited
        self.device.clip = self.clip

    def get_current_state(self):
        """What q saves; the clip is hung onto the graphic state's copy, which Q hands back."""
        ctm, text, graphic = super().get_current_state()
        graphic.clip = self.clip
        return ctm, text, graphic

    def set_current_state(self, state):
        """What Q brings back."""
        super().set_current_state(state)
        self.clip = self.device.clip = self.graphicstate.clip

    def do_Do(self, xobjid_arg):  # noqa: N802
        """A form XObject or an image; afterwards the device has the state of this interpreter."""
        super().do_Do(xobjid_arg)
        self.device.set_ctm(self.ctm)
        self.device.clip = self.clip

    def do_W(self):  # noqa: N802
        """Clip by the current path, once it is painted."""
        self.pending = True

    do_W_a = do_W  # noqa: N815

    def do_S(self):  # noqa: N802
        """Stroke."""
        self._paint(super().do_S)

    def do_f(self):
        """Fill."""
        self._paint(super().do_f)

    do_F = do_f  # noqa: N815

    def do_f_a(self):
        """Fill."""
        self._paint(super().do_f_a)

    def do_B(self):  # noqa: N802
        """Fill and stroke."""
        self._paint(super().do_B)

    def do_B_a(self):  # noqa: N802
        """Fill and stroke."""
        self._paint(super().do_B_a)

    def do_n(self):
        """End the path, unpainted."""
        self._paint(super().do_n)

    def _paint(self, paint):
        path = self.curpath
        paint()
        if self.pending:
            points = [apply_matrix_pt(self.ctm, step[i : i + 2]) for step in path for i in range(1, len(step), 2)]
            self.clip = self.device.clip = meet(self.clip, self.device.box(points))
            self.pending = False


class _Canvas(PDFTextDevice):
    """Collects what is painted."""

    def __init__(self, resources):
        super().__init__(resources)
        self.paths, self.letters, self.images = [], [], []
        self.clip, self.order, self.size = None, 0, (0.0, 0.0)

    def begin_page(self, page, ctm):
        """Note the page's size."""
        left, bottom, right, top = page.mediabox
        corners = apply_matrix_pt(ctm, (left, bottom)), apply_matrix_pt(ctm, (right, top))
        self.size = abs(corners[0][0] - corners[1][0]), abs(corners[0][1] - corners[1][1])

    def down(self, point):
        """A device point with y downwards."""
        return float(point[0]), float(self.size[1] - point[1])

    def box(self, points):
        """Left, top, right, bottom of device points."""
        points = [self.down(point) for point in points] or [(0.0, 0.0)]
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def paint_path(self, graphicstate, stroke, fill, _evenodd, path):
        """Keep each subpath."""
        self.order += 1
        a, b, c, d, *_ = self.ctm
        scale = math.sqrt(abs(a * d - b * c))
        dashes = graphicstate.dash[0] if graphicstate.dash else ()
        style = {
            "stroke": _colour(graphicstate.scs, graphicstate.scolor) if stroke else None,
            "fill": _colour(graphicstate.ncs, graphicstate.ncolor) if fill else None,
            "width": float(graphicstate.linewidth or 0) * scale,
            "dash": tuple(float(length) * scale for length in dashes or ()),
            "clip": self.clip,
        }
        for steps in _subpaths(path):
            points = [self.down(apply_matrix_pt(self.ctm, step[-2:])) for step in steps if step[0] != "h"]
            closed = steps[-1][0] == "h" or (len(points) > 2 and points[0] == points[-1])
            if len(points) > 2 and points[0] == points[-1]:
                points.pop()
            curved = sum(step[0] in "cvy" for step in steps)
            self.paths.append(Path(self.order, tuple(points), curved, closed, **style))

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate):
        """Keep each letter."""
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\N{REPLACEMENT CHARACTER}"
        glyph = (font.char_width(cid), font.char_disp(cid))
        char = LTChar(matrix, font, fontsize, scaling, rise, text, *glyph, ncs, graphicstate)
        start, end = apply_matrix_pt(matrix, (0, rise)), apply_matrix_pt(matrix, (char.adv, rise))
        self.order += 1
        size = fontsize * math.hypot(matrix[2], matrix[3])
        self.letters.append(Letter(text, *self.down(start), *self.down(end), float(size), self.order))
        return char.adv

    def render_image(self, _name, _stream):
        """Note where an image lies."""
        corners = [apply_matrix_pt(self.ctm, corner) for corner in ((0, 0), (1, 1))]
        self.images.append(Image(self.box(corners)))

    def begin_figure(self, _name, _bbox, _matrix):
        """Nothing to note: what the form paints comes one by one."""

    def end_figure(self, _name):
        """Nothing to note."""


def _subpaths(path):
    """The steps of each subpath that has a length; a step is an operator and its coordinates."""
    part = []
    for step in path:
        if step[0] == "m" and part:
            yield part
            part = []
        part.append(step)
    if len(part) > 1:
        yield part


def _colour(space, colour):
    """#rrggbb of a grey, RGB or CMYK colour; of another space, by the number of its parts."""
    parts = list(colour) if isinstance(colour, (tuple, list)) else [colour]
    if not all(isinstance(part, (int, float)) for part in parts):
        return "pattern"
    if len(parts) == 1:
        parts = parts * 3
    if len(parts) == 4 or space is PREDEFINED_COLORSPACE.get(LITERAL_DEVICE_CMYK.name):
        cyan, magenta, yellow, black = parts
        parts = [(1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)]
    return hexadecimal(*parts) if len(parts) == 3 else "pattern"
