"""The lag of a score behind its loss: found where it was put, and said where it cannot be had."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.lags import TABLE, lags
from emergence.inference.fitting import fit_all
from emergence.io.checking import check
from emergence.models.base import Settings
from emergence.series.build import KEYS

SETTINGS = Settings(forms=("hinge",), draws=200)
OPTIONS = {"x_kind": "log10_flops", "form": "hinge"}
X = np.arange(18.0, 24.0, 0.25)


def tables(score_at, loss_at, left_out=0):
    """A score that rises beyond one x and a loss that falls beyond another, with a little noise."""
    noise = np.random.default_rng(1).normal(0, 0.002, (2, X.size))
    values = {
        "exact_match": 0.2 * np.maximum(0, X - score_at) + noise[0],
        "task_cross_entropy": 3 - 0.5 * np.maximum(0, X - loss_at) + noise[1],
    }
    names = pd.Series({"exact_match": "score", "task_cross_entropy": "loss"})
    about = {**dict.fromkeys(KEYS, "a"), "x_kind": "log10_flops", "chance": np.nan, "x_better": "higher"}
    about |= {"task_title": "T", "metric_title": "M", "shots": 2.0}
    series = pd.DataFrame([{**about, "series_id": names[metric], "metric": metric} for metric in values])
    points = [
        pd.DataFrame(
            {"series_id": names[metric], "run": [f"r{n}" for n in range(X.size)], "x": X, "x2": np.nan, "y": y}
        )
        for metric, y in values.items()
    ]
    points[1] = points[1].iloc[left_out:]
    return series, pd.concat(points, ignore_index=True)


def lags_of(series, points):
    fits = fit_all(series, points, SETTINGS).fits
    return check(lags(series, points, fits, OPTIONS, SETTINGS), TABLE, "lags")


def test_the_lag_that_was_put_in():
    found = lags_of(*tables(21.6, 20.1)).iloc[0]
    assert pd.isna(found["obstacle"])
    assert found["lag"] == pytest.approx(1.5, abs=0.05)
    assert found["lo"] < 1.5 < found["hi"]
    assert found["lag"] == pytest.approx(found["eta_score"] - found["eta_loss"], abs=1e-6)


def test_only_models_with_both():
    assert lags_of(*tables(21.6, 20.1, left_out=3))["n_runs"].tolist() == [X.size - 3]


def test_a_loss_that_falls_from_the_start_has_no_threshold():
    found = lags_of(*tables(21.6, 10.0)).iloc[0]
    assert found["obstacle"] == "threshold of the loss at the edge of the data"
    assert np.isnan(found["lag"])


def test_draws_with_a_threshold_at_the_edge_are_left_out():
    series, points = tables(21.6, 18.6)  # in some draws the loss bends only where the data begin
    points["y"] += np.random.default_rng(4).normal(0, 0.1, len(points))
    found = lags_of(series, points).iloc[0]
    assert pd.isna(found["obstacle"])
    assert 0.05 < found["share_at_bound"] < 0.5
    series, points = tables(21.6, 20.1)
    assert lags_of(series, points)["share_at_bound"].tolist() == [0]


def test_series_without_a_loss_have_no_lag():
    series, points = tables(21.6, 20.1)
    assert lags_of(series[:1], points).empty
    assert lags_of(series[:0], points[:0]).empty


def test_thresholds_of_all_models_are_those_of_the_table_of_fits_to_the_last_bit():
    series, points = tables(21.6, 20.1)
    fits = fit_all(series, points, SETTINGS).fits
    eta = fits[fits["parameter"] == "eta"].set_index("series_id")["estimate"]
    whole = lags(series, points, fits, OPTIONS, SETTINGS).iloc[0]
    assert (whole["eta_score"], whole["eta_loss"]) == (eta["score"], eta["loss"])
    # what the table says is taken, not refitted; of some models alone it is not
    moved = fits.assign(estimate=fits["estimate"].mask(fits["parameter"] == "eta", fits["estimate"] + 0.01))
    assert lags(series, points, moved, OPTIONS, SETTINGS)["eta_loss"].iloc[0] == pytest.approx(eta["loss"] + 0.01)
    fewer = points[~((points["series_id"] == "loss") & (points["run"] == "r3"))]
    part = lags(series, fewer, moved, OPTIONS, SETTINGS).iloc[0]
    assert part["eta_score"] == pytest.approx(eta["score"], abs=0.005)
