"""LLMs on the line: the tables against the raw file read in another way, and the claims of the notes."""

import csv
import math

import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.llm_line import importer as llm_line


@pytest.fixture
def rows(mirror):
    with open(mirror / "llm-line" / "data" / "latest_pm_hf.csv", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["Name"]]


def table(root, name):
    return read_table(root / "data" / "llm_line" / name, SOURCE_OBSERVATIONS)


def test_counts_of_the_notes(root, rows):
    checkpoints = table(root, "scores.csv").drop_duplicates(["model", "tokens"])["model"].value_counts()
    runs = checkpoints[checkpoints.index.str.startswith("HuggingFaceFW")].sort_index().tolist()
    assert (len(rows), checkpoints.sum(), runs, (checkpoints == 1).sum()) == (129, 82, [26, 17, 17], 22)
    assert sum(row["Name"].startswith("allenai/OLMo-") for row in rows) == 46
    assert len(read_table(root / "data" / "llm_line" / "models.csv", MODELS)) == 25


def test_the_row_left_out_is_the_checkpoint_at_130000_steps(rows):
    edu = [row for row in rows if row["Name"].endswith("fineweb-edu")]
    last, same = (next(row for row in edu if row["Steps"] == steps) for steps in ("", "130000.0"))
    numbers = [name for name in last if name.endswith(("BPB", "Accuracy")) or "Validation" in name]
    assert [last[name] for name in numbers] == [same[name] for name in numbers]
    assert last["Tokens"] != same["Tokens"]


def test_finished_ablation_models_have_no_tokens(root, rows):
    losses = table(root, "losses.csv")
    finished = losses[losses["model"].str.startswith("HuggingFaceFW") & losses["is_final"]]
    assert set(finished["model"].str.rsplit("-", n=1).str[1]) == {"c4", "pile"}
    assert finished["tokens"].isna().all()
    pile = [row for row in rows if row["Name"].endswith("ablation-model-the-pile")]
    pile = sorted(pile, key=lambda row: float(row["Tokens"]))[-3:]
    assert [row["Steps"] for row in pile] == ["70000.0", "80000.0", ""]
    first, second, third = (float(row["The Pile UC Validation Loss"]) for row in pile)
    assert second - third == pytest.approx(0.110, abs=1e-3)
    assert second - third > 9 * (first - second)


def test_a_checkpoint_is_as_the_file_has_it(root, rows):
    row = next(row for row in rows if row["Name"].endswith("ablation-model-c4") and row["Steps"] == "55000.0")
    scores, losses = table(root, "scores.csv"), table(root, "losses.csv")
    own = {"model": row["Name"], "tokens": 115e9}
    score = scores[(scores["model"] == own["model"]) & (scores["tokens"] == own["tokens"])]
    found = score.set_index(["task", "metric"])["value"].to_dict()
    assert found["hellaswag", "accuracy"] == float(row["HellaSwag Accuracy"]) == pytest.approx(0.443736, abs=1e-6)
    assert found["piqa", "bits_per_byte"] == float(row["PIQA BPB"])
    loss = losses[(losses["model"] == own["model"]) & (losses["tokens"] == own["tokens"])]
    found = loss.set_index(["task", "metric"])["value"].to_dict()
    assert (
        found["llmline_c4", "corpus_bits_per_byte"]
        == float(row["C4 Validation BPB"])
        == pytest.approx(0.906016, abs=1e-6)
    )
    assert found["llmline_c4", "cross_entropy"] == float(row["C4 Validation Loss"])


@pytest.mark.parametrize(("corpus", "bytes_per_token"), [("C4", 5.2), ("The Pile UC", 8.0), ("FineWeb-Edu", 6.1)])
def test_bits_per_byte_are_the_loss_times_a_factor(rows, corpus, bytes_per_token):
    names = f"{corpus} Validation BPB", f"{corpus} Validation Loss"
    known = [row for row in rows if row["Tokenizer"] == "gpt2-HF" and row[names[0]]]
    factors = [float(row[names[0]]) / float(row[names[1]]) for row in known]
    assert max(factors) == pytest.approx(min(factors), rel=1e-9)
    assert 1 / (factors[0] * math.log(2)) == pytest.approx(bytes_per_token, abs=0.05)


def test_accuracies_are_multiples_of_one_over_the_items(root):
    scores = table(root, "scores.csv")
    counts = (scores["value"] * scores["n_items"])[scores["metric"] == "accuracy"]
    assert ((counts - counts.round()).abs() < 1e-6).all()


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match=r"latest_pm_hf\.csv.*'Name'"):
        llm_line.read({llm_line.MODELS: b"Size,Steps\n1,2\n"})
