"""The harness's own files: the tables against the raw files read in another way, and the claims of the notes."""

import json

import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.lm_eval_finals import importer as finals


@pytest.fixture
def scores(root):
    return read_table(root / "data" / "lm_eval_finals" / "scores.parquet", SOURCE_OBSERVATIONS)


@pytest.fixture
def files(mirror):
    return sorted((mirror / "lm-eval-finals" / "results").rglob("*.json"))


def test_counts_of_the_notes(root, scores, files):
    names = {name for path in files for name in json.loads(path.read_text())["results"]}
    models = read_table(root / "data" / "lm_eval_finals" / "models.csv", MODELS)
    kept = scores[["task", "subtask"]].drop_duplicates()
    assert (len(files), len(names), len(models), len(kept)) == (166, 296, 22, 66)
    assert models["family"].value_counts().to_dict() == {"OPT": 8, "BLOOM": 5, "XGLM": 5, "LLaMA": 3, "MPT": 1}
    assert scores.groupby(["task", scores["subtask"].fillna("")])["model"].nunique().min() >= 8


@pytest.mark.parametrize(
    ("model", "suite", "name", "key", "task", "part", "metric"),
    [
        ("opt/opt-66b", "opt-66b", "lambada_openai", "acc", "lambada_openai", None, "exact_match"),
        ("bloom/bloom-7b1", "bloom-7b1_xnli_0-shot", "xnli_sw", "acc", "xnli", "sw", "accuracy"),
        ("llama/llama-30B", "llama-30B_gsm8k_8-shot", "gsm8k", "acc", "gsm8k", None, "exact_match"),
        ("xglm/xglm-564M", "xglm-564M_common_sense", "hellaswag", "acc_norm", "hellaswag", None, "accuracy_norm"),
    ],
)
def test_a_score_is_that_of_its_file(scores, files, model, suite, name, key, task, part, metric):
    path = next(path for path in files if f"{model}/{suite}" in path.as_posix())
    own = scores[(scores["model"] == model.split("/")[1]) & (scores["task"] == task) & (scores["metric"] == metric)]
    own = own[own["subtask"].isna() if part is None else own["subtask"] == part]
    assert own["value"].tolist() == [json.loads(path.read_text())["results"][name][key]]


def test_items_are_the_published_sizes_of_the_sets(scores):
    items = scores.groupby("task")["n_items"].max()
    known = {"arc_easy": 2376, "boolq": 3270, "gsm8k": 1319, "xcopa": 500, "xnli": 5010, "pawsx": 2000, "swag": 20006}
    assert items[list(known)].to_dict() == known


def test_what_a_bug_made_zero_is_left_out(scores, files):
    path = next(path for path in files if path.name == "llama-7B_lambada_0-shot.json")
    broken = json.loads(path.read_text())["results"]["lambada_openai"]
    assert broken["acc"] == 0
    assert broken["ppl"] > 1e6
    own = scores[scores["task"] == "lambada_openai"]
    assert not own["model"].str.startswith("llama").any()
    assert own["value"].min() > 0.3


@pytest.mark.parametrize(("name", "params"), [("bloom-1b7", 1.7e9), ("xglm-564M", 564e6), ("opt-6.7b", 6.7e9)])
def test_sizes_are_read_from_names(name, params):
    assert finals._size(name)["params"] == params


def test_a_name_without_a_size_is_an_error():
    with pytest.raises(DataError, match="a size such as"):
        finals._size("opt-large")
