"""Bounds on how many tasks of a benchmark are abrupt, and whether at one onset."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from statsmodels.stats.multitest import multipletests

from emergence.analyses.abrupt_shares import abrupt_shares
from emergence.analyses.common_onsets import common_onsets
from emergence.hypotheses.joint_onsets import JointOnsets
from emergence.inference.multiple_testing import least_false

KEYS = {"source": "s", "pool": "all", "x_kind": "loss_a", "metric": "accuracy", "format": None, "subtask": None}


def _conjunctions(p, alpha):
    """By the definition: the largest u of which each "fewer than v of n", v up to u, is rejected."""
    n, found = len(p), 0
    while found < n and (n - found) * sorted(p)[found] <= alpha:
        found += 1
    return found


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_the_bound_is_that_of_partial_conjunctions_and_of_holm(p):
    assert least_false(np.array(p), 0.1) == _conjunctions(p, 0.1) == multipletests(p, 0.1, method="holm")[0].sum()


def test_the_bound_is_seldom_too_high_under_strong_dependence():
    random, false, times = np.random.default_rng(1), 4, 2000
    shared, own = random.standard_normal((times, 1)), random.standard_normal((times, 10))
    z = np.sqrt(0.7) * shared + np.sqrt(0.3) * own
    z[:, :false] += 4
    bounds = np.array([least_false(ndtr(-row), 0.05) for row in z])
    assert np.mean(bounds > false) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / times)
    assert np.mean(bounds) > 2


def _verdicts():
    rows = [
        # two splits of one task, both abrupt; one task shown not to be; one that nobody knows; one without a test
        ("a", "abrupt", 1e-6, 1.0, 1.0),
        ("a", "abrupt", 1e-5, 1.0, 1.0),
        ("b", "gradual", 1.0, 1e-5, 1.0),
        ("c", "unresolved", 0.4, 0.6, 1.0),
        ("d", "unresolved", np.nan, np.nan, np.nan),
    ]
    names = ["task", "verdict", "p_abrupt", "p_gradual", "p_no_onset"]
    return pd.DataFrame(rows, columns=names).assign(**KEYS)


def test_tasks_count_once_and_an_interval_holds_what_is_known():
    row = abrupt_shares(_verdicts(), 0.95).iloc[0]
    assert (row["n_series"], row["n_tested"], row["n_tasks"]) == (5, 4, 3)
    assert (row["abrupt_lo"], row["abrupt_hi"]) == (2, 3)
    assert (row["tasks_lo"], row["tasks_hi"]) == (1, 2)
    assert row["p_any"] == pytest.approx(4e-6)


def test_another_source_changes_nothing():
    other = _verdicts().assign(source="t", p_abrupt=0.5)
    both = abrupt_shares(pd.concat([other, _verdicts()]), 0.95)
    pd.testing.assert_frame_equal(
        both[both["source"] == "s"].reset_index(drop=True), abrupt_shares(_verdicts(), 0.95), check_exact=True
    )


def test_no_bound_without_a_test():
    row = abrupt_shares(_verdicts().iloc[4:], 0.95).iloc[0]
    assert row["n_tested"] == 0
    assert pd.isna(row["abrupt_hi"])


def _drawn(random, true, runs=(None,)):
    """Samples of six tasks whose onsets have correlated errors."""
    shared = 0.03 * random.standard_normal((401, 1))
    errors = shared + 0.01 * random.standard_normal((401, len(true) * len(runs)))
    values = np.repeat(true, len(runs)) + errors
    ids = [f"s{task}" for task in range(len(true)) for _ in runs]
    width = np.full(values.shape, 0.05)
    return JointOnsets(ids, list(runs) * len(true), 40, values[0], width[0], values[1:], width[1:])


def _about(drawn):
    tasks = pd.DataFrame({"series_id": drawn.series_id, "task": drawn.series_id, "verdict": "abrupt"})
    return tasks.assign(**KEYS)


def test_one_common_onset_and_several():
    drawn = _drawn(np.random.default_rng(2), np.full(6, 2.7))
    (row,) = common_onsets(drawn, _about(drawn), 0.95).to_dict("records")
    assert row["onset_lo"] < 2.7 < row["onset_hi"]
    assert row["p_common"] > 0.05
    assert row["correlation"] == pytest.approx(0.9, abs=0.03)
    drawn = _drawn(np.random.default_rng(2), 2.7 + 0.1 * np.arange(6))
    (row,) = common_onsets(drawn, _about(drawn), 0.95).to_dict("records")
    assert row["p_common"] < 0.001
    assert row["tau_lo"] < np.std(0.1 * np.arange(6), ddof=1) < row["tau_hi"]


def test_long_runs_have_rows_of_their_own_and_one_of_medians():
    drawn = _drawn(np.random.default_rng(3), np.full(6, 2.7), runs=("r0", "r1", "r2"))
    rows = common_onsets(drawn, _about(drawn), 0.95)
    assert rows["run"].tolist()[:3] == ["r0", "r1", "r2"]
    assert pd.isna(rows["run"].iloc[3])
    assert set(rows["n_series"]) == {6}
