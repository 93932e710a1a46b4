"""Residual spreads, size effects, translated thresholds: against other software, brute force and known truths."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy.interpolate import make_interp_spline

from emergence.analyses import corpus_thresholds as translated
from emergence.analyses import residual_spreads as spreads
from emergence.analyses import size_effect_means as means
from emergence.analyses import size_effects as sizes
from emergence.analyses.corpus_thresholds import corpus_thresholds
from emergence.analyses.residual_spreads import residual_sd, residual_spreads
from emergence.analyses.size_effect_means import size_effect_means
from emergence.analyses.size_effects import size_effects
from emergence.inference.spline import spline_basis
from emergence.io.checking import check
from emergence.models.base import Settings
from emergence.schema.fitted import POINTS, SERIES

SETTINGS = Settings(forms=(), seed=1, draws=200)


def made(y, x_kinds, task="t", params=None, run=None):
    """Series and points of one score against several x."""
    n = len(y)
    run = np.arange(n) if run is None else run
    series, points = [], []
    for x_kind, x in x_kinds.items():
        name = f"s/{task}/{x_kind}"
        ends = {"x_min": x.min(), "x_max": x.max(), "y_min": y.min(), "y_max": y.max()}
        series.append({"series_id": name, "x_kind": x_kind, "task": task, "task_title": task, "n": n, **ends})
        series[-1]["x_better"] = "lower" if x_kind.startswith("loss_") else "higher"
        about = {"series_id": name, "family": "F", "model": "m", "label": "m", "locator": "l", "x": x, "y": y}
        points.append(pd.DataFrame({**about, "run": [f"r{r:03d}" for r in run], "tokens": np.arange(n) + 1.0}))
        points[-1]["params"] = 1e9 if params is None else params
    series = pd.DataFrame(series).assign(source="s", pool="all", metric="accuracy", metric_title="A", better="higher")
    series["n_runs"] = len(set(run))
    return check(series, SERIES, "series"), check(pd.concat(points), POINTS, "points")


def test_the_spline_spans_the_natural_cubic_splines():
    x = np.sort(np.random.default_rng(1).normal(size=200))
    knots = np.quantile(x, (0.05, 0.275, 0.5, 0.725, 0.95))
    natural = make_interp_spline(knots, [0.0, 2.0, -1.0, 3.0, 1.0], bc_type="natural")
    inside = (x >= knots[0]) & (x <= knots[-1])
    # exact inside, and straight on with the outer slope beyond
    y = np.where(inside, natural(x), np.nan)
    y = np.where(x < knots[0], natural(knots[0]) + natural(knots[0], 1) * (x - knots[0]), y)
    y = np.where(x > knots[-1], natural(knots[-1]) + natural(knots[-1], 1) * (x - knots[-1]), y)
    basis = spline_basis(x)
    values, *_ = np.linalg.lstsq(basis, y)
    assert np.allclose(basis @ values, y, atol=1e-9)
    assert np.allclose(spline_basis(x, x[:7]), basis[:7])


def test_the_spread_under_weights_is_that_of_repeated_rows():
    random = np.random.default_rng(2)
    run = np.repeat(np.arange(8), 5)
    design, y = spline_basis(random.normal(size=40)), random.normal(size=40)
    weights = np.array([np.ones(8), [2, 0, 1, 1, 0, 3, 1, 0], [0, 0, 0, 0, 0, 0, 0, 8]])
    found = residual_sd(design, y, run, weights)
    for k in range(2):
        rows = np.repeat(np.arange(40), weights[k][run].astype(int))
        values, *_ = np.linalg.lstsq(design[rows], y[rows])
        assert found[k] == pytest.approx(np.sqrt(np.mean((y[rows] - design[rows] @ values) ** 2)), rel=1e-9)


def runs_of_two_sizes(random, effect=0.0, noise=0.01):
    """40 runs of 6 checkpoints; the score follows the loss, and compute tells the loss of one size only."""
    run, params = np.repeat(np.arange(40), 6), np.repeat(np.tile([1e8, 1e10], 20), 6)
    compute = random.uniform(18, 21, 240)
    loss = 4 - 0.5 * (compute - 18) + np.where(params > 1e9, 0.4, 0.0)
    y = 0.9 - 0.2 * loss + effect * np.log10(params / 1e9) + random.normal(size=240) * noise
    return y, {"loss_a": loss, "log10_flops": compute}, params, run


def test_sizes_that_share_a_curve_against_loss_spread_against_compute():
    y, x_kinds, params, run = runs_of_two_sizes(np.random.default_rng(3))
    row = check(residual_spreads(*made(y, x_kinds, "t", params, run), SETTINGS), spreads.TABLE, "spreads").iloc[0]
    # the sizes are 0.4 nats apart, so 0.04 to either side of their mean, besides the noise
    assert row["residual_sd_loss"] == pytest.approx(0.01, rel=0.15)
    assert row["residual_sd_compute"] == pytest.approx(np.hypot(0.04, 0.01), rel=0.1)
    assert 1 < row["lo"] < row["ratio"] < row["hi"]
    assert row[["n", "n_runs", "status"]].tolist() == [240, 40, "ok"]


def test_the_effect_of_size_and_its_cluster_robust_test():
    tables = [
        made(
            *runs_of_two_sizes(np.random.default_rng(4), effect)[:2],
            f"t{effect}",
            *runs_of_two_sizes(np.random.default_rng(4), effect)[2:],
        )
        for effect in (0.0, 0.02)
    ]
    series, points = (pd.concat(parts, ignore_index=True) for parts in zip(*tables, strict=True))
    found = check(size_effects(series, points, SETTINGS), sizes.TABLE, "size_effects").set_index("series_id")
    none, some = found.loc["s/t0.0/loss_a"], found.loc["s/t0.02/loss_a"]
    assert none["lo"] < 0 < none["hi"]
    assert none["q"] > 0.05
    assert some["lo"] < 0.02 < some["hi"]
    assert some["q"] < 1e-6
    assert some["q"] == pytest.approx(2 * some["p"], rel=1e-6, abs=1e-10)
    # the estimate is that of plain least squares on the same design
    own = points[points["series_id"] == "s/t0.02/loss_a"].assign(size=lambda rows: np.log10(rows["params"]))
    basis = spline_basis(own["x"].to_numpy())
    own = own.assign(**{f"b{k}": basis[:, k] for k in range(1, 5)})
    ours = smf.ols("y ~ b1 + b2 + b3 + b4 + size", own).fit(cov_type="cluster", cov_kwds={"groups": own["run"]})
    assert some["effect"] == pytest.approx(ours.params["size"], rel=1e-8)
    assert some["se"] == pytest.approx(ours.bse["size"], rel=0.1)  # there without CR2's adjustment


def test_the_effect_on_the_mean_is_the_mean_of_the_effects():
    parts = []
    for task, effect in (("a", 0.02), ("b", -0.01), ("c", -0.03)):
        y, x_kinds, params, run = runs_of_two_sizes(np.random.default_rng(6), effect)
        parts.append(made(y, {"loss_a": x_kinds["loss_a"]}, task, params, run))
    series, points = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    effects = size_effects(series, points, SETTINGS)
    row = check(size_effect_means(series, points, effects, SETTINGS), means.TABLE, "means").iloc[0]
    assert row["effect"] == pytest.approx(effects["effect"].mean(), rel=1e-8)
    # the noise of the three is the same, and so is that of the mean
    assert row["se"] == pytest.approx(effects["se"].mean(), rel=1e-6)
    counts = ["n_series", "n_negative", "n_negative_significant", "n_positive_significant", "n", "n_runs", "n_sizes"]
    assert row[counts].tolist() == [3, 2, 2, 1, 240, 40, 2]
    assert row["lowest"] == pytest.approx(effects["effect"].min(), rel=1e-8)
    # a checkpoint that one score lacks counts for none
    some = size_effect_means(series, points.iloc[1:], effects, SETTINGS).iloc[0]
    assert some["n"] == 239


def test_one_size_has_no_effect():
    y, x_kinds, _, run = runs_of_two_sizes(np.random.default_rng(5))
    row = size_effects(*made(y, x_kinds, "t", 1e9, run), SETTINGS).iloc[0]
    assert row["status"] == "too_few_runs"
    assert np.isnan(row["p"])


def hinges(ids, estimates, lo, hi, r2):
    fits = pd.DataFrame({"series_id": ids, "form": "hinge", "parameter": "eta", "estimate": estimates})
    fits = fits.assign(lo=lo, hi=hi, confidence_level=0.95, interval_method="m", status="ok")
    return fits, pd.DataFrame({"series_id": ids, "form": "hinge", "r2": r2})


def test_thresholds_translate_to_the_reference():
    loss = np.linspace(2, 4, 50)
    series, points = made(loss, {"loss_a": loss, "loss_b": 0.5 * loss - 1})
    fits, stats = hinges(series["series_id"], [3.0, 0.4], [2.9, 0.35], [3.1, np.nan], 0.9)
    # the form of least AICc, which another may be in another series, counts for nothing
    fits = pd.concat([fits, fits.assign(form="saturating", estimate=2.2)], ignore_index=True)
    stats = pd.concat([stats.assign(best_of_kind=False), stats.assign(form="saturating", best_of_kind=True)])
    found = corpus_thresholds(series, points, fits, stats, "hinge", "loss_a")
    check(found, translated.TABLE, "corpus_thresholds")
    assert found["form"].tolist() == ["hinge", "hinge"]
    assert np.allclose(found["estimate"], [3.0, 2.8])
    assert np.allclose(found["lo"], [2.9, 2.7])
    assert found["hi"].isna().tolist() == [False, True]
    assert found["share_before"].tolist() == pytest.approx([0.5, 0.6], abs=0.011)
    assert found["translation_rmse"].max() < 1e-9
    # 2.8 [2.7, -] and 3.0 [2.9, 3.1]
    assert np.allclose(found["range_corpora"], 0.2)
    assert found["common_corpora"].all()
    assert found["range_pools"].isna().all()


def test_how_far_thresholds_move_between_pools():
    loss = np.linspace(2, 4, 50)
    parts = [made(loss, {"loss_a": loss}) for _ in range(4)]
    series = pd.concat([own.assign(pool=pool) for pool, (own, _) in zip("pqrs", parts, strict=True)])
    ids = [f"{pool}/loss_a" for pool in "pqrs"]
    points = pd.concat([own.assign(series_id=name) for name, (_, own) in zip(ids, parts, strict=True)])
    series = series.assign(series_id=ids)
    # the last does not describe a rise
    lo, hi = [2.4, np.nan, 2.65, 3.8], [2.7, 2.9, np.nan, 4.0]
    fits, stats = hinges(ids, [2.5, 2.8, 2.9, 3.9], lo, hi, [0.9, 0.5, 0.6, 0.4])
    found = corpus_thresholds(series, points, fits, stats, "hinge", "loss_a")
    assert found["range_pools"].tolist()[:3] == pytest.approx([0.4] * 3)
    assert found["common_pools"].tolist()[:3] == [True] * 3
    assert found[["range_pools", "common_pools"]].iloc[3].isna().all()
    apart = corpus_thresholds(series, points, fits.assign(lo=[2.4, np.nan, 2.75, 3.8]), stats, "hinge", "loss_a")
    assert apart["common_pools"].tolist()[:3] == [False] * 3
