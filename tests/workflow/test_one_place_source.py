"""Each thing is added in one place: a new folder or file and nothing else, and the workflow finds it."""

import hashlib
import io

import pandas as pd
import pdfplumber
import pytest

EVERY_SERIES = """\
kind: table
title: Series
caption: A test.
from: series
columns:
  - {field: source, title: Source, format: words}
  - {field: x_kind, title: x, format: words}
  - {field: n, title: Points}
"""

UPSTREAM = b"name,size,right\ntiny,1000000,0.25\nlittle,10000000,0.5\ngrown,100000000,0.75\nfull,1000000000,0.8\n"
SOURCE = """\
title: A source from outside
label: Models of ours
citation: {{authors: Nobody, year: 2026, title: A test}}
licence: none
method: released
upstream: [{{mirror: ours, notes: a test, files: [{{path: a.csv, sha256: "{sha}"}}]}}]
pools: {{all: {{title: all}}}}
x:
  log10_params: {{label: size of our models}}
"""
IMPORTER = '''\
"""A source from outside: one table of three columns."""

from emergence.sources.formats import upstream


def read(files):
    found = upstream.table(files, "a.csv", text=["name"], numbers=["size", "right"])
    models = found.rename(columns={"name": "model", "size": "params"}).drop(columns="right")
    scores = found.rename(columns={"name": "model", "right": "value"}).drop(columns="size")
    return {
        "models.csv": models.assign(family="ours", basis="released", locator="a.csv"),
        "scores.csv": scores.assign(task="quiz", metric="accuracy", is_final=True, locator="a.csv"),
        "tables/shares.csv": found[["name"]].assign(share=0.25, locator="a.csv"),
    }
'''
SHARES = """\
key: [name]
columns:
  name: {doc: name of the model, required: true}
  share: {kind: number, unit: "1", high: 1, doc: share of the compute}
"""


def words_of(path):
    """The text of a PDF."""
    with pdfplumber.open(io.BytesIO(path.read_bytes())) as document:
        return "\n".join(page.extract_text() for page in document.pages)


@pytest.mark.slow
def test_a_source_is_one_folder(project, tmp_path):
    """With an importer, display names, limits of x and a printed table of its own; no other file is touched."""
    (project.folder / "workflow" / "exhibits" / "toy" / "series.yaml").write_text(EVERY_SERIES)
    project.build("results/toy/series.pdf")
    assert "Models of ours" not in words_of(project.folder / "results" / "toy" / "series.pdf")

    home = project.folder / "data" / "ours"
    (home / "tables").mkdir(parents=True)
    (home / "source.yaml").write_text(SOURCE.format(sha=hashlib.sha256(UPSTREAM).hexdigest()))
    (home / "importer.py").write_text(IMPORTER)
    (home / "tables" / "shares.yaml").write_text(SHARES)
    (tmp_path / "mirror" / "ours").mkdir(parents=True)
    (tmp_path / "mirror" / "ours" / "a.csv").write_bytes(UPSTREAM)
    said = project.refused("--dry-run")
    assert "data/ours/models.csv: expected this file; `snakemake import` makes it" in said

    settings = [f"mirror={tmp_path / 'mirror'}", "sources=[ours]"]
    project.build("import", "--config", *settings)
    assert (home / "tables" / "shares.csv").read_text().splitlines()[1] == "tiny,0.25,a.csv"
    project.build()
    observations = pd.read_parquet(project.folder / "results" / "observations.parquet")
    assert observations.loc[observations["source"] == "ours", "value"].tolist() == [0.8, 0.75, 0.5, 0.25]
    series = pd.read_parquet(project.folder / "results" / "series.parquet")
    assert series.loc[series["source"] == "ours", "series_id"].tolist() == ["ours/all/quiz/accuracy/-/-/-/log10_params"]
    shown = words_of(project.folder / "results" / "toy" / "series.pdf")
    assert "Models of ours" in shown
    assert "size of our models" in shown
