"""Passages of README and documentation are written from results; the rest holds no number that would go stale."""

import os
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from emergence.catalogue import readme, wording
from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, WORDING, Project
from emergence.cli import readme as cli
from emergence.exhibits import prose
from emergence.exhibits.typed import typed_numbers
from emergence.io.errors import DataError
from emergence.io.storage import read_frame

TEXT = """\
# A title

<!-- numbers: one -->
Old.
<!-- end -->

By hand, `code 5` and [a link](https://x.org/7).

    a block 8

```text
a fence 9
```

<!-- output, 10 -->

<!-- numbers: two -->
<!-- end -->
"""
TABLES = {"t": pd.DataFrame({"x": [3.0, 4.0]})}
# Pages of what was tried and measured once: no results, which these pages do not speak of.
MEASURED = ("docs/faults.md", "docs/scale.md", "docs/how-to/cluster.md")
NUMBERS = {"n": {"from": "t", "take": "count"}}


@pytest.fixture(scope="module")
def run():
    """The standard run, planned in the checkout."""
    before = Path.cwd()
    os.chdir(Path(__file__).resolve().parents[2])
    project = Project()
    yield plan(project.load(CONFIG, "config"), project=project)
    os.chdir(before)


def test_passages_are_replaced_and_the_rest_stays():
    made = prose.passages({"one": "Of {n}\nrows.", "two": "- a {n}\n- b"}, NUMBERS, TABLES, "f")
    assert made == {"one": "Of 2 rows.\n", "two": "- a 2\n- b\n"}
    new = prose.rewritten(TEXT, made, "README.md")
    assert new == TEXT.replace("Old.", "Of 2 rows.").replace("two -->\n", "two -->\n- a 2\n- b\n")
    assert prose.rewritten(new, made, "README.md") == new
    assert prose.differences(TEXT, TEXT) == []
    assert prose.differences(TEXT, TEXT.replace("Old.", "Of 2 rows.")) == [("Old.", "Of 2 rows.")]


def test_a_passage_without_template_and_a_template_without_passage_are_errors():
    with pytest.raises(DataError, match="README.md, column 'passages': found 'two': expected one of the"):
        prose.rewritten(TEXT, {"one": ""}, "README.md")
    made = {"one": "", "two": "", "three": ""}
    prose.require_all_used(["one", "two"], [TEXT, ""], "f")
    with pytest.raises(DataError, match="f, column 'passages': found 'three': expected the name of a passage"):
        prose.require_all_used(made, [TEXT, ""], "f")


def test_long_lines_are_wrapped_and_paragraphs_items_and_rows_kept():
    long = " ".join(["word"] * 40)
    made = prose.passages({"a": f"{long}\n\n- {long}\n- b", "t": f"| {long} |\n| b |"}, {}, {}, "f")
    lines = made["a"].splitlines()
    assert max(map(len, lines)) <= prose.WIDTH
    assert [line[:6] for line in lines] == ["word w", "word w", "", "- word", "  word", "- b"]
    assert made["t"].splitlines() == [f"| {long} |", "| b |"]


def test_no_line_begins_with_a_sign_of_percent():
    """It would be a comment to the documentation's reader of Markdown, and the line lost."""
    made = prose.passages({"a": "5 % " * 60, "b": f"- {'5 % ' * 60}"}, {}, {}, "f")
    assert not any(line.lstrip().startswith("%") for text in made.values() for line in text.splitlines())


def test_what_is_written_by_hand_has_no_passages_and_no_code():
    assert prose.by_hand(TEXT).split() == ["#", "A", "title", "By", "hand,", "and", "[a", "link]", "."]


def test_the_index_lists_every_item_of_every_paper():
    rows = [
        ("P", "Figure 1", "a curve", "its own numbers", "p/fig1", None),
        ("P", "Figure 2", "b", "not possible", None, "why"),
    ]
    columns = ["paper_title", "item", "shows", "redone_from", "exhibit", "remark"]
    lines = prose.index(pd.DataFrame(rows, columns=columns)).splitlines()
    assert "## P" in lines
    assert "| Figure 1 | a curve | its own numbers | `p/fig1` |  |" in lines
    assert "| Figure 2 | b | not possible |  | why |" in lines


def texts_of(planned):
    return {page: Path(page).read_text(encoding="utf-8") for page in planned.pages}


def test_the_pages_have_the_passages_of_the_templates_and_their_columns_exist(run):
    planned = readme.planned(run)
    texts = texts_of(planned)
    prose.require_all_used(planned.texts, texts.values(), readme.TEMPLATES)
    for page, text in texts.items():
        assert {*prose.names(text)} <= {*planned.texts}, page
    for name, entry in planned.numbers.items():
        if entry["from"] != wording.CONFIG:
            own = {*run.project.contract(entry["from"]).names}
            own |= {c for t in ("series", "fit_stats") for c in run.project.contract(t).names if "series_id" in own}
            assert {*entry.get("where", {}), *entry.get("of", {}), entry.get("field")} - {None} <= own, name
    assert all(name in run.exhibits for name in planned.pictures)


def test_a_table_that_is_not_there_is_named_with_the_file_that_asks_for_it(run):
    spec = {"file": "some.yaml", "numbers": {"most": {"from": "verdict_ratios", "field": "n", "take": "max"}}}
    with pytest.raises(DataError, match="some.yaml.*from.*verdict_ratios"):
        run.files_of(spec)


def test_no_page_holds_a_number_that_is_typed_by_hand(run):
    planned, shared = readme.planned(run), run.project.load(WORDING, "wording").get("constants", {})
    pages = [prose.by_hand(text) for page, text in texts_of(planned).items() if page not in MEASURED]
    text = " ".join([*pages, *planned.texts.values()])
    assert typed_numbers(text, planned.constants, shared, readme.TEMPLATES) == []


def test_a_missing_table_is_a_message(monkeypatch, tmp_path, capsys):
    """Though the manifest is there: results may have been removed since."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text("{}")
    run = SimpleNamespace(places=SimpleNamespace(manifest=manifest))
    monkeypatch.setattr(cli, "Project", lambda: SimpleNamespace(load=lambda *_: {}))
    monkeypatch.setattr(cli, "plan", lambda *_, **__: run)
    monkeypatch.setattr(cli, "outdated", lambda _: read_frame(tmp_path / "verdicts.parquet"))
    assert cli.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert "verdicts.parquet: expected a result of a whole run; `make` makes it" in said
    assert "Traceback" not in said
