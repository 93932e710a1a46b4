"""What moved between two results: a changed value of a source, seen from its observation to the pictures."""

import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from emergence.changes import telling
from emergence.changes.comparing import compare
from emergence.cli.main import emergence

pytestmark = pytest.mark.slow


def test_the_same_results_are_one_line(built):
    results = built.folder / "results"
    run = CliRunner().invoke(emergence, ["diff", str(results), str(results)])
    assert run.exit_code == 0, run.output
    assert run.output == "Nothing moved: same observations, verdicts, numbers, checks and exhibits.\n"


def test_a_changed_value_is_followed_to_the_pictures(built, project, tmp_path):
    rows = pd.read_csv(project.folder / "data" / "alpha" / "scores.csv", dtype="str")
    place = rows.index[(rows["task"] == "quiz") & (rows["model"] == "huge")][3]
    before = float(rows.loc[place, "value"])
    after = before + 0.05
    rows.loc[place, "value"] = str(after)
    rows.to_csv(project.folder / "data" / "alpha" / "scores.csv", index=False)
    project.build()
    old, new = built.folder / "results", project.folder / "results"
    changes = compare(old, new)
    assert changes.inputs["file"].tolist() == ["data/alpha/scores.csv"]
    (observation,) = changes.observations.to_dict("records")
    assert (observation["task"], observation["model"], observation["change"]) == ("quiz", "huge", "changed")
    assert (observation["before"], observation["after"]) == pytest.approx((before, after))
    assert set(changes.numbers["series_id"].str.split("/").str[0]) == {"alpha"}
    moved = changes.numbers["moved"].dropna()
    assert (moved > 0).all()
    assert moved.is_monotonic_decreasing
    # the table shows the other source only
    assert dict(changes.exhibits[["exhibit", "differs"]].itertuples(index=False)) == {"toy/fig": "numbers"}
    written = [tmp_path / name for name in ("changes.html", "summary.md")]
    options = ["--html", str(written[0]), "--markdown", str(written[1])]
    run = CliRunner().invoke(emergence, ["diff", str(old), str(new), *options])
    assert run.exit_code == 0, run.output
    assert "data/alpha/scores.csv" in run.output
    assert written[0].read_text().count("data:image/png") == 2
    assert "### Observations (1)" in written[1].read_text()


def test_a_check_that_fails_now_is_a_failure(built, tmp_path):
    shutil.copytree(built.folder / "results", tmp_path / "after")
    checks = pd.read_parquet(tmp_path / "after" / "checks.parquet")
    checks.assign(ok=False, ours=0.9).to_parquet(tmp_path / "after" / "checks.parquet")
    run = CliRunner().invoke(emergence, ["diff", str(built.folder / "results"), str(tmp_path / "after")])
    assert run.exit_code == 1
    assert "1 of the checks passed before and fail now" in run.output
    assert "fail now" in telling.markdown(compare(built.folder / "results", tmp_path / "after"))
