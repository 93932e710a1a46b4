"""The level of sources: is any onset abrupt in each, by p-values that hold under any dependence."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from emergence.analyses.source_claims import TABLE, source_claims
from emergence.inference.multiple_testing import false_discovery_rate
from emergence.io.checking import check


def _verdicts(**families):
    """Series of families "source_pool" from their p-values; abrupt where q is within the level."""
    rows = []
    for name, p in families.items():
        source, pool = name.split("_")
        q = false_discovery_rate(np.array(p), dependent=True)
        about = {"source": source, "pool": pool, "x_kind": "log10_flops"}
        rows += [about | {"p_abrupt": p, "q_abrupt": q} for p, q in zip(p, q, strict=True)]
    frame = pd.DataFrame(rows)
    return frame.assign(verdict=np.where(frame["q_abrupt"] <= 0.05, "abrupt", "unresolved"))


def _claims(verdicts):
    return check(source_claims(verdicts, 0.05), TABLE, "claims").set_index("source")


def test_a_source_is_claimed_by_its_smallest_q_times_its_families():
    found = _claims(_verdicts(a_x=[1e-5, 0.4], a_y=[0.3], b_x=[0.02, 0.9], c_x=[np.nan, 0.5]))
    assert found["n_families"].tolist() == [2, 1, 1]
    assert found["n_tested"].tolist() == [3, 2, 1]
    assert found.loc["a", "p_any"] == pytest.approx(2 * 1e-5 * 2 * 1.5)  # two scores, 1 + 1/2, two families
    assert found.loc["b", "p_any"] == pytest.approx(0.06)
    assert found["any_abrupt"].tolist() == [True, False, False]


def test_what_is_a_misfit_claims_nothing():
    verdicts = _verdicts(a_x=[1e-5, 0.4]).assign(verdict="misfit")
    assert _claims(verdicts).loc["a", "p_any"] == 1.0


def test_verdicts_hold_at_the_share_of_claimed_sources():
    one = {"a_x": [1e-6, 0.03]}  # q 3e-6 and 0.045
    alone, among = _claims(_verdicts(**one)), _claims(_verdicts(**one, b_x=[0.9], c_x=[0.8]))
    assert alone.loc["a", ["n_abrupt", "n_abrupt_selected"]].tolist() == [2, 2]
    assert among.loc["a", ["n_abrupt", "n_abrupt_selected"]].tolist() == [2, 1]


def test_sources_without_effect_are_seldom_claimed():
    random, claimed = np.random.default_rng(0), 0
    for _ in range(200):
        common = random.standard_normal()
        z = {f"{source}_x": 0.7 * common + 0.7 * random.standard_normal(10) for source in "abcd"}
        claimed += _claims(_verdicts(**{name: ndtr(-value) for name, value in z.items()}))["any_abrupt"].any()
    assert claimed / 200 <= 0.05
