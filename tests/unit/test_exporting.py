"""Pictures of exhibits in named styles: a width and a size of type."""

import io
import re

import numpy as np
import pandas as pd
import pypdfium2
import pytest
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from PIL import Image

from emergence import defaults
from emergence.catalogue.pictures import ENDINGS, STYLES
from emergence.catalogue.places import Places
from emergence.draw import exporting
from emergence.draw.exhibit import draw
from emergence.draw.exporting import exported
from emergence.draw.preview import SCALE, png
from emergence.io.errors import DataError
from emergence.io.storage import read_frame, write_frame

FIGURE = {
    "kind": "figure",
    "title": "T",
    "caption": "c",
    "size": {"columns": 2, "height": 2.4},
    "panels": {"by": ["task"], "columns": 4},
    "axes": {"x": {"title": "Loss"}, "y": {"title": "Accuracy"}},
    "layers": [{"mark": "points", "from": "points"}],
}
TABLE = {"kind": "table", "title": "T", "caption": "c", "columns": [{"field": "n"}]}


@pytest.fixture
def figure(tmp_path):
    rows = [
        {"panel": panel, "panel_title": f"task {panel}", "layer": 0, "mark": "points", "x": x, "y": x / 2}
        for panel in range(4)
        for x in (1.0, 2.0, 3.0)
    ]
    write_frame(pd.DataFrame(rows), tmp_path / "fig.parquet", {"title": "T", "caption": "c"})
    return tmp_path / "fig.parquet"


def size_of(svg):
    opening = re.search(rb"<svg[^>]*>", svg)[0]
    return [float(re.search(rb' %s="([0-9.]+)pt"' % name, opening)[1]) for name in (b"width", b"height")]


@pytest.mark.parametrize(("style", "width"), [("paper", 6.75), ("column", 3.25), ("slide", 12.0), ("poster", 24.0)])
def test_a_figure_is_as_wide_as_its_style(figure, style, width):
    assert size_of(exported(FIGURE, figure, {}, "svg", style))[0] == pytest.approx(72 * width, rel=1e-3)
    picture = Image.open(io.BytesIO(exported(FIGURE, figure, {}, "png", style)))
    assert picture.width == pytest.approx(72 * width * SCALE, abs=2)
    assert exported(FIGURE, figure, {}, "png", style) == exported(FIGURE, figure, {}, "png", style)


def test_panels_stand_in_fewer_columns_where_they_have_no_room(figure):
    wide, narrow = (size_of(exported(FIGURE, figure, {}, "svg", style)) for style in ("paper", "column"))
    assert narrow[1] / narrow[0] > 3 * wide[1] / wide[0]


def test_a_picture_keeps_the_colours_of_thin_lines(tmp_path):
    """A figure has hundreds of shades at the edges of its letters, and few pixels of a family's line."""
    colours = ["#aa8508", "#82571a", "#592a2b", "#e07184", "#a01a3c", "#3c3c3c", "#5d6b00", "#3f0b8e", "#c500ab"]
    figure = Figure((6.75, 3.0))
    axes = figure.add_subplot()
    axes.scatter(np.linspace(0, 1, 400), np.linspace(0, 9, 400), c=np.arange(400), cmap="viridis", s=60)
    for k, colour in enumerate(colours):
        axes.plot([0, 1], [k, k], color=colour, linewidth=0.6)
    stream = io.BytesIO()
    FigureCanvasPdf(figure).print_pdf(stream)
    seen = Image.open(io.BytesIO(png(stream.getvalue()))).convert("RGB")
    full = pypdfium2.PdfDocument(stream.getvalue())[0].render(scale=SCALE).to_pil().convert("RGB")
    assert np.abs(np.asarray(seen, dtype=int) - np.asarray(full, dtype=int)).max() < 24


def test_type_grows_with_the_style_in_a_table_of_one_page(tmp_path):
    write_frame(pd.DataFrame({"n": range(300)}), tmp_path / "table.parquet", {"title": "T", "caption": "c"})
    sizes = {style: size_of(exported(TABLE, tmp_path / "table.parquet", {}, "svg", style)) for style in STYLES}
    assert sizes["paper"][1] > 9.5 * 72
    for style, look in STYLES.items():
        times = look.size / STYLES["paper"].size
        assert sizes[style] == pytest.approx([times * length for length in sizes["paper"]], rel=1e-4)


@pytest.mark.parametrize("rows", [3, 300])
def test_a_png_of_the_size_of_print_is_rendered_from_the_pdf(figure, tmp_path, monkeypatch, rows):
    """With the same bytes; of a table of several pages it is drawn again, on one page."""
    write_frame(pd.DataFrame({"n": range(rows)}), tmp_path / "table.parquet", {"title": "T", "caption": "c"})
    for spec, frame in ((FIGURE, figure), (TABLE, tmp_path / "table.parquet")):
        pdf = frame.with_suffix(".pdf")
        pdf.write_bytes(draw(spec, read_frame(frame), defaults.text("palette.yaml"), defaults.text("style.mplstyle")))
        drawn = exported(spec, frame, {}, "png")
        if rows == 3:
            monkeypatch.setattr(exporting, "draw", None)  # nothing is drawn
        assert exported(spec, frame, {}, "png", picture=pdf) == drawn
        monkeypatch.undo()


def test_an_exhibit_that_is_not_built(tmp_path):
    with pytest.raises(DataError, match="an exhibit of the results"):
        exported(FIGURE, tmp_path / "fig.parquet", {}, "svg")


def test_the_file_of_a_picture_belongs_to_its_exhibit():
    assert {"png", "svg", "slide.png", "poster.svg"} <= set(ENDINGS)
    paths = ["results/p/a.png", "results/p/b.slide.svg"]
    assert Places("results").exhibits_among(paths, ["p/a", "p/b", "p/c"]) == ["p/a", "p/b"]
