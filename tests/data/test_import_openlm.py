"""OpenLM: the tables against the raw files read in another way, and the claims of the notes."""

import json
import re

import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.openlm import importer as openlm

# Evaluations spelled out by hand: task, metric and shots that they must have become.
MEANINGS = {
    "hellaswag_zeroshot": ("hellaswag", "accuracy", 0),
    "hellaswag": ("hellaswag", "accuracy", 10),
    "mmlu": ("mmlu", "accuracy", 5),
    "openbook_qa": ("openbookqa", "accuracy", 0),
    "lambada_openai": ("lambada_openai", "exact_match", 0),
    "bigbench_qa_wikidata": ("bigbench_qa_wikidata", "exact_match", 10),
    "bigbench_cs_algorithms": ("bigbench_cs_algorithms_openlm", "exact_match", 10),
    "siqa": ("siqa_two_choices", "accuracy", 10),
    "bbq": ("bbq_openlm", "accuracy", 3),
    "winograd": ("winograd", "accuracy", 0),
}
SMALLEST, LARGEST = "c4_original-d=96_l=8_h=4-0.25", "rw_original-open_lm_7b-1.0"


@pytest.fixture(scope="module")
def scores(root):
    return read_table(root / "data" / "openlm" / "scores.parquet", SOURCE_OBSERVATIONS)


@pytest.fixture(scope="module")
def losses(root):
    return read_table(root / "data" / "openlm" / "losses.parquet", SOURCE_OBSERVATIONS)


@pytest.fixture(scope="module")
def models(root):
    return read_table(root / "data" / "openlm" / "models.csv", MODELS).set_index("model")


def test_counts(scores, losses, models):
    assert models["family"].value_counts().to_dict() == {
        "OpenLM C4": 34,
        "OpenLM RedPajama": 35,
        "OpenLM RefinedWeb": 35,
    }
    assert len(losses) == 104 * 8
    assert len(scores) == 104 * 46
    assert scores["task"].str.startswith("bigbench_").sum() == 104 * 15
    assert set(models.index) == set(scores["model"]) == set(losses["model"])


@pytest.mark.parametrize("model", [SMALLEST, "rpj-open_lm_1b-32.0", LARGEST])
def test_scores_are_the_released_ones(model, scores, mirror):
    text = (mirror / "openlm-overtraining" / "evals" / f"evaluation_{model}_heavy.json").read_text()
    own = scores[scores["model"] == model]
    for evaluation, (task, metric, shots) in MEANINGS.items():
        (printed,) = re.findall(rf'"{evaluation}": ([-0-9.e]+)', text)
        row = own[(own["task"] == task) & (own["metric"] == metric) & (own["shots"] == shots)]
        assert row["value"].tolist() == [float(printed)], evaluation


def test_every_released_number_is_there_once(scores, losses, mirror):
    released, measured = [], []
    for path in (mirror / "openlm-overtraining" / "evals").glob("*.json"):
        released += json.loads(path.read_bytes())["eval_metrics"]["icl"].values()
    for path in (mirror / "openlm-overtraining" / "models").glob("*.json"):
        measured += [entry["loss"] for entry in json.loads(path.read_bytes())["results"]]
    assert sorted(released) == sorted(scores["value"])
    assert sorted(measured) == sorted(losses["value"])


def test_losses_and_intervals(losses):
    assert (losses["value"].between(losses["value_lo"], losses["value_hi"])).all()
    c4 = losses[losses["task"] == "openlm_c4"]
    assert (c4["n_items"] == 84999).all()
    assert losses["task"].str.startswith("openlm_").all(), "no loss that could be taken for another tokenizer's"


def test_items_fit_the_scores(scores):
    """Where n_items stands, a score is a multiple of one over it."""
    counted = scores[scores["n_items"].notna()]
    hits = counted["value"] * counted["n_items"]
    assert ((hits - hits.round()).abs() < 1e-6 * counted["n_items"] + 1e-3).all()
    assert set(scores.loc[scores["n_items"].isna(), "task"]) == {"mmlu", "jeopardy", "bbq_openlm"}
    for task in ("mmlu", "jeopardy"):
        items = {"mmlu": 14042, "jeopardy": 2117}[task]
        hits = scores.loc[scores["task"] == task, "value"] * items
        assert ((hits - hits.round()).abs() > 0.01).any(), task


def test_models(models):
    assert models.loc[SMALLEST, ["params", "tokens", "d_model"]].tolist() == [10569312, 52846560, 96]
    assert models.loc[LARGEST, "params"] == 6889410560
    ratio = models["tokens"] / models["params"]
    assert sorted(ratio.round(6).unique()) == [5, 10, 20, 40, 80, 160, 320, 640]
    assert models["flops"].equals(6 * models["params"] * models["tokens"])


def test_chance_of_recast_tasks(scores):
    """The smallest models score near the chance that the notes choose: five choices of CommonsenseQA, two of SIQA."""
    smallest = scores[scores["model"].str.contains("d=96_")].groupby("task")["value"].median()
    assert abs(smallest["commonsenseqa"] - 0.2) < 0.02
    assert abs(smallest["siqa_two_choices"] - 0.5) < 0.02
    assert abs(smallest["bigbench_language_identification_openlm"] - 0.25) < 0.02


CARD = {
    "dataset_name": "rpj",
    "hyperparameters": {"params": 10, "tokens": 200, "lr": 0.1, "model": "x/d=4_l=2_h=1.json"},
    "results": [],
}


def test_a_card_is_read():
    model = openlm._model("m", CARD)
    assert (model["flops"], model["d_model"], model["n_heads"], model["family"]) == (12000, 4, 1, "OpenLM RedPajama")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"dataset_name": "pile"}, "'dataset_name': found 'pile'"),
        ({"hyperparameters": {"params": "ten", "tokens": 1, "lr": 1}}, "'params': found 'ten'"),
        ({"hyperparameters": {}}, "hyperparameters, column 'params'"),
    ],
)
def test_a_bad_card_is_refused(changes, message):
    with pytest.raises(DataError, match=message):
        openlm._model("m", CARD | changes)


def test_losses_must_be_complete_and_known():
    entry = {"val_data": ["a/c4_val/x.tar"], "loss": 1.0}
    with pytest.raises(DataError, match="a loss on de-en"):
        list(openlm._losses("m", CARD | {"results": [entry]}))
    with pytest.raises(DataError, match="found 'c4_val'"):
        list(openlm._losses("m", CARD | {"results": [entry, entry]}))
    with pytest.raises(DataError, match="found 'news'"):
        list(openlm._losses("m", CARD | {"results": [entry | {"val_data": ["a/news/x.tar"]}]}))


def test_an_evaluation_that_is_not_known_is_refused():
    known = dict.fromkeys((*openlm.SHARED, *openlm.OWN), 0.5)
    path = openlm.EVALUATIONS.format("m")
    metadata = pd.DataFrame({"Task Type": "schema", "#shots": 0.0, "#datapoints": 2.0}, index=list(known))

    def scored(icl):
        return list(openlm._scores({path: json.dumps({"eval_metrics": {"icl": icl}}).encode()}, "m", metadata))

    assert len(scored(known)) == 46
    with pytest.raises(DataError, match="found 'sudoku'"):
        scored(known | {"sudoku": 1})
    with pytest.raises(DataError, match="found 'bbq'"):
        scored({name: value for name, value in known.items() if name != "bbq"})
    with pytest.raises(DataError, match="'bbq': found '0.5'"):
        scored(known | {"bbq": "0.5"})
