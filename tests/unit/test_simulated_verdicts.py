"""Verdicts on simulated series turned into rows of figures, and the coverage of their intervals pooled, by hand."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses import onset_coverage, simulated_verdicts
from emergence.inference.shares import wilson
from emergence.io.checking import check
from emergence.schema.simulations import VERDICT_RATES
from emergence.schema.verdicts import VERDICT_WORDS, column_of


def rate(design, truth, kind, widths, width, count, abrupt, held=(10, 0.9, 5, 0.8), contained=True):
    row = {"design": design, "truth": truth, "kind": kind, "widths": widths, "width_over_margin": width}
    for word in VERDICT_WORDS:
        share = {"abrupt": abrupt, "unresolved": 1 - abrupt}.get(word, 0.0)
        name = column_of(word)
        row |= {name: share} | dict(zip((f"{name}_lo", f"{name}_hi"), wilson(share, count), strict=True))
    names = ("n_onset", "onset_coverage", "n_width", "width_coverage")
    return row | dict(zip(names, held, strict=True)) | {"n_simulated": count, "contained": contained}


def rates():
    rows = [
        rate(None, "logistic", "smooth", "from the margin on", np.nan, 40, 0.05),
        rate(None, "probit", "smooth", "from the margin on", np.nan, 40, 0.1, (30, 0.5, 15, 1.0), False),
        rate(None, "softplus", "smooth", "from the margin on", np.nan, 40, 0.0, (30, 1.0, 0, np.nan)),
        rate(None, "logistic", "smooth", "below the margin", np.nan, 40, 0.5),
        rate(None, "dip", "non-monotone", "from the margin on", np.nan, 20, 0.1, contained=False),
        rate(None, "line", "no onset", "none", np.nan, 20, 0.2),
        rate(None, "hinge", "abrupt", "none", np.nan, 20, 0.6),
        rate("a", "hinge", "abrupt", "none", np.nan, 10, 0.9),
        rate("a", "step", "abrupt", "none", np.nan, 30, 0.5),
        rate(None, None, "smooth", "one", 1.0, 80, 0.04) | {"contained": None},
    ]
    return pd.DataFrame(rows).reindex(columns=VERDICT_RATES.names)


def test_truths_are_ranked_by_the_share_of_each_verdict():
    found = simulated_verdicts.simulated_verdicts(rates(), 0.95)
    check(found, simulated_verdicts.TABLE, "simulated_verdicts")
    assert set(found["verdict"]) == set(VERDICT_WORDS)
    assert found["level"].unique() == pytest.approx([0.05])
    abrupt = found[(found["verdict"] == "abrupt") & found["rank"].notna()].set_index(["truth", "widths"])["rank"]
    assert abrupt[:, "from the margin on"].to_dict() == {"probit": 0, "logistic": 1, "softplus": 2, "dip": 1}
    assert abrupt["logistic", "below the margin"] == 0
    assert abrupt["line", "none"] == 0  # with the dip, of which fewer are called abrupt


def test_abrupt_truths_are_taken_together_in_each_design_and_over_all():
    found = simulated_verdicts.simulated_verdicts(rates(), 0.95)
    own = found[(found["kind"] == "abrupt") & found["truth"].isna() & (found["verdict"] == "abrupt")]
    one, every = own[own["design"] == "a"].iloc[0], own[own["design"].isna()].iloc[0]
    assert (one["n_simulated"], one["share"]) == (40, pytest.approx((10 * 0.9 + 30 * 0.5) / 40))
    assert (one["share_lo"], one["share_hi"]) == wilson(0.6, 40)
    assert (every["n_simulated"], every["share"]) == (20, pytest.approx(0.6))


def test_coverage_is_pooled_by_series_apart_inside_and_outside_the_family():
    found = onset_coverage.onset_coverage(rates(), 0.95)
    check(found, onset_coverage.TABLE, "onset_coverage")
    wide = found[(found["kind"] == "smooth") & (found["widths"] == "from the margin on")]
    onset = wide[wide["quantity"] == "onset"].set_index("family")
    assert onset.loc["in the family", ["n_truths", "n"]].tolist() == [2, 40]
    assert onset.loc["in the family", "coverage"] == pytest.approx((10 * 0.9 + 30 * 1.0) / 40)
    assert onset.loc["not in the family", "coverage"] == pytest.approx(0.5)
    width = wide[wide["quantity"] == "onset width"].set_index("family")
    assert width.loc["in the family", ["n_truths", "n", "coverage"]].tolist() == [1, 5, pytest.approx(0.8)]
    lo, hi = wilson(0.8, 5)
    assert width.loc["in the family", ["coverage_lo", "coverage_hi"]].tolist() == [pytest.approx(lo), pytest.approx(hi)]
    drawn = found[found["design"].isna() & (found["widths"] != "one")]
    for _, own in drawn.groupby("quantity"):
        assert own["rank"].is_unique


def test_without_a_study_there_are_no_rows():
    for module in (simulated_verdicts, onset_coverage):
        assert len(getattr(module, module.TABLE.name)(rates().iloc[:0], 0.95)) == 0
