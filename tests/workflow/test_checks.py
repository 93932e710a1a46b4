"""A check that fails ends the run with an error, at every run, until it passes or is recorded as known."""

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

TABLE = "workflow/exhibits/toy/table.yaml"


def test_a_failing_check_fails_every_run_until_it_is_recorded(project):
    project.edit(TABLE, "value: 0.5,", "value: 0.6,")
    for _ in range(2):
        said = project.refused()
        assert said.count("1 check fails:") == 1
        assert "toy/table: large: ours 0.5, published 0.6 within 0.01 (here)" in said
        assert "`known: <reason>`" in said
    assert {"results/checks.parquet", "results/atlas.pdf", "results/manifest.json"} <= set(project.files())
    project.edit(TABLE, "locator: here}", "locator: here, known: a misprint}")
    said = project.build()
    assert "0 of 1 checks pass" in said
    assert "known disagreement: toy/table: large" in said
    check = pd.read_parquet(project.folder / "results/checks.parquet").iloc[0]
    assert check[["ok", "known_disagreement"]].tolist() == [False, "a misprint"]
    assert project.due() == set()


def test_a_mended_check_passes(project):
    project.edit(TABLE, "value: 0.5,", "value: 0.6,")
    project.refused()
    project.edit(TABLE, "value: 0.6,", "value: 0.5,")
    assert "1 of 1 checks pass" in project.build()
