"""The false discovery rate, against statsmodels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from emergence.fits.discovery import discovery_rate

P = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.001, 0.05, 1.0]))


@given(st.lists(P, min_size=1, max_size=40))
def test_as_statsmodels(p):
    assert np.array_equal(discovery_rate(p), multipletests(p, method="fdr_bh")[1])


def test_by_definition():
    p = [0.005, 0.04, np.nan, 0.03, 0.01]
    assert np.allclose(discovery_rate(p), [0.02, 0.04, np.nan, 0.04, 0.02], equal_nan=True)
    assert np.isnan(discovery_rate([np.nan, np.nan])).all()
    assert discovery_rate([]).size == 0
