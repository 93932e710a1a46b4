"""Brandfonbrener et al. 2024: the runs as the repository describes them, and what their scores say about items."""

import numpy as np
import pytest

from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources import descriptor
from emergence.sources.loss_to_loss.importer import TRAINED_ON


@pytest.fixture(scope="module")
def folder(root):
    return root / "data/loss_to_loss"


@pytest.fixture(scope="module")
def models(folder):
    return read_table(folder / "models.csv", MODELS)


@pytest.fixture(scope="module")
def scores(folder):
    return read_table(folder / "scores.parquet", SOURCE_OBSERVATIONS)


def test_runs_are_those_of_the_design(models):
    sweep = models[models["flops"] < 1e20]
    assert len(sweep) == 529
    assert sweep.groupby("family").size().between(84, 91).all()
    assert sweep["family"].nunique() == len(TRAINED_ON) == 6
    assert sweep["params"].nunique() == 24
    assert sorted(set(sweep["flops"]))[0] == 2e17
    assert sorted(set(sweep["flops"]))[-1] == 4.84e19
    large = models[models["flops"] > 1e20]
    assert len(large) == large["family"].nunique() == 6
    assert set(large["params"].round(-8)) == {3.3e9}


def test_the_large_runs_are_in_no_pool(models, folder):
    pools = descriptor.load(folder / "source.yaml").pools
    families = {pool.where["family"] for pool in pools.values()}
    assert families == set(models["family"])
    limits = {pool.where["flops"]["max"] for pool in pools.values()}
    assert max(limits) < models.loc[models["params"] > 3e9, "flops"].min()


def test_values_of_one_row(scores, folder):
    name = "Loss-to-loss SmolLM 1741.9M, 4.84e+19 FLOPs"
    values = scores[scores["model"] == name].set_index(["task", "metric", "format"])["value"].sort_index()
    assert values["arc_easy", "accuracy", "rc"].item() == 0.5930134654045105
    assert values["sciq", "task_cross_entropy", "rc"].item() == 3.584076166152954
    losses = read_table(folder / "losses.parquet", SOURCE_OBSERVATIONS)
    values = losses[losses["model"] == name].set_index("task")["value"]
    assert values["l2l_c4"] == 2.9674649238586426
    assert values["l2l_smollm"] == 2.084585189819336


def test_sizes_of_the_sets_are_those_of_the_public_ones(scores, root):
    counted = scores[scores["n_items"].notna()]
    right = counted["value"] * counted["n_items"]
    np.testing.assert_allclose(right, right.round(), atol=0.002)
    known = read_table(root / "data/tasks.csv", TASKS)
    known = known[known["subtask"].isna()].set_index("task")["n_items"].dropna()
    for task in ("boolq", "piqa", "winogrande", "sciq", "openbookqa"):
        assert set(counted.loc[counted["task"] == task, "n_items"]) == {known[task]}
    hellaswag = counted[counted["task"] == "hellaswag"]["n_items"].value_counts()
    assert hellaswag.to_dict() == {10042: 508, 8000: 27}


def test_letter_answers_stay_near_chance(scores):
    by_letter = scores[(scores["format"] == "mc") & (scores["metric"] == "accuracy")]["value"]
    assert by_letter.mean() == pytest.approx(0.25, abs=0.01)
    assert by_letter.between(0.2, 0.3).all()


def test_within_a_corpus_the_order_of_hellaswag_is_that_of_the_loss(scores, models, folder):
    losses = read_table(folder / "losses.parquet", SOURCE_OBSERVATIONS)
    c4 = losses[losses["task"] == "l2l_c4"].set_index("model")["value"]
    hellaswag = scores[(scores["task"] == "hellaswag") & (scores["metric"] == "accuracy")].set_index("model")["value"]
    sweep = models[models["flops"] < 1e20].groupby("family")["model"]
    order = {family: c4[own].corr(hellaswag[own], method="spearman") for family, own in sweep}
    code = order.pop("Loss-to-loss StarCoder")  # code says least about everyday text
    assert -0.92 < code < -0.88
    assert max(order.values()) < -0.96
