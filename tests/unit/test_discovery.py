"""The false discovery rate, against its definition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from emergence.inference.multiple_testing import false_discovery_rate

P = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.001, 0.05, 1.0, np.nan]))


@given(st.lists(P, max_size=40))
def test_by_definition(p):
    known = sorted(value for value in p if value == value)
    for value, q in zip(p, false_discovery_rate(p), strict=True):
        rates = [other * len(known) / rank for rank, other in enumerate(known, 1) if other >= value]
        assert np.isclose(q, min([1.0, *rates])) if value == value else np.isnan(q)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.booleans())
def test_to_the_last_bit_as_statsmodels(p, dependent):
    expected = multipletests(p, method="fdr_by" if dependent else "fdr_bh")[1]
    assert np.array_equal(false_discovery_rate([*p, np.nan], dependent)[:-1], expected)


def test_by_hand():
    p = [0.005, 0.04, np.nan, 0.03, 0.01]
    assert np.allclose(false_discovery_rate(p), [0.02, 0.04, np.nan, 0.04, 0.02], equal_nan=True)
    assert np.isnan(false_discovery_rate([np.nan, np.nan])).all()
    assert false_discovery_rate([]).size == 0
