"""Snakemake's own report of a tiny project, opened in a browser."""

import pytest

from emergence.cli.report import caption


def test_signs_of_markup_in_a_caption_are_read_as_they_are():
    written = caption({"title": "Of  two", "caption": "A *test* of a_b,\n95 % | <b>."})
    assert written == ".. Of two\n\n{% raw %}A \\*test\\* of a\\_b, 95 % \\| \\<b\\>.{% endraw %}\n"


@pytest.mark.slow
def test_the_report_has_every_exhibit_under_its_paper_with_its_caption(project, chromium):
    written = project.run(module="emergence.cli.report")
    assert written.returncode == 0, written.stderr
    project.build("--report", "results-report/report.html")
    page, asked, errors = chromium.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((project.folder / "results-report/report.html").as_uri())
    assert page.evaluate("Object.keys(categories)") == ["A toy"]
    found = page.evaluate("Object.values(results).map(e => JSON.stringify([e.labels, e.caption]))")
    assert len(found) == 2
    for title in ("Quiz against loss", "Quiz by model"):
        (own,) = [text for text in found if title in text]
        assert "A test." in own
    assert errors == []
    assert {url.split(":")[0] for url in asked} <= {"file", "data", "blob"}
    page.close()
