"""Pythia on GSM8K answers: means against the raw file, summed in another way."""

import math

import pyarrow.parquet
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.pythia_gsm8k import importer as pythia_gsm8k

FOLDER = "pythia-gsm8k-nll"


@pytest.fixture
def answers(mirror):
    return pyarrow.parquet.read_table(mirror / FOLDER / pythia_gsm8k.ANSWERS).to_pylist()


def test_a_score_is_the_mean_over_the_answers(root, answers):
    scores = read_table(root / "data" / "pythia_gsm8k" / "scores.csv", SOURCE_OBSERVATIONS).set_index("model")
    assert len(scores) == 9
    for model, row in scores.iterrows():
        own = [answer["Neg Log Score"] for answer in answers if answer["Model"] == model]
        assert len(own) == row["n_items"] == 1319
        assert row["value"] == pytest.approx(math.fsum(own) / 1319, abs=1e-8)


def test_larger_runs_give_the_answers_more_probability(root):
    scores = read_table(root / "data" / "pythia_gsm8k" / "scores.csv", SOURCE_OBSERVATIONS).set_index("model")["value"]
    flops = read_table(root / "data" / "pythia_gsm8k" / "models.csv", MODELS).set_index("model")["flops"]
    assert scores[flops.sort_values().index].is_monotonic_decreasing


def test_the_checkpoints_end_where_the_notes_say(root):
    tokens = read_table(root / "data" / "pythia_gsm8k" / "models.csv", MODELS).set_index("model")["tokens"] / 1e9
    ends = {"14M": 20, "70M": 60, "160M": 60, "410M": 200, "1B": 300, "12B": 300}
    assert {size: tokens[f"Pythia_{size}_{end}B"] for size, end in ends.items()} == ends


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match=r"models_pythia\.csv|parquet"):
        pythia_gsm8k.read({pythia_gsm8k.MODELS: b"Tokens\n1\n"})
