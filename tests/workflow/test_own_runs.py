"""A lab's own runs and the workflow: the same numbers, and a source made from a table."""

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

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


def test_a_table_of_runs_becomes_a_source(project, tmp_path):
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
    project.build("--config", "sources=[mylab]", "results=mine")
    verdicts = pd.read_parquet(project.folder / "mine" / "verdicts.parquet")
    assert set(verdicts["source"]) == {"mylab"}
    assert {"quiz"} <= set(verdicts["task"])
    assert "loss_c4_en" in set(verdicts["x_kind"])
