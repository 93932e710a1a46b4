"""Lines of a PDF: found between their neighbours, put together, and refused where there are none."""

import pytest

from emergence.io.errors import DataError
from emergence.sources.formats.pdf_text import between, joined, lines

PRINTED = ["Head", "262M 1B", "cats, do-", "gs", "26", "27 foot"]


def test_a_number_stands_for_a_whole_line():
    assert between(PRINTED, "Head", "26", "f") == ["262M 1B", "cats, do-", "gs"]
    assert between(PRINTED, "Head", "gs", "f") == ["262M 1B", "cats, do-"]


@pytest.mark.parametrize(("first", "last"), [("Tail", "26"), ("Head", "28"), ("26", "Head")])
def test_a_mark_that_is_not_there(first, last):
    with pytest.raises(DataError, match="a line that begins with"):
        between(PRINTED, first, last, "f")


def test_a_parted_word_is_put_together():
    assert joined(["cats, do-", "gs and", "mice"]) == "cats, dogs and mice"


def test_bytes_that_are_no_pdf():
    with pytest.raises(DataError, match=r"x\.pdf.*a whole PDF"):
        lines(b"%PDF-1.4 cut", 1, "x.pdf")


def test_a_page_that_is_not_there(mirror):
    content = (mirror / "papers" / "wei-2206.07682.pdf").read_bytes()
    with pytest.raises(DataError, match=r"wei\.pdf: expected a whole PDF: it has 30 pages and no page 31"):
        lines(content, 31, "wei.pdf")
