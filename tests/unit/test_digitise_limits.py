"""Broken and hostile files stop with one message, within limits of time and memory."""

import base64
import io
import zlib

import numpy as np
import pytest
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from PIL import Image

from emergence.digitise import spec
from emergence.digitise.reading import read_drawings
from emergence.io import limited
from emergence.io.errors import DataError
from emergence.sources.formats import pdf_tables, pdf_text


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


@pytest.mark.parametrize(
    "read",
    [lambda pdf: pdf_text.lines(pdf, 1, "bomb.pdf"), lambda pdf: pdf_tables.find_tables(pdf, [1], "bomb.pdf")],
    ids=["text", "tables"],
)
def test_tables_and_text_are_read_within_the_same_limits(read, monkeypatch):
    monkeypatch.setattr(limited, "DEADLINE", 2)
    monkeypatch.setattr(pdf_tables, "_DEADLINE", 2)
    with pytest.raises(DataError, match=r"bomb\.pdf: expected a file that can be read within 2 s"):
        read(forms(23, 3))


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


def svg_around(content, kind="png"):
    """An SVG of nothing but an embedded image."""
    image = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90"'
    return f'<svg {names}><image width="9" height="60" xlink:href="{image}"/></svg>'.encode()


def picture(kind, size=(2, 3), colour="#ff0000"):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_embedded_png_or_jpeg_is_read(kind):
    (image,) = read_drawings(svg_around(picture(kind), kind.lower()), [1], "bar.svg")[1].images
    red, *rest = {colour for row in image.rows for colour in row}
    assert (len(image.rows), rest) == (3, [])
    assert red in ("#ff0000", "#fe0000")


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PPM"])
def test_an_embedded_image_of_another_format_is_refused(kind):
    with pytest.raises(DataError, match=r"bar\.svg: .*an embedded image of the SVG is neither PNG nor JPEG"):
        read_drawings(svg_around(picture(kind)), [1], "bar.svg")


def test_an_embedded_eps_starts_no_program(tmp_path, monkeypatch):
    ghostscript = tmp_path / "gs"
    ghostscript.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    ghostscript.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n%%EOF\n"
    with pytest.raises(DataError, match="neither PNG nor JPEG"):
        read_drawings(svg_around(eps), [1], "bar.svg")
    assert not (tmp_path / "started").exists()


def test_an_embedded_image_of_too_many_pixels_is_refused():
    with pytest.raises(DataError, match="more than 4194304 pixels"):
        read_drawings(svg_around(picture("PNG", (2049, 2048))), [1], "bar.svg")


REST = "page: 1\nlocator: Figure 1\npanels: [{name: a}]\nseries: [{name: a, kind: markers}]\n"


@pytest.mark.parametrize("name", ["../../secret.svg", "/etc/passwd", "a/..", "a\\\\b"])
def test_a_figure_may_not_name_a_file_outside(tmp_path, name):
    (tmp_path / "fig1.yaml").write_text(f'title: Scores\nfile: "{name}"\n{REST}')
    found = name.replace("\\\\", "\\")
    with pytest.raises(DataError) as caught:
        spec.load(tmp_path / "fig1.yaml")
    where = f"fig1.yaml, row 2, column 'file': found {found!r}"
    assert f"{where}: expected the path of one of the source's upstream files" in str(caught.value)


def test_a_description_that_is_a_link_out_of_its_folder_is_refused(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "secret").write_text("title: Scores\n")
    (tmp_path / "figures" / "fig1.yaml").symlink_to(tmp_path / "secret")
    with pytest.raises(DataError, match=r"fig1\.yaml: found '.*secret': expected a file in .*figures"):
        spec.load(tmp_path / "figures" / "fig1.yaml")
