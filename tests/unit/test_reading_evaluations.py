"""Folders of evaluation results, made up in each format, read into a table and fitted."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from evaluation_folders import LOSS, MAKERS, PARAMS, RUNS, SCORE, TASKS, lm_eval, write, write_ladder
from hypothesis import given
from hypothesis import strategies as st

from emergence.cli.main import emergence as command
from emergence.cli.read import _FORMATS
from emergence.io.errors import DataError
from emergence.own.columns import metric_of, score_of
from emergence.own.evaluations import FORMATS, read_evaluations
from emergence.own.joining import long_table, params_in
from emergence.own.judged import known_metrics, known_tasks
from emergence.own.tables import Reading


@pytest.fixture
def lab(tmp_path):
    """Give the folder of results of a ladder, in a format, beside a table of its runs."""
    return partial(write_ladder, tmp_path)


def run(*arguments):
    return CliRunner().invoke(command, list(map(str, arguments)), standalone_mode=False, catch_exceptions=False)


@pytest.mark.parametrize("form", list(MAKERS))
def test_results_are_read_and_fitted(lab, form, tmp_path):
    results, meta = lab(form)
    said = run("read", results, "--from", form, "--runs", meta, "-o", tmp_path / "runs.csv").output
    assert "columns of" in said
    assert "that are no losses: arc" in said
    assert "no row" not in said
    table = pd.read_csv(tmp_path / "runs.csv")
    own = table[(table["task"] == TASKS[form]) & (table.get("metric") == "accuracy")].sort_values("params")
    assert own["value"].tolist() == SCORE.tolist()
    assert own["params"].tolist() == PARAMS.tolist()
    assert set(own["shots"]) == {5}
    losses = table[table["task"] == "c4_loss"]
    assert sorted(losses["value"]) == sorted(LOSS)
    fit = run("fit", tmp_path / "runs.csv", "--draws", 19, "--forms", "linear,hinge", "--x", "loss")
    assert "Against loss on c4" in fit.output
    summary = pd.read_csv(tmp_path / "runs-emergence" / "summary.csv")
    assert summary.loc[summary["metric"] == "accuracy", "n_runs"].tolist() == [RUNS]
    assert abs(summary["onset"].iloc[0] - 2.8) < 0.15


def test_sizes_are_taken_from_names_when_asked(lab, tmp_path):
    results, _ = lab("olmes")
    with pytest.raises(DataError, match=r"ours-100M.*and 7 more.*expected parameters.*--params-from-names"):
        run("read", results, "--from", "olmes", "-o", tmp_path / "runs.csv")
    run("read", results, "--from", "olmes", "--params-from-names", "-o", tmp_path / "runs.csv")
    table = pd.read_csv(tmp_path / "runs.csv")
    assert sorted(table["params"]) == sorted(PARAMS)
    with pytest.raises(DataError, match="--force"):
        run("read", results, "--from", "olmes", "--params-from-names", "-o", tmp_path / "runs.csv")


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("EleutherAI/pythia-70m", 70e6),
        ("Llama-2-7b-hf", 7e9),
        ("pythia-1.4b-deduped", 1.4e9),
        ("GPT3_1.3B", 1.3e9),
        ("Qwen1.5-7B", 7e9),
        ("mixtral-8x7B", None),
        ("ours-1b-100B", None),
        ("gpt2", None),
    ],
)
def test_a_size_in_a_name(name, params):
    assert params_in(name) == params or (params is None and np.isnan(params_in(name)))


@given(st.integers(1, 999), st.sampled_from("mMbB"))
def test_any_size_between_dashes_is_read(size, unit):
    assert params_in(f"ours-{size}{unit}-v2") == size * (1e6 if unit in "mM" else 1e9)


def test_runs_that_are_in_one_of_the_two_only_are_listed(lab, tmp_path):
    results, meta = lab("lm-eval")
    table = pd.read_csv(meta).iloc[7:]
    extra = table.iloc[[0]].assign(run="us/none")
    pd.concat([table.assign(run=table["run"].str.removeprefix("us/")), extra]).to_csv(meta, index=False)
    found, notes = long_table(read_evaluations(results, "lm-eval"), meta, Reading())
    missing = next(note for note in notes if note.startswith("no row"))
    assert missing.endswith("and 2 more")
    assert missing.count("us/ours-") == 5
    assert f"no results of runs in {meta}: us/none" in notes
    assert found[found["task"] == "mmlu"]["params"].notna().sum() == RUNS - 7
    assert (found["task"] == "c4_loss").sum() == RUNS - 7


def test_checkpoints_are_joined_by_their_step(tmp_path):
    for number, step in enumerate((1000, 2000, 3000)):
        write(tmp_path / "r" / str(number), lm_eval("us/ours", 0.3 + number / 10, revision=f"step{step}"))
    meta = tmp_path / "meta.csv"
    meta.write_text("run,params,step,loss\nus/ours,1e8,1000,3.5\nus/ours,1e8,2000,3.0\n")
    evaluations = read_evaluations(tmp_path / "r", "lm-eval")
    table, notes = long_table(evaluations, meta, Reading(tokens_per_step=1e6))
    assert any("no row in" in note and "us/ours at step 3000" in note for note in notes)
    assert table.loc[table["task"] == "mmlu", "tokens"].tolist() == [1e9, 2e9, 3e9]
    assert table.loc[table["task"] == "loss", ["tokens", "value"]].to_numpy().tolist() == [[1e9, 3.5], [2e9, 3.0]]
    # By tokens, the table has the same steps; of a whole run it has the parameters, not the last loss.
    meta.write_text("run,params,tokens,loss\nus/ours,1e8,1e9,3.5\nus/ours,1e8,2e9,3.0\n")
    by_tokens, _ = long_table(evaluations, meta, Reading(tokens_per_step=1e6))
    pd.testing.assert_frame_equal(by_tokens, table)
    meta.write_text("run,params,loss\nus/ours,1e8,3.0\n")
    of_run, _ = long_table(evaluations, meta, Reading())
    assert set(of_run["task"]) == {"mmlu"}
    assert of_run["params"].tolist() == [1e8] * 3
    meta.write_text("run,params,loss\nus/ours,1e8,3.0\nus/ours,1e8,2.0\n")
    with pytest.raises(DataError, match="row 3, column 'run'.*one row a run, or a step for each checkpoint"):
        long_table(evaluations, meta, Reading())


def test_own_tasks_are_kept_and_unknown_metrics_are_named(tmp_path):
    write(tmp_path, lm_eval("us/ours", 0.5, task="Sudoku-4x4"))
    scores, notes = read_evaluations(tmp_path, "lm-eval")
    assert scores[["task", "metric", "value"]].to_numpy().tolist() == [["sudoku_4x4", "accuracy", 0.5]]
    assert notes == ["left out: 1 numbers that are no metric of the atlas: elo (1)"]


def test_parts_are_left_out_where_the_whole_is_there(tmp_path):
    write(tmp_path / "a", lm_eval("us/ours", 0.5))
    write(tmp_path / "b", lm_eval("us/ours", 0.6, task="mmlu_astronomy"))
    write(tmp_path / "c", lm_eval("us/other", 0.7, task="mmlu_astronomy"))
    scores, notes = read_evaluations(tmp_path, "lm-eval")
    assert sorted(scores["task"]) == ["mmlu", "mmlu_astronomy"]
    assert "left out: 1 scores of parts of mmlu; --parts keeps them" in notes
    assert len(read_evaluations(tmp_path, "lm-eval", parts=True).scores) == 3


def test_a_run_that_was_evaluated_twice_must_agree_with_itself(tmp_path):
    for name, score in (("a", 0.5), ("b", 0.5)):
        write(tmp_path / name, lm_eval("us/ours", score))
    assert len(read_evaluations(tmp_path, "lm-eval").scores) == 1
    write(tmp_path / "b", lm_eval("us/ours", 0.6))
    with pytest.raises(DataError, match=r"b/results_2026.json.*found 0.6.*a/results_2026.json.* has 0.5"):
        read_evaluations(tmp_path, "lm-eval")


def test_what_is_no_folder_of_results(tmp_path):
    with pytest.raises(DataError, match="a folder of results"):
        read_evaluations(tmp_path / "no", "olmes")
    with pytest.raises(DataError, match="files such as run_spec.json, stats.json"):
        read_evaluations(tmp_path, "helm")
    with pytest.raises(DataError, match="name of a .csv"):
        run("read", tmp_path, "--from", "helm", "-o", tmp_path / "runs.xlsx")


def test_every_task_and_metric_of_the_atlas_keeps_its_name_in_a_long_table():
    tasks = known_tasks()
    names = {*tasks["task"], *(tasks["task"] + "_" + tasks["subtask"]).dropna()}
    losses = set(tasks.loc[tasks["answer_format"] == "language_modelling", "task"])
    changed = {name for name in names - losses if score_of(name)[:2] != (name, "")}
    assert changed == set()
    assert [metric_of(name) for name in known_metrics()["metric"]] == known_metrics()["metric"].tolist()
    assert metric_of("acc") == "accuracy"


def test_the_command_offers_every_format():
    assert list(_FORMATS.choices) == list(FORMATS)
