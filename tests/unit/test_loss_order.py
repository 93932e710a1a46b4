"""How well a loss orders scores: the direction, and the share of noise."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.loss_order import _reliability, loss_order

METRICS = {"accuracy": {"counts": True}, "task_loss": {"counts": False}}


def tables(metric, better, rho):
    series = {"series_id": "s", "source": "made_up", "pool": "all", "x_kind": "loss_web", "metric": metric}
    series |= {"task": "quiz", "task_title": "Quiz", "better": better, "n_runs": 4.0}
    points = pd.DataFrame(
        {"series_id": "s", "params": [1e9, 1e9, 2e9, 2e9], "y": [0.1, 0.4, 0.6, 0.9], "n_items": 1000.0}
    )
    found = {"series_id": "s", "method": "spearman", "estimate": rho, "lo": rho - 0.1, "hi": rho + 0.2}
    found |= {"status": "ok", "confidence_level": 0.95, "interval_method": "bootstrap_runs_percentile"}
    return pd.DataFrame([series]), points, pd.DataFrame([found])


def test_lower_loss_with_higher_score_is_order():
    row = loss_order(*tables("accuracy", "higher", -0.7), METRICS).iloc[0]
    assert (row["estimate"], row["lo"], row["hi"]) == pytest.approx((0.7, 0.5, 0.8))
    assert (row["n_sizes"], row["rank"]) == (2, 1)


def test_a_score_that_should_fall_is_not_turned():
    row = loss_order(*tables("task_loss", "lower", 0.7), METRICS).iloc[0]
    assert (row["estimate"], row["lo"], row["hi"]) == pytest.approx((0.7, 0.6, 0.9))
    assert np.isnan(row["reliability"])
    assert pd.isna(row["rank"])


def test_reliability_is_the_share_of_variance_beyond_the_binomial():
    rng = np.random.default_rng(3)
    items = np.full(4000, 400.0)
    noise = rng.binomial(400, 0.3, 4000) / 400
    assert _reliability(noise, items) == pytest.approx(0, abs=0.05)
    true = rng.uniform(0.2, 0.4, 4000)
    seen = rng.binomial(400, true) / 400
    assert _reliability(seen, items) == pytest.approx(true.var() / (true.var() + 0.3 * 0.7 / 400), abs=0.02)
    assert np.isnan(_reliability(seen, np.append(items[1:], np.nan)))
