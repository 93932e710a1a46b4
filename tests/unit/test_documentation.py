"""The documentation's own directives and its check of links."""

import importlib
import subprocess
import sys

import pytest

from emergence.catalogue.tables import registered


@pytest.fixture
def extension(root, monkeypatch):
    """Imports an extension of docs/extensions."""
    monkeypatch.syspath_prepend(root / "docs" / "extensions")
    return importlib.import_module


def test_the_dictionary_has_every_column_of_every_table(extension):
    dictionary = extension("dictionary")
    tables = [table for which in ("public", "between") for table in dictionary.tables(which)]
    shown = {path.rpartition("/")[2].removesuffix(".parquet"): contract for path, _, contract in tables}
    assert shown == {name: entry.contract() for name, entry in registered().items()}
    for table in tables:
        lines = list(dictionary.lines_of(*table))
        rows = [line for line in lines if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == table[2].names
    by_analysis = {name for name, entry in registered().items() if ".analyses." in entry.schema}
    assert all(sentence for path, sentence, _ in tables if path.split("/")[-1].removesuffix(".parquet") in by_analysis)


def test_signs_of_markdown_and_html_stand_for_themselves(extension):
    plain = extension("plain").plain
    assert plain("loss_<corpus>\n% of *n* | m") == r"loss\_\<corpus\> % of \*n\* \| m"


def test_a_citation_has_its_address(extension):
    work = {"authors": "A", "year": 2024, "title": "T", "arxiv": "2404.1"}
    assert extension("sources").cited(work) == "A (2024). T, arXiv [2404.1](https://arxiv.org/abs/2404.1)."


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ('<a href="b.html#here">b</a><a href="https://x.org">x</a><img src="data:,">', None),
        ('<a href="c.html">c</a>', "a.html: c.html leads to no file"),
        ('<a href="b.html#there">b</a>', "a.html: b.html#there leads to no place in b.html"),
        ('<script src="https://cdn.x.org/a.js"></script>', "a.html: loads https://cdn.x.org/a.js"),
        ('<link rel="stylesheet" href="//x.org/a.css">', "a.html: loads //x.org/a.css"),
    ],
)
def test_links_that_lead_nowhere_and_files_from_elsewhere_are_found(extension, tmp_path, page, fault):
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.html").write_text('<p id="here">b</p>')
    found = list(extension("links").faults(tmp_path))
    assert len(found) == (fault is not None)
    assert not found or fault in found[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [("[b](b.md)", None), ("[c](c.md)", "c.md"), ('<a href="c.html">c</a>', "c.html leads to no file")],
)
def test_a_broken_link_fails_the_build(root, tmp_path, text, said):
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(root / 'docs/extensions')!r})\nextensions = ['myst_parser', 'links']\n"
        "html_theme = 'furo'\n"
    )
    (tmp_path / "index.md").write_text(f"# A\n\n{text}\n\n```{{toctree}}\nb\n```\n")
    (tmp_path / "b.md").write_text("# B\n")
    words = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet", str(tmp_path), str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (said is None), done.stderr
    assert said is None or said in done.stderr
