"""``emergence digitise``: a figure drawn here is described by the draft and read to within its reading errors."""

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from emergence.cli.main import emergence as command
from emergence.io import yaml_files
from emergence.io.errors import AtlasError, DataError
from emergence.own.output_folder import LISTED

X, Y = np.logspace(18, 23, 9), np.linspace(0.25, 0.7, 9)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """Two panels that share the labels of their y axis; x is logarithmic in the first."""
    path = tmp_path_factory.mktemp("paper") / "figure.pdf"
    sheet = Figure((6, 3))
    FigureCanvasPdf(sheet)
    one, two = sheet.subplots(1, 2, sharey=True)
    one.set_xscale("log")
    one.plot(X, Y, "o", color="#d62728", clip_on=False)
    two.plot(np.arange(9), Y[::-1], "s", color="#1f77b4", clip_on=False)
    two.plot(np.arange(9), Y, "-", color="#2ca02c")
    for axes in (one, two):
        axes.spines[["top", "right"]].set_visible(False)
    sheet.savefig(path)
    return path


def run(*words):
    return CliRunner().invoke(command, ["digitise", *map(str, words)], standalone_mode=False, catch_exceptions=False)


@pytest.fixture(scope="module")
def drafted(pdf):
    out = pdf.with_name("draft.yaml")
    run(pdf, "--draft", "-o", out)
    return out


def test_a_draft_finds_panels_scales_and_styles(drafted):
    text = drafted.read_text()
    assert "# x: log, " in text
    assert "# y: that of panel a" in text
    found = yaml_files.parse(text, "draft.yaml")
    assert [panel["name"] for panel in found["panels"]] == ["a", "b"]
    styles = {(series["kind"], series.get("fill") or series.get("stroke")) for series in found["series"]}
    assert {("markers", "#d62728"), ("markers", "#1f77b4"), ("line", "#2ca02c")} <= styles


def test_a_draft_reads_the_figure_as_it_is(pdf, drafted, tmp_path):
    out = tmp_path / "read"
    run(pdf, "--spec", drafted, "-o", out)
    assert {path.name for path in out.iterdir()} == {"points.csv", "ticks.csv", "check.pdf", "check.png", LISTED}
    points = pd.read_csv(out / "points.csv")
    red, blue = (
        points[(points["colour"] == colour) & (points["kind"] == "markers")] for colour in ("#d62728", "#1f77b4")
    )
    assert set(red["panel"]) == {"a"}
    np.testing.assert_allclose(red["x"], X, rtol=1e-3)
    np.testing.assert_allclose(red["y"], Y, atol=1e-4)
    np.testing.assert_allclose(blue["x"], np.arange(9), atol=1e-3)
    np.testing.assert_allclose(blue["y"], Y[::-1], atol=1e-4)
    again = tmp_path / "again"
    run(pdf, "--spec", drafted, "-o", again)
    assert all((again / path.name).read_bytes() == path.read_bytes() for path in out.iterdir())


def test_nothing_is_replaced_unasked(pdf, drafted, tmp_path):
    with pytest.raises(DataError, match="--force"):
        run(pdf, "--draft", "-o", drafted)
    with pytest.raises(AtlasError, match="is there already"):
        run(pdf, "--spec", drafted, "-o", tmp_path)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--draft", "--page", "7"], "page"),
        (["--spec", "no.yaml"], "no.yaml"),
    ],
)
def test_what_is_not_there_is_said(pdf, words, expected):
    with pytest.raises(AtlasError, match=expected):
        run(pdf, *words)


def test_a_page_without_axes_and_a_file_that_is_no_figure(tmp_path):
    (tmp_path / "note.pdf").write_text("no PDF")
    with pytest.raises(DataError, match="a PDF or SVG|vector figure"):
        run(tmp_path / "note.pdf", "--draft")
    sheet = Figure()
    FigureCanvasPdf(sheet)
    sheet.text(0.5, 0.5, "words")
    sheet.savefig(tmp_path / "words.pdf")
    with pytest.raises(DataError, match="axes drawn as lines, with numbers along two sides"):
        run(tmp_path / "words.pdf", "--draft")
    with pytest.raises(DataError, match="of this name"):
        run(tmp_path / "nowhere.pdf", "--draft")


def test_either_a_description_or_a_draft(pdf, drafted):
    for words in ([pdf], [pdf, "--draft", "--spec", drafted]):
        assert "either --spec" in CliRunner().invoke(command, ["digitise", *map(str, words)]).output
