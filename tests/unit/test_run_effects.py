"""The spread between runs of one recipe is found as it was put, and compared with what simulations assume."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses import assumed_run_effects as assumed
from emergence.analyses import run_effects as measured
from emergence.io.checking import check
from emergence.io.errors import DataError

TITLES = {(task, None): task.upper() for task in ("quiz", *(f"t{number}" for number in range(40)))}
METRICS = {"accuracy": {"counts": True}, "cross_entropy": {"counts": False}}


def observed(scores, task="quiz", metric="accuracy", items=1000.0):
    """Final scores: model to those of its runs."""
    rows = [
        {"source": "ours", "model": model, "run": f"{model}-{number}", "value": value}
        for model, values in scores.items()
        for number, value in enumerate(values)
    ]
    about = {"task": task, "metric": metric, "n_items": items, "tokens": 1e9, "is_final": True, "shots": 0.0}
    return pd.DataFrame(rows).assign(**about, subtask=None, format=None, split=None)


def spread(*frames, where=None):
    observations = pd.concat(frames, ignore_index=True)
    found = measured.run_effects(observations, where or {"source": "ours"}, TITLES, METRICS, 0.95)
    return check(found, measured.TABLE, "run_effects")


def test_variances_are_pooled_over_recipes():
    (row,) = spread(observed({"a": [0.4, 0.6], "b": [0.1, 0.2, 0.3], "alone": [0.9]})).to_dict("records")
    assert (row["n_models"], row["n_runs"], row["df"]) == (2, 5, 3)
    assert row["sd"] == pytest.approx(np.sqrt((0.02 + 0.02) / 3))
    # 3 s^2 over the 97.5 and 2.5 % points of chi-square with 3 degrees of freedom, from a table
    assert row["lo"] == pytest.approx(np.sqrt(0.04 / 9.348), rel=1e-4)
    assert row["hi"] == pytest.approx(np.sqrt(0.04 / 0.2158), rel=1e-3)
    noise = np.mean([p * (1 - p) / 1000 for p in (0.4, 0.6, 0.1, 0.2, 0.3)])
    assert row["item_sd"] == pytest.approx(np.sqrt(noise))
    assert row["run_sd"] == pytest.approx(np.sqrt(0.04 / 3 - noise))


def test_a_spread_below_the_noise_of_items_is_no_run_effect():
    (row,) = spread(observed({"a": [0.5, 0.501]}, items=100.0)).to_dict("records")
    assert row["run_sd"] == 0 < row["sd"] < row["item_sd"]


def test_a_loss_has_no_binomial_noise():
    (row,) = spread(observed({"a": [2.5, 2.7]}, metric="cross_entropy", items=np.nan)).to_dict("records")
    assert np.isnan(row["item_sd"])
    assert row["sd"] == pytest.approx(0.02**0.5)


def test_only_finished_runs_that_meet_the_condition_count():
    frame = observed({"a": [0.1, 0.2, 0.9, 0.9]})
    frame.loc[2, "is_final"] = False
    assert spread(frame, where={"run": ["a-0", "a-1", "a-2"]})["sd"].tolist() == pytest.approx([0.005**0.5])


def test_runs_of_other_lengths_are_no_replicates():
    frame = observed({"a": [0.1, 0.2]}).assign(tokens=[1e9, 2e9])
    with pytest.raises(DataError, match="as many tokens"):
        spread(frame)


def compared(effects, run_sd):
    coverage = pd.DataFrame({"size": ["s"], "run_sd": [run_sd]})
    found = assumed.assumed_run_effects(effects, coverage, ["accuracy"], 0.95)
    return check(found, assumed.TABLE, "assumed_run_effects").to_dict("records")


def test_an_effect_that_was_put_in_is_recovered():
    random = np.random.default_rng(0)
    frames = []
    for task in range(40):
        score = 0.5 + 0.02 * random.standard_normal((2, 5))
        answers = random.binomial(2000, score) / 2000
        frames.append(observed(dict(zip("ab", answers, strict=True)), task=f"t{task}", items=2000.0))
    (row,) = compared(spread(*frames), 0.02)
    assert row["df"] == 320
    assert row["run_sd"] == pytest.approx(0.02, rel=0.1)
    assert row["lo"] < 1 < row["hi"]
    (row,) = compared(spread(*frames), 0.005)
    assert row["lo"] > 1.5


def test_no_run_effect_fits_where_items_explain_the_spread():
    (row,) = compared(spread(observed({"a": [0.5, 0.501]}, items=100.0)), 0.01)
    assert (row["run_sd"], row["expected"]) == (0, 1)
    assert compared(measured.table_frame([], measured.TABLE), 0.01) == []
