import numpy as np
import pandas as pd
import pytest

from emergence.analyses.source_differences import TABLE, source_differences
from emergence.io.checking import check


def frames(rows):
    estimates = pd.DataFrame(
        [
            {"series_id": str(n), "run": None, "verdict": "gradual", "onset": onset, "onset_se": se, "width": 1.0 + n}
            for n, (*_, onset, se) in enumerate(rows)
        ]
    ).assign(log_width_se=0.5)
    series = pd.DataFrame(
        [
            {"series_id": str(n), "source": source, "task": task, "x_kind": kind}
            for n, (source, task, kind, *_) in enumerate(rows)
        ]
    ).assign(pool="all", subtask=None, metric="accuracy", shots=5.0, format=None, split="test", task_title="T")
    return estimates, series


def test_the_same_task_in_two_sources():
    estimates, series = frames(
        [
            ("a", "mmlu", "log10_flops", 21.0, 0.3),
            ("b", "mmlu", "log10_flops", 21.5, 0.4),
            ("b", "mmlu", "log10_params", 9.0, 0.1),
            ("a", "piqa", "log10_flops", 20.0, 0.1),
            ("a", "mmlu", "loss_c4", 2.7, 0.1),
            ("b", "mmlu", "loss_c4", 2.7, 0.1),
        ]
    )
    (row,) = check(source_differences(estimates, series, 0.95), TABLE, "test").to_dict("records")
    assert (row["source"], row["source_other"], row["task"], row["x_kind"]) == ("a", "b", "mmlu", "log10_flops")
    assert row["difference"] == pytest.approx(-0.5)
    assert (row["lo"], row["hi"]) == pytest.approx((-0.5 - 1.959964 * 0.5, -0.5 + 1.959964 * 0.5))
    assert not row["differs"]
    assert row["width_ratio"] == pytest.approx(0.5)
    assert np.log(row["width_ratio_hi"] / row["width_ratio"]) == pytest.approx(1.959964 * np.hypot(0.5, 0.5))


def test_one_source_has_no_difference():
    estimates, series = frames([("a", "mmlu", "log10_flops", 21.0, 0.3), ("a", "mmlu", "log10_flops", 21.0, 0.3)])
    assert check(source_differences(estimates, series, 0.95), TABLE, "test").empty


def test_no_decided_onset_is_no_row():
    estimates, series = frames([("a", "mmlu", "log10_flops", 21.0, 0.3)])
    assert check(source_differences(estimates.iloc[:0], series, 0.95), TABLE, "test").empty
