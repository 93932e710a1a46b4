"""Designs of simulated series: measured on series of known scatter, and simulated with the scatter that they state."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.designs import DESIGNS, POINTS, designs
from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.models.base import Settings
from emergence.series.build import KEYS
from emergence.series.points import Points
from emergence.simulations._designs import Design, designs_of, simulate
from emergence.simulations._measured import LAGS, covariances, fitted_curve, measured, scatter_of, typical
from emergence.simulations._truths import TRUTHS

SETTINGS = Settings()
RUNS, CHECKPOINTS = 30, 40
RUN = np.repeat(np.arange(RUNS), CHECKPOINTS)
X = np.concatenate([np.linspace(0, end, CHECKPOINTS) for end in np.linspace(0.5, 1, RUNS)])
BETWEEN = ((500.0, 2000.0), (0.5, 3.0), (0.1, 0.6))
LOSS = ("loss_c4_en", 2.0)
LONG = Design("long", *LOSS, X, RUN, 1000, 4000, 0.03, 0.02, 0.7, 0.3, 0.25, 0.3, *BETWEEN)
SINGLE = Design(
    "single", *LOSS, np.linspace(0, 1, 60), np.arange(60), 500, 500, 0.1, 0.0, 0.0, 0.25, 0.25, 0.4, *BETWEEN
)
FIRST_RUN = np.zeros(150, dtype=np.int64)
ONE_RUN = Design(
    "one run", *LOSS, np.linspace(0, 1, 150), FIRST_RUN, 900, 900, 0.0, 0.03, 0.6, 0.25, 0.25, 0.4, *BETWEEN
)


def points_of(x, y, run):
    none = np.full(x.size, np.nan)
    return Points("a", x, none, y, run, int(run.max()) + 1, 1.0, np.nan, np.arange(x.size))


def test_variances_behind_covariances_are_found():
    lags = np.arange(LAGS + 1)
    products = 0.001 + 0.0004 * 0.8**lags + (lags == 0) * 0.002
    found = scatter_of(products, 20, 100)
    assert (found.between, found.lasting, found.noise) == pytest.approx((0.001, 0.0004, 0.002), rel=0.01)
    assert found.correlation == pytest.approx(0.8, abs=0.011)  # a step of those that are tried
    alone = scatter_of(0.0004 * 0.8**lags, 1, 100)
    assert alone.between == 0


def test_of_single_checkpoints_what_exceeds_the_items_lies_between_runs():
    products = np.concatenate([[0.005], np.full(LAGS, np.nan)])
    assert scatter_of(products, 20, 400) == pytest.approx((0.0025, 0, 0, 0.0025))
    assert scatter_of(products, 20, 100) == pytest.approx((0, 0, 0, 0.005))  # less than that of 100 items


def test_covariances_worked_by_hand():
    """Scores of 1/2: residuals are counted in halves, and products times 5 / 4 for one parameter of five points."""
    curve = np.full(5, 0.5)
    residual = np.array([0.1, -0.1, 0.2, 0.05, 0.05])
    points = points_of(np.arange(5.0), curve + residual, np.array([0, 0, 0, 1, 1]))
    found = covariances(points, curve, 1)
    assert found[0] == pytest.approx(4 * 1.25 * np.mean(residual**2))
    assert found[1] == pytest.approx(4 * 1.25 * np.mean([-0.01, -0.02, 0.0025]))
    assert found[2] == pytest.approx(4 * 1.25 * 0.02)
    assert np.isnan(found[3:]).all()
    # the order of checkpoints is that of x, whatever the order of the points
    mixed = np.array([2, 0, 1, 4, 3])
    again = points_of(points.x[mixed], points.y[mixed], points.run[mixed])
    assert covariances(again, curve, 1) == pytest.approx(found, nan_ok=True)


def test_the_median_is_taken_lag_by_lag_over_the_series_that_have_it():
    parts = [np.array([1.0, np.nan, np.nan]), np.array([2.0, 5.0, np.nan]), np.array([9.0, 6.0, np.nan])]
    assert typical(parts) == pytest.approx([2.0, 5.5, np.nan], nan_ok=True)


@pytest.mark.parametrize("name", ["hinge", "logistic", "line"])
def test_a_bend_is_not_taken_for_scatter(name):
    x = np.linspace(0, 1, 60)
    y = 0.25 + TRUTHS[name].curve(0.4, 0.25, 0.5)(x)
    noise = 0.001 * np.random.default_rng(1).standard_normal(60)
    curve, parameters = fitted_curve(points_of(x, y + noise, np.arange(60)), SETTINGS)
    assert parameters <= 5
    assert np.sqrt(np.mean((curve - y) ** 2)) < 0.001


def scores(design, count, curve=lambda u: 0.0 * u):
    """Scores (count, n) of simulated series, in the order of the design's points."""
    random, found = np.random.default_rng(5), []
    for _ in range(count):
        points, _ = simulate(design, curve, random)
        y = np.empty(points.n)
        y[points.rows] = points.y
        found.append(y)
    return np.array(found)


def test_simulated_scores_scatter_as_the_design_says():
    y, p = scores(LONG, 400), LONG.floor
    unit = p * (1 - p)
    assert y.mean() == pytest.approx(p, abs=0.002)
    assert y.var() / unit == pytest.approx(0.03**2 + 0.02**2 + 1 / 4000, rel=0.05)
    away = (y - p).reshape(-1, RUNS, CHECKPOINTS)
    near, far = (np.mean(away[:, :, lag:] * away[:, :, :-lag]) / unit for lag in (1, 30))
    assert near == pytest.approx(0.03**2 + 0.02**2 * 0.7, rel=0.05)
    assert far == pytest.approx(0.03**2, rel=0.1)
    between = np.mean(away[:, 1:] * away[:, :-1]) / unit
    assert abs(between) < 0.05 * 0.03**2


def test_simulated_points_are_those_of_the_design():
    curve = TRUTHS["hinge"].curve(0.5, 0.0, 0.4)
    points, items = simulate(LONG, curve, np.random.default_rng(3), "name")
    assert (points.series_id, points.n_runs, items, points.chance) == ("name", RUNS, 1000, 0.25)
    assert (np.diff(points.x) >= 0).all()
    assert (points.x == LONG.x[points.rows]).all()
    assert (points.run == LONG.run[points.rows]).all()
    again, _ = simulate(LONG, curve, np.random.default_rng(3), "name")
    assert (again.y == points.y).all()
    few, items = simulate(SINGLE, curve, np.random.default_rng(3), items=20)
    assert items == 20
    assert (np.abs(few.y * 20 - np.rint(few.y * 20)) < 1e-9).all()
    late = points.y[points.x > 0.97].mean()
    assert late == pytest.approx(0.3 + curve(points.x[points.x > 0.97]).mean(), abs=0.03)


@pytest.mark.parametrize("design", [LONG, SINGLE, ONE_RUN], ids=lambda design: design.name)
def test_what_is_simulated_is_measured_again(design):
    random = np.random.default_rng(11)
    curves = [TRUTHS[name].curve(0.4, 0.3, design.rise) for name in ("logistic", "hinge", "Gompertz") * 4]
    row, block = measured("again", [simulate(design, curve, random) for curve in curves], SETTINGS)
    assert row["n_items"] == design.n_items
    assert row["effective_items"] == pytest.approx(design.effective_items, rel=0.2)
    for name, near in (("run_sd", 0.2), ("lasting_sd", 0.2), ("correlation", 0.2), ("floor", 0.05), ("rise", 0.08)):
        assert row[name] == pytest.approx(getattr(design, name), rel=near, abs=0.006), name
    assert block["x"] == pytest.approx((design.x - design.x.min()) / np.ptp(design.x))
    assert (block["run"] == design.run).all()
    assert row["n_items_lo"] == row["n_items_hi"] == design.n_items
    assert row["scatter_lo"] < 1 < row["scatter_hi"]
    assert row["rise_lo"] < row["rise"] < row["rise_hi"]


def test_series_vary_about_their_design():
    random = np.random.default_rng(4)
    drawn = [LONG.varied(random) for _ in range(400)]
    ends = [(np.min(values), np.max(values)) for values in zip(*((one.n_items, one.run_sd**2 / 0.03**2, one.rise)
                                                                 for one in drawn), strict=True)]  # fmt: skip
    for (low, high), (least, most) in zip(ends, BETWEEN, strict=True):
        assert least * 0.999 <= low < least * 1.1
        assert most / 1.1 < high <= most * 1.001
    for one in drawn:
        scatter = one.run_sd**2 / LONG.run_sd**2
        assert one.lasting_sd**2 == pytest.approx(scatter * LONG.lasting_sd**2)
        assert one.effective_items * scatter / one.n_items == pytest.approx(4, rel=0.01)


METRICS = {"accuracy": {"counts": True}, "bits_per_byte": {"counts": False}}
WANTED = {
    "all": {"where": {"task": "a"}},
    "none": {"where": {"task": "z"}},
}


def tables():
    """A series of falling x (a loss), and the same by a metric that counts nothing."""
    points, items = simulate(LONG, TRUTHS["logistic"].curve(0.4, 0.3, 0.3), np.random.default_rng(2))
    about = dict.fromkeys(KEYS, "a") | {"chance": 0.25, "better": "higher", "x_better": "lower"}
    about |= {"x_kind": "loss_c4_en"}
    series = [about | {"series_id": metric, "metric": metric} for metric in METRICS]
    rows = [
        pd.DataFrame(
            {
                "series_id": metric,
                "run": [f"{run:02d}" for run in points.run],
                "x": 4.0 - 2.0 * points.x,
                "x2": np.nan,
                "y": points.y,
                "n_items": items,
            }
        )  # fmt: skip
        for metric in METRICS
    ]
    return pd.DataFrame(series), pd.concat(rows, ignore_index=True)


def test_the_analysis_measures_the_series_it_is_told_to():
    found, places = designs(*tables(), WANTED, METRICS, SETTINGS)
    check(found, DESIGNS, "designs")
    check(places, POINTS, "design_points")
    assert found[["design", "n_series", "n_runs"]].to_numpy().tolist() == [["all", 1, RUNS]]
    read = designs_of(found, places)
    assert read["all"].x == pytest.approx(LONG.x)
    assert (read["all"].run == LONG.run).all()
    assert read["all"].n_items == LONG.n_items
    assert read["all"].items_between == (1000, 1000)
    assert (read["all"].x_kind, read["all"].x_range) == ("loss_c4_en", pytest.approx(2.0))
    points, _ = simulate(read["all"], TRUTHS["step"].curve(0.5, 0.0, 0.2), np.random.default_rng(1))
    assert points.n == X.size


def test_a_design_has_one_kind_of_x():
    series, points = tables()
    other = series.assign(series_id=series["series_id"] + "_flops", x_kind="log10_flops")
    both = pd.concat([points, points.assign(series_id=points["series_id"] + "_flops")], ignore_index=True)
    with pytest.raises(DataError, match="log10_flops, loss_c4_en"):
        designs(pd.concat([series, other], ignore_index=True), both, WANTED, METRICS, SETTINGS)


def test_without_series_there_are_no_designs():
    series, points = tables()
    for own in (series, series.iloc[:0]):
        found, places = designs(own, points, {"none": WANTED["none"]}, METRICS, SETTINGS)
        assert (len(found), len(places)) == (0, 0)
