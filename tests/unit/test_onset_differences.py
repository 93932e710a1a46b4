"""Differences of onsets between runs, pools and losses, from joint draws that are made up."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses._onset_pairs import onset_differences
from emergence.hypotheses.joint_onsets import JointOnsets

TASKS = ["a", "b", "c"]


def _about(**columns):
    """A sample a task for each value of one column."""
    (name, values), *_ = columns.items()
    rows = [{"task": task, name: value} for value in values for task in TASKS]
    keys = {"source": "s", "pool": "all", "subtask": None, "metric": "accuracy", "shots": 5.0, "format": "mc"}
    frame = pd.DataFrame(rows).assign(split="test", task_title=lambda own: own["task"].str.upper())
    frame = frame.assign(**{key: value for key, value in ({"x_kind": "loss_a"} | keys).items() if key not in frame})
    return frame.assign(series_id=frame["pool"] + "/" + frame["task"] + "/" + frame["x_kind"])


def _drawn(about, onset, shared=0.0, runs=None):
    random = np.random.default_rng(1)
    errors = shared * random.standard_normal((2000, 1)) + 0.01 * random.standard_normal((2000, len(about)))
    width = np.where(np.arange(len(about)) < 3, 0.2, 0.1)
    widths = width * np.exp(0.1 * random.standard_normal((2000, len(about))))
    runs = [None] * len(about) if runs is None else runs
    return JointOnsets(about["series_id"].tolist(), runs, 40, np.array(onset), width, onset + errors, widths)


NONE = pd.DataFrame({"series_id": ["-"], "model": "m", "run": "r", "tokens": 1.0, "x": 1.0})


def test_pools_differ_by_what_their_onsets_do_and_shared_errors_cancel():
    about = _about(pool=["p", "q"])
    drawn = _drawn(about, [2.8, 2.8, 2.8, 2.7, 2.7, 2.7], shared=0.5)
    rows = onset_differences(drawn, about, NONE, None, 0.95)
    assert [row.get("task") for row in rows] == [*TASKS, None]
    for row in rows[:3]:
        assert (row["kind"], row["pool"], row["pool_other"]) == ("pool", "p", "q")
        assert row["difference"] == pytest.approx(0.1)
        assert row["hi"] - row["lo"] == pytest.approx(2 * 1.96 * 0.01 * np.sqrt(2), rel=0.1)
        assert row["width_ratio"] == pytest.approx(2)
        assert row["width_ratio_hi"] / row["width_ratio"] == pytest.approx(np.exp(1.96 * 0.1 * np.sqrt(2)), rel=0.1)
    assert rows[3]["n_pairs"] == 3
    assert rows[3]["lo"] < 0.1 < rows[3]["hi"]


def test_runs_of_one_series_are_compared():
    about = _about(pool=["all", "all"])
    drawn = _drawn(about, [2.8, 2.8, 2.8, 2.7, 2.7, 2.7], runs=["7B"] * 3 + ["13B"] * 3)
    rows = onset_differences(drawn, about, NONE, None, 0.95)
    assert {row["kind"] for row in rows} == {"run"}
    assert rows[0]["run"] == "13B"
    assert rows[0]["difference"] == pytest.approx(-0.1)


def test_losses_are_compared_on_one_scale():
    """The other corpus' loss is 1 plus twice that of the reference, and so are the onsets: no difference is left."""
    about = _about(x_kind=["loss_b", "loss_a"])
    drawn = _drawn(about, [6.6, 6.6, 6.6, 2.8, 2.8, 2.8])
    tokens, loss = np.arange(40.0), np.linspace(3.5, 2.5, 40)
    every = [
        {"series_id": name, "tokens": token, "x": x if name.endswith("_a") else 1 + 2 * x}
        for name in about["series_id"]
        for token, x in zip(tokens, loss, strict=True)
    ]
    points = pd.DataFrame(every).assign(model="m", run="r")
    rows = onset_differences(drawn, about, points, "loss_a", 0.95)
    assert {(row["kind"], row["x_kind"], row["x_kind_other"]) for row in rows} == {("loss", "loss_b", "loss_a")}
    for row in rows:
        assert row["difference"] == pytest.approx(0.0, abs=1e-6)
        assert row["width_ratio"] == pytest.approx(1.0)
