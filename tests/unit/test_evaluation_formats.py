"""Readers of what labs have: results of lm-evaluation-harness, OLMES, OLMo's trainer and HELM, in files made up here.

The present layout of lm-evaluation-harness is that of version 0.4.13, whose dummy model was let write one; that of
OLMES and of HELM is the documented one.
"""

import json
from functools import partial

import pandas as pd
import pytest

from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import METRICS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.formats import helm, lm_eval, olmes, olmo_in_loop
from emergence.sources.formats import registry as names
from emergence.sources.formats.registry import Registry
from emergence.sources.importing import import_source


@pytest.fixture(scope="module")
def registry(root):
    shared = read_table(root / "data" / "tasks.csv", TASKS)
    return Registry(shared, shared.iloc[:0], read_table(root / "data" / "metrics.csv", METRICS))


def scores_of(tables):
    return check(tables["scores.csv"], SOURCE_OBSERVATIONS, "scores.csv")


def only(frame):
    (row,) = frame.to_dict("records")
    return row


PRESENT = {
    "results": {
        "arc_easy": {
            "name": "arc_easy",
            "alias": "arc_easy",
            "sample_len": 40,
            "acc,none": 0.25,
            "acc_stderr,none": 0.07,
        },
        "gsm8k": {
            "alias": "gsm8k",
            "sample_len": 20,
            "exact_match,strict-match": 0.1,
            "exact_match_stderr,strict-match": 0.07,
            "exact_match,flexible-extract": 0.15,
            "exact_match_stderr,flexible-extract": "N/A",
        },
        "mmlu": {"alias": "mmlu", "acc,none": 0.5, "acc_stderr,none": 0.1, "sample_count": {"acc,none": 30}},
        "mmlu_stem": {"alias": " - stem", "acc,none": 0.5, "acc_stderr,none": 0.1},
        "mmlu_astronomy": {"alias": "  - astronomy", "acc,none": 0.5, "acc_stderr,none": 0.1},
    },
    "group_subtasks": {"mmlu": ["mmlu_stem"], "mmlu_stem": ["mmlu_astronomy"], "gsm8k": []},
    "configs": {"arc_easy": {"num_fewshot": 25}},
    "n-shot": {"arc_easy": 25, "gsm8k": 5, "mmlu_astronomy": 5},
    "n-samples": {
        "arc_easy": {"original": 2376, "effective": 40},
        "gsm8k": {"original": 1319, "effective": 20},
        "mmlu_astronomy": {"original": 152, "effective": 10},
    },
    "config": {"model": "hf", "model_args": {"pretrained": "us/ours", "revision": "step2000"}, "limit": 40.0},
    "model_name": "us/ours",
}
OLD = {
    "results": {
        "hellaswag": {"acc": 0.5, "acc_stderr": (0.25 / 99) ** 0.5, "acc_norm": 0.6, "acc_norm_stderr": 0.1},
        "lambada_openai": {"ppl": 20.0, "ppl_stderr": 1.0, "acc": 0.4, "acc_stderr": (0.24 / 49) ** 0.5},
        "hendrycksTest-astronomy": {"acc": 0.0, "acc_stderr": 0.0},
    },
    "versions": {"hellaswag": 0},
    "config": {"model": "hf-causal", "model_args": "pretrained=us/ours,dtype=float16", "num_fewshot": 3},
}


def harness(registry, content, **other):
    return lm_eval.read({"ours/results.json": json.dumps(content).encode()}, registry, **other)


def test_present_layout_of_the_harness(registry):
    tables = harness(registry, PRESENT, tokens_per_step=1e6)
    scores = scores_of(tables).set_index(["task", "subtask", "format"])
    assert len(scores) == 6
    assert set(scores["tokens"]) == {2e9}
    arc = only(scores.loc[["arc_easy"]])
    assert (arc["model"], arc["metric"], arc["value"], arc["n_items"], arc["shots"]) == (
        "us/ours",
        "accuracy",
        0.25,
        40,
        25,
    )
    found = scores.loc["gsm8k"]
    assert found["metric"].tolist() == ["exact_match"] * 2
    assert sorted(found.index.get_level_values("format")) == ["flexible-extract", "strict-match"]
    mmlu = scores.loc["mmlu"].reset_index()
    assert mmlu["n_items"].tolist() == [30, 10, 10], (
        "of the group as it says, of the tasks below, and of the task itself"
    )
    assert mmlu["shots"].tolist() == [5, 5, 5]
    assert tables["tasks.csv"]["subtask"].tolist() == ["astronomy"], "the four groups are in data/tasks.csv"


def test_old_layout_of_the_harness(registry):
    with pytest.warns(UserWarning, match=r"1 numbers have no metric of the atlas and are left out: ppl \(1\)"):
        tables = harness(registry, OLD)
    scores = scores_of(tables)
    assert scores[["task", "metric", "value"]].to_numpy().tolist() == [
        ["hellaswag", "accuracy", 0.5],
        ["hellaswag", "accuracy_norm", 0.6],
        ["lambada_openai", "exact_match", 0.4],
        ["mmlu", "accuracy", 0.0],
    ]
    # by the standard error; 0.6 with an error of 0.1 is no share of a whole number of items, 0 tells none
    assert scores["n_items"].fillna(0).tolist() == [100, 25, 50, 0]
    assert set(scores["shots"]) == {3}
    assert scores["is_final"].all()


def test_a_number_of_items_is_whole_or_none():
    share, se = pd.Series([0.5, 0.5, 0.3]), pd.Series([(0.25 / 9) ** 0.5, 0.0, 0.123])
    counted = lm_eval.implied_items(share, se)
    assert counted[0] == pytest.approx(10)
    assert counted.isna().tolist() == [False, True, False]
    with pytest.raises(DataError, match="row quiz: expected standard errors that fit one number of items"):
        lm_eval.agreed_items(counted, pd.Series(["quiz"] * 3), pd.Series(["a", "b", "c"]))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (PRESENT | {"results": {"sudoku": {"acc,none": 0.5}}}, r"found 'sudoku'.*data/tasks.csv.*TASKS\['lm_eval'\]"),
        (PRESENT | {"results": {"piqa": {"elo,none": 0.5}}}, "found 'elo'.*METRICS"),
        (PRESENT | {"results": {"piqa": {"acc,none": "high"}}}, "row piqa, column 'acc,none': found 'high'"),
        (PRESENT | {"results": {}}, "the scores of evaluations"),
        (OLD | {"config": {"num_fewshot": 0}}, "the model's name"),
        (OLD | {"config": OLD["config"] | {"num_fewshot": -1}}, "a number of examples"),
    ],
)
def test_a_bad_file_of_the_harness_is_refused(registry, content, message):
    with pytest.raises(DataError, match=message):
        harness(registry, content, tokens_per_step=1.0)


def test_a_checkpoint_needs_the_tokens_of_a_step(registry):
    with pytest.raises(DataError, match="the tokens per step of us/ours"):
        harness(registry, PRESENT, tokens_per_step={"us/others": 1.0})


DESCRIPTOR = """\
title: Ours
citation: {authors: Us, year: 2026, title: Ours}
licence: none
method: released
upstream: [{notes: results of ours, pattern: "**/results_*.json"}]
pools: {all: {title: all}}
x: {log10_flops: {}}
"""
IMPORTER = """\
from functools import partial

from emergence.sources.formats import lm_eval

read = partial(lm_eval.read, tokens_per_step=1e6)
"""


def test_a_folder_of_results_is_imported_by_one_line(root, tmp_path):
    """The importer is given the tasks and metrics, those of the source among them."""
    home, results = tmp_path / "data" / "ours", tmp_path / "results" / "a"
    home.mkdir(parents=True)
    results.mkdir(parents=True)
    for name in ("tasks.csv", "metrics.csv"):
        (tmp_path / "data" / name).write_bytes((root / "data" / name).read_bytes())
    (home / "source.yaml").write_text(DESCRIPTOR)
    (home / "importer.py").write_text(IMPORTER)
    (home / "tasks.csv").write_text("task,title,answer_format,chance,locator\nquiz,Quiz,multiple_choice,0.5,ours\n")
    content = PRESENT | {"results": PRESENT["results"] | {"quiz": {"acc,none": 0.5, "acc_stderr,none": 0.1}}}
    (results / "results_1.json").write_text(json.dumps(content))
    changed = import_source("ours", tmp_path / "data", folder=tmp_path / "results")
    assert sorted(changed) == ["scores.csv", "tasks.csv"]
    scores = read_table(home / "scores.csv", SOURCE_OBSERVATIONS)
    assert set(scores["task"]) == {"arc_easy", "gsm8k", "mmlu", "quiz"}
    tasks = read_table(home / "tasks.csv", TASKS)
    assert list(zip(tasks["task"], tasks["subtask"].fillna(""), strict=True)) == [("mmlu", "astronomy"), ("quiz", "")]


OLMES = {
    "task_name": "arc_easy",
    "model_config": {"model": "ours-1b", "revision": "step1000-tokens4B"},
    "task_config": {
        "num_shots": 5,
        "split": "test",
        "primary_metric": "acc_per_char",
        "metadata": {"alias": "arc_easy:mc::olmes"},
    },
    "num_instances": 200,
    "metrics": {"acc_raw": 0.5, "acc_per_token": 0.52, "acc_per_char": 0.55, "primary_score": 0.55, "no_answer": None},
}


def test_olmes(registry):
    read = partial(olmes.read, tokens_per_step=4e6)
    with pytest.warns(UserWarning, match=r"left out: acc_per_token \(1\)"):
        scores = scores_of(read({"task-000-arc_easy-metrics.json": json.dumps(OLMES).encode()}, registry))
    assert scores[["metric", "value"]].to_numpy().tolist() == [
        ["accuracy", 0.5],
        ["accuracy_norm", 0.55],
        ["preferred", 0.55],
    ]
    row = scores.to_dict("records")[0]
    assert (row["task"], row["format"], row["split"], row["shots"]) == ("arc_easy", "mc", "test", 5)
    assert (row["tokens"], row["n_items"]) == (4e9, 200)


@pytest.mark.parametrize("key", ["task_name", "task_config", "model_config", "metrics", "num_instances"])
def test_olmes_says_which_key_is_missing(key):
    content = {name: value for name, value in OLMES.items() if name != key}
    with pytest.raises(DataError, match=f"column '{key}'"):
        olmes.scores(content, "a.json", 1.0)


def stat(name, split, mean, **other):
    return {"name": {"name": name, "split": split, **other}, "count": 3, "mean": mean}


SPEC = {
    "name": "mmlu:subject=astronomy,method=multiple_choice_joint,model=us_ours",
    "adapter_spec": {"method": "multiple_choice_joint", "model": "us/ours", "max_train_instances": 5},
}
STATS = [
    stat("exact_match", "test", 0.4),
    stat("exact_match", "test", 0.3, perturbation={"name": "typos"}),
    stat("num_instances", "test", 152.0),
    stat("num_prompt_tokens", "test", 512.0),
    stat("exact_match", "train", 1.0),
]


def of_helm(registry, spec=SPEC, stats=STATS):
    files = {"runs/v1/one/run_spec.json": spec, "runs/v1/one/stats.json": stats}
    return helm.read({path: json.dumps(content).encode() for path, content in files.items()}, registry)


def test_helm(registry):
    with pytest.warns(UserWarning, match=r"left out: num_prompt_tokens \(1\)"):
        tables = of_helm(registry)
    row = only(scores_of(tables))
    assert (row["task"], row["subtask"], row["metric"]) == ("mmlu", "astronomy", "accuracy")
    assert (row["value"], row["n_items"], row["shots"], row["format"], row["split"]) == (0.4, 152, 5, "mc", "test")
    generated = {"name": "gsm:model=us_ours", "adapter_spec": SPEC["adapter_spec"] | {"method": "generation"}}
    row = only(scores_of(of_helm(registry, generated, [STATS[0], STATS[2]])))
    assert (row["task"], row["metric"]) == ("gsm8k", "exact_match")
    inner = {"name": "commonsense:dataset=hellaswag,method=multiple_choice_separate_original"}
    inner |= {"adapter_spec": SPEC["adapter_spec"] | {"method": "multiple_choice_separate_original"}}
    row = only(scores_of(of_helm(registry, inner, [STATS[0], STATS[2]])))
    assert (row["task"], row["format"]) == ("hellaswag", "rc")


def test_helm_refuses_what_lacks_items_or_keys(registry):
    with pytest.raises(DataError, match="a statistic num_instances of the split test"):
        of_helm(registry, stats=STATS[:1])
    with pytest.raises(DataError, match="name and adapter_spec"):
        of_helm(registry, spec={"name": "gsm"})
    with pytest.raises(DataError, match="found 'sudoku'"):
        of_helm(registry, spec=SPEC | {"name": "sudoku:level=1"}, stats=[STATS[0], STATS[2]])


HEAD = (
    "_step,batch_size_in_tokens,eval/wikitext_103-validation/CrossEntropyLoss,"
    "eval/downstream/csqa_val_rc_5shot_len_norm"
)


def test_in_loop_evaluations(registry):
    tables = olmo_in_loop.read({"runs/ours.csv": f"{HEAD}\n10,100,3.5,0.25\n20,100,3.0,\n".encode()}, registry)
    losses = check(tables["losses.csv"], SOURCE_OBSERVATIONS, "losses.csv")
    assert losses[["tokens", "task", "value"]].to_numpy().tolist() == [
        [1000, "wikitext_103", 3.5],
        [2000, "wikitext_103", 3.0],
    ]
    row = only(scores_of(tables))
    assert (row["model"], row["task"], row["metric"], row["shots"]) == ("ours", "commonsenseqa", "accuracy", 5)
    assert (row["format"], row["split"], row["locator"]) == ("rc", "validation", "runs/ours.csv, line 2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEAD}\n,100,3.5,0.25\n", "row 2, column '_step': expected the tokens"),
        (f"{HEAD.replace('csqa', 'sudoku')}\n1,100,3.5,0.25\n", "found 'sudoku'"),
        (f"{HEAD.replace('5shot', 'some')}\n1,100,3.5,0.25\n", "a column of a known evaluation"),
    ],
)
def test_a_bad_file_of_the_trainer_is_refused(registry, text, message):
    with pytest.raises(DataError, match=message):
        olmo_in_loop.read({"ours.csv": text.encode()}, registry)


def test_other_names_lead_to_known_tasks_and_metrics(registry):
    """Every name that is written out in the register is one of data/tasks.csv and data/metrics.csv."""
    known = {*registry.shared["task"], *registry.shared["task"] + "." + registry.shared["subtask"].fillna("")}
    targets = {target for form in names.TASKS.values() for target in form.values() if "{" not in target}
    assert targets <= known
    metrics = {metric for form in names.METRICS.values() for metric in form.values() if metric}
    assert metrics <= set(registry.metrics["metric"])
    assert names.TASKS.keys() == names.METRICS.keys()
