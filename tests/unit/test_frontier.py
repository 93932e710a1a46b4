"""What follows from laws and thresholds: tables with joint draws, and clear words where there is nothing."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses import frontier as frontiers
from emergence.analyses import law_values as lawful
from emergence.analyses import published_residuals as residuals
from emergence.analyses.frontier import frontier
from emergence.analyses.law_values import law_values
from emergence.analyses.published_residuals import published_residuals
from emergence.inference.fitting import Settings, fit_all
from emergence.io.checking import check
from emergence.models.optimum import allocation, least_params

TRUTH = np.array([300.0, 1500.0, 1.8, 0.32, 0.34])
ETA = 3.0
SETTINGS = Settings(forms=("chinchilla_huber", "hinge"), draws=200, seed=3)


def atlas(noise=0.003, corpus="c4", pool="ladder", eta=ETA, slope=0.3):
    """Series and points of a law over 40 runs and of an ability whose threshold is ``eta`` in the same losses."""
    rng = np.random.default_rng(5)
    params, ratio = np.tile([1e8, 3e8, 1e9, 3e9], 10), np.repeat(np.geomspace(5, 300, 10), 4)
    tokens = params * ratio
    loss = (TRUTH[2] + TRUTH[0] * params ** -TRUTH[3] + TRUTH[1] * tokens ** -TRUTH[4]) * np.exp(
        noise * rng.normal(size=40)
    )
    runs = pd.DataFrame({"run": [f"r{k:02d}" for k in range(40)], "params": params, "tokens": tokens})
    runs["flops"] = 6 * params * tokens
    score = 0.25 + slope * np.maximum(0, eta - loss) + 0.3 * noise * rng.normal(size=40)
    points = pd.concat(
        [
            runs.assign(series_id="law", x=params, x2=tokens, y=loss),
            runs.assign(series_id="ability", x=loss, x2=np.nan, y=score),
        ],
        ignore_index=True,
    )
    row = {"source": "s", "better": "lower", "x_better": "higher", "chance": np.nan, "subtask": None}
    series = [
        {**row, "series_id": "law", "pool": "ladder", "task": "c4", "x_kind": "params_tokens"},
        {**row, "series_id": "ability", "pool": pool, "task": "mmlu", "x_kind": f"loss_{corpus}"},
    ]
    series[1] |= {"better": "higher", "x_better": "lower", "chance": 0.25}
    return pd.DataFrame(series), points


def frontier_of(series, points, settings=SETTINGS):
    results = fit_all(series, points, settings)
    rows = frontier(series, points, results.fits, results.law_draws, settings, "chinchilla_huber")
    return check(rows, frontiers.TABLE, "frontier")


def test_the_frontier_is_that_of_the_truth_and_its_band_holds_it():
    rows = frontier_of(*atlas())
    rows = rows[rows["status"] == "ok"]
    truth = least_params(TRUTH, ETA, rows["tokens"].to_numpy())
    within = (rows["lo"].fillna(0) <= truth) & (rows["hi"].fillna(np.inf) >= truth)
    assert within.mean() > 0.8
    near = ~rows["extrapolated"].to_numpy(dtype=bool)
    assert rows["estimate"][near].to_numpy() == pytest.approx(truth[near], rel=0.15)
    assert rows["estimate"].is_monotonic_decreasing
    assert rows["eta"].iloc[0] == pytest.approx(ETA, abs=0.03)


def test_without_noise_the_interval_closes_on_the_truth():
    rows = frontier_of(*atlas(noise=0.0))
    rows = rows[rows["status"] == "ok"]
    for column in ("lo", "estimate", "hi"):
        assert rows[column].to_numpy() == pytest.approx(least_params(TRUTH, ETA, rows["tokens"].to_numpy()), rel=1e-3)


def test_few_tokens_reach_no_low_threshold():
    rows = frontier_of(*atlas(eta=2.5))
    cut = rows["status"] == "unreachable"
    assert cut.any()
    assert (rows["tokens"][cut].max() < rows["tokens"][~cut]).all()
    assert rows["estimate"][cut].isna().all()
    assert (rows["loss_floor"][cut] >= rows["eta"][cut]).all()


def test_a_threshold_of_few_runs_has_no_band_though_its_own_interval_stands():
    series, points = atlas()
    ability = points[points["series_id"] == "ability"]
    ability = ability.loc[(ability["x"] - ETA).abs().nsmallest(11).index]
    points = pd.concat([points[points["series_id"] == "law"], ability], ignore_index=True)
    fits = fit_all(series, points, SETTINGS).fits
    assert fits.loc[fits["parameter"] == "eta", "status"].tolist() == ["ok"]
    rows = frontier_of(series, points)
    assert set(rows["status"]) <= {"few_runs", "unreachable"}
    assert rows["estimate"].notna().any()
    assert rows[["lo", "hi"]].isna().all().all()


@pytest.mark.parametrize("other", [{"corpus": "pile"}, {"corpus": "llama_train", "pool": "all"}])
def test_losses_on_another_corpus_are_refused(other):
    rows = frontier_of(*atlas(**other))
    assert rows["status"].tolist() == ["no_law"]
    assert rows["estimate"].isna().all()


def test_of_several_laws_only_that_of_the_same_pool_will_do():
    series, points = atlas()
    second = series.iloc[[0]].assign(series_id="law2", pool="other")
    points = pd.concat([points, points[points["series_id"] == "law"].assign(series_id="law2")], ignore_index=True)
    both = pd.concat([series, second], ignore_index=True)
    assert set(frontier_of(both, points)["law_series_id"]) == {"law"}
    elsewhere = both.assign(pool=both["pool"].where(both["series_id"] != "ability", "all"))
    assert frontier_of(elsewhere, points)["status"].tolist() == ["no_law"]


def test_a_score_that_falls_has_no_frontier():
    assert frontier_of(*atlas(slope=-0.2))["status"].tolist() == ["no_threshold"]


def test_rows_in_any_order_and_other_series_change_nothing():
    series, points = atlas()
    expected = frontier_of(series, points)
    mixed = points.sample(frac=1, random_state=1, ignore_index=True)
    pd.testing.assert_frame_equal(frontier_of(series.iloc[::-1].reset_index(drop=True), mixed), expected)
    own = values_of(series.iloc[:1], points[points["series_id"] == "law"])
    pd.testing.assert_frame_equal(values_of(series, mixed), own)


NOTHING_PRINTED = pd.DataFrame(columns=["source", "law", "parameter", "estimate"])


def values_of(series, points, published=NOTHING_PRINTED):
    results = fit_all(series, points, SETTINGS)
    rows = law_values(series, points, results.fits, results.law_draws, published, SETTINGS, "s")
    return check(rows, lawful.TABLE, "law_values")


def published():
    names = ["A", "B", "E", "alpha", "beta"]
    return pd.DataFrame({"source": "s", "law": "printed", "parameter": names, "estimate": TRUTH})


def test_values_of_fitted_and_printed_laws():
    series, points = atlas()
    values = values_of(series, points, published())
    printed = values[(values["law"] == "printed") & (values["argument"] == "flops")]
    printed = printed.set_index(["argument_value", "quantity"])["estimate"].unstack()  # noqa: PD010
    params, tokens = allocation(TRUTH, printed.index.to_numpy())
    assert printed["params"].to_numpy() == pytest.approx(params, rel=1e-8)
    assert printed["tokens_per_param"].to_numpy() == pytest.approx(tokens / params, rel=1e-8)
    fitted = values[values["law"] == "chinchilla_huber"]
    assert (fitted["lo"] < fitted["estimate"]).all()
    assert (fitted["hi"] > fitted["estimate"]).all()
    assert values.loc[values["law"] == "printed", "lo"].isna().all()
    ratio = fitted[fitted["quantity"] == "tokens_per_param"]
    # at given compute a draw with many parameters has few tokens: the ends mirror each other, but for interpolation
    ends = {name: fitted[fitted["quantity"] == name].reset_index() for name in ("params", "tokens")}
    assert np.allclose(ratio["lo"], ends["tokens"]["lo"] / ends["params"]["hi"], rtol=0.01)
    assert set(values["log10_argument_value"].dropna() % 0.125) == {0.0}


def test_residuals_of_printed_laws():
    series, points = atlas(noise=0.0)
    rows = check(published_residuals(series, points, published(), SETTINGS, "s"), residuals.TABLE, "residuals")
    assert len(rows) == 40
    assert np.abs(rows["residual"]).max() < 1e-9
    assert rows["used"].all()
    settings = Settings(forms=SETTINGS.forms, worst_left_out=5)
    assert published_residuals(series, points, published(), settings, "s")["used"].sum() == 35


def test_estimates_of_laws_are_those_of_the_table_of_fits():
    """Nothing is fitted again: another estimate in the table is another value here."""
    series, points = atlas()
    results = fit_all(series, points, SETTINGS)
    fits = results.fits.assign(estimate=results.fits["estimate"].mask(results.fits["parameter"] == "E", 1.5))
    law = results.fits[results.fits["form"] == "chinchilla_huber"].set_index("parameter")["estimate"]
    values = law_values(series, points, fits, results.law_draws, NOTHING_PRINTED, SETTINGS, "s")
    one = values[values["quantity"] == "loss_floor"].iloc[0]
    assert one["estimate"] == pytest.approx(1.5 + law["B"] * one["argument_value"] ** -law["beta"], rel=1e-9)
    rows = frontier(series, points, fits, results.law_draws, SETTINGS, "chinchilla_huber")
    assert rows["loss_floor"].min() == pytest.approx(1.5 + law["B"] * rows["tokens"].max() ** -law["beta"], rel=1e-9)


def test_draws_of_laws_are_those_of_the_table_where_the_law_has_all_runs():
    series, points = atlas()
    results = fit_all(series, points, SETTINGS)
    assert len(results.law_draws) == SETTINGS.draws
    rows = frontier(series, points, results.fits, results.law_draws, SETTINGS, "chinchilla_huber")
    refitted = frontier(series, points, results.fits, results.law_draws[:0], SETTINGS, "chinchilla_huber")
    pd.testing.assert_frame_equal(rows, refitted, rtol=1e-6)
    other = results.law_draws.assign(E=0.1)
    moved = frontier(series, points, results.fits, other, SETTINGS, "chinchilla_huber")
    assert (moved["hi"] < rows["lo"]).any()
