"""Ruan et al., Wu and Lo: the tables of base models against the raw files read in another way, and the notes."""

import csv
import random

import numpy as np
import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import METRICS, MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.exp_emergence import importer as exp_emergence
from emergence.sources.formats.base_model_tables import TEXT, base_models
from emergence.sources.ingest import ingest, merge_tasks
from emergence.sources.obs_scaling import importer as obs_scaling

BENCHMARKS = {
    "MMLU": ("mmlu", "accuracy"),
    "ARC-C": ("arc_challenge", "accuracy"),
    "HellaSwag": ("hellaswag", "accuracy"),
    "Winograd": ("winogrande", "accuracy"),
    "TruthfulQA": ("truthfulqa", "mc2"),
    "GSM8K": ("gsm8k", "exact_match"),
    "XWinograd": ("xwinograd", "accuracy"),
    "HumanEval": ("humaneval", "pass@1"),
}


def table(root, source, name, schema):
    return read_table(root / "data" / source / name, schema)


@pytest.fixture(scope="module")
def observed(root):
    return table(root, "obs_scaling", "scores.csv", SOURCE_OBSERVATIONS)


@pytest.fixture(scope="module")
def grouped(root):
    return table(root, "exp_emergence", "scores.parquet", SOURCE_OBSERVATIONS)


def raw(path):
    with open(path, newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_benchmark_of_every_model(observed, mirror):
    lines = raw(mirror / "obs-scaling" / "base_llm_benchmark_eval.csv")
    benchmarks = observed[~observed["locator"].str.contains("emergent")].set_index(["model", "task", "metric"])["value"]
    wanted = {
        (line["Model"], *meaning): float(line[column])
        for line in lines
        for column, meaning in BENCHMARKS.items()
        if line[column]
    }
    assert benchmarks.to_dict() == wanted
    assert len(wanted) == 148 * 8 - 3 - 16 - 21


def test_emergent_scores(observed, mirror):
    lines = raw(mirror / "obs-scaling" / "base_llm_emergent_capability_eval.csv")
    emergent = observed[observed["locator"].str.contains("emergent")]
    released = sorted(float(value) for line in lines for column, value in line.items() if column != "Model" and value)
    assert sorted(emergent["value"]) == released
    assert len(released) == 613
    assert (emergent["shots"] == 2).all()
    llama = emergent[emergent["model"] == "meta-llama/Llama-2-7b-hf"].set_index(["task", "metric"])["value"]
    assert llama["bigbench_international_phonetic_alphabet_transliterate", "bleu"] == 27.23879164406593
    assert llama["bigbench_word_unscrambling", "exact_match"] == 0.089
    assert llama["arithmetic_2_digit_multiplication", "exact_match"] == 0.4155


def test_winograd_is_winogrande(observed):
    values = observed.loc[observed["task"] == "winogrande", "value"]
    on = {items: int((np.abs(values * items - np.round(values * items)) < 1e-3).sum()) for items in (273, 1267)}
    assert on == {273: 1, 1267: 145}


def test_models_of_obs_scaling(root, mirror):
    models = table(root, "obs_scaling", "models.csv", MODELS).set_index("model")
    lines = raw(mirror / "obs-scaling" / "base_llm_benchmark_eval.csv")
    assert len(models) == 148
    for line in lines:
        row = models.loc[line["Model"]]
        assert row["params"] == pytest.approx(float(line["Model Size (B)"]) * 1e9, rel=1e-15)
        for column, name, unit in (("tokens", "Pretraining Data Size (T)", 1e12), ("flops", "FLOPs (1E21)", 1e21)):
            assert (
                (row[column] == pytest.approx(float(line[name]) * unit, rel=1e-15))
                if line[name]
                else pd.isna(row[column])
            )
    known = models.dropna(subset=["flops"])
    assert len(known) == 123
    assert np.allclose(known["flops"], 6 * known["params"] * known["tokens"], rtol=1e-9)
    assert set(models.index[models["correction"].notna()]) == {
        "cerebras/btlm-3b-8k-base",
        "openlm-research/open_llama_7b_v2",
    }


def test_a_misprint_counts_as_corrected_and_stays_as_printed(root):
    models = table(root, "obs_scaling", "models.csv", MODELS)
    metrics = read_table(root / "data" / "metrics.csv", METRICS)
    tasks = read_table(root / "data" / "tasks.csv", TASKS)
    tasks = merge_tasks(tasks, table(root, "obs_scaling", "tasks.csv", TASKS), "tasks.csv")
    scores = table(root, "obs_scaling", "scores.csv", SOURCE_OBSERVATIONS)
    observations = ingest("obs_scaling", "released", {"scores.csv": scores}, models, tasks, metrics)
    btlm = observations[observations["model"] == "cerebras/btlm-3b-8k-base"]
    assert set(btlm["tokens"]) == {627e9}
    assert btlm["flops"].unique() == pytest.approx([6 * 3e9 * 627e9])
    assert models.set_index("model").loc["cerebras/btlm-3b-8k-base", "tokens"] == 627e12
    assert observations["flops"].max() == 3.645e25  # Llama 3.1 405B


def test_groups_average_to_the_whole(grouped):
    parts = grouped[grouped["subtask"].notna()].assign(
        kind=lambda rows: rows["subtask"].str.replace(r"_\d+_of_", "_of_", regex=True)
    )
    whole = grouped[grouped["subtask"].isna()].set_index(["model", "task", "metric"])
    sums = parts.assign(total=parts["value"] * parts["n_items"]).groupby(["model", "task", "metric", "kind"])
    sums = sums[["total", "n_items"]].sum().reset_index("kind")
    joined = sums.join(whole[["value", "n_items"]], suffixes=("", "_whole"))
    assert len(joined) == len(sums) == 65 * 7 * 2 + (70 + 67) * 2 + (65 + 70 + 67) * 2
    assert (joined["n_items"] == joined["n_items_whole"]).all()
    assert np.allclose(joined["total"] / joined["n_items"], joined["value"], rtol=0, atol=1e-12)


def test_spot_values_of_groups(grouped, mirror):
    draw = random.Random(3)
    for row in draw.sample(list(grouped.itertuples()), 60):
        path, column = row.locator.split(", column ")
        name = row.model.split(" (")[0]
        lines = [line for line in raw(mirror / "exp-emergence" / path) if line["Model"] == name and line["brier"]]
        assert row.value in {float(line[column]) for line in lines}
        if pd.notna(row.subtask):
            start, end = map(int, column.split("_")[:2])
            assert row.n_items == end - start


def test_accuracies_are_counts(grouped):
    right = grouped[(grouped["metric"] == "accuracy") & grouped["subtask"].isna()]
    hits = right["value"] * right["n_items"]
    assert (hits - hits.round()).abs().max() < 1e-9
    items = right.groupby("task")["n_items"].first()
    assert items["arc"] == 2376 + 1172
    assert (items["mmlu"], items["hellaswag"], items["bigbench_hindu_knowledge"]) == (14042, 10042, 175)


def test_models_of_exp_emergence(root, grouped):
    models = table(root, "exp_emergence", "models.csv", MODELS).set_index("model")
    assert len(models) == grouped["model"].nunique() == 71
    gpt2 = models[models["family"] == "GPT-2"]["params"]
    assert sorted(gpt2) == [124e6, 355e6, 774e6, 1.5e9]
    assert models["flops"].isna().sum() == 6


COLUMNS = dict(zip(TEXT, (["m"], ["F"], ["2.5"], ["0.3"], ["4.5"]), strict=True))


def test_the_decimal_point_is_moved_in_the_text():
    model = base_models(pd.DataFrame(COLUMNS), "a.csv").iloc[0]
    assert (model["params"], model["tokens"], model["flops"]) == (2.5e9, 3e11, 4.5e21)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Model": [None]}, "a.csv, row 2, column 'Model': expected a word"),
        ({"FLOPs (1E21)": ["many"]}, "column 'FLOPs .1E21.': found 'many': expected a number"),
    ],
)
def test_a_bad_row_of_models_is_refused(changes, message):
    with pytest.raises(DataError, match=message):
        base_models(pd.DataFrame(COLUMNS | changes), "a.csv")


def emergent(*models):
    head = ["Model", *obs_scaling._COLUMNS[obs_scaling.EMERGENT]]
    lines = [",".join(head), *(",".join([model, *["0.5"] * (len(head) - 1)]) for model in models)]
    return {obs_scaling.EMERGENT: "\n".join(lines).encode()}


def test_a_model_that_is_not_known_is_refused():
    models = pd.DataFrame({"model": ["a"]})
    assert len(obs_scaling._scores(emergent("a"), obs_scaling.EMERGENT, models)) == 8
    with pytest.raises(DataError, match="row 3, column 'Model': found 'b'"):
        obs_scaling._scores(emergent("a", "b"), obs_scaling.EMERGENT, models)
    with pytest.raises(DataError, match="each model once"):
        obs_scaling._scores(emergent("a", "a"), obs_scaling.EMERGENT, models)


def small(groups=("0_2_brier", "2_5_brier"), brier="0.5"):
    columns = [*TEXT, "acc", "brier", *groups]
    return {
        "f.csv": (
            "\n".join([",".join(columns), ",".join(["m", "F", "1", "1", "6", "0.5", brier, "0.5", "0.5"])]) + "\n"
        ).encode()
    }


def test_groups_are_read_and_gaps_refused():
    meanings = ({"acc": "accuracy"}, ("difficulty", "target_brier"))
    frame = exp_emergence._evaluated(small(), "f.csv")
    taken = exp_emergence._columns(frame, "f.csv", "arc", meanings)
    assert taken == [
        ("acc", "arc", None, "accuracy", 5),
        ("0_2_brier", "arc", "difficulty_01_of_02", "target_brier", 2),
        ("2_5_brier", "arc", "difficulty_02_of_02", "target_brier", 3),
    ]
    gap = exp_emergence._evaluated(small(groups=("0_2_brier", "3_5_brier")), "f.csv")
    with pytest.raises(DataError, match="begin where the one before ends"):
        exp_emergence._columns(gap, "f.csv", "arc", meanings)
    with pytest.raises(DataError, match="models with a score"):
        exp_emergence._evaluated(small(brier=""), "f.csv")


def test_files_that_disagree_are_refused():
    rows = {"model": "m", "task": "t", "subtask": None, "metric": "accuracy", "locator": "f"}
    same = pd.DataFrame([rows | {"value": 0.5}, rows | {"value": 0.5 + 1e-15}])
    assert len(exp_emergence._merged(same)) == 1
    with pytest.raises(DataError, match="the same score in every file"):
        exp_emergence._merged(pd.DataFrame([rows | {"value": 0.5}, rows | {"value": 0.6}]))
