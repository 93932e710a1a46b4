"""BigScience: the tables against the raw files read in another way, and the counts of the notes."""

import json

import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import SOURCE_OBSERVATIONS
from emergence.sources.bigscience import importer as bigscience


@pytest.fixture
def scores(root):
    return read_table(root / "data" / "bigscience" / "scores.parquet", SOURCE_OBSERVATIONS)


@pytest.fixture
def files(mirror):
    paths = [bigscience._FOLDER + path for path in bigscience._RUNS]
    return {path: (mirror / "bigscience-checkpoints" / path).read_bytes() for path in paths}


def test_checkpoints_and_tasks_are_as_the_notes_count(scores, files):
    counted = scores.groupby("model")["tokens"].nunique().to_dict()
    assert counted == {"tr12a": 62, "tr12b": 66, "tr3d": 63, "tr3e": 34, "tr3m": 63}
    assert scores["task"].nunique() == 27
    assert {len(json.loads(content)["results"]) for content in files.values()} == {28}
    assert scores["tokens"].agg(["min", "max"]).tolist() == [10044178432, 112280338432]
    assert (
        scores.groupby("model")["is_final"].sum()
        == scores.groupby("model")["task"].count() / scores.groupby("model")["tokens"].nunique()
    ).all()


@pytest.mark.parametrize(
    ("run", "name", "key", "task", "metric"),
    [
        ("tr3m", "lambada", "acc", "lambada_bigscience", "exact_match"),
        ("tr12b", "arc_easy", "acc_norm", "arc_easy", "accuracy_norm"),
        ("tr3e", "qqp", "f1", "qqp", "f1"),
    ],
)
def test_a_series_is_that_of_the_file(scores, files, run, name, key, task, metric):
    path = next(path for path, about in bigscience._RUNS.items() if about[0] == run)
    content = json.loads(files[bigscience._FOLDER + path])
    own = scores[(scores["model"] == run) & (scores["task"] == task) & (scores["metric"] == metric)]
    assert own["value"].tolist() == content["results"][name][key]
    assert own["tokens"].tolist() == content["tokens"]


def test_items_are_the_published_sizes_of_the_sets(scores):
    items = scores.groupby("task")["n_items"].first()
    known = {"arc_challenge": 1172, "hellaswag": 10042, "sciq": 1000, "wsc": 104, "copa": 100, "rte": 277, "sst2": 872}
    assert items[list(known)].to_dict() == known


def test_a_missing_checkpoint_is_an_error(files):
    path = next(iter(files))
    content = json.loads(files[path])
    content["results"]["boolq"]["acc"].pop()
    with pytest.raises(DataError, match=r"boolq.*one value and error a checkpoint|boolq.*'acc'"):
        bigscience.read(files | {path: json.dumps(content).encode()})
