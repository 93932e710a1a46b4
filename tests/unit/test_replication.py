"""Verdicts on the other series of the same task and metric."""

import pandas as pd

from emergence.analyses.replication import TABLE, replicate
from emergence.io.checking import check
from emergence.series.build import KEYS


def replicated(rows):
    """Rows of keys that differ from a common one, each with its verdict."""
    verdicts = pd.DataFrame([{**dict.fromkeys(KEYS, "a"), "subtask": None, **keys} for keys, _ in rows])
    verdicts.insert(0, "series_id", [f"s{number}" for number in range(len(rows))])
    return check(replicate(verdicts.assign(verdict=[word for _, word in rows])), TABLE, "replication")


def test_other_splits_pools_shots_and_x_are_counted():
    found = replicated(
        [
            ({}, "abrupt"),
            ({"split": "test"}, "gradual"),
            ({"pool": "b"}, "gradual"),
            ({"shots": 5.0}, "abrupt"),
            ({"x_kind": "b"}, "unresolved"),
        ]
    )
    assert found["replications"].iloc[0] == "1 of 4 abrupt, 2 gradual, 1 unresolved"
    assert found["replications"].iloc[4] == "0 of 4 unresolved, 2 abrupt, 2 gradual"
    assert found["n_replications"].tolist() == [4] * 5
    assert found["n_same_verdict"].tolist() == [1, 1, 1, 1, 0]


def test_other_tasks_parts_metrics_formats_and_sources_are_not():
    keys = ("source", "task", "subtask", "metric", "format")
    found = replicated([({}, "abrupt"), *(({key: "b"}, "gradual") for key in keys)])
    assert found["n_replications"].tolist() == [0] * 6
    assert found["replications"].isna().all()


def test_each_verdict_counts_the_others_not_itself():
    found = replicated([({}, "abrupt"), ({"x_kind": "b"}, "abrupt"), ({"x_kind": "c"}, "abrupt")])
    assert found["replications"].tolist() == ["2 of 2 abrupt"] * 3


def test_no_verdicts():
    assert replicate(pd.DataFrame(columns=["series_id", *KEYS, "verdict"])).empty
