"""BIG-bench's score files: small ones in its format, with parts, several metrics and rows of the whole task."""

import copy
import json

import pytest
import yaml

from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import METRICS, MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.formats import bigbench_score_files as bigbench_scores
from emergence.sources.importing import import_source
from emergence.sources.ingest import ingest, merge_tasks

GRADE = {
    "score_dict": {"multiple_choice_grade": 0.25, "multiple_choice_brier_score": 0.7},
    "preferred_score": "multiple_choice_grade",
    "subtask_description": "riddles:Short ones (easy)",
    "number_of_shots": 0,
    "low_score": 0.2,
    "high_score": 1.0,
}
MATCH = {
    "score_dict": {"exact_str_match": 0.5, "bleu": 31.5, "rougeLsum": 40.0},
    "preferred_score": "exact_str_match",
    "subtask_description": "riddles:long",
    "number_of_shots": 0,
    "low_score": 0,
    "high_score": 1,
}
WHOLE = {
    "score_dict": {"normalized_aggregate_score": 28.125},
    "preferred_score": "normalized_aggregate_score",
    "subtask_description": "riddles",
    "number_of_shots": 0,
    "low_score": 0,
    "high_score": 100,
}
CUSTOM = {
    "score_dict": {"custom_score": 3.0},
    "preferred_score": "custom_score",
    "subtask_description": "",
    "number_of_shots": 2,
    "low_score": 1,
    "high_score": 5,
}


def content(task, *scores, family="BIG-G T=0", name="2m", params=2_100_000):
    """A file with the keys of the model that others' readers name, and its task for :func:`files`."""
    model = {"model_family": family, "model_name": name, "total_params": params, "non_embedding_params": 2_000_000}
    model |= {"flop_matched_non_embedding_params": 2_000_000, "training_batch_size": 1, "training_steps": 1}
    return task, {"model": model, "task": {}, "scores": [copy.deepcopy(score) for score in scores]}


def files(*contents):
    """Where the files stand; upstream's names are such as scores_BIG-G_128b_T=0.json and scores_GPT_GPT-3-200B.json."""
    return {
        f"{task}/results/scores_{each['model']['model_family'].replace(' ', '_')}_{number}.json": json.dumps(
            each
        ).encode()
        for number, (task, each) in enumerate(contents)
    }


def rows(tables):
    scores = tables["scores.parquet"]
    scores["subtask"] = scores["subtask"].astype(object).where(scores["subtask"].notna(), None)
    return {
        (row.task, row.subtask, row.metric, row.shots): row.value
        for row in scores.itertuples()
        if row.model == scores["model"][0]
    }


def test_parts_metrics_and_the_whole():
    tables = bigbench_scores.read(files(content("riddles", GRADE, MATCH, WHOLE), content("game", CUSTOM)))
    assert rows(tables) == {
        ("bigbench_riddles", "short_ones_easy", "accuracy", 0): 0.25,
        ("bigbench_riddles", "short_ones_easy", "normalised_preferred", 0): pytest.approx(0.0625),
        ("bigbench_riddles", "long", "exact_match", 0): 0.5,
        ("bigbench_riddles", "long", "normalised_preferred", 0): 0.5,
        ("bigbench_riddles", "long", "bleu", 0): 31.5,
        ("bigbench_riddles", None, "normalised_preferred", 0): 0.28125,
        ("bigbench_game", None, "normalised_preferred", 2): 0.5,
    }


def test_tasks_and_models():
    tables = bigbench_scores.read(files(content("riddles", GRADE, MATCH, WHOLE), content("game", CUSTOM)))
    tasks = check(tables["tasks.csv"], TASKS, "tasks.csv").set_index(["task", "subtask"])
    assert tasks.loc[("bigbench_riddles", "short_ones_easy"), ["chance", "chance_basis", "answer_format"]].tolist() == [
        0.2,
        "released",
        "mixed",
    ]
    whole = tasks[tasks.index.get_level_values("subtask").isna()]
    assert whole["chance"].isna().all()
    assert whole["answer_format"].tolist() == ["unknown", "mixed"]
    (model,) = check(tables["models.csv"], MODELS, "models.csv").to_dict("records")
    assert (model["model"], model["family"], model["params"]) == ("BIG-G T=0 2m", "BIG-G T=0", 2_100_000)


def test_a_task_that_was_scored_only_in_parts_has_a_row_of_its_own():
    tables = bigbench_scores.read(files(content("riddles", GRADE)))
    tasks = check(tables["tasks.csv"], TASKS, "tasks.csv")
    assert tasks["subtask"].isna().tolist() == [True, False]
    assert tasks["title"].tolist() == ["Riddles", "Riddles: short ones easy"]


def test_a_score_that_was_not_had_is_no_row():
    nothing = GRADE | {"score_dict": {"multiple_choice_grade": None}}
    nan = MATCH | {"score_dict": {"exact_str_match": float("nan"), "bleu": 1.0}}
    assert set(rows(bigbench_scores.read(files(content("riddles", nothing, nan))))) == {
        ("bigbench_riddles", "long", "bleu", 0)
    }


def test_the_same_score_in_two_entries_counts_once():
    both = [GRADE, GRADE | {"subtask_description": "riddles: short ones, easy"}]
    tables = bigbench_scores.read(files(content("riddles", *both)))
    assert len(tables["scores.parquet"]) == 2
    both[1] = both[1] | {"score_dict": {"multiple_choice_grade": 0.3}}
    with pytest.raises(DataError, match="one value for a model"):
        bigbench_scores.read(files(content("riddles", *both)))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"scores": []}, "a list of scores"),
        ({"scores": [{"score_dict": {}}]}, "row scores.0.: expected a key 'preferred_score'"),
        ({"scores": [GRADE | {"score_dict": {"multiple_choice_grade": "high"}}]}, "found 'high'"),
        ({"scores": [GRADE | {"high_score": 0.2}]}, "a number above the low score, 0.2"),
        ({"scores": [GRADE | {"low_score": "0"}]}, "column 'low_score': found '0': expected a number or null"),
        ({"scores": [GRADE | {"number_of_shots": True}]}, "column 'number_of_shots': found True: expected a number"),
        ({"scores": [GRADE | {"score_dict": [0.5]}]}, "column 'score_dict'"),
        ({"scores": ["none"]}, "expected a key 'score_dict'"),
        ({"model": "GPT"}, "row model, column 'model_family'"),
        ({"model": {"model_family": "GPT"}}, "column 'model_name'"),
        ({"model": {"model_family": "GPT", "model_name": "3", "total_params": -1}}, "found -1"),
    ],
)
def test_a_bad_file_is_refused(changed, message):
    bad = content("riddles", GRADE)[1] | changed
    with pytest.raises(DataError, match=message):
        bigbench_scores.read({"riddles/results/scores_x.json": json.dumps(bad).encode()})


def test_what_may_be_unknown_is():
    """Shots, the range of the preferred score and the parameters."""
    unknown = GRADE | {"number_of_shots": None, "low_score": None, "high_score": None}
    tables = bigbench_scores.read(files(content("riddles", unknown, params=0)))
    (row,) = check(tables["scores.parquet"], SOURCE_OBSERVATIONS, "scores").to_dict("records")
    assert (row["metric"], row["value"], row["shots"]) == ("accuracy", 0.25, pytest.approx(float("nan"), nan_ok=True))
    assert tables["models.csv"]["params"].tolist() == [2_000_000]
    tasks = check(tables["tasks.csv"], TASKS, "tasks.csv")
    assert tasks["chance"].isna().all()


def test_the_mean_of_a_tasks_parts_is_a_percentage_whatever_its_range_says():
    whole = WHOLE | {"low_score": 0, "high_score": 1}
    assert rows(bigbench_scores.read(files(content("riddles", whole)))) == {
        ("bigbench_riddles", None, "normalised_preferred", 0): 0.28125
    }


def test_another_score_under_a_known_name_is_left_out():
    odd = MATCH | {"score_dict": {"exact_str_match": 1.78}, "low_score": 0, "high_score": 10}
    assert rows(bigbench_scores.read(files(content("riddles", odd)))) == {
        ("bigbench_riddles", "long", "normalised_preferred", 0): pytest.approx(0.178)
    }


def test_a_file_elsewhere_is_refused():
    with pytest.raises(DataError, match="a path <task>/results/scores_"):
        bigbench_scores.read({"scores_x.json": json.dumps(content("riddles", GRADE)[1]).encode()})


def test_one_model_with_two_sizes_is_refused():
    with pytest.raises(DataError, match="the parameters that game"):
        bigbench_scores.read(files(content("riddles", GRADE), content("game", CUSTOM, params=3)))


@pytest.fixture
def folder(tmp_path):
    """A checkout of the user's, and a folder of sources that knows of it."""
    for path, bytes_ in files(
        content("riddles", GRADE, WHOLE), content("riddles", MATCH, family="GPT", name="L")
    ).items():
        target = tmp_path / "checkout" / "bigbench" / "benchmark_tasks" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(bytes_)
    (tmp_path / "checkout" / "bigbench" / "benchmark_tasks" / "riddles" / "task.json").write_text("{}")
    return tmp_path


def test_import_from_a_folder_and_ingest(folder, root):
    home = folder / "data" / "bigbench_scores"
    home.mkdir(parents=True)
    (home / "source.yaml").write_bytes((root / "data" / "bigbench_scores" / "source.yaml").read_bytes())
    with pytest.raises(DataError, match="row folders, column 'bigbench_scores'"):
        import_source("bigbench_scores", folder / "data")
    with pytest.raises(DataError, match="files that match"):
        import_source("bigbench_scores", folder / "data", folder=folder / "data")
    with pytest.raises(DataError, match="a folder"):
        import_source("bigbench_scores", folder / "data", folder=folder / "nowhere")
    made = import_source("bigbench_scores", folder / "data", folder=folder / "checkout")
    assert sorted(made) == ["models.csv", "scores.parquet", "tasks.csv"]
    tables = {name: read_table(home / name, SOURCE_OBSERVATIONS) for name in ("scores.parquet",)}
    models, own = read_table(home / "models.csv", MODELS), read_table(home / "tasks.csv", TASKS)
    tasks = merge_tasks(read_table(root / "data" / "tasks.csv", TASKS), own, "tasks.csv")
    metrics = read_table(root / "data" / "metrics.csv", METRICS)
    observations = ingest("bigbench_scores", "released", tables, models, tasks, metrics)
    assert len(observations) == 6
    grade = observations[observations["metric"] == "accuracy"]
    assert grade[["chance", "params", "shots"]].to_numpy().tolist() == [[0.2, 2_100_000, 0]]


def test_the_folder_is_named_in_one_place(root):
    described = yaml.safe_load((root / "data" / "bigbench_scores" / "source.yaml").read_text())
    assert [list(place) for place in described["upstream"]] == [["pattern", "notes"]]
