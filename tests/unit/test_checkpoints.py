"""Pairs of points of the same checkpoint, against pandas' merge."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from emergence.series.checkpoints import CHECKPOINT, checkpoint_codes, joined

CODES = st.lists(st.integers(0, 5), max_size=12).map(lambda codes: np.array(codes, dtype=np.int64))


@given(CODES, CODES)
def test_pairs_are_those_of_a_merge(left, right):
    places = [pd.DataFrame({"code": codes, name: np.arange(codes.size)}) for name, codes in (("i", left), ("j", right))]
    merged = places[0].merge(places[1], on="code").sort_values(["i", "j"])
    i, j = joined(left, right)
    assert i.tolist() == merged["i"].tolist()
    assert j.tolist() == merged["j"].tolist()


def test_codes_are_in_the_order_of_the_columns():
    random = np.random.default_rng(1)
    model, run = (random.choice(["b", "a", "c"], 40) for _ in range(2))
    points = pd.DataFrame({"model": model, "run": run, "tokens": random.choice([np.nan, 10.0, 2.0], 40)})
    ranks = points.groupby(CHECKPOINT, dropna=False).ngroup()
    codes = checkpoint_codes(points)
    assert np.array_equal(np.unique(codes, return_inverse=True)[1], ranks)
