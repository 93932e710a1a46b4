"""Pythia's arithmetic: the tables against the raw files read in another way, and what the source's notes say."""

import csv
import statistics

import numpy as np
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.pythia_arithmetic import importer as arithmetic


@pytest.fixture(scope="module")
def scores(root):
    return read_table(root / "data" / "pythia_arithmetic" / "scores.csv", SOURCE_OBSERVATIONS)


def test_counts(scores):
    own = scores[scores["task"] != "triviaqa"]
    # 8 + 7 runs x 6 checkpoints x 5 numbers of shots x 2 operations, less 4 checkpoints x 2 x 2 of the 12B
    assert len(own) == 15 * 6 * 5 * 2 - 16
    assert set(own["n_items"]) == {5000}
    trivia = scores[scores["task"] == "triviaqa"]
    assert trivia.groupby("run").size().to_dict() == {
        **{f"pythia-{size}-deduped": 6 for size in ("12b", "160m", "1b", "2.8b")},
        "pythia-410m-deduped": 1,
    }
    assert set(trivia["n_items"]) == {98935}


def test_no_run_has_two_families(root, scores):
    models = read_table(root / "data" / "pythia_arithmetic" / "models.csv", MODELS).set_index("model")
    families = scores.assign(family=scores["model"].map(models["family"]))
    assert families.groupby("run")["family"].nunique().max() == 1
    assert families.groupby("family")["run"].nunique().to_dict() == {"Pythia": 8, "Pythia v0": 7}


@pytest.mark.parametrize(
    ("run", "printed"),
    [
        ("pythia-6.9b-deduped", [0.02, 0.15, 0.33, 0.50, 0.63, 0.73]),
        ("pythia-2.8b-deduped", [0.06, None, None, None, None, 0.67]),
        ("pythia-v0-13b-deduped", [0.03, 0.10, 0.33, 0.69, 0.85, 0.87]),
    ],
)
def test_addition_with_sixteen_examples(scores, run, printed):
    """Rounded by hand from the files by whoever described them."""
    own = scores[(scores["run"] == run) & (scores["task"] == "num_reasoning_addition") & (scores["shots"] == 16)]
    found = own.sort_values("tokens")["value"].tolist()
    assert [abs(value - known) < 0.005 for value, known in zip(found, printed, strict=True) if known] == [True] * sum(
        known is not None for known in printed
    )


def test_a_cell_is_the_mean_over_operands(scores, mirror):
    folder = mirror / "pythia-arithmetic" / "v1.1" / "evals" / "csv"
    files = {
        ("2.8b", 4.0): "pythia-v1.1-2.8b-deduped/term_frquency_all_shots.csv",
        ("12b", 16.0): "pythia-v1.1-12b-deduped/redoterm_frquency_all_shots.csv",
        ("12b", 4.0): "pythia-v1.1-12b-deduped/term_frquency_all_shots.csv",
    }
    for (size, shots), path in files.items():
        with (folder / path).open() as stream:
            rows = [row for row in csv.DictReader(stream) if "multiplication" in row["task"]]
        shares = [float(row["acc"]) for row in rows if row["checkpoint"] == "39000" and float(row["fewshot"]) == shots]
        own = scores[(scores["run"] == f"pythia-{size}-deduped") & (scores["tokens"] == 39000 * 2097152)]
        own = own[(own["task"] == "num_reasoning_multiplication") & (own["shots"] == shots)]
        assert own["value"].tolist() == pytest.approx([statistics.mean(shares)], abs=1e-9)
        half = 1.98422 * statistics.stdev(shares) / 10  # 97.5 % point of t with 99 degrees of freedom
        assert own["value_hi"].iloc[0] - own["value"].iloc[0] == pytest.approx(half, rel=1e-4)


def test_items_of_one_operand_are_alike(scores):
    """The clustered interval is wider than a binomial one, most of the time by more than half."""
    own = scores[scores["value_lo"] > 0]
    binomial = 1.96 * np.sqrt(own["value"] * (1 - own["value"]) / 5000)
    assert ((own["value_hi"] - own["value"]) / binomial).median() > 2
    assert (scores["value_lo"].isna() == ((scores["value"] == 0) | (scores["task"] == "triviaqa"))).all()


def test_clusters_without_spread_have_no_interval():
    assert arithmetic.clustered_mean(np.zeros(100))[0] == 0
    assert np.isnan(arithmetic.clustered_mean(np.zeros(100))[1:]).all()
    mean, lowest, highest = arithmetic.clustered_mean(np.array([0.0, 1.0, 0.5, 0.5]))
    assert (mean, lowest) == (0.5, 0)
    assert highest == 1  # 0.5 + 3.18 x 0.204


HEAD = "model,checkpoint,task,fewshot,acc,acc_stderr\n"
PATH = "evals/csv/pythia-125m-deduped/term_frquency_all_shots.csv"
TRIVIA = b"model,checkpoint,fewshot,n_items,acc\npythia-v1.1-1b-deduped,143000,4,98935,0.1\n"


def files(path=PATH, operands=100, operation="addition", se=0.0):
    rows = [f"m,13000,num_reasoning_arithmetic_{operation}_{x},0,0.5,{se}" for x in range(operands)]
    return {path: (HEAD + "\n".join(rows)).encode(), arithmetic.TRIVIA: TRIVIA}


def test_a_small_file_is_read():
    scores = arithmetic.read(files())["scores.csv"]
    assert scores["model"].tolist() == ["Pythia 1B", "Pythia v0 160M"]
    assert scores["value"].tolist() == [0.1, 0.5]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (files(operands=99), "each first operand from 0 to 99 once"),
        (files(operation="division"), "num_reasoning_arithmetic_<operation>_<operand>"),
        (files(path="evals/csv/pythia-3b-deduped/term_frquency_all_shots.csv"), "one of the sizes 125m"),
        (files(path="other.csv"), "a path evals"),
        (files(se=0.05), "errors that fit 50 items"),
    ],
)
def test_a_bad_file_is_refused(content, message):
    with pytest.raises(DataError, match=message):
        arithmetic.read(content)
