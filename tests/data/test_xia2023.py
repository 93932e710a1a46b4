"""Xia et al. 2023: the markers of OPT's trajectories against what the repository says of them and what can be seen."""

import numpy as np
import pytest

from emergence.io.storage import read_table
from emergence.schema.digitised import AGREEMENTS
from emergence.schema.published import SOURCE_OBSERVATIONS, TASKS
from emergence.sources.xia2023.readings import STEPS, items

ITEMS = {"what_is_the_tao": 36, "hhh_alignment": 221, "implicatures": 492}
CHECKPOINTS = {"125M": 36, "1.3B": 22, "6.7B": 21, "13B": 18, "30B": 18, "175B": 32}


@pytest.fixture(scope="module")
def scores(root):
    return read_table(root / "data/xia2023/figures.parquet", SOURCE_OBSERVATIONS)


def test_every_checkpoint_has_a_loss_and_all_scores(scores):
    counts = scores.groupby(["model", "task"]).size().unstack("task")
    assert counts.shape == (6, 22)
    for size, count in CHECKPOINTS.items():
        assert len(STEPS[size]) == count
        assert (counts.loc[f"OPT {size}"] == count).all()


def test_items_are_read_off_the_heights(scores, root):
    accuracy = scores[scores["n_items"].notna()]
    found = accuracy.groupby("task")["n_items"].unique()
    assert len(found) == 18
    for task, count in ITEMS.items():
        assert list(found[f"bigbench_{task}"]) == [count]
    right = accuracy["value"] * accuracy["n_items"]
    np.testing.assert_allclose(right, right.round(), atol=1e-9)
    known = read_table(root / "data/tasks.csv", TASKS).set_index("task")["n_items"].dropna()
    for task in set(known.index) & set(found.index):
        assert list(found[task]) == [known[task]]  # counted independently of the heights


def test_no_number_of_items_fits_what_is_no_fraction():
    assert items(np.array([1 / 7, 3 / 7, 5 / 7]), np.full(3, 1e-6)) == 7
    assert items(np.array([1 / 7, np.pi / 7]), np.full(2, 1e-9)) == 0


def test_values_seen_in_the_figures(scores):
    values = scores.set_index(["model", "task", "tokens"])["value"].sort_index()
    tao = values["OPT 175B", "bigbench_what_is_the_tao"]
    assert tao.max() == 27 / 36
    assert values["OPT 125M", "opt_validation", 1e9] == pytest.approx(np.log(32.08), abs=1e-6)
    assert values["OPT 175B", "opt_validation", 280e9] == pytest.approx(np.log(7.77), abs=1e-6)
    assert values["OPT 175B", "bigbench_74_tasks_opt"].max() == pytest.approx(0.431, abs=5e-4)


def test_chance_of_the_averages_is_printed(root):
    tasks = read_table(root / "data/xia2023/tasks.csv", TASKS).set_index("task")["chance"]
    assert tasks["bigbench_74_tasks_opt"] == 0.318
    assert tasks["bigbench_breakthrough_opt"] == 0.333
    assert tasks["bigbench_linear_opt"] == 0.266


def test_figures_agree_with_each_other_and_with_the_steps(root):
    rows = read_table(root / "data/xia2023/tables/agreements.csv", AGREEMENTS)
    assert (rows["within"] == rows["n"]).all()
    assert {"average_breakthroughness", "average_linearity", "steps of the checkpoints"} <= set(rows["quantity"])
