"""A source whose files are the user's own, and a printed table that holds no scores: from the folder to the exhibit."""

import json
import shutil

import pytest

SCORE = {
    "score_dict": {"multiple_choice_grade": 0.5},
    "preferred_score": "multiple_choice_grade",
    "subtask_description": "",
    "number_of_shots": 0,
    "low_score": 0.25,
    "high_score": 1.0,
}
MODEL = {"model_family": "toy", "model_name": "1m", "total_params": 1_000_000}
COLUMNS = "key: [part]\ncolumns: {part: {doc: part}, share: {kind: number, unit: fraction, high: 1, doc: share}}\n"
SHARES = "part,share,locator\nweb,0.75,Table 3\nbooks,0.25,Table 3\n"
EXHIBIT = """\
kind: table
title: Shares
caption: A test.
from: corpus_shares
where: {source: beta}
columns: [{field: part, title: Part}, {field: share, title: Share, unit: "%", format: ".0f", scale: 100}]
"""


@pytest.fixture
def with_folder(project, root):
    """The tiny project with the source that reads a folder of the user's, and such a folder."""
    home = project.folder / "data" / "bigbench_scores"
    home.mkdir()
    shutil.copy(root / "data" / "bigbench_scores" / "source.yaml", home)
    results = project.folder / "checkout" / "riddles" / "results"
    results.mkdir(parents=True)
    content = {"model": MODEL, "task": {"task_name": "riddles"}, "scores": [SCORE]}
    (results / "scores_toy_1m.json").write_text(json.dumps(content))
    return project


def test_a_source_without_its_folder_is_in_no_run(with_folder):
    assert not any("bigbench_scores" in job for job in with_folder.due())


def test_a_folder_of_a_source_that_has_none_is_refused(with_folder):
    with_folder.edit("workflow/config/config.yaml", "folders: {}", "folders: {alpha: checkout}")
    said = with_folder.refused()
    assert "config, column 'folders': found 'alpha': expected one of bigbench_scores" in said


def test_import_then_run(with_folder):
    with_folder.edit("workflow/config/config.yaml", "folders: {}", "folders: {bigbench_scores: checkout}")
    assert "bigbench_scores/models.csv: expected this file; `snakemake import` makes it" in with_folder.refused()
    config = with_folder.folder / "workflow" / "config" / "config.yaml"
    whole = config.read_text()
    config.write_text(whole.replace("sources: null", "sources: [bigbench_scores]"))
    with_folder.build("import")
    config.write_text(whole)
    with_folder.build("own/sources/bigbench_scores/observations.parquet", "--config", "results=own")


def test_a_printed_table_reaches_its_exhibit(project):
    tables = project.folder / "data" / "beta" / "tables"
    tables.mkdir()
    (tables / "corpus_shares.csv").write_text(SHARES)
    (tables / "corpus_shares.yaml").write_text(COLUMNS)
    (project.folder / "workflow" / "exhibits" / "toy" / "shares.yaml").write_text(EXHIBIT)
    project.build("results/toy/shares.pdf")
    project.edit("data/beta/tables/corpus_shares.csv", "books,0.25", "books,0.24")
    assert "Draw the exhibits of toy" in project.due()
    project.edit("data/beta/tables/corpus_shares.csv", "books,0.24", "books,24")
    assert "corpus_shares.csv, row 3, column 'share': found '24'" in project.refused("results/toy/shares.pdf")
