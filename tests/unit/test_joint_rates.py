"""The study of benchmarks whose scores share runs: what it simulates, and how it counts what is said of them."""

import numpy as np
import pandas as pd
import pytest

from emergence.io.checking import check
from emergence.io.tables import Tables
from emergence.models.base import Settings
from emergence.schema.simulations import JOINT_RATES
from emergence.simulations import joint_rates
from emergence.simulations._designs import designs_of

SETTINGS = Settings(forms=("linear",), draws=399, seed=7, margin={"log10_flops": 0.3})


def design_tables(noise=1e-4, items=100_000):
    """A design of three runs with forty checkpoints each, and one of too many runs to be tested within them."""
    row = {"design": "three runs", "n_series": 1, "n_rising": 1, "n": 120, "n_runs": 3, "n_items": items}
    row |= {"effective_items": items, "run_sd": 0.0, "lasting_sd": noise, "correlation": 0.5, "floor": 0.25}
    row |= {"chance": 0.25, "rise": 0.5, "x_kind": "log10_flops", "x_range": 1.0, "n_items_lo": items}
    row |= {"n_items_hi": items, "scatter_lo": 1, "scatter_hi": 1, "rise_lo": 0.5, "rise_hi": 0.5}
    many = row | {"design": "many runs", "n": 14, "n_runs": 14}
    places = pd.DataFrame({
        "design": ["three runs"] * 120 + ["many runs"] * 14, "run": [*np.repeat(np.arange(3.0), 40), *np.arange(14.0)],
        "checkpoint": 0.0, "x": [*np.tile(np.linspace(0, 1, 40), 3), *np.linspace(0, 1, 14)],
    })  # fmt: skip
    return Tables(frames={"designs": pd.DataFrame([row, many]), "design_points": places})


def test_what_is_said_of_clear_curves_is_right(monkeypatch):
    for name, value in (("TASKS", 4), ("BENCHMARKS", 1), ("COMMON", (0.5,)), ("_WIDTH", 1.5)):
        monkeypatch.setattr(joint_rates, name, value)
    monkeypatch.setattr(
        joint_rates, "ABRUPT_TASKS", {"all gradual": 0, "half abrupt": 2, "all abrupt, at one onset": 4}
    )
    rates = joint_rates.study(SETTINGS, 1, design_tables())
    check(rates, JOINT_RATES, "joint_rates")
    assert set(rates["design"]) == {"three runs"}
    found = rates.set_index("tasks")
    assert found.loc["all abrupt, at one onset", ["found", "count_held", "onset_held"]].tolist() == [1, 1, 1]
    assert found.loc["half abrupt", ["found", "wrongly_abrupt", "wrongly_gradual"]].tolist() == [1, 0, 0]
    assert found.loc["all gradual", "wrongly_abrupt"] == 0
    assert np.isnan(found.loc["all gradual", "found"])


@pytest.mark.parametrize("common", [0.0, 0.9])
def test_scores_share_the_errors_that_they_are_said_to_share(common):
    tables = design_tables(noise=0.05)
    design = designs_of(tables["designs"], tables["design_points"])["three runs"]
    cell = joint_rates.Cell(design, "all gradual", common, 0.3)
    tasks = [(design, lambda x: 0.0 * x)] * 2
    points = [
        joint_rates._tables(cell, tasks, np.random.default_rng(seed), [seed])[1].pivot_table(
            index=["run", "tokens"], columns="series_id", values="y"
        )
        for seed in range(40)
    ]
    assert np.mean([one.corr().iloc[0, 1] for one in points]) == pytest.approx(common, abs=0.05)
