"""Pages of the explorer."""

import numpy as np
import pandas as pd
import pytest

from emergence.draw.explorer.page import page
from emergence.draw.palette import all_labels, parse
from emergence.io.tables import Tables
from emergence.own.columns import USUAL
from emergence.own.fitting import fit_runs
from emergence.own.judged import known_metrics, standard_settings
from emergence.own.tables import Reading

TABLES = ("verdicts", "series", "points", "curves")


def a_lab(start):
    """Twelve runs of a ladder: a score that leaves chance at once, one that does so slowly, and a probability."""
    loss = np.linspace(3.6, 2.0, 24)
    params, wiggle = np.logspace(8, 10, 24), 0.003 * np.cos(7.0 * np.arange(24))
    rise = np.clip(start - loss, 0, None)
    scores = {
        "quiz_acc": 0.25 + 0.6 * (1 - np.exp(-6 * rise)) + wiggle,
        "essay_acc": 0.25 + 0.2 * (3.6 - loss) ** 2 + wiggle,
    }
    scores["quiz_prob"] = 0.2 + 0.1 * (3.6 - loss) + wiggle
    about = {"run": [f"r{i}" for i in range(24)], "params": params, "tokens": 20 * params, "flops": 120 * params**2}
    return pd.DataFrame({**about, "c4_loss": loss, **scores})


def of_source(frame, name):
    """A table of own runs as that of a source of the atlas."""
    named = frame.assign(series_id=frame["series_id"].str.replace("own", name, n=1))
    return named.assign(source=name) if "source" in frame else named


@pytest.fixture(scope="session")
def tiny(tmp_path_factory, root):
    """The page of two made-up labs."""
    folder = tmp_path_factory.mktemp("explorer")
    tables, sources = {}, {}
    for name, start in (("alpha", 2.7), ("beta", 2.9)):
        a_lab(start).to_csv(folder / f"{name}.csv", index=False)
        how = Reading(chance={"quiz": 0.25, "essay": 0.25})
        judged = fit_runs(folder / f"{name}.csv", how, standard_settings(draws=199)).judged
        tables[name] = Tables(frames={table: of_source(getattr(judged, table), name) for table in TABLES})
        publication = {"authors": "A", "year": 2026, "title": name, "arxiv": "0000.00000"}
        sources[name] = {"title": name, "citation": publication}
    palette = parse((root / "workflow/exhibits/palette.yaml").read_text())
    metrics = {row["metric"]: row for row in known_metrics().to_dict("records")}
    look = {"palette": palette, "labels": all_labels(palette)}
    (folder / "index.html").write_text(page(tables, sources, metrics, **look, headings=USUAL, level=0.95))
    return folder / "index.html"


@pytest.fixture
def whole(root):
    """The page of all series, where the main job has built it."""
    built = root / "results/site/index.html"
    if not built.is_file():
        pytest.skip("no results/site/index.html: run `make`")
    return built


@pytest.fixture(scope="session")
def ready():
    """What is true in a page that is drawn."""
    return "document.body.dataset.ready === 'true'"


@pytest.fixture
def opened(chromium, tiny, ready):
    """Open the page; at the end nothing was said on the console and nothing was asked of a network."""
    said, asked, contexts = [], [], []

    def open_page(link="", **how):
        contexts.append(chromium.new_context(**how))
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{tiny.as_uri()}{link}")
        page.wait_for_function(ready)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert {url.split(":")[0] for url in asked} <= {"file", "data", "blob"}
    assert {url for url in asked if url.startswith("file")} == {tiny.as_uri()}
