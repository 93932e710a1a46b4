"""PolyPythias: the tables against the files read in another way, and what a file must be like."""

import json
import re

import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import SOURCE_OBSERVATIONS
from emergence.sources.polypythias import importer as polypythias


def test_scores_are_those_of_the_files(root, mirror):
    """Numbers searched in the text of the files, after the name of their evaluation."""
    scores = read_table(root / "data" / "polypythias" / "scores.csv", SOURCE_OBSERVATIONS)
    assert scores.groupby("run").size().to_dict() == {
        f"pythia-{size}{seed}": 9 for size in ("160m", "70m") for seed in ("", *(f"-seed{k}" for k in range(1, 5)))
    }
    for row in scores.itertuples():
        path, name, key = row.locator.split(", ")
        text = (mirror / "pythia-losses" / "eval-harness" / path).read_text()
        text = text[text.index(f'"{name}": {{') :]
        assert row.value == float(re.search(rf'"{key}": ([\d.e-]+)', text)[1])
        named = json.loads((mirror / "pythia-losses" / "eval-harness" / path).read_bytes())["config"]["model_args"]
        assert named == f"pretrained=EleutherAI/{row.run},revision=step143000"


def test_items_are_those_of_the_public_sets(root):
    scores = read_table(root / "data" / "polypythias" / "scores.csv", SOURCE_OBSERVATIONS)
    items = scores.groupby("task")["n_items"].unique().map(list).to_dict()
    assert items == {
        "arc_challenge": [1172],
        "arc_easy": [2376],
        "lambada_openai": [5153],
        "piqa": [1838],
        "swag": [20006],
    }
    hits = scores["value"] * scores["n_items"]
    assert (hits - hits.round()).abs().max() < 1e-8


def test_losses_have_their_runs(root):
    losses = read_table(root / "data" / "polypythias" / "losses.parquet", SOURCE_OBSERVATIONS)
    last = losses[losses["is_final"]].groupby("model")["run"].nunique().to_dict()
    assert last == {"Pythia 14M": 9, "Pythia 160M": 6, "Pythia 70M": 6}
    assert losses.groupby("run").size().unique().tolist() == [153]


FILE = "downstream_70m_seed1.json"
LOSSES = b"size,seed,checkpoint_step,tokens,n_batches,mean_lm_loss,sd_lm_loss\n70m,1,1000,2097152000,100,3.5,0.1\n"


def files(losses=LOSSES, path=FILE, **results):
    found = {"results": results or {"piqa": {"acc,none": 0.5, "acc_stderr,none": (0.25 / 9) ** 0.5, "alias": "piqa"}}}
    return {path: json.dumps(found).encode(), polypythias.LOSSES: losses}


def test_a_small_file_is_read():
    tables = polypythias.read(files())
    (row,) = tables["scores.csv"].to_dict("records")
    assert (row["model"], row["run"], row["task"], row["n_items"]) == ("Pythia 70M", "pythia-70m-seed1", "piqa", 10)
    (row,) = tables["losses.parquet"].to_dict("records")
    assert (row["run"], row["tokens"], row["value"], row["is_final"]) == ("pythia-70m-seed1", 2097152000, 3.5, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (files(sudoku={"acc,none": 0.5}), "found 'sudoku'"),
        (files(piqa={"f1,none": 0.5}), "found 'f1'"),
        (files(path="downstream_1b_seed1.json"), "a path downstream_"),
        (files(losses=LOSSES.replace(b"2097152000", b"1")), "2097152 tokens a step"),
    ],
)
def test_a_bad_file_is_refused(content, message):
    with pytest.raises(DataError, match=message):
        polypythias.read(content)
