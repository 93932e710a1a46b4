"""The onset widths that verdicts detect, from rates made by hand."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.detectable_widths import TABLE, detectable_widths
from emergence.io.checking import check


def rate(design, truth, kind, widths, width, abrupt, gradual, count=100):
    return {"design": design, "truth": truth, "kind": kind, "widths": widths, "width_over_margin": width,
            "n_simulated": count, "abrupt": abrupt, "gradual": gradual}  # fmt: skip


def rates():
    every = [(0.25, 1.0, 0.0), (0.5, 0.9, 0.0), (1.0, 0.05, 0.1), (2.0, 0.0, 0.6), (4.0, 0.0, 1.0)]
    rows = [rate("a", None, "smooth", "one", *own) for own in every[::-1]]
    rows += [rate("a", "logistic", "smooth", "from the margin on", np.nan, 0.02, 0.5),
             rate("a", "arctangent", "smooth", "from the margin on", np.nan, 0.07, 0.5),
             rate("a", "arctangent", "smooth", "below the margin", np.nan, 0.9, 0.0),
             rate("a", "hinge", "abrupt", "none", np.nan, 0.9, 0.01),
             rate("a", "step", "abrupt", "none", np.nan, 0.6, 0.03, 200)]  # fmt: skip
    rows += [rate(None, None, "smooth", "one", width, 0.1, 0.2) for width in (0.5, 2.0)]
    return pd.DataFrame(rows)


def test_widths_are_interpolated_in_their_logarithms():
    found = detectable_widths(rates(), 0.8)
    check(found, TABLE, "detectable_widths")
    one = found[found["design"] == "a"].iloc[0]
    # from 0.9 at half the margin to 0.05 at the margin; from 0.6 at twice to 1 at four times the margin
    assert one["abrupt_up_to"] == pytest.approx(0.5 * 2 ** (0.1 / 0.85))
    assert one["gradual_from"] == pytest.approx(2.0 * 2**0.5)
    assert (one["gradual_as_abrupt"], one["worst_truth"]) == (pytest.approx(0.07), "arctangent")
    assert one["abrupt_found"] == pytest.approx((0.9 + 2 * 0.6) / 3)
    assert one["abrupt_as_gradual"] == pytest.approx((0.01 + 2 * 0.03) / 3)
    assert (one["n_simulated"], one["n_abrupt"]) == (500, 300)


def test_what_is_never_found_has_no_width():
    found = detectable_widths(rates(), 0.8)
    every = found[found["design"].isna()].iloc[0]
    assert np.isnan([every["abrupt_up_to"], every["gradual_from"]]).all()
    assert every["n_abrupt"] == 0


def test_what_is_always_found_reaches_to_the_last_width():
    frame = rates().assign(abrupt=1.0, gradual=0.0)
    one = detectable_widths(frame, 0.8).iloc[0]
    assert (one["design"], one["abrupt_up_to"]) == ("a", 4.0)
    assert np.isnan(one["gradual_from"])


def test_without_a_study_there_are_no_rows():
    assert len(detectable_widths(rates().iloc[:0], 0.8)) == 0
