"""BIG-bench by LaMDA: the tables against the raw logs, the transcription and the paper's table."""

import csv
import json
import random
import re

import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.bigbench_lamda import importer as bigbench_lamda


@pytest.fixture(scope="module")
def scores(root):
    return read_table(root / "data" / "bigbench_lamda" / "scores.parquet", SOURCE_OBSERVATIONS)


@pytest.fixture(scope="module")
def tasks(root, scores):
    """The facts of the 85 tasks, wherever they have their home."""
    homes = (root / "data" / "bigbench_lamda" / "tasks.csv", root / "data" / "tasks.csv")
    known = pd.concat([read_table(home, TASKS) for home in homes]).set_index("task")
    return known.loc[scores["task"].unique()]


@pytest.fixture(scope="module")
def transcribed(mirror):
    with open(mirror / "bigbench-tasks" / "tasks_secondary.csv", newline="") as stream:
        return {row["task"]: row for row in csv.DictReader(stream)}


def test_every_task_and_size_is_there(scores):
    assert len(scores) == 85 * 12 * 3
    assert (scores.groupby("task")["model"].nunique() == 12).all()
    assert (scores["shots"] == 3).all()


def test_spot_values(scores, mirror):
    """Numbers searched in the text of the logs, after the name of their task."""
    draw = random.Random(2)
    keys = {"confidence_brier": "test_conf_normalized_bs", "confidence_brier_absolute": "test_conf_absolute_bs"}
    for row in draw.sample(list(scores.itertuples()), 60):
        text = (mirror / "bigbench-lamda-3shot" / f"{row.model}.json").read_text()
        text = text[text.index(f'"{row.task.removeprefix("bigbench_")}": {{') :]
        key = keys.get(row.metric, "test_task_accuracy")
        value, items = (re.search(rf'"{name}": ([-\d.e]+)', text)[1] for name in (key, "instance_count"))
        assert (row.value, row.n_items) == (float(value), float(items))


def test_accuracies_are_counts_over_items(scores):
    right = scores[scores["metric"].isin(["accuracy", "exact_match"])]
    counts = right["value"] * right["n_items"]
    assert (counts - counts.round()).abs().max() < 1e-9


def test_nothing_of_the_assessor_is_used(scores):
    used = set(scores["locator"].str.split(", ").str[1])
    assert used == {"test_task_accuracy", "test_conf_normalized_bs", "test_conf_absolute_bs"}


def test_metric_follows_the_form_of_the_answer(scores, tasks):
    right = scores[scores["metric"].isin(["accuracy", "exact_match"])].drop_duplicates("task")
    kind = tasks.loc[right["task"], "answer_format"].to_numpy()
    assert ((right["metric"] == "exact_match").to_numpy() == (kind == "free_response")).all()


def test_chance_is_transcribed_or_said_to_be_assumed(tasks, transcribed):
    for task, row in tasks.iterrows():
        known = transcribed.get(task.removeprefix("bigbench_"), {"chance": "", "answer_form": ""})
        if known["chance"]:
            assert row["chance"] == pytest.approx(float(known["chance"]), abs=5e-5)
            assert row["chance_basis"] == "secondary"
        elif known["answer_form"] == "free_response" and "guess" not in known["note"] and "random" not in known["note"]:
            assert (row["chance"], row["chance_basis"]) == (0, "assumed")
        else:
            assert pd.isna(row["chance"])
            assert pd.isna(row["chance_basis"])


def test_no_chance_is_invented(tasks):
    for name in (
        "chess_state_tracking",
        "simp_turing_concept",
        "social_iqa",
        "strategyqa",
        "unit_conversion",
        "logical_deduction",
    ):
        assert pd.isna(tasks.loc[f"bigbench_{name}", "chance"])
    counts = tasks["chance_basis"].value_counts(dropna=False)
    assert counts["secondary"] + counts["assumed"] + tasks["chance_basis"].isna().sum() == 85


def test_titles_spell_names_and_acronyms(tasks):
    titles = set(tasks["title"])
    assert len(titles) == 85
    assert titles >= {
        "BBQ lite JSON",
        "CS algorithms",
        "Cryobiology Spanish",
        "Disfl QA",
        "GRE reading comprehension",
        "Goal step wikiHow",
        "International phonetic alphabet NLI",
        "Metaphor Boolean",
        "QA Wikidata",
        "Simp Turing concept",
        "Social IQa",
        "StrategyQA",
        "Swahili-English proverbs",
        "Swedish-to-German proverbs",
        "TimeDial",
        "WinoWhy",
    }
    for task, title in tasks["title"].items():
        title = {"Logical arguments": "logical args"}.get(title, title)  # the one name that is written out
        assert re.sub(r"[ -]", "_", title).lower() == task.removeprefix("bigbench_")


def test_sizes_are_those_of_the_paper(root, mirror):
    """The paper's Table 2, read from the text of its page; parameters and tokens times six give its FLOPs."""
    pdfplumber = pytest.importorskip("pdfplumber")
    models = read_table(root / "data" / "bigbench_lamda" / "models.csv", MODELS)
    with pdfplumber.open(mirror / "papers" / "wei-2206.07682.pdf") as paper:
        text = paper.pages[25].extract_text()
    part = text[text.index("LaMDA 2.1M") : text.index("Gopher 417M")].removeprefix("LaMDA ")
    factor = {"M": 1e6, "B": 1e9}
    printed = {}
    for size, tokens, flops in re.findall(r"^(\S+) (\S+) (\d\.\d+E\+\d+)$", part, re.MULTILINE):
        printed[size] = tuple(float(word[:-1]) * factor[word[-1]] for word in (size, tokens)) + (float(flops),)
    assert len(printed) == 13
    joined = {re.search(r"LaMDA (\S+) of", locator)[1] for locator in models["locator"]}
    assert set(printed) - joined == {"69B"}
    for row in models.itertuples():
        size = re.search(r"LaMDA (\S+) of", row.locator)[1]
        assert (row.params, row.tokens, row.flops) == pytest.approx(printed[size], rel=1e-12)
        assert row.flops == pytest.approx(6 * row.params * row.tokens, rel=0.04)
        named = float(row.model[:-1]) * factor[row.model[-1].upper()]
        assert 0.85 < row.params / named < 1.11
    assert (models["basis"] == "inferred").all()


def test_secondary_scores_agree_where_they_can_be_compared(scores, mirror):
    """BIG-G at T=0, three shots, on the same metric: within the binomial noise of the scored fifth."""
    with open(mirror / "bigbench-tasks" / "scores_secondary.csv", newline="") as stream:
        printed = [row for row in csv.DictReader(stream) if row["shots"] == "3" and row["model"].startswith("BIG-G")]
    compared = 0
    for row in printed:
        size = row["model"].split()[1]
        ours = scores[(scores["task"] == f"bigbench_{row['task']}") & (scores["model"] == size)]
        ours = ours[ours["metric"].isin(["accuracy", "exact_match"])]
        if ours.empty or row["unit"] != "fraction":
            continue
        compared += 1
        noise = (float(row["value"]) * (1 - float(row["value"])) / ours["n_items"].iloc[0]) ** 0.5
        assert abs(ours["value"].iloc[0] - float(row["value"])) < 3 * noise
    assert compared == 1  # repeat_copy_logic; the other is a BLEU score, and one is of a task that the logs lack


def logs(**changes):
    """The smallest logs and transcription that can be imported, with one size changed."""
    measured = {
        "test_task_accuracy": 0.5,
        "test_conf_normalized_bs": 0.2,
        "test_conf_absolute_bs": 0.1,
        "instance_count": 4,
    }
    log = {"one": measured, "two": measured} | changes
    whole = json.dumps({"one": measured, "two": measured}).encode()
    files = {bigbench_lamda.LOGS.format(size=size): whole for size in bigbench_lamda.SIZES}
    files[bigbench_lamda.LOGS.format(size="8b")] = json.dumps(log).encode()
    head = b"task,answer_form,note,choices,chance,n_items\n"
    files[bigbench_lamda.TASKS] = head + b"one,multiple_choice,,3,0.3333,40\nthree,free_response,,,,9\n"
    return files


def test_a_task_without_a_row_has_no_chance():
    tables = bigbench_lamda.read(logs())
    tasks = tables["tasks.csv"].set_index("task")
    assert tasks.loc["bigbench_one", "chance"] == 1 / 3
    assert tasks.loc["bigbench_two", "answer_format"] == "unknown"
    assert pd.isna(tasks.loc["bigbench_two", "chance"])
    assert len(tables["scores.parquet"]) == 12 * 2 * 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"one": {"instance_count": 4}}, r"8b\.json, row one, column 'test_task_accuracy': expected a number"),
        ({"one": {"test_task_accuracy": "0.5", "instance_count": 4}}, r"found '0\.5': expected a number"),
        ({"three": {}}, r"8b\.json.*the tasks that the other sizes have"),
    ],
)
def test_a_log_that_is_not_as_the_others_is_refused(changes, message):
    with pytest.raises(DataError, match=message):
        bigbench_lamda.read(logs(**changes))
