"""What became of the papers' figures and tables, and the book of all exhibits."""

import json
import re

import pandas as pd
import pypdfium2
import pytest
import typst

from emergence.catalogue.contents import contents
from emergence.draw.book import HEAD, book, look
from emergence.draw.excerpt import excerpt
from emergence.draw.table import table
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


def blank(pages, said="", width=486, height=200):
    text = f"#set page(width: {width}pt, height: {height}pt, margin: 20pt)\n"
    return typst.compile((text + "\n#pagebreak()\n".join([said or "."] * pages)).encode(), format="pdf")


def bound():
    exhibit = {"kind": "figure", "title": "A #curve_1*", "caption": "What $it$ shows.", "sources": ["toy"]}
    table = {"kind": "table", "title": "Numbers", "caption": "said in the table"}
    papers = {
        "one": {"title": "One", "question": "Is it?", "answer": "It is, in 3 of 4."},
        "none": {"title": "None"},
        "two": {"title": "Two"},
    }
    exhibits = {"two/table": table, "one/fig": exhibit}
    sources = {"toy": {"title": "Toy", "licence": "None.", "method": "computed"}}
    terms = {"Tasks": ["mimicry", "arithmetic"], "Models": ["none"]}
    return book(papers, exhibits, sources, {"one/fig": blank(1, "by arithmetic"), "two/table": blank(3)}, terms)


def text_of(document):
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_the_book_lists_and_holds_every_exhibit():
    content = bound()
    document = pypdfium2.PdfDocument(content)
    pages = text_of(document)
    chapters = ["One", "A #curve_1*", "Two", "Numbers", "Sources", "Tasks"]
    assert [entry.get_title() for entry in document.get_toc()] == chapters
    assert "Is it? It is, in 3 of 4." in pages[1]
    assert "What $it$ shows. one/fig.parquet · from Toy" in pages[1]
    assert "said in the table" not in "".join(pages)
    assert "Exhibits: one: fig." in pages[-1]
    assert "Tasks arithmetic: one: fig" in pages[-1]
    assert "mimicry" not in pages[-1]
    assert content == bound()


def test_pages_are_filled_with_later_exhibits_that_fit():
    names = ["fig1", "fig2", "fig3", "fig4"]
    heights = dict(zip(names, (500, 600, 100, 600), strict=True))
    exhibits = {f"one/{name}": {"kind": "table", "title": f"Title of {name}"} for name in names}
    pictures = {f"one/{name}": blank(1, name, height=height) for name, height in heights.items()}
    pages = text_of(pypdfium2.PdfDocument(book({"one": {"title": "One"}}, exhibits, {}, pictures)))
    assert [[name for name in names if f"{name}.parquet" in page] for page in pages[1:]] == [
        ["fig1", "fig3"],
        ["fig2"],
        ["fig4"],
    ]


def test_a_figure_has_its_own_size_so_that_its_type_is_no_smaller():
    picture = blank(1, "word")
    exhibits = {"one/fig": {"kind": "figure", "title": "Fig", "caption": "What it shows."}}
    bound = book({"one": {"title": "One"}}, exhibits, {}, {"one/fig": picture})

    def high(page):
        text = page.get_textpage()
        _, bottom, _, top = text.get_charbox(text.search("word").get_next()[0])
        return top - bottom

    own, printed = pypdfium2.PdfDocument(picture)[0], pypdfium2.PdfDocument(bound)[1]
    assert high(printed) == pytest.approx(high(own), rel=0.01)


def test_of_a_long_table_the_first_rows_are_printed_and_its_file_is_named():
    rows = pd.DataFrame({"task": [f"task {k:03}" for k in range(150)], "score": range(150)})
    spec = {"kind": "table", "title": "Long", "columns": [{"field": "task"}, {"field": "score"}]}
    pictures = {"one/long": table(spec, rows), "one/short": table(spec, rows.head(9))}
    exhibits = {name: {"kind": "table", "title": name} for name in pictures}
    bound = book({"one": {"title": "One"}}, exhibits, {}, pictures, {"Tasks": ["task 003"]})
    looks = json.loads(json.dumps({name: look(picture, "table") for name, picture in pictures.items()}))
    assert book({"one": {"title": "One"}}, exhibits, {}, pictures, {"Tasks": ["task 003"]}, looks) == bound
    document = pypdfium2.PdfDocument(bound)
    said = text_of(document)[1]
    assert len(document) == 2
    shown = int(re.search(r"The first (\d+) of 150 rows; all: one/long.parquet", said)[1])
    assert 10 < shown < 30
    assert said.count("The first") == 1
    head = excerpt(pypdfium2.PdfDocument(pictures["one/long"]), HEAD * 72)
    assert (head.shown, head.rows) == (shown, 150)
    taller = excerpt(pypdfium2.PdfDocument(pictures["one/long"]), head.height + 2 * (head.height / (shown + 3)))
    assert taller.shown > shown
    assert head.height < taller.height


def test_an_excerpt_has_one_row_at_least_and_needs_rows():
    rows = pd.DataFrame({"task": ["one", "two"]})
    spec = {"kind": "table", "title": "Two", "columns": [{"field": "task"}]}
    assert excerpt(pypdfium2.PdfDocument(table(spec, rows)), 1.0).shown == 1
    assert excerpt(pypdfium2.PdfDocument(blank(1)), 100.0) is None


def test_many_sources_are_counted():
    sources = {f"s{k}": {"title": f"Source {k}", "licence": "None.", "method": "computed"} for k in range(7)}
    exhibits = {
        "one/few": {"kind": "table", "title": "Few", "sources": list(sources)[:2]},
        "one/all": {"kind": "table", "title": "All", "sources": list(sources)},
    }
    pictures = dict.fromkeys(exhibits, blank(1))
    pages = text_of(pypdfium2.PdfDocument(book({"one": {"title": "One"}}, exhibits, sources, pictures)))
    assert "one/all.parquet · from 7 sources" in pages[1]
    assert "one/few.parquet · from Source 0; Source 1" in pages[1]
    assert "one: all" not in pages[-1]
    assert pages[-1].count("Exhibits: one: few.") == 2


def test_narrow_tables_stand_side_by_side():
    names = ["table1", "table2", "table3"]
    exhibits = {f"one/{name}": {"kind": "table", "title": f"Title of {name}"} for name in names}
    pictures = {f"one/{name}": blank(1, name, width=234, height=300) for name in names}
    document = pypdfium2.PdfDocument(book({"one": {"title": "One"}}, exhibits, {}, pictures))
    at = {name: document[1].get_textpage().search(f"{name}.parquet").get_next() for name in names}
    boxes = {name: document[1].get_textpage().get_charbox(found[0]) for name, found in at.items()}
    assert boxes["table1"][1] == pytest.approx(boxes["table2"][1], abs=1)
    assert boxes["table3"][1] < boxes["table1"][1] - 100


def test_the_book_counts_figures_and_names_each_in_its_contents():
    names = ["fig10", "eq5", "table2", "fig2b", "table10", "fig2", "fig_b"]
    exhibits = {f"one/{name}": {"kind": "table", "title": f"What {name} shows"} for name in sorted(names)}
    content = book({"one": {"title": "One"}}, exhibits, {}, dict.fromkeys(exhibits, blank(1)))
    document = pypdfium2.PdfDocument(content)
    wanted = ["fig2", "fig2b", "fig10", "fig_b", "eq5", "table2", "table10"]
    assert [entry.get_title() for entry in document.get_toc()] == ["One", *(f"What {name} shows" for name in wanted)]
    first = text_of(document)[0]
    assert all(f"What {name} shows one/{name}" in first for name in wanted)
