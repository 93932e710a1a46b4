"""Onsets in order: which series stands for a task, and which comes first."""

import numpy as np
import pandas as pd

from emergence.analyses.onsets import TABLE, rank_onsets
from emergence.io.checking import check
from emergence.series.build import KEYS

MEASURES = {"loss": ["loss_a", "loss_b"], "compute": ["log10_flops"]}


def ranked(*rows):
    """The table of series, given as changes to a decided one, in order."""
    whole = {**dict.fromkeys(KEYS, "a"), "metric": "accuracy", "x_kind": "loss_a", "shots": 0.0, "verdict": "gradual"}
    whole |= {"n_runs": 20.0, "margin": 0.2, "onset": 3.0, "onset_lo": 2.9, "onset_hi": 3.1}
    whole |= {"width": 1.0, "width_lo": 0.5, "width_hi": 1.5}
    verdicts = pd.DataFrame([{**whole, "series_id": f"s{number}", **row} for number, row in enumerate(rows)])
    about = verdicts[["series_id"]].assign(task_title="T", x_better="lower")
    about["x_better"] = about["x_better"].where(verdicts["x_kind"] != "log10_flops", "higher")
    return check(rank_onsets(verdicts, about, MEASURES), TABLE, "onsets")


def test_the_largest_loss_and_the_least_compute_come_first():
    tasks = [{"task": task, "onset": onset} for task, onset in (("a", 2.0), ("b", 4.0), ("c", 3.0))]
    found = ranked(*tasks, *({**task, "x_kind": "log10_flops"} for task in tasks))
    assert found["measure"].tolist() == ["compute"] * 3 + ["loss"] * 3
    assert found["series_id"].tolist() == ["s3", "s5", "s4", "s1", "s2", "s0"]
    assert found["rank"].tolist() == [0, 1, 2] * 2


def test_of_a_task_the_narrowest_interval_stands_and_an_open_one_is_the_widest():
    found = ranked({"width_hi": np.nan}, {"width_hi": 1.6}, {"width_lo": 0.4}, {"width_hi": 1.2, "x_kind": "loss_b"})
    assert found[["series_id", "n_decided"]].to_numpy().tolist() == [["s3", 4]]
    assert ranked({"width_hi": np.nan}, {"width_hi": 9.0})["series_id"].tolist() == ["s1"]


def test_metrics_of_all_or_nothing_stand_for_a_task_before_others():
    found = ranked({"metric": "choice_probability", "width_hi": 1.1}, {"metric": "exact_match"})
    assert found["series_id"].tolist() == ["s1"]
    other = ranked({"metric": "choice_probability"})
    assert other["metric_class"].tolist() == ["other metrics"]


def test_parts_of_a_task_and_other_sources_have_rows_of_their_own():
    found = ranked({"subtask": None}, {"subtask": "b"}, {"source": "b"})
    assert sorted(found["series_id"]) == ["s0", "s1", "s2"]
    assert found["n_decided"].tolist() == [1, 1, 1]


def test_an_interval_contains_the_margin_unless_it_ends_before_it():
    ends = ((0.3, 0.9), (0.1, 0.9), (0.0, 0.1), (0.1, np.nan), (0.3, np.nan), (np.nan, 0.1), (np.nan, np.nan))
    found = ranked(*({"task": str(task), "width_lo": lo, "width_hi": hi} for task, (lo, hi) in enumerate(ends)))
    assert found["contains_margin"].tolist() == [False, True, False, True, False, False, True]


def test_undecided_series_and_other_x_are_left_out():
    found = ranked({"verdict": "abrupt"}, {"task": "b", "verdict": "unresolved"}, {"task": "c", "x_kind": "loss_c"})
    assert found["series_id"].tolist() == ["s0"]
    assert ranked({"verdict": "flat"}).empty
