"""Studies of the verdict: their series are judged as any other is, and their committed tables hold what is promised."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from emergence.hypotheses.testing import run_tests
from emergence.hypotheses.verdict import judge
from emergence.io.checking import check
from emergence.models.base import Settings
from emergence.schema.printed import SHARED, read_printed
from emergence.schema.verdicts import VERDICT_WORDS
from emergence.series.build import KEYS
from emergence.simulations import _judged, _simulated, calibration, power

SETTINGS = Settings(forms=("linear", "logistic", "hinge", "saturating"), draws=_judged.DRAWS, seed=7)
METRICS = {"accuracy": {"low": 0.0, "high": 1.0, "counts": True}}
SMALL = _judged.Size("small", 14)
WIDE = _judged.Size("wide", 50)
LONG = _judged.Size("long", 8, (10, 20), chance_known=False)


@pytest.mark.parametrize("size", [SMALL, LONG])
@pytest.mark.parametrize("draw", [calibration.Smooth("linear"), calibration.Smooth("constant"),
                                  power.Threshold("hinge", 2000, 0.6)], ids=str)  # fmt: skip
def test_simulated_series_are_judged_as_any_other(size, draw):
    """Against the tables of one series each, so that the correction for many series changes nothing."""
    theirs = [word for *_, word in _judged._batch([(size, draw)], SETTINGS, 0, range(4))]
    ours = []
    for index in range(4):
        name, random = f"{size.name}/{draw}/{index}", np.random.default_rng([SETTINGS.seed, 0, index])
        points, items = _judged.simulate(size, draw, name, random)
        frame = pd.DataFrame({"series_id": name, "run": [f"{run:03d}" for run in points.run], "x": points.x,
                              "x2": np.nan, "y": points.y, "n_items": float(items)})  # fmt: skip
        about = {"metric": "accuracy", "x_kind": "log10_flops", "chance": points.chance, "better": "higher"}
        series = pd.DataFrame([dict.fromkeys(KEYS, "a") | about | {"series_id": name, "x_better": "higher"}])
        ours += judge(run_tests(series, frame, METRICS, SETTINGS), series, METRICS, SETTINGS)["verdict"].tolist()
    assert theirs == ours


def test_a_large_threshold_is_found_and_a_line_is_smooth():
    cases = [(WIDE, power.Threshold("hinge", 2000, 0.6)), (WIDE, calibration.Smooth("linear"))]
    broken, line = _judged.judged(cases, [30, 30], SETTINGS, 2)
    assert broken["threshold"] > 0.8
    assert line["smooth"] > 0.8
    assert line["threshold"] < 0.15


@pytest.mark.parametrize("study", [calibration, power], ids=["calibration", "power"])
def test_shares_add_up_whatever_the_number_of_processes(study, monkeypatch):
    monkeypatch.setattr(study, "SIZES", (SMALL,))
    monkeypatch.setattr(calibration, "TRUTHS", {"constant": 30, "logistic": 10})
    monkeypatch.setattr(power, "_SIMULATED", 4)
    one, two = (study.STUDY(SETTINGS, threads) for threads in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    name = study.__name__.rpartition(".")[2]
    check(one, SHARED[name], name)
    assert one[list(VERDICT_WORDS)].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (one["threshold"] <= one["break_found"]).all()
    other = study.STUDY(replace(SETTINGS, seed=8), 2)
    assert not other.equals(one)


def test_the_committed_calibration_holds_what_is_promised(root):
    """Thresholds are seen in at most 5 % (+-1) of smooth series no steeper than the test takes for smooth."""
    table = read_printed([root / "data" / "studies" / "tables" / "calibration.csv"], "calibration")
    smooth = table[table["truth"] != "too steep logistic"]
    assert set(smooth["truth"]) == set(calibration.TRUTHS) - {"too steep logistic"}
    assert smooth["threshold"].max() <= 0.06


def test_wilson_worked_by_hand():
    """10 of 100: (p + z^2 / 2n -+ z sqrt(p q / n + z^2 / 4 n^2)) / (1 + z^2 / n) with z = 1.96."""
    assert _simulated.interval(0.1, 100) == pytest.approx((0.05523, 0.17437), abs=1e-5)
    assert _simulated.interval(0.0, 50)[0] == 0
    assert _simulated.interval(1.0, 50)[1] == 1
