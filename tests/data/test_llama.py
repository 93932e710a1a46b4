"""The LLaMA report's tables: ours against what a person read from pictures of the report's pages."""

import pandas as pd
import pytest

from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS

COUNTS = {3: 67, 4: 34, 5: 22, 6: 16, 7: 34, 8: 34, 9: 55}  # numbers printed, dashes not counted
SEEN = [
    (3, "GPT-3 175B", "boolq", "accuracy", 0, 0.605),
    (3, "Gopher 280B", "winogrande", "accuracy", 0, 0.701),
    (3, "PaLM-cont 62B", "hellaswag", "accuracy", 0, 0.806),
    (3, "PaLM 540B", "openbookqa", "accuracy", 0, 0.534),
    (3, "LLaMA 33B", "arc_easy", "accuracy", 0, 0.800),
    (3, "LLaMA 65B", "siqa", "accuracy", 0, 0.523),
    (4, "GPT-3 175B", "natural_questions", "exact_match", 64, 0.299),
    (4, "Gopher 280B", "natural_questions", "exact_match", 5, 0.245),
    (4, "PaLM 62B", "natural_questions", "exact_match", 1, 0.265),
    (4, "LLaMA 33B", "natural_questions", "exact_match", 0, 0.249),
    (5, "Chinchilla 70B", "triviaqa", "exact_match", 64, 0.646),
    (5, "LLaMA 65B", "triviaqa", "exact_match", 0, 0.682),
    (6, "PaLM 540B", "race/middle", "accuracy", 0, 0.681),
    (6, "LLaMA 65B", "race/high", "accuracy", 0, 0.516),
    (7, "PaLM 8B", "gsm8k", "exact_match", None, 0.041),
    (7, "Minerva 540B", "math", "maj1@k", None, 0.503),
    (7, "LLaMA 65B", "gsm8k", "maj1@k", None, 0.697),
    (8, "LaMDA 137B", "mbpp", "pass@80", 3, 0.624),
    (8, "PaLM 8B", "humaneval", "pass@1", 0, 0.036),
    (8, "PaLM-cont 62B", "mbpp", "pass@1", 3, 0.312),
    (8, "LLaMA 65B", "humaneval", "pass@100", 0, 0.793),
    (9, "GPT-NeoX 20B", "mmlu/stem", "accuracy", 5, 0.349),
    (9, "Gopher 280B", "mmlu", "accuracy", 5, 0.6),
    (9, "Chinchilla 70B", "mmlu", "accuracy", 5, 0.675),
    (9, "PaLM 8B", "mmlu/other", "accuracy", 5, 0.278),
    (9, "LLaMA 7B", "mmlu/social_sciences", "accuracy", 5, 0.383),
    (9, "LLaMA 65B", "mmlu/humanities", "accuracy", 5, 0.618),
    (9, "LLaMA 65B", "mmlu", "accuracy", 5, 0.634),
]
DASHES = [
    (3, "GPT-3 175B", "siqa"),
    (3, "PaLM-cont 62B", "openbookqa"),
    (7, "PaLM 540B", "maj1@k"),
    (8, "PaLM-cont 62B", "pass@100"),
    (8, "PaLM-cont 62B", "pass@80"),
]


@pytest.fixture(scope="module")
def tables(root):
    return {n: read_table(root / "data" / "llama" / f"table{n}.csv", SOURCE_OBSERVATIONS) for n in COUNTS}


@pytest.fixture(scope="module")
def models(root):
    return read_table(root / "data" / "llama" / "models.csv", MODELS)


@pytest.mark.parametrize("number", COUNTS)
def test_number_of_values(tables, number):
    assert len(tables[number]) == COUNTS[number]


@pytest.mark.parametrize(("number", "model", "task", "metric", "shots", "expected"), SEEN)
def test_values_seen_on_the_page(tables, number, model, task, metric, shots, expected):
    table = tables[number]
    task, _, subtask = task.partition("/")
    wanted = {"model": model, "task": task, "subtask": subtask or None, "metric": metric, "shots": shots}
    for column, word in wanted.items():
        table = table[table[column].isna() if word is None else table[column] == word]
    assert list(table["value"]) == [expected]


@pytest.mark.parametrize(("number", "model", "word"), DASHES)
def test_dashes_are_absent(tables, number, model, word):
    row = tables[number][tables[number]["model"] == model]
    assert len(row) > 0
    assert not row["task"].eq(word).any()
    assert not row["metric"].eq(word).any()


def test_values_print_back_as_they_are_printed(tables):
    values = pd.concat(tables.values())["value"]
    assert (values == [float(f"{value:.3f}") for value in values]).all()
    assert values.between(0.015, 0.88).all()  # the smallest and the largest number printed


def test_model_sizes_seen_on_the_page(models):
    own = models[models["family"] == "LLaMA"].set_index("model")
    columns = ["params", "d_model", "n_heads", "n_layers", "learning_rate", "batch_tokens", "tokens"]
    assert own[columns].T.to_dict("list") == {
        "LLaMA 7B": [6.7e9, 4096, 32, 32, 3e-4, 4e6, 1e12],
        "LLaMA 13B": [13e9, 5120, 40, 40, 3e-4, 4e6, 1e12],
        "LLaMA 33B": [32.5e9, 6656, 52, 60, 1.5e-4, 4e6, 1.4e12],
        "LLaMA 65B": [65.2e9, 8192, 64, 80, 1.5e-4, 4e6, 1.4e12],
    }


def test_compute_is_derived_for_llama_and_unknown_for_the_others(models):
    own = models["family"] == "LLaMA"
    assert (models.loc[own, "flops"] == 6 * models.loc[own, "params"] * models.loc[own, "tokens"]).all()
    assert set(models.loc[own, "basis"]) == {"derived"}
    assert models.loc[own, "locator"].str.contains("6 x params x tokens").all()
    assert models.loc[~own, ["tokens", "flops", "d_model", "n_layers"]].isna().all(axis=None)
    assert set(models.loc[~own, "basis"]) == {"printed"}


def test_parameters_are_those_in_the_names(models):
    others = models[models["family"] != "LLaMA"]
    assert (others["model"] == others["family"] + [f" {params / 1e9:g}B" for params in others["params"]]).all()


def test_models_are_those_of_the_tables(tables, models):
    assert set(models["model"]) == set(pd.concat(tables.values())["model"])
