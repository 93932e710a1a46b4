"""The study of verdicts on known truths: which series it makes, and how it counts what becomes of them."""

import numpy as np
import pandas as pd
import pytest

from emergence.catalogue import analyses
from emergence.inference.shares import wilson
from emergence.io.checking import check
from emergence.io.provenance import LIBRARY
from emergence.io.tables import Tables
from emergence.models.base import Settings
from emergence.schema.simulations import VERDICT_RATES, column_of
from emergence.schema.verdicts import VERDICT_WORDS
from emergence.simulations import verdict_rates
from emergence.simulations._designs import designs_of
from emergence.simulations._truths import TRUTHS

SETTINGS = Settings(forms=("linear", "logistic", "hinge", "saturating"), seed=7, margin={"log10_flops": 0.5})
FIRST, SECOND = VERDICT_WORDS[:2]


def design_tables():
    """A design of 14 runs with one score each."""
    row = {"design": "small", "n_series": 1, "n_rising": 1, "n": 14, "n_runs": 14, "n_items": 400, "correlation": 0.0}
    row |= {"effective_items": 400, "run_sd": 0.01, "lasting_sd": 0.0, "floor": 0.25, "chance": 0.25, "rise": 0.4}
    row |= {"x_kind": "log10_flops", "x_range": 4.0}
    row |= {"n_items_lo": 200, "n_items_hi": 800, "scatter_lo": 0.5, "scatter_hi": 2, "rise_lo": 0.2, "rise_hi": 0.6}
    places = pd.DataFrame({"design": "small", "run": np.arange(14.0), "checkpoint": 0.0, "x": np.linspace(0, 1, 14)})
    return Tables(frames={"designs": pd.DataFrame([row]), "design_points": places})


def test_rates_do_not_depend_on_the_number_of_processes(monkeypatch):
    for name, count in (("SERIES", 1), ("AT_MARGIN", 2), ("WITHOUT_WIDTH", 3)):
        monkeypatch.setattr(verdict_rates, name, count)
    few = {name: TRUTHS[name] for name in ("quadratic", "hinge", "line")}
    one, two = (verdict_rates.study(SETTINGS, threads, design_tables(), 1, few) for threads in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    check(one, VERDICT_RATES, "verdict_rates")
    words = one[[column_of(word) for word in VERDICT_WORDS]].to_numpy()
    assert words.sum(axis=1) == pytest.approx(1, abs=1e-5)
    alone = one[(one["truth"] == "hinge") & one["design"].notna()]
    assert alone["n_simulated"].tolist() == [3]
    wide = one[(one["truth"] == "quadratic") & one["design"].isna() & (one["widths"] == verdict_rates.WIDE)]
    assert wide["n_simulated"].tolist() == [1 + sum(share >= 1 for share in verdict_rates.WIDTHS)]


def test_widths_that_a_truth_cannot_have_are_left_out(monkeypatch):
    monkeypatch.setattr(verdict_rates, "WIDTHS", (1.0, 7.6))
    tables = design_tables()
    designs = designs_of(tables["designs"], tables["design_points"])
    few = {name: TRUTHS[name] for name in ("logistic", "quadratic", "hinge")}
    cells = list(verdict_rates._cells(designs, few, SETTINGS))
    found = [(cell.truth.name, cell.share) for cell in cells]
    assert found == [("logistic", 1.0), ("quadratic", 1.0), ("hinge", pytest.approx(np.nan, nan_ok=True))]
    assert [cell.margin for cell in cells] == [0.5 / 4.0] * 3  # half a decade of four
    assert [cell.width for cell in cells] == [0.125, 0.125, 0.0]


@pytest.mark.parametrize(("row", "true", "held"), [
    ({"onset_lo": 0.2, "onset_hi": 0.4, "width_lo": 0.0, "width_hi": 0.1}, (0.3, 0.2), (1, 0)),
    ({"onset_lo": 0.2, "onset_hi": np.nan, "width_lo": 0.1, "width_hi": np.nan}, (0.9, np.inf), (1, 1)),
    ({"onset_lo": np.nan, "onset_hi": 0.4, "width_lo": 0.0, "width_hi": 0.5}, (0.5, np.inf), (0, 0)),
    ({"onset_lo": 0.3, "onset_hi": 0.4, "width_lo": 0.0005, "width_hi": 0.1}, (0.35, 0.0), (1, 1)),
    ({"onset_lo": 0.3, "onset_hi": 0.4, "width_lo": 0.002, "width_hi": 0.1}, (0.35, 0.0), (1, 0)),
    ({"onset_lo": np.nan, "onset_hi": np.nan}, (0.5, 0.0), (np.nan, np.nan)),
    ({"onset_lo": 0.0, "onset_hi": 1.0, "width_lo": 0.0, "width_hi": 1.0}, (np.nan, np.nan), (np.nan, np.nan)),
])  # fmt: skip
def test_an_absent_end_is_open_and_without_interval_nothing_is_counted(row, true, held):
    found = verdict_rates._held(row, true)
    assert (found["onset"], found["width"]) == pytest.approx(held, nan_ok=True)


def outcome(design, truth, kind, share, word, onset, width):
    widths = verdict_rates.NONE if np.isnan(share) else verdict_rates.WIDE if share >= 1 else verdict_rates.NARROW
    return {"design": design, "truth": truth, "kind": kind, "contained": True, "widths": widths,
            "width_over_margin": share, "verdict": word, "onset": onset, "width": width}  # fmt: skip


def test_shares_counted_by_hand():
    rows = [
        outcome("a", "logistic", "smooth", 0.5, FIRST, 1.0, np.nan),
        outcome("a", "logistic", "smooth", 2.0, FIRST, 1.0, 0.0),
        outcome("b", "logistic", "smooth", 2.0, SECOND, 0.0, 1.0),
        outcome("a", "probit", "smooth", 2.0, SECOND, 1.0, 1.0),
        outcome("a", "hinge", "abrupt", np.nan, FIRST, 1.0, 1.0),
    ]
    found = verdict_rates.counted(pd.DataFrame(rows))
    check(found, VERDICT_RATES, "verdict_rates")

    def row(design, truth, widths, share):
        wanted = {"design": design, "truth": truth, "widths": widths, "width_over_margin": share}
        same = [found[name].isna() if value is None else found[name] == value for name, value in wanted.items()]
        chosen = found[np.logical_and.reduce(same)]
        assert len(chosen) == 1
        return chosen.iloc[0]

    both = row(None, "logistic", "one", 2.0)
    assert (both["n_simulated"], both[column_of(FIRST)]) == (2, 0.5)
    assert (both[f"{column_of(FIRST)}_lo"], both[f"{column_of(FIRST)}_hi"]) == wilson(0.5, 2)
    assert both["onset_coverage"] == 0.5
    every = row(None, None, "one", 2.0)
    assert (every["n_simulated"], every[column_of(SECOND)]) == (3, round(2 / 3, 6))
    narrow = row("a", "logistic", "below the margin", None)
    assert (narrow["n_simulated"], narrow["n_onset"], narrow["n_width"]) == (1, 1, 0)
    assert np.isnan(narrow["width_coverage"])
    assert row(None, "hinge", "none", None)["n_simulated"] == 1
    assert row("a", "hinge", "none", None)[column_of(FIRST)] == 1


@pytest.mark.parametrize("times", [0.05, 0.3, 1 / 3, 0.7, 1.0, 2.5])
def test_shares_of_series_are_spread_evenly_over_the_cells(times):
    wanted = np.array([2, 8, 2, 12, 2, 8] * 50)
    counts = np.array(verdict_rates._counts(wanted.tolist(), times))
    assert np.all(np.abs(counts - times * wanted) < 1)
    for series in (2, 8, 12):
        own = np.cumsum(counts[wanted == series])
        due = times * series * np.arange(1, own.size + 1)
        assert np.all((due - 1 < own) & (own <= due + 1e-6))


def test_a_study_says_in_a_literal_which_tables_it_takes():
    folder = LIBRARY / "emergence" / "simulations"
    assert analyses.inputs_of(folder / "verdict_rates.py") == verdict_rates.INPUTS == ("designs", "design_points")
    assert analyses.inputs_of(folder / "resolution.py") == ()
