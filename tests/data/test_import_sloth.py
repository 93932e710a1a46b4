"""Sloth: the tables against the raw file read in another way, and the claims of the notes."""

import csv

import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.sloth import importer as sloth


@pytest.fixture
def rows(mirror):
    with open(mirror / "sloth" / "data" / "data_v2.csv", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def scores(root):
    return read_table(root / "data" / "sloth" / "scores.csv", SOURCE_OBSERVATIONS)


def test_only_base_models_with_these_scores(root, rows):
    models = read_table(root / "data" / "sloth" / "models.csv", MODELS)
    base = [row for row in rows if row["Instruct"] == "False"]
    assert (len(rows), len(rows) - len(base), len(base) - len(models)) == (188, 68, 64)
    assert set(models["model"]) == {row["Model"] for row in base if row["BBH"]}


@pytest.mark.parametrize(
    ("column", "task", "part"),
    [
        ("bbh_hyperbaton", "bbh", "hyperbaton"),
        ("math_num_theory_hard", "math_level_5", "num_theory"),
        ("gpqa_diamond", "gpqa", "diamond"),
        ("musr_team_allocation", "musr", "team_allocation"),
    ],
)
def test_parts_are_those_of_their_column(scores, rows, column, task, part):
    own = scores[(scores["task"] == task) & (scores["subtask"] == part)].set_index("model")["value"]
    raw = {row["Model"]: row for row in rows}
    assert len(own) == 56
    assert own.to_dict() == {model: float(raw[model][column]) for model in own.index}


def test_whole_tasks_have_two_decimals_and_parts_their_items(scores):
    whole = scores[scores["subtask"].isna()]
    assert (whole["value"].round(2) == whole["value"]).all()
    assert whole["n_items"].isna().all()
    assert sorted(whole["task"].unique()) == ["bbh", "gpqa", "ifeval", "math_level_5", "mmlu_pro", "musr"]
    parts = scores[scores["subtask"].notna()]
    assert parts.groupby("task")["subtask"].nunique().to_dict() == {"bbh": 24, "gpqa": 3, "math_level_5": 7, "musr": 3}
    assert parts["n_items"].notna().all()


def test_quantities_are_in_units(root):
    models = read_table(root / "data" / "sloth" / "models.csv", MODELS).set_index("model")
    assert models.loc["bloom-560m", ["params", "tokens", "flops"]].tolist() == pytest.approx(
        [560e6, 341e9, 1.14576e21], rel=1e-12
    )


def test_another_flag_is_an_error():
    head = "Model,Family,Instruct,#Params (B),Pretraining Data Size (T),FLOPs (1E21)," + ",".join(sloth._WHOLE)
    with pytest.raises(DataError, match=r"data_v2\.csv.*Instruct"):
        sloth.read({sloth.MODELS: (head + "\nm,f,maybe,1,1,6" + ",0.5" * 6 + "\n").encode()})
