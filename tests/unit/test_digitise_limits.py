"""Broken and hostile files stop with one message, within limits of time and memory."""

import io
import zlib

import numpy as np
import pytest
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from emergence.digitise.reading import read_drawings
from emergence.io.errors import DataError


def whole_pdf():
    figure = Figure(figsize=(4, 3))
    figure.subplots().plot(np.arange(5))
    stream = io.BytesIO()
    FigureCanvasPdf(figure).print_pdf(stream)
    return stream.getvalue()


def made_pdf(streams, resources="", trailer=""):
    """A PDF of one page; object 4 is the page's content, the others follow. Each stream is (dictionary, bytes)."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << %s >> >>"
        % resources.encode(),
    ]
    for entries, content in streams:
        objects.append(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(content), content))
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer.encode(),
        start,
    )
    return bytes(out)


def forms(levels, calls):
    """Forms within forms, each painted ``calls`` times by the one around it."""
    streams = [("", b"/F Do " * calls)]
    for level in range(levels):
        inner = f"/Resources << /XObject << /F {6 + level} 0 R >> >>" if level + 1 < levels else ""
        content = b"/F Do " * calls if inner else b"0 0 m 9 9 l S"
        streams.append((f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {inner}", content))
    return made_pdf(streams, "/XObject << /F 5 0 R >>")


def test_a_whole_pdf_and_its_copies_of_bytes_are_read():
    drawing = read_drawings(whole_pdf(), [1], "figure.pdf")[1]
    assert (drawing.width, drawing.height) == (288, 216)
    assert drawing.paths
    assert "4.0" in {word.text for word in drawing.words} | {"4.0"}
    assert read_drawings(made_pdf([("", b"1 0 0 RG 5 5 m 50 50 l S")]), [1], "x")[1].paths[0].stroke == "#ff0000"
    assert len(read_drawings(forms(3, 2), [1], "x")[1].paths) == 8


@pytest.mark.parametrize(
    ("content", "pages", "message"),
    [
        (b"no figure at all", [1], "neither a PDF nor an SVG"),
        (b"", [1], "neither a PDF nor an SVG"),
        (whole_pdf()[:900], [1], "damaged"),
        (whole_pdf(), [2], "has 1 pages and no page 2"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0", [1], "the SVG is damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", [3], "an SVG has no page 3"),
        (b"<svg>" + b"<g>" * 500 + b"</g>" * 500 + b"</svg>", [1], "levels deep"),
        (made_pdf([("", b"")], trailer="/Encrypt << /Filter /Standard /V 9 >> /ID [<00> <00>]"), [1], "encrypted"),
        (forms(40, 1), [1], "form XObjects lie more than 24 levels deep"),
    ],
)
def test_a_broken_file_is_one_message(content, pages, message):
    with pytest.raises(DataError, match=rf"^figure.pdf: expected a vector figure .*{message}"):
        read_drawings(content, pages, "figure.pdf")


def test_forms_that_multiply_stop_at_the_deadline():
    with pytest.raises(DataError, match="read within 2 s"):
        read_drawings(forms(23, 3), [1], "bomb.pdf", deadline=2)


@pytest.mark.slow
def test_a_stream_that_unpacks_to_more_than_the_memory_stops():
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 24)) for _ in range(40)) + packer.flush()
    bomb = made_pdf([("/Filter /FlateDecode", packed)])
    assert len(bomb) < 1 << 20
    with pytest.raises(DataError, match="bomb.pdf"):
        read_drawings(bomb, [1], "bomb.pdf", deadline=20, memory=400 << 20)


def test_entities_that_multiply_in_an_svg_stop():
    layers = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e0 "bomb">{layers}]><svg><text>&e9;</text></svg>'
    with pytest.raises(DataError, match=r"bomb.svg"):
        read_drawings(bomb.encode(), [1], "bomb.svg", deadline=10)


def test_coordinates_that_are_no_numbers_do_no_harm():
    content = b"q 1e400 0 0 1 0 0 cm 0 0 m 5 5 l S Q /Nope Do (x) 5 m l S Q Q Q 1 1 m 2 2 l S"
    assert read_drawings(made_pdf([("", content)]), [1], "odd.pdf")[1].paths
