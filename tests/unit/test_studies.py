"""Studies: their series are judged as any other is, and their Monte-Carlo intervals are right."""

import numpy as np
import pandas as pd
import pytest

from emergence.hypotheses import testing
from emergence.hypotheses.verdict import judge
from emergence.inference.shares import wilson
from emergence.models.base import Settings
from emergence.series.build import KEYS
from emergence.series.points import split
from emergence.simulations import _judged

SETTINGS = Settings(forms=("linear", "logistic"), draws=99, seed=7, margin={"log10_flops": 0.1})
METRICS = {"accuracy": _judged.ACCURACY}


@pytest.mark.parametrize("chance", [0.25, np.nan])
def test_simulated_series_are_judged_as_any_other(chance):
    """Against the tables of one series each, so that the correction for many scores changes nothing."""
    ours, rows = [], []
    for seed, height in enumerate((0.0, 0.2, 0.6)):
        x, items = np.linspace(0, 1, 30), 500.0
        y = np.random.default_rng(seed).binomial(int(items), 0.25 + height * np.maximum(0, x - 0.5) / 0.5) / items
        about = {"series_id": "a", "metric": "accuracy", "x_kind": "log10_flops", "chance": chance, "better": "higher"}
        series = pd.DataFrame([dict.fromkeys(KEYS, "a") | about | {"x_better": "higher"}])
        points = pd.DataFrame(
            {"series_id": "a", "run": [f"{run:03d}" for run in range(30)], "x": x, "x2": np.nan, "y": y}
        )
        points["n_items"] = items
        tests = testing.run_tests(series, points, METRICS, SETTINGS)
        metrics = {"accuracy": _judged.ACCURACY | {"high": 1.0}}
        ours += judge(tests, series, metrics, SETTINGS)["verdict"].tolist()
        (own,) = split(series, points)
        rows.append(testing.tested(own, np.full(30, items), _judged.ACCURACY, "higher", 0.1, SETTINGS))
    assert _judged.alone(rows, SETTINGS) == ours


def test_wilson_worked_by_hand():
    """10 of 100: (p + z^2 / 2n -+ z sqrt(p q / n + z^2 / 4 n^2)) / (1 + z^2 / n) with z = 1.96."""
    assert wilson(0.1, 100) == pytest.approx((0.05523, 0.17437), abs=1e-5)
    assert wilson(0.0, 50)[0] == 0
    assert wilson(1.0, 50)[1] == 1
