"""Reading printed tables: a small page drawn here, and layouts that must be refused."""

import io

import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from emergence.io.errors import DataError
from emergence.sources.formats.pdf_tables import PrintedRow, PrintedTable, Word, find_tables, rows

HEIGHT = 400


def page(words=(), rules=(), size=10):
    """A figure of 300 by 400 points with words at (left, foot) and rules (left, right, y), measured from the top."""
    figure = Figure(figsize=(300 / 72, HEIGHT / 72))
    for text, left, foot in words:
        figure.text(left / 300, 1 - foot / HEIGHT, text, fontsize=size)
    for left, right, y in rules:
        figure.add_artist(Line2D([left / 300, right / 300], [1 - y / HEIGHT] * 2, linewidth=0.5, color="black"))
    return figure


def pdf(*figures):
    content = io.BytesIO()
    with PdfPages(content) as pages:
        for figure in figures:
            pages.savefig(figure)
    return content.getvalue()


HEAD = [("One", 120, 62), ("Two", 160, 62)]
OWN = [
    ("Ours", 50, 87),
    ("7B", 90, 80),
    ("1.0", 120, 80),
    ("-", 165, 80),
    ("13B", 90, 94),
    ("2.0", 120, 94),
    ("9.5", 160, 94),
]
OTHER = [("Elder", 50, 114), ("8B", 90, 114), ("0.5", 120, 114), ("0.25", 160, 114)]
CAPTION = [("Table 4:", 60, 140), ("Scores.", 110, 140)]
RULES = [(50, 200, y) for y in (48, 66, 100, 120)]


def test_rows_of_a_drawn_table():
    found = find_tables(pdf(page(), page([*HEAD, *OWN, *OTHER, *CAPTION], RULES)), [4], "x.pdf")
    assert (found[4].number, found[4].page) == (4, 2)
    assert rows(found[4], "One Two", 2, "x.pdf") == [
        PrintedRow("Ours 7B", ("1.0", "-")),
        PrintedRow("Ours 13B", ("2.0", "9.5")),
        PrintedRow("Elder 8B", ("0.5", "0.25")),
    ]


def test_two_tables_above_one_another_keep_their_rules():
    below = [(text, left, foot + 120) for text, left, foot in [*HEAD, *OTHER]]
    second = [("Table 5:", 60, 260)]
    rules = [*RULES, *[(50, 200, y) for y in (168, 186, 240)]]
    found = find_tables(pdf(page([*HEAD, *OWN, *OTHER, *CAPTION, *below, *second], rules)), [4, 5], "x.pdf")
    assert [row.label for row in rows(found[4], "One Two", 2, "x.pdf")] == ["Ours 7B", "Ours 13B", "Elder 8B"]
    assert [row.label for row in rows(found[5], "One Two", 2, "x.pdf")] == ["Elder 8B"]


def test_caption_without_rules_is_no_table():
    content = pdf(page([*HEAD, *OTHER, *CAPTION], RULES[:1]))
    with pytest.raises(DataError, match=r"x\.pdf: expected a caption 'Table 4:' below a table"):
        find_tables(content, [4], "x.pdf")


def test_mention_of_a_table_is_no_caption():
    content = pdf(page([*HEAD, *OWN, *OTHER, ("see Table 4 for", 60, 140)], RULES))
    with pytest.raises(DataError, match="caption 'Table 4:'"):
        find_tables(content, [4], "x.pdf")


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.4\n"])
def test_what_is_no_pdf(content):
    with pytest.raises(DataError, match=r"x\.pdf: expected"):
        find_tables(content, [4], "x.pdf")


def line(foot, **words):
    """A line of words at the x given, each 10 wide."""
    return tuple(Word(text, left, left + 10, foot - 10, foot) for text, left in words.items())


def table(*groups):
    return PrintedTable(1, 3, (line(10, A=100, B=150),), groups)


def test_rows_without_labels():
    assert rows(table((line(20, x=100, y=150),)), "A B", 2, "f") == [PrintedRow("", ("x", "y"))]


def test_other_head_is_refused():
    with pytest.raises(DataError, match=r"f, row Table 1 \(page 3\): found 'AB': expected the head 'A C'"):
        rows(table((line(20, x=100, y=150),)), "A C", 2, "f")


def test_cell_under_the_wrong_head_is_refused():
    with pytest.raises(DataError, match="found 'n x y': expected a cell under head 1"):
        rows(table((line(20, n=50, x=145, y=152),)), "A B", 2, "f")


def test_missing_cell_is_refused():
    with pytest.raises(DataError, match="expected a cell under head 1"):
        rows(table((line(20, n=50, y=150),)), "A B", 2, "f")


def test_names_that_cannot_be_shared_out_are_refused():
    group = (line(20, m=20, n=50, x=100, y=150), line(30, m=20, n=50, x=100, y=150), line(40, n=50, x=100, y=150))
    with pytest.raises(DataError, match="found 'm, m': expected one name for a group of rows"):
        rows(table(group), "A B", 2, "f")
