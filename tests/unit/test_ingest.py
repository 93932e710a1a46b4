"""Ingest joins models, tasks and metrics, and refuses what no table knows."""

import numpy as np
import pandas as pd
import pytest

from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.schema.published import METRICS, MODELS, OBSERVATIONS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.ingest import ingest, merge_tasks
from emergence.sources.wholes import with_wholes

MODEL_ROWS = [
    {"model": "7B", "family": "F", "params": 7e9, "tokens": 1e12, "flops": 4e22, "basis": "printed", "locator": "t"},
    {"model": "1B", "family": "F", "params": 1e9, "flops_per_token": 6e9, "basis": "derived", "locator": "t"},
]
TASK_ROWS = [
    {
        "task": "mmlu",
        "title": "MMLU",
        "answer_format": "multiple_choice",
        "choices": 4,
        "chance": 0.25,
        "n_items": 14042,
    },
    {"task": "mmlu", "subtask": "stem", "title": "STEM", "answer_format": "multiple_choice", "chance": 0.26},
    {"task": "mmlu", "subtask": "other", "title": "Other", "answer_format": "multiple_choice"},
    {"task": "gsm8k", "title": "GSM8K", "answer_format": "free_response"},
    {"task": "c4_en", "title": "C4", "answer_format": "language_modelling"},
]
METRIC_ROWS = [
    {
        "metric": "accuracy",
        "title": "a",
        "unit": "fraction",
        "low": 0,
        "high": 1,
        "better": "higher",
        "floor": "chance",
    },
    {"metric": "choice_probability", "title": "p", "unit": "fraction", "better": "higher", "floor": "choices"},
    {
        "metric": "exact_match",
        "title": "e",
        "unit": "fraction",
        "low": 0,
        "high": 1,
        "better": "higher",
        "floor": "zero",
    },
    {"metric": "cross_entropy", "title": "l", "unit": "nats/token", "low": 0, "better": "lower", "floor": "unknown"},
]
MODELS_FRAME = check(pd.DataFrame(MODEL_ROWS), MODELS, "models.csv")
TASKS_FRAME = check(pd.DataFrame(TASK_ROWS).assign(locator="t"), TASKS, "tasks.csv")
METRICS_FRAME = check(pd.DataFrame(METRIC_ROWS).assign(counts=False), METRICS, "metrics.csv")


def ingested(*rows, file="scores.csv"):
    rows = [{"locator": "Table 1", "model": "7B", "task": "mmlu", "metric": "accuracy", **row} for row in rows]
    table = check(pd.DataFrame(rows), SOURCE_OBSERVATIONS, file)
    return ingest("paper", "transcribed", {file: table}, MODELS_FRAME, TASKS_FRAME, METRICS_FRAME)


def test_observations_satisfy_their_own_schema_and_carry_model_task_and_metric():
    observations = check(ingested({"value": 0.3}), OBSERVATIONS, "observations")
    row = observations.iloc[0]
    assert row[["source", "family", "run", "unit", "method"]].tolist() == [
        "paper",
        "F",
        "7B",
        "fraction",
        "transcribed",
    ]
    assert row[["params", "tokens", "flops", "chance"]].tolist() == [7e9, 1e12, 4e22, 0.25]
    assert row["is_final"]


def test_a_checkpoint_has_its_own_tokens_and_flops():
    row = ingested({"value": 0.3, "model": "1B", "run": "1B-1x", "tokens": 2e9}).iloc[0]
    assert row[["tokens", "flops"]].tolist() == [2e9, 1.2e19]
    assert not row["is_final"]


def test_the_models_total_flops_are_not_given_to_a_checkpoint():
    assert np.isnan(ingested({"value": 0.3, "tokens": 5e11}).iloc[0]["flops"])


@pytest.mark.parametrize(
    ("row", "chance"),
    [
        ({"metric": "choice_probability"}, 0.25),
        ({"metric": "exact_match", "task": "gsm8k"}, 0.0),
        ({"subtask": "stem"}, 0.26),
        ({"subtask": "stem", "metric": "choice_probability"}, 0.25),
        ({"subtask": "other"}, 0.25),
        ({"metric": "accuracy", "task": "gsm8k"}, np.nan),
        ({"metric": "cross_entropy", "task": "c4_en"}, np.nan),
    ],
)
def test_chance_follows_the_metrics_floor(row, chance):
    assert ingested({"value": 0.5, **row}).iloc[0]["chance"] == pytest.approx(chance, nan_ok=True)


def test_the_items_of_a_task_are_not_given_to_a_score_whose_items_are_unknown():
    assert ingested({"value": 0.3})["n_items"].isna().all()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"task": "mlu"}, "scores.csv, row 3, column 'task': found 'mlu': expected a task that tasks.csv knows"),
        ({"model": "8B"}, "scores.csv, row 3, column 'model': found '8B': expected a model that models.csv knows"),
        (
            {"metric": "acc"},
            "scores.csv, row 3, column 'metric': found 'acc': expected a metric that metrics.csv knows",
        ),
        (
            {"subtask": "stm"},
            "scores.csv, row 3, column 'subtask': found 'stm': expected a subtask of mmlu that tasks.csv knows",
        ),
        ({"task": "gsm8k", "subtask": "stem"}, "found 'stem': expected a subtask of gsm8k that tasks.csv knows"),
        ({"value": 0.3, "value_lo": 0.4}, "scores.csv, row 3, column 'value': found 0.3: expected a value between"),
        ({"value": 30.0}, "scores.csv, row 3, column 'value': found 30.0: expected accuracy in 0..1"),
        (
            {"value": -1.0, "metric": "cross_entropy", "task": "c4_en"},
            "scores.csv, row 3, column 'value': found -1.0: expected cross_entropy in 0..inf",
        ),
    ],
)
def test_what_no_table_knows_is_refused_by_line(row, message):
    with pytest.raises(DataError) as error:
        ingested({"value": 0.3}, {"value": 0.4, "shots": 5, **row})
    assert message in str(error.value)


def test_a_model_that_models_csv_does_not_have_may_bring_its_family():
    row = ingested({"model": "F at 3e+21 FLOPs", "family": "F", "flops": 3e21, "value": 0.3}).iloc[0]
    assert row[["family", "run", "flops"]].tolist() == ["F", "F at 3e+21 FLOPs", 3e21]
    assert np.isnan(row["params"])
    with pytest.raises(DataError, match="row 7B, column 'family': expected no family for a model that models.csv"):
        ingested({"family": "F", "value": 0.3})


def test_a_task_has_one_home():
    own = TASKS_FRAME.iloc[[0]].assign(chance=0.2)
    with pytest.raises(DataError) as error:
        merge_tasks(TASKS_FRAME, own, "data/paper/tasks.csv")
    assert "data/paper/tasks.csv, row mmlu, column 'chance': found" in str(error.value)
    assert len(merge_tasks(TASKS_FRAME, TASKS_FRAME.iloc[[0]], "x")) == len(TASKS_FRAME)


def test_a_corrected_misprint_counts_and_the_printed_number_does_not():
    models = MODELS_FRAME.assign(flops_corrected=[4e23, np.nan], correction=["exponent", None])
    models = check(models, MODELS, "models.csv")
    rows = [{"model": "7B", "task": "mmlu", "metric": "accuracy", "value": 0.3, "locator": "Table 1"}]
    table = check(pd.DataFrame(rows), SOURCE_OBSERVATIONS, "scores.csv")
    observations = ingest("paper", "transcribed", {"scores.csv": table}, models, TASKS_FRAME, METRICS_FRAME)
    assert observations[["params", "tokens", "flops"]].to_numpy().tolist() == [[7e9, 1e12, 4e23]]


def test_a_source_without_a_score_has_no_observations():
    observations = ingest("paper", "transcribed", {}, MODELS_FRAME, TASKS_FRAME, METRICS_FRAME)
    assert len(check(observations, OBSERVATIONS, "observations")) == 0


WHOLE = {"task": "mmlu", "metric": "accuracy", "parts": ["stem", "other"]}


def in_parts(run, **values):
    key = {"source": "s", "family": "F", "model": "7B", "run": run, "task": "mmlu", "metric": "accuracy", "shots": 5.0}
    items = {"stem": 100.0, "other": 300.0, None: 400.0}
    rows = [
        {**key, "subtask": part, "value": value, "n_items": items[part], "chance": 0.25, "locator": f"{run}, {part}"}
        for part, value in ((name if name != "whole" else None, own) for name, own in values.items())
    ]
    return pd.DataFrame(rows, columns=OBSERVATIONS.names).assign(unit="fraction", method="released")


def test_the_whole_of_a_task_in_parts_is_their_mean_by_items():
    made = with_wholes(in_parts("a", stem=0.4, other=0.8), [WHOLE])
    (whole,) = made[made["subtask"].isna()].to_dict("records")
    assert whole["value"] == pytest.approx((0.4 * 100 + 0.8 * 300) / 400)
    assert (whole["n_items"], whole["chance"], whole["method"]) == (400, 0.25, "derived")
    assert whole["locator"] == "a, stem, and the same of other; mean weighed by items"
    assert len(made) == 3


def test_a_whole_that_lacks_a_part_or_is_published_is_not_made():
    given = pd.concat([in_parts("a", stem=0.4), in_parts("b", stem=0.4, other=0.8, whole=0.71)], ignore_index=True)
    made = with_wholes(given, [WHOLE])
    assert len(made) == len(given)
    assert made.loc[made["subtask"].isna(), "value"].tolist() == [0.71]
