"""McLeish et al. 2025: runs, checkpoints and items as the repository gives them."""

import numpy as np
import pytest

from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS

CHECKPOINT = 10_003_415_040  # tokens


@pytest.fixture(scope="module")
def tables(root):
    names = ("losses", "scores", "answers")
    return {name: read_table(root / f"data/gemstones/{name}.parquet", SOURCE_OBSERVATIONS) for name in names}


def test_every_run_has_every_checkpoint(tables):
    for name, tasks in (("losses", 3), ("scores", 9), ("answers", 9)):
        counts = tables[name].groupby(["model", "task"]).size()
        assert len(counts) == 22 * tasks
        assert (counts == 35).all()
        assert set(tables[name]["tokens"]) == {CHECKPOINT * step for step in range(1, 36)}
        assert tables[name].groupby("model")["is_final"].sum().eq(tasks).all()


def test_sizes_run_from_48_million_to_two_billion(root):
    models = read_table(root / "data/gemstones/models.csv", MODELS)
    assert len(models) == 22
    assert models["params"].min() == 48_377_600
    assert models["params"].max() == pytest.approx(2.0e9, rel=0.005)
    assert (models["flops"] == 6 * models["params"] * models["tokens"]).all()


def test_values_of_one_checkpoint(tables):
    here = {
        name: rows[(rows["model"] == "Gemstone-1024x28") & (rows["tokens"] == 35 * CHECKPOINT)].set_index("task")
        for name, rows in tables.items()
    }
    assert here["scores"].loc["arc_challenge", "value"] == 0.265
    assert here["scores"].loc["piqa", "value"] == 0.721
    assert here["losses"].loc["gemstones_dclm", "value"] == 2.8364269826358957
    assert here["answers"].loc["arc_challenge", "value"] == pytest.approx(4.435169, abs=1e-6)
    # two parts: 5,001 items of mean 3.013332, 5,041 of mean 2.87477
    both = (5001 * 3.013331928 + 5041 * 2.87476979) / 10042
    assert here["answers"].loc["hellaswag", "value"] == pytest.approx(both, abs=1e-6)
    assert here["answers"].loc["hellaswag", "n_items"] == 10042


def test_accuracies_are_shares_of_their_items(tables):
    counted = tables["scores"].dropna(subset=["n_items"])
    assert set(counted["n_items"]) == {500, 1000}
    right = counted["value"] * counted["n_items"]
    np.testing.assert_allclose(right, right.round(), atol=1e-6)
    uncounted = tables["scores"][tables["scores"]["n_items"].isna()]
    assert set(uncounted["task"]) == {"mmlu"}
    assert uncounted["value_lo"].isna().all()


def test_losses_fall_and_accuracies_rise_with_them(tables):
    losses = tables["losses"].set_index(["model", "tokens", "task"])["value"].unstack("task")
    assert losses.corr(method="spearman").min().min() > 0.97
    scores = tables["scores"].set_index(["model", "tokens", "task"])["value"].unstack("task")
    assert scores["hellaswag"].corr(losses["gemstones_dclm"], method="spearman") < -0.97
