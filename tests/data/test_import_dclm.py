"""DataComp-LM: the tables against the raw file read in another way, and the counts in the notes."""

import csv

import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.dclm import importer as dclm


@pytest.fixture
def home(root):
    return root / "data" / "dclm"


@pytest.fixture
def rows(mirror):
    with open(mirror / "dclm-database" / "assets" / "DCLM_model_database.csv", newline="") as stream:
        return list(csv.DictReader(stream))


def test_counts_of_the_notes(home, rows):
    models = read_table(home / "models.csv", MODELS)
    losses = read_table(home / "losses.csv", SOURCE_OBSERVATIONS)
    assert (len(rows), len(models), len(losses)) == (416, 405, 234)
    assert losses["value"].between(2.0, 4.4).all()
    names = {row["Model JSON"].removeprefix("evaluation_").removesuffix(".json"): row for row in rows}
    kept = [names[model] for model in models["model"]]
    assert sum(row[dclm.LOSS] != "" for row in kept) == 240
    assert sum(row["Model JSON"].startswith(dclm._CHECKPOINTS) for row in rows) == 8
    assert models["family"].value_counts().to_dict() == {
        "DCLM 1.4B": 215,
        "DCLM 1.4B, other set-ups": 90,
        "DCLM 6.9B": 89,
        "DCLM 411M": 11,
    }


def test_a_perplexity_would_be_another_number(rows):
    """The column holds a loss: a perplexity of 2.6 would be a loss below one nat, and no model has one."""
    known = sorted(float(row[dclm.LOSS]) for row in rows if row[dclm.LOSS])
    assert (len(known), known[0] > 2, known[-3] < 4.4) == (243, True, True)
    assert [round(value, 1) for value in known[-2:]] == [8.7, 10.2]


@pytest.mark.parametrize(
    ("column", "task", "shots"),
    [
        ("hellaswag", "hellaswag", 10),
        ("hellaswag_zeroshot", "hellaswag", 0),
        ("mmlu_fewshot", "mmlu", 5),
        ("squad", "squad", 10),
    ],
)
def test_scores_are_those_of_their_column(home, rows, column, task, shots):
    scores = read_table(home / "scores.parquet", SOURCE_OBSERVATIONS)
    own = scores[(scores["task"] == task) & (scores["shots"] == shots)].set_index("model")["value"]
    names = {row["Model JSON"].removeprefix("evaluation_").removesuffix(".json"): row for row in rows}
    assert len(own) >= 400
    assert own.to_dict() == {model: float(names[model][column]) for model in own.index}


def test_items_are_those_that_scores_are_multiples_of(home):
    scores = read_table(home / "scores.parquet", SOURCE_OBSERVATIONS)
    counts = scores["value"] * scores["n_items"]
    assert ((counts - counts.round()).abs().dropna() < 1e-2).all()
    assert scores.loc[scores["task"] == "arc_challenge", "n_items"].unique().tolist() == [1172]
    assert sorted(scores.loc[scores["n_items"].isna(), "task"].unique()) == ["bbq_openlm", "jeopardy", "mmlu"]


def test_an_unknown_evaluation_is_named():
    metadata = b"Eval Task,Task Type,#shots,#datapoints,Random baseline\nnew_task,multiple choice,0,10,25\n"
    with pytest.raises(DataError, match=r"eval_meta_data\.csv.*known evaluations"):
        dclm.read({dclm.METADATA: metadata, dclm.MODELS: b""})
