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


FLOPS = "model,run,params,tokens,flops,task,metric,value,n_items,locator\n"


@pytest.fixture
def beside_own(project):
    """A function: look at the source beta of the tiny project as a lab's own, some rows added to it."""
    beta = project.folder / "data" / "beta"
    description = yaml.safe_load((beta / "source.yaml").read_text())
    for key in ("upstream", "citation"):
        del description[key]
    (beta / "source.yaml").write_text(yaml.safe_dump({**description, "method": "own"}))

    def built(rows):
        (beta / "more.csv").write_text(FLOPS + rows)
        said = project.build("results/unlikely.txt")
        return said, (project.folder / "results" / "unlikely.txt").read_text()

    return built


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "huge,a,1e10,1e9,6e19,c4_en,cross_entropy,3,,t\nhuge,a,1e10,1e9,9e19,quiz,accuracy,0.5,,t\n",
            "beta: more than one number of FLOPs at one place of training in a",
        ),
        (
            "huge,a,1e10,1e9,6e21,quiz,accuracy,0.5,,t\n",
            "beta: FLOPs over 6 x parameters x tokens, which should be about 1, in a (100)",
        ),
        (
            "huge,a,1e10,,,c4_en,cross_entropy,13,,t\n",
            "beta: a loss above 12.5 nats per token, as of an untrained model, in a (13)",
        ),
        (
            "huge,a,1e10,,,quiz,accuracy,0.01,400,t\n",
            "beta: scores below chance by more than noise in a (0.01): is chance right, are they fractions?",
        ),
    ],
)
def test_what_is_unlikely_in_own_numbers_is_said_at_the_end(beside_own, rows, expected):
    said, found = beside_own(rows)
    assert found == f"{expected}\n"
    assert f"What you should look at in your own numbers (all of it: results/unlikely.txt):\n  {expected}\n" in said


def test_own_scores_that_were_all_divided_by_a_hundred(beside_own, project):
    scores = project.folder / "data" / "beta" / "scores.csv"
    scores.write_text(scores.read_text().replace("accuracy,0.", "accuracy,0.00"))
    said, found = beside_own("huge,a,1e10,,,quiz,accuracy,0.005,,t\n")
    assert found == "beta: no score of quiz is above 0.0075, where a guess has 0.25: are they fractions?\n"


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
