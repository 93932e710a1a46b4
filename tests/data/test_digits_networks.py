"""The committed table of trained networks: what a network trained again gives, and the effect that it is there for."""

import numpy as np
import pandas as pd
import pytest

from emergence.io.storage import read_table
from emergence.networks.scoring import score
from emergence.schema.published import METRICS, SOURCE_OBSERVATIONS


@pytest.fixture(scope="module")
def scores(root):
    frame = read_table(root / "data" / "digits_networks" / "scores.csv", SOURCE_OBSERVATIONS)
    return frame.assign(width=frame["model"].str.split().str[-1].astype(int))


@pytest.mark.parametrize(("family", "width"), [("classifier", 8), ("autoencoder", 4), ("transformer", 2)])
@pytest.mark.slow
def test_a_network_trained_again_scores_as_committed(scores, family, width):
    training = pytest.importorskip("emergence.networks.training", exc_type=ImportError)
    again = score(family, training.train(family, width, seeds=(0,)))
    run = scores[scores["run"] == f"Digits {family} {width} seed 0"]
    both = run.merge(again, on=["task", "subtask", "metric"], suffixes=("", "_again"))
    assert len(both) == len(run) == len(again)
    # Other processors round otherwise, and training takes that further: a few images may fall on the other side.
    np.testing.assert_allclose(both["value_again"], both["value"], rtol=0.1, atol=0.02)


@pytest.mark.slow
def test_the_images_are_parted_once_and_for_all():
    training = pytest.importorskip("emergence.networks.training", exc_type=ImportError)
    seen, held_out = training.load_images()
    assert len(seen.digits) == 1000
    assert len(held_out.digits) == 797
    assert not set(seen.places) & set(held_out.places)
    assert held_out.pixels.min() == 0
    assert held_out.pixels.max() == 1


def mean_by_width(scores, metric, subtask=None):
    chosen = scores[(scores["metric"] == metric) & (scores["subtask"] == subtask if subtask else True)]
    return chosen.groupby("width")["value"].mean()


def test_small_networks_fail_and_large_ones_succeed_by_the_nonlinear_metrics_alone(scores):
    dense = scores[scores["task"] != "digits_sequences"]
    accuracy, all_16 = mean_by_width(dense, "accuracy"), mean_by_width(dense, "subset_accuracy", "all_16")
    assert accuracy[2] > 0.4
    assert all_16[2] < 1e-4
    assert all_16[64] > 0.5
    error, below = mean_by_width(scores, "squared_error"), mean_by_width(scores, "reconstructed", "below_0.25")
    assert below[error.index < 12].max() == 0
    assert error[10] < 0.35 * error[1]
    assert below[48] > 0.99


def test_transformers_label_whole_sequences_later_than_images(scores):
    own = scores[scores["task"] == "digits_sequences"]
    accuracy, all_5 = mean_by_width(own, "accuracy"), mean_by_width(own, "subset_accuracy", "all_5")
    assert accuracy[1] > 0.3
    assert all_5[1] < 0.02
    assert all_5[32] > 0.75
    assert own["n_items"].dropna().isin([795, 159]).all()


def test_every_width_has_every_seed(scores):
    runs = scores.groupby("model")["run"].nunique()
    assert isinstance(runs, pd.Series)
    assert (runs == 8).all()
    assert len(runs) == 41


def test_scores_that_are_counts_of_items_are_told_from_those_that_are_not(scores, root):
    """Groups of images share images, so the noise of subset accuracy is not binomial in the groups that share none."""
    metrics = read_table(root / "data" / "metrics.csv", METRICS).set_index("metric")["counts"]
    right = scores["value"] * scores["n_items"]
    whole = ((right - right.round()).abs() < 1e-6).groupby(scores["metric"]).all()
    assert set(whole.index[whole]) == {"accuracy", "reconstructed"}
    assert (metrics[whole.index] == whole).all()
