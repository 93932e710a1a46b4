"""Scores of forecasts: paired tests against scipy's ranks by hand, coverage and width of intervals."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses import forecast_scores
from emergence.analyses.running import Context
from emergence.forecasts import scoring
from emergence.io.checking import check
from emergence.io.tables import Tables
from emergence.models import base


def forecasts(errors, published, half=0.1, **about):
    """Main forecasts of an actual accuracy of 0.5 with these relative errors, and the publication's errors."""
    forecast = 0.5 * (1 + np.asarray(errors))
    about = {
        "ladder": "small",
        "predictor": "flops",
        "predictor_title": "FLOPs",
        "model": "big",
        "held_out": True,
    } | about
    frame = pd.DataFrame({"task": range(len(forecast)), "forecast": forecast, "actual": 0.5, "error": errors})
    frame = frame.assign(lo=forecast - half, hi=forecast + half, largest_seen=0.4, confidence_level=0.9, **about)
    covered = (frame["lo"] <= 0.5) & (frame["hi"] >= 0.5)
    return frame.assign(variant="nothing", published_error=published, covered=covered.astype("boolean"))


def test_the_signed_rank_test_is_exact():
    """Of 2^5 equally likely signs only one has no positive rank: two-sided, p = 2 / 32."""
    (row,) = scoring.compare(forecasts([0.01, -0.02, 0.03, -0.04, 0.05], [0.02, 0.04, -0.06, 0.08, 0.1])).itertuples()
    assert (row.tasks, row.n_smaller, row.signed_rank) == (5, 5, 0)
    assert row.p == pytest.approx(2 / 32)
    assert row.mean_difference == pytest.approx(-0.03)


def test_signs_of_errors_do_not_matter_and_what_was_not_published_is_left_out():
    rows = forecasts([0.1, -0.1, 0.3], [-0.2, 0.05, np.nan])
    (row,) = scoring.compare(rows).itertuples()
    assert (row.tasks, row.n_smaller) == (2, 1)
    assert scoring.compare(forecasts([0.1], [np.nan])).empty


def test_coverage_and_errors_are_counted():
    rows = forecasts([0.0, 0.1, -0.1, 0.5], np.nan, half=0.1)
    (row,) = scoring.cover(rows, "accuracy").itertuples()
    assert (row.ladder, row.n, row.n_targets, row.covered) == ("all", 4, 1, 0.75)
    assert row.mean_error == pytest.approx(0.7 / 4)
    assert row.unchanged_error == pytest.approx(0.2)


def test_ladders_are_counted_by_themselves_and_together():
    both = pd.concat([forecasts([0.1], np.nan), forecasts([0.5], np.nan, ladder="other", model="another")])
    table = scoring.cover(both, "accuracy").set_index("ladder")
    assert table["covered"].to_dict() == {"all": 0.5, "small": 1.0, "other": 0.0}
    assert table.loc["all", "n_targets"] == 2


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_intervals_shrunk_by_the_width_ratio_just_reach_their_level(scale):
    reach = np.abs(np.random.default_rng(0).normal(0, scale / 1.645, 1000))
    ratio = scoring.width_ratio(reach, 0.9)
    assert ratio == pytest.approx(1 / scale, rel=0.1)
    assert (reach <= 1 / ratio + 1e-12).mean() == pytest.approx(0.9)
    assert (reach <= 0.999 / ratio).mean() < 0.9


def test_the_reach_is_of_the_side_on_which_the_truth_lies():
    """An interval that is cut at 1 is short above: what lies just beyond it is not held."""
    rows = forecasts([0.9, 0.0], np.nan, half=0.1).assign(actual=[1.0, 0.5])
    rows.loc[0, ["forecast", "lo", "hi"]] = 0.95, 0.6, 0.975
    (row,) = scoring.cover(rows, "accuracy").itertuples()
    assert row.width_ratio == pytest.approx(0.5)


def test_the_analysis_writes_both_tables_and_none_for_other_sources():
    rows = forecasts([0.01, -0.02, 0.03], [0.02, 0.04, -0.06])
    context = Context(base.Settings(forms=()), {}, "s")
    for frame, n in ((rows, 1), (rows.iloc[:0], 0)):
        tables = Tables(frames={"forecasts": frame, "loss_forecasts": rows.iloc[:0]})
        made = forecast_scores.run(tables, context)
        for got, table in zip(made, forecast_scores.TABLES, strict=True):
            assert len(check(got, table, table.name)) == n
