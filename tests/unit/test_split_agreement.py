"""Scores on a sample of items are paired with those on all of them, and their difference has the error of a sample."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.split_agreement import TABLE, split_agreement
from emergence.io.checking import check


def observed(source, value, items, **other):
    about = {"family": "F", "task": "quiz", "subtask": None, "metric": "accuracy", "source": source}
    return pd.DataFrame({"model": ["a", "b"], "value": value, "n_items": items}).assign(**about | other)


def agreement(sample, whole):
    return check(split_agreement(sample, whole), TABLE, "split_agreement")


def test_a_difference_has_the_error_of_a_sample_without_replacement():
    found = agreement(observed("s", [0.6, 0.4], 20.0), observed("w", [0.5, 0.5], 100.0))
    assert found["difference"].tolist() == pytest.approx([0.1, -0.1])
    assert found["se"].tolist() == pytest.approx([np.sqrt(0.25 * (1 / 20 - 1 / 100))] * 2)
    assert found["task_difference"].tolist() == pytest.approx([0, 0], abs=1e-9)
    assert found["source_whole"].tolist() == ["w", "w"]


def test_random_samples_are_about_two_standard_errors_wide():
    random, z = np.random.default_rng(3), []
    for _ in range(300):
        answers = random.random((2, 200)) < 0.3
        chosen = random.choice(200, 40, replace=False)
        values = answers[:, chosen].mean(axis=1), answers.mean(axis=1)
        z += agreement(observed("s", values[0], 40.0), observed("w", values[1], 200.0))["z"].tolist()
    assert np.std(z) == pytest.approx(1, abs=0.1)


def test_what_cannot_be_paired_is_left_out():
    whole = observed("w", [0.5, 0.5], 100.0)
    assert agreement(observed("s", [0.6, 0.4], 20.0, subtask="part"), whole).empty
    assert agreement(observed("s", [0.6, 0.4], 100.0), whole).empty, "as many items: no sample"
    assert agreement(observed("s", [0.6, 0.4], np.nan), whole).empty
    assert agreement(observed("s", [0.6, 0.4], 20.0, family="G"), whole).empty
