"""BIG-bench Lite: the table against the upstream one read in another way, and the item counts behind it."""

import csv

import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.bigbench_lite import importer as lite


@pytest.fixture(scope="module")
def scores(root):
    return read_table(root / "data" / "bigbench_lite" / "scores.csv", SOURCE_OBSERVATIONS)


def test_every_cell_is_there(scores, mirror):
    with (mirror / "bigbench-lite-matrix" / "bigbench.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    cells = {(row["model"], task): float(row[task]) for row in rows for task in row if task != "model" and row[task]}
    assert len(rows) == 55
    assert len(cells) == len(scores) == 1170
    for row in scores.itertuples():
        _, model, task = row.locator.split(", ")
        assert row.task == f"bigbench_{task}"
        assert row.value == cells[model, task] / (100 if task == "conlang_translation" else 1)
        assert row.model in (model, model.split(" ")[-1], model.partition(" ")[2]) or row.model.split()[-1] in model


def test_models(root):
    models = read_table(root / "data" / "bigbench_lite" / "models.csv", MODELS)
    assert models.groupby("family").size().to_dict() == {
        "GPT-3": 8,
        "Gopher": 6,
        "LaMDA": 12,
        "LaMDA sampled": 12,
        "LaMDA sparse": 10,
        "PaLM": 3,
        "T0": 3,
        "T5-LM": 1,
    }
    known = models.set_index("model")
    lamda = read_table(root / "data" / "bigbench_lamda" / "models.csv", MODELS).set_index("model")
    assert (known.loc[lamda.index, ["params", "flops"]] == lamda[["params", "flops"]]).all(axis=None)
    printed = read_table(root / "data" / "wei2022" / "models.csv", MODELS)
    printed = printed[printed["family"].isin(["GPT-3", "Gopher", "PaLM"])]
    own = known[known["family"].isin(["GPT-3", "Gopher", "PaLM"]) & known["flops"].notna()]
    assert sorted(own[["params", "tokens", "flops"]].itertuples(index=False, name=None)) == sorted(
        printed[["params", "tokens", "flops"]].itertuples(index=False, name=None)
    )


def test_parts_have_fewer_items_than_their_tasks(root, scores):
    shared = read_table(root / "data" / "tasks.csv", TASKS)
    whole = shared[shared["subtask"].isna()].set_index("task")["n_items"]
    own = scores.groupby(["task", "subtask"], dropna=False)["n_items"].agg(["min", "max"]).reset_index()
    parts = own[own["subtask"] == lite.FIRST]
    assert dict(zip(parts["task"], parts["max"], strict=True)) == {
        "bigbench_bbq_lite_json": 56,
        "bigbench_conceptual_combinations": 16,
        "bigbench_logical_deduction": 341,
        "bigbench_strange_stories": 53,
    }
    assert (parts["max"] < 0.4 * whole.loc[parts["task"]].to_numpy()).all()
    rest = own[own["subtask"].isna() & own["max"].notna()]
    known = whole.reindex(rest["task"]).to_numpy()
    same = (rest["max"] >= known - 1) | pd.isna(known) | (rest["max"] == 1024)
    assert same.all()


def test_items_need_two_families_that_agree():
    scores = pd.DataFrame({"family": ["LaMDA", "GPT-3", "PaLM", "T0"], "value": [1 / 7, 3 / 7, 1 / 9, 0.1234]})
    assert lite.items_of(scores) == {"LaMDA": 7, "GPT-3": 7}
    assert lite.items_of(scores.assign(value=0.0)) == {}


def files(names=24, model="GPT GPT-3 13B"):
    tasks = [f"t{number}" for number in range(names)]
    return {lite.FILE: f"model,{','.join(tasks)}\n{model},{','.join(['0.5'] * names)}".encode()}


def test_a_small_file_is_read():
    tables = lite.read(files())
    assert set(tables["scores.csv"]["model"]) == {"GPT-3 13B"}
    assert tables["models.csv"]["params"].tolist() == [13e9]


@pytest.mark.parametrize(
    ("content", "message"), [(files(names=3), "24 tasks"), (files(model="BERT large"), "a model of one of BIG-G")]
)
def test_a_bad_file_is_refused(content, message):
    with pytest.raises(DataError, match=message):
        lite.read(content)
