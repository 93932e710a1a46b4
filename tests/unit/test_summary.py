import pandas as pd
import pytest
from click.testing import CliRunner

from emergence.cli.main import emergence
from emergence.exhibits.summary import summary
from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.own.fitting import fit_runs
from emergence.own.judged import standard_settings
from emergence.own.tables import Reading
from emergence.schema.summary import SUMMARY


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A results folder with the summary of the scores of one table of runs."""
    home = tmp_path_factory.mktemp("results")
    rows = [f"r{i},{10 ** (8 + i / 6)},{3.4 - 0.1 * i},{0.25 + 0.03 * i}" for i in range(12)]
    (home / "runs.csv").write_text("run,params,c4_loss,mmlu\n" + "\n".join(rows) + "\n")
    judged = fit_runs(home / "runs.csv", Reading(), standard_settings(draws=19, forms=("linear",))).judged
    shown = judged.points[judged.points["series_id"].str.endswith("loss_c4")]
    exhibits = {"du2024/fig1": shown, "atlas/onsets": shown, "atlas/speed": shown[["x"]]}
    rows = check(summary(judged.verdicts, judged.series, exhibits), SUMMARY, "summary")
    rows.to_parquet(home / "summary.parquet")
    return home


def test_a_row_a_score_and_x(results):
    rows = pd.read_parquet(results / "summary.parquet")
    assert rows["x_kind"].tolist() == ["log10_params", "loss_c4"]
    assert rows["x_title"].tolist() == ["parameters (log10)", "loss on c4"]
    assert set(rows["task_title"]) == {"MMLU"}
    assert set(rows["n_runs"]) == {12}
    assert rows["figure"].fillna("").tolist() == ["", "du2024/fig1; atlas/onsets"]


def test_show_lists_the_series_of_a_task(results, tmp_path):
    arguments = ["show", "mmlu", "--results", str(results), "--x", "loss", "--csv", str(tmp_path / "mmlu.csv")]
    run = CliRunner().invoke(emergence, arguments)
    assert run.exit_code == 0, run.output
    assert "own, against loss on c4 (nats per token)" in run.output
    assert "du2024/fig1; atlas/onsets" in run.output
    assert "1 series: " in run.output
    assert pd.read_csv(tmp_path / "mmlu.csv")["task"].tolist() == ["mmlu"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["mmul"], "tasks of the results, such as mmlu"),
        (["MMUL"], "tasks of the results, such as mmlu"),
        (["mmlu", "--x", "loss_pile"], "its x are log10_params, loss_c4"),
    ],
)
def test_what_is_not_there_is_said(results, arguments, expected):
    with pytest.raises(DataError, match=expected):
        CliRunner().invoke(
            emergence, ["show", *arguments, "--results", str(results)], standalone_mode=False, catch_exceptions=False
        )
