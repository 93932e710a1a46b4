"""All forms on all series: rows, statuses, and what the result may not depend on."""

from dataclasses import fields
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from emergence import models as forms
from emergence.catalogue.tables import contract
from emergence.inference.bootstrap import seed_of
from emergence.inference.fitting import Results, Settings, fit_all
from emergence.io.checking import check
from emergence.io.errors import AtlasError

SETTINGS = Settings(
    forms=("constant", "linear", "hinge", "chinchilla_huber"), seed=3, draws=60, curve_points=11, worst_left_out=5
)
NO_LAWS = ["many", "free", "few", "one", "short", "single", "straight", "flat", "level"]
NAMES = [field.name for field in fields(Results)]


def table(name, n, runs, chance=0.25, y=None, x=None, x_kind="loss_c4_en"):
    """A series row and its points: accuracy that leaves chance below a loss of 2.8."""
    rng = np.random.default_rng(seed_of(name, 0))
    run = np.arange(n) % runs
    x = rng.uniform(2, 4, n) if x is None else np.asarray(x, dtype=float)
    noise = 0.01 * rng.normal(size=n) + 0.01 * rng.normal(size=runs)[run]
    y = 0.25 + 0.3 * np.maximum(0, 2.8 - x) + noise if y is None else np.asarray(y, dtype=float)
    law = x_kind == "params_tokens"
    x2 = rng.uniform(1e9, 1e12, n) if law else np.full(n, np.nan)
    y = (1.7 + 400 * x**-0.34 + 2000 * x2**-0.37) * (1 + noise) if law else y
    points = pd.DataFrame({"series_id": name, "run": [f"r{r:03d}" for r in run], "x": x, "y": y})
    points = points.assign(x2=x2, params=1e9, tokens=1e9, flops=np.nan)
    better = "higher" if law else "lower"
    return {"series_id": name, "x_kind": x_kind, "x_better": better, "chance": chance}, points


@pytest.fixture(scope="module")
def many():
    made = [
        table("many", 200, 8),
        table("free", 200, 8, chance=np.nan),
        table("few", 60, 3),
        table("one", 60, 1),
        table("short", 4, 4),
        table("single", 1, 1),
        table("straight", 30, 6, np.nan, np.linspace(1, 0, 30), np.linspace(2, 4, 30)),
        table("flat", 30, 6, y=np.full(30, 0.25)),
        table("level", 30, 6, x=np.full(30, 3.0), y=np.linspace(0, 1, 30)),
        table("law", 40, 40, np.nan, None, np.geomspace(1e7, 1e10, 40), "params_tokens"),
        table("shortlaw", 6, 6, np.nan, None, np.geomspace(1e7, 1e10, 6), "params_tokens"),
    ]
    return pd.DataFrame([row for row, _ in made]), pd.concat([points for _, points in made], ignore_index=True)


@pytest.fixture(scope="module")
def results(many):
    return fit_all(*many, SETTINGS)


def statuses(results, form):
    own = results.fit_stats[results.fit_stats["form"] == form]
    return dict(zip(own["series_id"], own["status"], strict=True))


def test_tables_keep_their_contract(results):
    for name in NAMES:
        check(getattr(results, name), contract(name), name)
        assert len(getattr(results, name)) > 0


def test_order_of_rows_changes_nothing(many, results):
    series, points = (frame.sample(frac=1, random_state=4) for frame in many)
    again = fit_all(series, points, SETTINGS)
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(results, name), check_exact=True)


def test_sharding_changes_nothing(many, results):
    series, points = many
    parts = [fit_all(series[i::3], points, SETTINGS) for i in range(3)]
    for name in NAMES:
        whole = getattr(results, name)
        joined = pd.concat([getattr(part, name) for part in parts])
        joined = joined.sort_values("series_id", kind="stable").reset_index(drop=True)
        pd.testing.assert_frame_equal(joined, whole, check_exact=True)


def test_frames_made_in_parts_are_the_same(many, results, monkeypatch):
    monkeypatch.setattr("emergence.inference.fitting._AT_A_TIME", 2)
    again = fit_all(*many, SETTINGS, threads=2)
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(results, name), check_exact=True)


def test_another_seed_moves_intervals_and_not_estimates(many, results):
    other = fit_all(*many, Settings(**{**vars(SETTINGS), "seed": 4}))
    np.testing.assert_array_equal(other.fits["estimate"], results.fits["estimate"])
    drawn = results.intervals["interval_method"].str.startswith("bootstrap") & results.intervals["lo"].notna()
    assert (other.intervals.loc[drawn, "lo"] != results.intervals.loc[drawn, "lo"]).mean() > 0.5
    exact = results.intervals["interval_method"].isin(["cluster_robust_t", "profile_likelihood"])
    np.testing.assert_array_equal(other.intervals.loc[exact, "lo"], results.intervals.loc[exact, "lo"])


def test_the_interval_of_a_fit_is_one_of_all(results):
    key = ["series_id", "form", "parameter", "interval_method"]
    taken = results.fits[results.fits["interval_method"].notna()].merge(results.intervals, on=key, how="left")
    assert set(taken["interval_method"]) == {"cluster_robust_t", "profile_likelihood", "bootstrap_runs_percentile"}
    np.testing.assert_array_equal(taken["lo_x"], taken["lo_y"])
    np.testing.assert_array_equal(taken["hi_x"], taken["hi_y"])
    bad = results.intervals[~results.intervals["status"].isin(["ok", "few_runs", "open", "at_bound"])]
    assert bad[["lo", "hi"]].isna().all().all()


def test_every_fit_is_a_row_with_a_status(results):
    assert statuses(results, "hinge") == {
        "many": "ok",
        "free": "ok",
        "few": "ok",
        "one": "too_few_runs",
        "short": "too_few_points",
        "single": "no_variation",
        "straight": "at_bound",
        "flat": "no_variation",
        "level": "no_variation",
    }
    assert statuses(results, "linear") == {
        "many": "ok",
        "free": "ok",
        "few": "ok",
        "one": "few_runs",
        "short": "ok",
        "single": "too_few_points",
        "straight": "ok",
        "flat": "no_variation",
        "level": "no_variation",
    }
    assert statuses(results, "constant")["flat"] == "ok"
    assert statuses(results, "constant")["single"] == "too_few_points"
    assert statuses(results, "chinchilla_huber")["shortlaw"] == "too_few_points"


def test_what_cannot_be_fitted_has_null_numbers(results):
    bad = results.fits[~results.fits["status"].isin(["ok", "few_runs", "at_bound"])]
    assert set(bad["parameter"]) == {"mean", "intercept", "slope", "floor", "eta", "A", "B", "E", "alpha", "beta"}
    assert bad[["estimate", "se", "lo", "hi", "confidence_level", "interval_method", "at_bound"]].isna().all().all()
    assert not set(bad["series_id"] + bad["form"]) & set(results.curves["series_id"] + results.curves["form"])


def test_one_run_has_no_interval(results):
    own = results.fits[(results.fits["series_id"] == "one") & (results.fits["form"] == "linear")]
    assert own["estimate"].notna().all()
    assert own[["se", "lo", "hi", "confidence_level", "interval_method"]].isna().all().all()
    stats = results.fit_stats[(results.fit_stats["series_id"] == "one") & (results.fit_stats["form"] == "linear")]
    assert np.isnan(stats["cv_rmse"].iloc[0])
    curve = results.curves[results.curves["series_id"] == "one"]
    assert curve["y"].notna().all()
    assert curve["lo"].isna().all()


def test_hinge_finds_the_threshold(results):
    for name in ("many", "free"):
        own = results.fits[(results.fits["series_id"] == name) & (results.fits["form"] == "hinge")]
        own = own.set_index("parameter")
        assert own.loc["eta", "lo"] < 2.8 < own.loc["eta", "hi"]
        assert own.loc["slope", "estimate"] == pytest.approx(0.3, abs=0.03)
        assert not own.loc["eta", "at_bound"]
    known = results.fits.query("series_id == 'many' and form == 'hinge' and parameter == 'floor'").iloc[0]
    assert known["estimate"] == 0.25
    assert pd.isna(known["lo"])
    assert pd.isna(known["interval_method"])
    assert results.fit_stats.query("form == 'hinge'").set_index("series_id")["k"].loc[["many", "free"]].tolist() == [
        2,
        3,
    ]


def test_an_optimum_at_the_edge_is_no_threshold(results):
    own = results.fits[(results.fits["series_id"] == "straight") & (results.fits["form"] == "hinge")]
    assert own["status"].tolist() == ["at_bound"] * 3
    assert own.set_index("parameter")["at_bound"].tolist() == [False, False, True]
    assert own["estimate"].notna().all()


def test_curves_lie_in_their_bands_and_those_of_few_runs_have_none():
    made = [table("eleven", 110, 11), table("twelve", 120, 12)]
    series, points = pd.DataFrame([row for row, _ in made]), pd.concat([own for _, own in made], ignore_index=True)
    curves = fit_all(series, points, SETTINGS).curves
    assert (curves.groupby(["series_id", "form"]).size() == 11).all()
    curves = curves.set_index("series_id")
    assert curves.loc["eleven", ["lo", "hi"]].isna().all().all()
    curves = curves.loc["twelve"]
    assert ((curves["lo"] <= curves["y"] + 1e-9) & (curves["y"] <= curves["hi"] + 1e-9)).mean() > 0.95


def test_statistics_of_the_line_are_statsmodels_own(many, results):
    from statsmodels.regression.linear_model import OLS

    points = many[1][many[1]["series_id"] == "many"]
    design = np.column_stack([np.ones(len(points)), points["x"]])
    theirs = OLS(points["y"].to_numpy(), design).fit()
    ours = results.fit_stats.query("series_id == 'many' and form == 'linear'").iloc[0]
    assert ours["sse"] == pytest.approx(theirs.ssr, rel=1e-9)
    assert ours["r2"] == pytest.approx(theirs.rsquared, rel=1e-9)
    assert ours["loglik"] == pytest.approx(theirs.llf, rel=1e-9)
    # statsmodels leaves the variance out of its count of parameters
    assert ours["bic"] == pytest.approx(theirs.bic + np.log(200), rel=1e-9)
    assert ours["aicc"] == pytest.approx(theirs.aic + 2 + 2 * 3 * 4 / (200 - 4), rel=1e-9)
    errors = []
    for run in points["run"].unique():
        out = (points["run"] == run).to_numpy()
        line = OLS(points["y"].to_numpy()[~out], design[~out]).fit().params
        errors.append(points["y"].to_numpy()[out] - design[out] @ line)
    assert ours["cv_rmse"] == pytest.approx(np.sqrt(np.mean(np.concatenate(errors) ** 2)), rel=1e-9)


def test_laws_leave_out_the_largest_losses_and_say_so(many, results):
    own = results.residuals[results.residuals["series_id"] == "law"]
    assert len(own) == 40
    assert (~own["used"]).sum() == 5
    assert own.loc[~own["used"].astype(bool), "y"].min() > own.loc[own["used"].astype(bool), "y"].max()
    np.testing.assert_allclose(own["residual"], own["y"] - own["fitted"], atol=1e-9)
    assert results.fit_stats.query("series_id == 'law'")["n"].tolist() == [35]


def test_correlations_have_rows_for_all_but_laws(results):
    own = results.correlations.set_index(["series_id", "method"])
    assert set(own.index.get_level_values(0)) == {*NO_LAWS}
    assert own.loc[("many", "spearman"), "status"] == "few_runs"
    assert own.loc[("many", "pearson"), "lo"] < own.loc[("many", "pearson"), "estimate"] < 0
    assert own.loc[("flat", "pearson"), "status"] == "no_variation"
    assert own.loc[("single", "pearson"), "status"] == "too_few_points"
    assert pd.isna(own.loc[("one", "pearson"), "lo"])


def test_no_series_gives_empty_tables(many):
    series, points = many
    empty = fit_all(series[:0], points[:0], SETTINGS)
    for name in NAMES:
        assert len(check(getattr(empty, name), contract(name), name)) == 0


def test_unknown_form_is_an_error_that_names_the_known(many):
    with pytest.raises(
        AtlasError, match=r"found 'hinges': expected one of broken_power_law, chinchilla_huber.*, linear"
    ):
        fit_all(*many, Settings(forms=("hinges",)))


def test_registry_holds_each_file_under_its_own_name():
    for name, form in forms.registry().items():
        assert import_module(f"emergence.models.{name}").FORM is form
        assert form.takes in ("x", "params_tokens")
        assert len(set(form.parameters)) == len(form.parameters) > 0


def test_a_form_is_added_by_one_file(tmp_path, monkeypatch, many):
    (tmp_path / "median.py").write_text(
        "import numpy as np\n"
        "from emergence.models.base import Estimate, Form\n"
        "class Median(Form):\n"
        "    name = 'median'\n"
        "    parameters = ('middle',)\n"
        "    def estimate(self, points, settings):\n"
        "        return Estimate(np.array([np.median(points.y)]), np.zeros(1, dtype=bool))\n"
        "    def refit(self, points, weights, estimate, settings):\n"
        "        draws = (np.repeat(points.y, w[points.run].astype(int)) for w in weights)\n"
        "        return np.array([[np.median(y)] for y in draws])\n"
        "    def predict(self, values, x, x2, improves):\n"
        "        return values[..., 0] + 0 * x\n"
        "FORM = Median()\n"
    )
    monkeypatch.setattr(forms, "__path__", [*forms.__path__, str(tmp_path)])
    forms.registry.cache_clear()
    try:
        results = fit_all(*many, Settings(forms=("median",), draws=40))
    finally:
        forms.registry.cache_clear()
    own = results.fits.set_index("series_id").loc["many"]
    middle = many[1].loc[many[1]["series_id"] == "many", "y"].median()
    assert own["estimate"] == pytest.approx(middle)
    assert own["lo"] < middle < own["hi"]
    assert len(results.curves[results.curves["series_id"] == "many"]) == Settings(forms=()).curve_points


def test_settings_from_the_config_can_be_kept_by():
    assert hash(Settings(forms=["hinge", "linear"])) == hash(Settings(forms=("hinge", "linear")))
