"""Pythia: the tables against the raw evaluations read in another way, and the claims of the notes."""

import json
import math
import random
import re

import numpy as np
import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.io.selection import matching
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources import descriptor
from emergence.sources.pythia import importer as pythia


@pytest.fixture(scope="module")
def scores(root):
    return read_table(root / "data" / "pythia" / "scores.parquet", SOURCE_OBSERVATIONS)


def test_counts(scores):
    assert len(set(scores.groupby("run").size())) == 1
    assert scores["run"].nunique() == 15
    checkpoints = scores.drop_duplicates(["run", "tokens", "shots"])
    assert checkpoints["shots"].value_counts().to_dict() == {0: 15 * 27, 5: 15 * 15}
    # arc_easy, arc_challenge, logiqa, piqa, sciq and 57 subjects twice; winogrande, wsc, lambada and its loss once
    assert len(scores) == 630 * (2 * (5 + 57 + 5) + 4)
    assert set(scores.loc[scores["is_final"], "tokens"]) == {143000 * 2097152}


def test_spot_values(scores, mirror):
    """Numbers searched in the text of the files, after the name of their evaluation."""
    draw = random.Random(4)
    released = scores[~scores["locator"].str.contains("mean over")]
    for row in draw.sample(list(released.itertuples()), 60):
        path, name, key = row.locator.split(", ")
        text = (mirror / "pythia-evals" / path).read_text()
        text = text[text.index(f'"{name}": {{') :]
        key = key.removeprefix("log of ")
        value = float(re.search(rf'"{key}": ([-\d.e]+)', text)[1])
        assert row.value == (math.log(value) if key == "ppl" else value)
        step = int(re.search(r"step(\d+)", path)[1])
        assert row.tokens == step * 2097152
        assert row.run in path
        assert (row.shots == 5) == ("five-shot" in path)


def test_items(scores):
    """The counts are those of the public sets, and every accuracy is a multiple of one over them."""
    items = scores.groupby(["task", "subtask"], dropna=False)["n_items"].agg(["min", "max"])
    assert (items["min"] == items["max"]).all()
    of = items["min"].to_dict()
    named = {task: n for (task, subtask), n in of.items() if subtask != subtask}
    assert named == {
        "arc_challenge": 1172,
        "arc_easy": 2376,
        "lambada_openai": 5153,
        "lambada_openai_proxy": 5153,
        "logiqa": 651,
        "mmlu": 14042,
        "piqa": 1838,
        "sciq": 1000,
        "winogrande": 1267,
        "wsc": 104,
    }
    assert (of["mmlu", "stem"], of["mmlu", "humanities"]) == (3018, 4705)
    assert (of["mmlu", "social_sciences"], of["mmlu", "other"]) == (3077, 3242)
    right = scores[scores["metric"] != "last_word_nats"]
    hits = right["value"] * right["n_items"]
    assert (hits - hits.round()).abs().max() < 1e-8


def test_averages_of_mmlu(scores, mirror):
    content = json.loads((mirror / "pythia-evals/pythia-12b/five-shot/12b-5shot_step143000.json").read_bytes())
    subjects = {name.split("-")[1]: result for name, result in content["results"].items() if "hendrycks" in name}
    assert len(subjects) == 57
    items = scores[scores["task"] == "mmlu"].drop_duplicates("subtask").set_index("subtask")["n_items"]
    own = scores[(scores["run"] == "pythia-12b") & (scores["shots"] == 5) & scores["is_final"]]
    own = own[(own["task"] == "mmlu") & (own["metric"] == "accuracy")].set_index("subtask")["value"]
    whole = sum(result["acc"] * items[name] for name, result in subjects.items()) / 14042
    assert own[own.index.isna()].tolist() == pytest.approx([whole], abs=1e-12)
    law = [subjects[name]["acc"] * items[name] for name, group in pythia.GROUP_OF.items() if group == "humanities"]
    assert own["humanities"] == pytest.approx(sum(law) / 4705, abs=1e-12)


def test_text_of_the_choices_was_scored(scores):
    """With letters for choices, as long as each other, dividing by the length would change nothing."""
    mmlu = scores[(scores["task"] == "mmlu") & scores["subtask"].isna()]
    wide = mmlu.pivot_table(index=["run", "tokens", "shots"], columns="metric", values="value")
    assert (wide["accuracy"] != wide["accuracy_norm"]).mean() > 0.9
    assert (mmlu["format"] == "rc").all()


def test_losses_are_means_of_the_logs(root, mirror):
    """Against the means that were derived with another program, and the logs themselves."""
    losses = read_table(root / "data" / "pythia" / "losses.csv", SOURCE_OBSERVATIONS)
    assert losses.groupby("run").size().to_dict() == {"pythia-160m": 154, "pythia-410m": 108, "pythia-70m": 154}
    others = pd.read_csv(mirror / "pythia-losses" / "derived" / "train_loss_at_checkpoints.csv")
    others = others[others["seed"] == 0].assign(run="pythia-" + others["size"])
    both = losses.merge(others[["run", "tokens", "mean_lm_loss"]], on=["run", "tokens"])
    assert len(both) == len(losses) - 2  # without step 0 of two runs
    assert (both["value"] - both["mean_lm_loss"]).abs().max() < 1e-6
    lines = (mirror / "pythia-losses" / "raw" / "410m-0.csv").read_text().split()[-100:]
    last = losses[(losses["run"] == "pythia-410m") & losses["is_final"]]["value"]
    assert last.tolist() == pytest.approx([sum(float(line.split(",")[1]) for line in lines) / 100], abs=1e-9)


def test_a_loss_is_of_the_runs_that_have_one(root, scores):
    described = descriptor.load(root / "data" / "pythia" / "source.yaml")
    assert [x for x in described.x if x.startswith("loss_")] == [f"loss_{pythia.TRAINING}"]
    assert "cross_entropy" not in set(scores["metric"])
    losses = read_table(root / "data" / "pythia" / "losses.csv", SOURCE_OBSERVATIONS)
    has_loss = losses[["run", "tokens"]].drop_duplicates()
    joined = scores.drop_duplicates(["run", "tokens", "shots"]).merge(has_loss, on=["run", "tokens"])
    assert joined.groupby(["run", "shots"]).size().to_dict() == {
        ("pythia-160m", 0): 27,
        ("pythia-160m", 5): 15,
        ("pythia-410m", 0): 11,
        ("pythia-410m", 5): 11,
        ("pythia-70m", 0): 27,
        ("pythia-70m", 5): 15,
    }


def test_the_proxy_is_named_a_proxy(root, scores):
    described = descriptor.load(root / "data" / "pythia" / "source.yaml")
    tasks = read_table(root / "data" / "pythia" / "tasks.csv", TASKS).set_index("task")
    assert "proxy" in tasks.loc["lambada_openai_proxy", "title"]
    kept = scores[matching(scores, described.pools["all"].where)]
    assert set(kept["subtask"].dropna()) == {"stem", "humanities", "social_sciences", "other"}
    assert kept["subtask"].isna().any()


def test_parameters_are_those_of_the_shapes(root):
    """Two embeddings of a padded vocabulary, and a GPT-NeoX layer with its biases: the same integer."""
    models = read_table(root / "data" / "pythia" / "models.csv", MODELS)
    assert len(models) == 8
    for row in models.itertuples():
        layers = row.n_layers * (12 * row.d_model**2 + 13 * row.d_model) + 2 * row.d_model
        vocabulary = (row.params - layers) / (2 * row.d_model)
        assert 50277 <= vocabulary < 50277 + 512
        assert vocabulary % 128 == 0


RESULT = {"acc": 0.5, "acc_stderr": (0.25 / 9) ** 0.5}
PATH = "pythia-70m/zero-shot/70m_step512.json"


def files(path=PATH, **results):
    return {path: json.dumps({"results": results}).encode()}


def test_a_small_file_is_read():
    scores = pythia.read(files(winogrande=RESULT, crows_pairs_english={"pct_stereotype": 0.6}))["scores.parquet"]
    (row,) = scores.to_dict("records")
    assert (row["model"], row["run"], row["tokens"]) == ("Pythia 70M", "pythia-70m", 512 * 2097152)
    assert (row["task"], row["value"], row["n_items"]) == ("winogrande", 0.5, 10)
    assert not row["is_final"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (files(sudoku=RESULT), "found 'sudoku'.*a known evaluation"),
        (files(winogrande={"acc": "high", "acc_stderr": 0.1}), "row winogrande, column 'acc': found 'high'"),
        (files(winogrande={"acc": 0.5}), "column 'acc_stderr'"),
        (files(lambada_openai=RESULT), "column 'ppl'"),
        (files("pythia-3b/zero-shot/x_step1.json", winogrande=RESULT), "expected a path"),
        (
            files(winogrande=RESULT) | files("pythia-70m/zero-shot/70m_step0.json", winogrande=RESULT | {"acc": 0.6}),
            "standard errors that fit one number",
        ),
        ({PATH: b"{"}, "well-formed JSON"),
        (
            files(winogrande=RESULT) | {"a/1b-0.csv": b"step,train/lm_loss\n0,3.0\n"},
            "a history of one of 70m, 160m, 410m",
        ),
        (files(winogrande=RESULT) | {"a/70m-0.csv": b"step,train/lm_loss\n0,3.0\n"}, "143000 rows, numbered from 0"),
    ],
)
def test_a_bad_file_is_refused(content, message):
    with pytest.raises(DataError, match=message):
        pythia.read(content)


def test_every_subject_has_its_group(scores):
    subjects = set(scores.loc[scores["task"] == "mmlu", "subtask"].dropna()) - {"stem", "humanities", "social_sciences"}
    assert set(pythia.GROUP_OF) <= subjects
    counts = np.unique(list(pythia.GROUP_OF.values()), return_counts=True)[1]
    assert sorted(counts) == [12, 13, 18]
    assert len(subjects - {"other"}) == 57
