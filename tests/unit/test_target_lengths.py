"""The paper's model fitted to exact match of several target lengths, and the edit distance that it predicts."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.target_lengths import TABLES, target_lengths
from emergence.io.checking import check

TASKS = pd.DataFrame({"source": ["s"], "task": ["sum"], "subtask": [None], "title": ["Sum"]})


def scores(c=2e9, alpha=-0.5, excess=0.0):
    rows = []
    for params in (3.5e8, 1.3e9, 6.7e9, 1.75e11):
        p = np.exp(-((params / c) ** alpha))
        for length in (1, 2, 5):
            about = {"source": "s", "task": "sum", "subtask": f"target_{length}", "format": "t0", "params": params}
            rows.append({**about, "metric": "exact_match", "value": p**length})
            rows.append({**about, "metric": "token_edit_distance", "value": length * (1 - p + excess)})
    return pd.DataFrame(rows)


def test_the_constants_of_the_model_are_found():
    fits, curves = target_lengths(scores(), TASKS)
    check(fits, TABLES[0], "fits")
    check(curves, TABLES[1], "curves")
    assert fits["c"].tolist() == pytest.approx([2e9, 2e9], rel=1e-5)
    assert fits["alpha"].tolist() == pytest.approx([-0.5, -0.5], rel=1e-5)
    assert fits["rmse"].max() < 1e-5
    assert len(curves) == 2 * 3 * 61
    last = curves[(curves["metric"] == "exact_match") & (curves["target_length"] == 5)].iloc[-1]
    assert last["value"] == pytest.approx(np.exp(-5 * (1.75e11 / 2e9) ** -0.5), rel=1e-4)


def test_edit_distances_beyond_the_prediction_are_seen():
    fits, _ = target_lengths(scores(excess=0.3), TASKS)
    edit = fits.set_index("metric").loc["token_edit_distance"]
    assert edit["mean_error"] == pytest.approx(0.3, abs=1e-4)
    assert edit["n_beyond"] == 3 * 2, "of the two smallest models p is below 0.3"


def test_tasks_without_target_lengths_or_without_both_metrics_give_nothing():
    one = scores().query("metric == 'exact_match'")
    whole = scores().assign(subtask=None)
    for rows in (one, whole, scores().iloc[:0]):
        fits, curves = target_lengths(rows, TASKS)
        assert check(fits, TABLES[0], "fits").empty
        assert check(curves, TABLES[1], "curves").empty
