"""Verdicts on the other series of the same task and metric."""

import pandas as pd

from emergence.analyses.replication import TABLE, replicate
from emergence.io.checking import check
from emergence.series.build import KEYS


def replicated(rows):
    """Rows of keys that differ from a common one, each with its verdict."""
    series = pd.DataFrame([{**dict.fromkeys(KEYS, "a"), "subtask": None, **keys} for keys, _ in rows])
    series.insert(0, "series_id", [f"s{number}" for number in range(len(rows))])
    verdicts = pd.DataFrame({"series_id": series["series_id"], "verdict": [verdict for _, verdict in rows]})
    # the series of all sources need not stand in the order of the verdicts
    return check(replicate(verdicts, series[::-1]), TABLE, "replication")


def test_other_splits_pools_shots_and_x_are_counted():
    found = replicated(
        [
            ({}, "threshold"),
            ({"split": "test"}, "smooth"),
            ({"pool": "b"}, "smooth"),
            ({"shots": 5.0}, "threshold"),
            ({"x_kind": "b"}, "undetermined"),
        ]
    )
    assert found["replications"].iloc[0] == "1 of 4 threshold, 2 smooth, 1 undetermined"
    assert found["replications"].iloc[4] == "0 of 4 undetermined, 2 smooth, 2 threshold"
    assert found["n_replications"].tolist() == [4] * 5
    assert found["n_same_verdict"].tolist() == [1, 1, 1, 1, 0]


def test_other_tasks_parts_metrics_formats_and_sources_are_not():
    keys = ("source", "task", "subtask", "metric", "format")
    found = replicated([({}, "threshold"), *(({key: "b"}, "smooth") for key in keys)])
    assert found["n_replications"].tolist() == [0] * 6
    assert found["replications"].isna().all()


def test_each_verdict_counts_the_others_not_itself():
    found = replicated([({}, "threshold"), ({"x_kind": "b"}, "threshold"), ({"x_kind": "c"}, "threshold")])
    assert found["replications"].tolist() == ["2 of 2 threshold"] * 3


def test_no_verdicts():
    none = pd.DataFrame({"series_id": pd.Series(dtype="str"), "verdict": pd.Series(dtype="str")})
    series = pd.DataFrame(columns=["series_id", *KEYS])
    assert replicate(none, series).empty
