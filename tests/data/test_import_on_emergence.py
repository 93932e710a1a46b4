"""Lu et al. 2024: the tables against the raw file read in another way, and the counts of the notes."""

import csv

import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import SOURCE_OBSERVATIONS
from emergence.sources.on_emergence import importer as on_emergence


@pytest.fixture
def rows(mirror):
    with open(mirror / "on-emergence" / "evaluation_scores.csv", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def scores(root):
    return read_table(root / "data" / "on_emergence" / "scores.parquet", SOURCE_OBSERVATIONS)


def test_counts_of_the_notes(scores, rows):
    settings = {tuple(row[key] for key in on_emergence._KEYS) for row in rows}
    assert (len(rows), len(settings)) == (5055, 1935)
    assert (scores["model"].nunique(), scores["task"].nunique()) == (24, 23)
    assert (scores["metric"] == "exact_match").sum() == (scores["metric"] == "edit_distance").sum() == 1935
    assert scores["n_items"].agg(["min", "max"]).tolist() == [29, 6607]


def test_a_score_is_the_mean_of_its_seeds(scores, rows):
    own = [
        row
        for row in rows
        if (row["model"], row["filename"], row["prompt_type"], row["number_of_shots"])
        == ("gpt2-xl", "hindu_knowledge/task.json", "closed-adv", "5")
    ]
    found = scores[
        (scores["model"] == "gpt2-xl")
        & (scores["task"] == "lu2024_hindu_knowledge")
        & (scores["format"] == "closed_adv")
        & (scores["shots"] == 5)
    ].set_index("metric")
    assert (len(own), len({row["seed"] for row in own})) == (3, 3)
    for column, metric in (("exact_match_accuracy", "exact_match"), ("edit_distance", "edit_distance")):
        mean = sum(float(row[column]) for row in own) / 3
        assert found.loc[metric, "value"] == pytest.approx(mean, abs=1e-11)
    assert found["method"].unique().tolist() == ["derived"]


def test_what_does_not_apply_is_absent(scores):
    assert (scores["value"] >= 0).all()
    known = scores[scores["metric"] == "bertscore_accuracy"]
    assert (len(known), known["value"].max() <= 1) == (len(scores) - 2 * 1935, True)


def test_exact_match_counts_items(scores):
    own = scores[scores["metric"] == "exact_match"]
    seeds = own["locator"].str.extract(r"mean of (\d+)")[0].fillna("1").astype(float)
    counts = own["value"] * own["n_items"] * seeds
    assert ((counts - counts.round()).abs() < 1e-3).all()


def test_an_unknown_model_is_named():
    head = "filename,model,prompt_type,number_of_data,number_of_shots,temperature,"
    head += "exact_match_accuracy,edit_distance,bert_score_accuracy\n"
    files = {on_emergence.SCORES: (head + "a/task.json,new,open,9,0,0.01,0.5,3,0.5\n").encode()}
    with pytest.raises(DataError, match=r"evaluation_scores\.csv.*24 known models"):
        on_emergence.read(files)
