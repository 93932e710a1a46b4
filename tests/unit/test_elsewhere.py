"""Verdicts on the same task and metric elsewhere in a source."""

import pandas as pd

from emergence.analyses.replication import elsewhere
from emergence.io.checking import check
from emergence.schema.verdicts import ELSEWHERE
from emergence.series.build import KEYS


def told(rows):
    """Rows of keys that differ from a common one, each with its verdict."""
    series = pd.DataFrame([{**dict.fromkeys(KEYS, "a"), "subtask": None, **keys} for keys, _ in rows])
    series.insert(0, "series_id", [f"s{number}" for number in range(len(rows))])
    verdicts = pd.DataFrame({"series_id": series["series_id"], "verdict": [verdict for _, verdict in rows]})
    # the series of all sources need not stand in the order of the verdicts
    return check(elsewhere(verdicts, series[::-1]), ELSEWHERE, "elsewhere")


def test_other_splits_pools_shots_and_x_are_counted():
    found = told(
        [
            ({}, "threshold"),
            ({"split": "test"}, "smooth"),
            ({"pool": "b"}, "smooth"),
            ({"shots": 5.0}, "threshold"),
            ({"x_kind": "b"}, "undetermined"),
        ]
    )
    assert found["elsewhere"].iloc[0] == "1 of 4 threshold, 2 smooth, 1 undetermined"
    assert found["elsewhere"].iloc[4] == "0 of 4 undetermined, 2 smooth, 2 threshold"
    assert found["n_replications"].tolist() == [4] * 5
    assert found["n_same_verdict"].tolist() == [1, 1, 1, 1, 0]


def test_other_tasks_parts_metrics_formats_and_sources_are_not():
    keys = ("source", "task", "subtask", "metric", "format")
    found = told([({}, "threshold"), *(({key: "b"}, "smooth") for key in keys)])
    assert found["n_replications"].tolist() == [0] * 6
    assert found["elsewhere"].isna().all()


def test_each_verdict_counts_the_others_not_itself():
    found = told([({}, "threshold"), ({"x_kind": "b"}, "threshold"), ({"x_kind": "c"}, "threshold")])
    assert found["elsewhere"].tolist() == ["2 of 2 threshold"] * 3


def test_no_verdicts():
    none = pd.DataFrame({"series_id": pd.Series(dtype="str"), "verdict": pd.Series(dtype="str")})
    series = pd.DataFrame(columns=["series_id", *KEYS])
    assert elsewhere(none, series).empty
