"""What became of the papers' figures and tables, and the book of all exhibits."""

import io

import pypdfium2
import pytest

from emergence.catalogue.contents import contents
from emergence.draw.book import book
from emergence.io.errors import DataError

PAPERS = {
    "one2020": {
        "title": "One",
        "items": {
            "Figure 1": {"shows": "a curve"},
            "Figure 2": {"shows": "a cat", "missing": "no numbers"},
        },
    },
    "own": {"title": "Ours"},
}


def exhibits(item="Figure 1"):
    entry = {"paper": "one2020", "item": item, "from": "its own numbers"}
    return {"one2020/fig1": {"file": "fig1.yaml", "redoes": [entry]}, "own/more": {"file": "more.yaml"}}


def test_every_item_has_its_row():
    rows = contents(PAPERS, exhibits())
    assert [(row["item"], row["exhibit"], row["redone_from"], row["remark"]) for row in rows] == [
        ("Figure 1", "one2020/fig1", "its own numbers", None),
        ("Figure 2", None, "not possible", "no numbers"),
    ]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({}, "row one2020, column 'Figure 1': expected an exhibit that redoes it or the reason"),
        (exhibits("Figure 2") | {"x": exhibits()["one2020/fig1"]}, "column 'Figure 2': expected an exhibit"),
        (exhibits("Figure 3"), "fig1.yaml, column 'redoes': found 'one2020, Figure 3'"),
    ],
)
def test_an_item_has_an_exhibit_or_a_reason_and_not_both(found, message):
    with pytest.raises(DataError) as error:
        contents(PAPERS, found)
    assert message in str(error.value)


def blank(pages):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 200)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def bound():
    exhibit = {"kind": "figure", "title": "A #curve_1*", "caption": "What $it$ shows."}
    table = {"kind": "table", "title": "Numbers", "caption": "said in the table"}
    papers = {"one": {"title": "One"}, "none": {"title": "None"}, "two": {"title": "Two"}}
    exhibits = {"two/table": table, "one/fig": exhibit}
    sources = {"toy": {"title": "Toy", "licence": "None.", "method": "computed", "notes": "Made\nhere."}}
    return book(papers, exhibits, sources, {"one/fig": blank(1), "two/table": blank(3)})


def test_the_book_lists_and_holds_every_exhibit():
    content = bound()
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    assert [entry.get_title() for entry in document.get_toc()] == ["One", "A #curve_1*", "Two", "Numbers", "Sources"]
    assert "What $it$ shows." in text
    assert "Made here." in text
    assert "said in the table" not in text
    assert content == bound()


def test_the_book_counts_figures_and_names_each_in_its_contents():
    names = ["fig10", "eq5", "table2", "fig2b", "table10", "fig2", "fig_b"]
    exhibits = {f"one/{name}": {"kind": "table", "title": f"What {name} shows"} for name in sorted(names)}
    content = book({"one": {"title": "One"}}, exhibits, {}, dict.fromkeys(exhibits, blank(1)))
    document = pypdfium2.PdfDocument(content)
    wanted = ["fig2", "fig2b", "fig10", "fig_b", "eq5", "table2", "table10"]
    assert [entry.get_title() for entry in document.get_toc()] == ["One", *(f"What {name} shows" for name in wanted)]
    first = document[0].get_textpage().get_text_bounded()
    assert all(f"What {name} shows one/{name}" in " ".join(first.split()) for name in wanted)
