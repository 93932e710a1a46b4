"""A lab's own runs and the workflow: the same numbers, and a source made from a table."""

import re

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

from emergence.catalogue.project import Project
from emergence.catalogue.sources import pools_of
from emergence.cli.main import emergence
from emergence.io.storage import read_table
from emergence.own.judged import judge_observations, standard_settings
from emergence.schema.fitted import FITS
from emergence.schema.published import METRICS, TASKS
from emergence.schema.verdicts import VERDICTS

pytestmark = pytest.mark.slow


def test_the_numbers_are_those_of_the_workflow_to_the_last_bit(built):
    home, results = built.folder / "data" / "alpha", built.folder / "results"
    source = yaml.safe_load((home / "source.yaml").read_text())
    config = yaml.safe_load((built.folder / "workflow" / "config" / "config.yaml").read_text())["fits"]
    observations = pd.read_parquet(results / "sources" / "alpha" / "observations.parquet")
    tasks = read_table(built.folder / "data" / "tasks.csv", TASKS)
    metrics = read_table(built.folder / "data" / "metrics.csv", METRICS)
    settings = standard_settings(**config)
    own = judge_observations(observations, source["x"], tasks, metrics, settings, pools_of(source))
    for name, table in (("verdicts", VERDICTS), ("fits", FITS)):
        theirs = read_table(results / "sources" / "alpha" / f"{name}.parquet", table)
        mine = getattr(own, name)[table.names]
        pd.testing.assert_frame_equal(mine, theirs, check_exact=True, check_dtype=False)


@pytest.fixture
def with_own_runs(project, tmp_path):
    """The tiny project with a table of 14 runs as the source mylab."""
    losses = [3.6 - 0.1 * step for step in range(14)]
    rows = [
        f"r{i},{1e8 * 1.4**i:.6g},{loss:.3f},{0.25 + 0.4 * max(0, 3 - loss) + 0.002 * (i % 3):.4f}"
        for i, loss in enumerate(losses)
    ]
    (tmp_path / "runs.csv").write_text("\n".join(["run,params,c4_en_loss,quiz", *rows]) + "\n")
    run = CliRunner().invoke(
        emergence, ["init-source", "mylab", str(tmp_path / "runs.csv"), "--data", str(project.folder / "data")]
    )
    assert run.exit_code == 0, run.output
    return project


def test_a_table_of_runs_becomes_a_source(with_own_runs):
    with_own_runs.build("--config", "sources=[mylab]", "results=mine")
    verdicts = pd.read_parquet(with_own_runs.folder / "mine" / "verdicts.parquet")
    assert set(verdicts["source"]) == {"mylab"}
    assert {"quiz"} <= set(verdicts["task"])
    assert "loss_c4_en" in set(verdicts["x_kind"])


def test_the_example_puts_own_runs_in_front_of_published_ones(with_own_runs, root):
    """As it stands it satisfies the schema; here its published runs are those of the tiny project."""
    text = (root / "docs" / "examples" / "own_in_front.yaml").read_text()
    assert Project().load("docs/examples/own_in_front.yaml", "exhibit")
    text = text.replace("olmo_ladder", "alpha").replace("{olmo}", "others").replace(" format: rc,", "")
    text = re.sub(r"task: \[[^]]*\](, split: validation)?", "task: quiz", text)
    text = text.replace(
        "  - {source: alpha, x_kind: loss_c4_en, pool: all, metric: accuracy, task: arc_easy, split: test}\n", ""
    )
    (with_own_runs.folder / "workflow/exhibits/toy/mylab.yaml").write_text(text)
    with_own_runs.build("results/toy/mylab.pdf")
    frame = pd.read_parquet(with_own_runs.folder / "results/toy/mylab.parquet")
    points = frame[frame["mark"] == "points"].drop_duplicates("layer").sort_values("layer")
    assert points["series_id"].str.split("/").str[0].tolist() == ["alpha", "mylab"], "what is drawn last is in front"
    assert set(frame["panel_title"]) == {"Quiz"}
