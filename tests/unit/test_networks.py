"""Scores of networks: subset accuracy against every group there is, reconstruction, and the source's tables."""

import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from emergence.io.errors import DataError
from emergence.networks.design import AUTOENCODER, CLASSIFIER
from emergence.networks.scoring import GROUP_SIZES, score, share_below, subset_accuracy
from emergence.networks.tables import tables

RIGHT = np.array([True, False, True, True, False, True, True])


@pytest.mark.parametrize("size", range(1, 8))
def test_subset_accuracy_is_the_share_of_all_groups(size):
    groups = list(combinations(RIGHT, size))
    assert subset_accuracy(RIGHT, size) == pytest.approx(sum(map(all, groups)) / len(groups), abs=1e-15)


@given(count=st.integers(0, 797), size=st.integers(1, 797))
def test_subset_accuracy_is_the_hypergeometric_chance_of_none_wrong(count, size):
    right = np.arange(797) < count
    assert subset_accuracy(right, size) == pytest.approx(hypergeom.pmf(size, 797, count, size), rel=1e-9, abs=1e-300)


def test_subset_accuracy_is_the_mean_over_random_groups():
    rng = np.random.default_rng(0)
    right = rng.random(300) < 0.9
    drawn = [right[rng.choice(300, 8, replace=False)].all() for _ in range(4000)]
    assert subset_accuracy(right, 8) == pytest.approx(np.mean(drawn), abs=4 * np.std(drawn) / np.sqrt(4000))


def test_an_image_on_the_bound_is_not_below_it():
    assert share_below([0.1, 0.5, 0.5, 0.9], 0.5) == 0.25
    assert share_below([0.1, 0.5, 0.5, 0.9], 0.0) == 0.0
    assert share_below([0.1, 0.5, 0.5, 0.9], 1.0) == 1.0


def classified(seed, right):
    probability = np.where(right, 0.8, 0.1)
    return pd.DataFrame(
        {"seed": float(seed), "image": np.arange(len(right), dtype=float), "right": right, "probability": probability}
    )


def test_scores_of_classifiers():
    rows = score("classifier", pd.concat([classified(0, np.arange(64) < 48), classified(1, np.arange(64) < 64)]))
    first = rows[rows["seed"] == 0].set_index(["metric", rows[rows["seed"] == 0]["subtask"].fillna("")])
    assert first.loc[("accuracy", ""), "value"] == 0.75
    assert first.loc[("choice_probability", ""), "value"] == pytest.approx((48 * 0.8 + 16 * 0.1) / 64)
    expected = (48 * np.log(0.8) + 16 * np.log(0.1)) / 64
    assert first.loc[("choice_log_probability", ""), "value"] == pytest.approx(expected, abs=1e-9)
    assert first.loc[("subset_accuracy", "all_2"), "value"] == pytest.approx(48 * 47 / (64 * 63), abs=1e-9)
    assert first.loc[("subset_accuracy", "all_16"), "n_items"] == 4
    assert (rows.loc[(rows["seed"] == 1) & (rows["metric"] == "subset_accuracy"), "value"] == 1).all()


def test_tables_of_a_source():
    errors = pd.DataFrame({"seed": 0.0, "image": np.arange(64.0), "squared_error": np.linspace(0.1, 3.25, 64)})
    made = tables({("classifier", 4): classified(3, np.arange(64) < 48), ("autoencoder", 2): errors})
    scores, models, tasks = (made[f"{name}.csv"] for name in ("scores", "models", "tasks"))
    assert set(scores["run"]) == {"Digits classifier 4 seed 3", "Digits autoencoder 2 seed 0"}
    assert models["params"].tolist() == [65 * 4 + 5 * 10, 65 * 2 + 3 * 64]
    assert set(zip(scores["task"], scores["subtask"].fillna(""), strict=True)) == set(
        zip(tasks["task"], tasks["subtask"].fillna(""), strict=True)
    )
    chance = tasks.set_index("subtask")["chance"]
    assert [chance[f"all_{size}"] for size in GROUP_SIZES] == pytest.approx([0.1**size for size in GROUP_SIZES])


def test_an_image_seen_twice_is_refused():
    seen = classified(0, np.arange(64) < 48)
    with pytest.raises(DataError, match=r"classifier_4.parquet, row 65.*each key once"):
        tables({("classifier", 4): pd.concat([seen, seen.tail(1)])})


def test_widths_ascend():
    for family in (CLASSIFIER, AUTOENCODER):
        assert list(family.widths) == sorted(set(family.widths))


def test_only_training_needs_scikit_learn():
    code = "import emergence.networks.tables, sys; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
