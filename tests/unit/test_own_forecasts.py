"""``emergence forecast``: near a known truth, inside its intervals, and outspoken about what not to trust."""

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from emergence.cli.main import emergence as command
from emergence.io.errors import DataError
from emergence.own.forecasting import forecast_runs
from emergence.own.tables import Reading

HOW = Reading(chance={"rises": 0.25, "late": 0.25})
NEAR = {"near": {"params": 13e9, "tokens": 3e11}}


def loss_of(params, tokens):
    return 1.7 + 406.4 / params**0.34 + 410.7 / tokens**0.28


def score_of(loss, middle):
    return 0.25 + 0.6 / (1 + np.exp(6 * (loss - middle)))


def a_ladder(n=14, **columns):
    rng = np.random.default_rng(3)
    params = np.logspace(8, np.log10(7e9), n)
    tokens = params * np.tile([20, 60], n)[:n]
    loss = loss_of(params, tokens)
    table = {"run": [f"r{i}" for i in range(n)], "params": params, "tokens": tokens, "c4_loss": loss}
    for name, middle in (("rises", 2.5), ("also", 2.3), ("late", -9.0)):
        table[name] = np.clip(score_of(loss, middle), 0, 1) + rng.normal(0, 0.004, n)
    return pd.DataFrame(table | columns)


@pytest.fixture
def forecast(tmp_path):
    def of(table, targets, how=HOW):
        table.to_csv(tmp_path / "runs.csv", index=False)
        return forecast_runs(tmp_path / "runs.csv", targets, how)

    return of


def test_forecasts_are_near_the_truth_and_say_which_not_to_trust(forecast):
    targets = {**NEAR, "far": {"params": 1e13, "tokens": 4e14}, "long": {"params": 8e9, "tokens": 4e12}}
    rows, notes = forecast(a_ladder(), targets)
    near = rows[rows["at"] == "near"].set_index("task")
    loss = loss_of(13e9, 3e11)
    assert near.loc["c4", "forecast"] == pytest.approx(loss, rel=0.01)
    assert near.loc["rises", "forecast"] == pytest.approx(score_of(loss, 2.5), abs=0.02)
    for task, true in (("c4", loss), ("rises", score_of(loss, 2.5)), ("also", score_of(loss, 2.3))):
        assert near.loc[task, "lo"] < true < near.loc[task, "hi"], task
    assert near.loc[["rises", "also"], "trusted"].all()
    assert near.loc["late", "why_not"] == "no rise: the score does not grow with the size of these runs"
    far, long = (rows[rows["at"] == name].set_index("task")["why_not"] for name in ("far", "long"))
    assert "too far" in far["rises"]
    assert "times the FLOPs" in far["rises"]
    assert "500 tokens a parameter, the runs have 20 to 60" in long["rises"]
    assert any("also is no known task" in note for note in notes)


def test_an_interval_that_excludes_nothing_is_not_trusted(forecast):
    rows, _ = forecast(pd.read_csv("docs/runs.csv"), {"big": {"params": 3e10, "tokens": 6e11}}, Reading())
    wide = (rows["lo"] == 0) & (rows["hi"] == 1) & (rows["metric"] == "accuracy")
    assert wide.any()
    assert (rows["why_not"] == "too wide: the interval is all of 0 to 1").tolist() == wide.tolist()


def test_a_given_loss_is_where_a_forecast_starts(forecast):
    table = a_ladder()[["run", "params", "tokens", "c4_loss", "rises"]]
    rows, _ = forecast(table, {"loss": {"c4_loss": 2.1}, "far": {"loss": 0.3}})
    own = rows[rows["at"] == "loss"].set_index("task")
    assert list(own.index) == ["rises"]
    assert own.loc["rises", "forecast"] == pytest.approx(score_of(2.1, 2.5), abs=0.02)
    assert "below the least loss of the runs" in rows[rows["at"] == "far"]["why_not"].iloc[0]


def test_few_runs_are_said_and_runs_left_out_listed(forecast):
    table = a_ladder(10)
    table.loc[2, "c4_loss"] = np.nan
    table.loc[5, "rises"] = np.nan
    rows, notes = forecast(table[["run", "params", "tokens", "c4_loss", "rises"]], NEAR)
    assert rows["why_not"].str.contains("too few: 8 runs, expected 12 or more").all()
    assert any(note.startswith("left out, without") and note.endswith(": r2") for note in notes)


def test_scores_that_follow_a_candidate_exactly(forecast):
    table = a_ladder(12)[["run", "params", "tokens", "c4_loss"]]
    rows, _ = forecast(table.assign(rises=score_of(table["c4_loss"], 2.5)), {"it": {"c4_loss": 2.1}})
    assert rows["forecast"].item() == pytest.approx(score_of(2.1, 2.5), abs=1e-6)


@pytest.mark.parametrize(
    ("change", "at", "expected"),
    [
        (lambda t: t.drop(columns="c4_loss"), {"flops": 1e23}, "a column of losses"),
        (lambda t: t.head(3), {"flops": 1e23}, "found '3 runs'.*five or more"),
        (lambda t: t.drop(columns="tokens"), {"params": 1e10, "tokens": 1e12}, "tokens of the runs|flops of the runs"),
        (lambda t: t, {"params": 1e10}, "params and tokens, or flops, or a loss"),
        (lambda t: t, {"pile_loss": 2.0}, "'--at'.*'pile_loss'.*loss_c4"),
        (lambda t: t, {"flops": -1.0}, "a positive number"),
    ],
)
def test_what_cannot_be_forecast_is_refused(forecast, change, at, expected):
    with pytest.raises(DataError, match=expected):
        forecast(change(a_ladder()), {"it": at})


def test_scores_that_are_no_shares_are_left_out(forecast):
    table = a_ladder()[["run", "params", "tokens", "c4_loss", "rises"]].assign(log=-1.0)
    rows, notes = forecast(table, {"it": {"flops": 1e23}}, Reading(meanings={"log": "x_logprob"}, chance=HOW.chance))
    assert set(rows["task"]) == {"c4", "rises"}
    assert "no forecast of x: expected a score from 0 to 1 of which more is better" in notes


def test_the_command_prints_and_writes(tmp_path):
    a_ladder()[["run", "params", "tokens", "c4_loss", "rises"]].to_csv(tmp_path / "runs.csv", index=False)
    words = ["forecast", str(tmp_path / "runs.csv"), "--at", "params=7e9,tokens=4e11", "--csv", str(tmp_path / "f.csv")]
    done = CliRunner().invoke(command, [*words, "--chance", "rises=0.25"])
    assert done.exit_code == 0, done.output
    assert "At params=7e9,tokens=4e11" in done.output
    assert "loss on c4" in done.output
    assert len(pd.read_csv(tmp_path / "f.csv")) == 2
    wrong = CliRunner().invoke(command, [*words[:3], "params:7e9"])
    assert "expected NAME=NUMBER" in wrong.output
