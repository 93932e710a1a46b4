"""Folders of evaluation results of a made-up ladder of runs, in each format that `emergence read` takes."""

import json

import numpy as np
import pandas as pd

RUNS = 12
LOSS = np.linspace(3.5, 2.0, RUNS)
PARAMS = np.round(np.logspace(8, 10, RUNS), -6)
SCORE = np.round(0.25 + 0.4 * np.clip(2.8 - LOSS, 0, None) + 0.004 * np.cos(7.0 * np.arange(RUNS)), 4)
NAMES = [f"us/ours-{size / 1e6:.0f}M" for size in PARAMS]


def lm_eval(model, score, task="mmlu", revision=None):
    arguments = {"pretrained": model} | ({"revision": revision} if revision else {})
    content = {
        "results": {task: {"acc,none": score, "acc_stderr,none": 0.01, "elo,none": 3.0}},
        "n-shot": {task: 5},
        "n-samples": {task: {"effective": 1000}},
        "config": {"model_args": arguments},
        "model_name": model,
    }
    return {"results_2026.json": content, "samples.json": {}}


def _olmes(model, score):
    content = {
        "task_name": "mmlu",
        "model_config": {"model": model},
        "task_config": {"num_shots": 5, "split": "test", "metadata": {"alias": "mmlu:mc::olmes"}},
        "num_instances": 1000,
        "metrics": {"acc_raw": score, "acc_per_token": 0.1},
    }
    return {"task-000-mmlu-metrics.json": content}


def _helm(model, score):
    adapter = {"method": "multiple_choice_joint", "model": model, "max_train_instances": 5}
    stats = [
        {"name": {"name": name, "split": "test"}, "count": 1, "mean": mean}
        for name, mean in (("exact_match", score), ("num_instances", 1000.0))
    ]
    spec = {"name": "mmlu:subject=astronomy,method=multiple_choice_joint", "adapter_spec": adapter}
    return {"run_spec.json": spec, "stats.json": stats}


def _bigbench(model, score):
    about = {"preferred_score": "multiple_choice_grade", "number_of_shots": 5, "low_score": 0.25, "high_score": 1.0}
    scores = [{"score_dict": {"multiple_choice_grade": score}, "subtask_description": "rhymes", **about}]
    content = {"model": {"model_family": "us/", "model_name": model.removeprefix("us/")}, "scores": scores}
    return {f"rhymes/results/scores_{model.removeprefix('us/')}.json": content}


MAKERS = {"lm-eval": lm_eval, "olmes": _olmes, "helm": _helm, "bigbench": _bigbench}
TASKS = {"lm-eval": "mmlu", "olmes": "mmlu", "helm": "mmlu_astronomy", "bigbench": "bigbench_rhymes"}


def write(folder, files):
    """Write files of JSON, by name."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))


def write_ladder(folder, form):
    """Write a folder of results of the ladder, in a format, beside a table of its runs; return both paths."""
    names = [name.replace("us/", "us/ ") if form == "bigbench" else name for name in NAMES]
    for number, (name, score) in enumerate(zip(NAMES, SCORE, strict=True)):
        write(folder / "results" / f"run{number}", MAKERS[form](name, score))
    table = pd.DataFrame({"run": names, "params": PARAMS, "tokens": 20 * PARAMS, "C4 loss": LOSS, "arc": 0.5})
    table.to_csv(folder / "meta.csv", index=False)
    return folder / "results", folder / "meta.csv"
