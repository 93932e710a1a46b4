"""The exponents of compute-optimal training: which series and laws enter, and how studies are compared."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses.law_exponent_spreads import compared, spreads
from emergence.analyses.law_exponents import law_exponents

SOURCE = {
    "title": "Made up",
    "label": "Made up",
    "pools": {"one": {"title": "first runs"}, "two": {"title": "second runs", "label": "second"}},
    "law": {"pools": ["one", "two"], "worst_left_out": 0, "repeated": ["two"]},
    "x": {"loss_web": {}, "params_tokens": {}},
}
LAWS = ("chinchilla_huber", "chinchilla_lad", "chinchilla_nls")


def series():
    rows = [
        {"series_id": f"{pool}/{task}", "pool": pool, "task": task, "x_kind": "params_tokens"}
        for pool in ("one", "two")
        for task in ("web", "books")
    ]
    return pd.DataFrame(rows).assign(source="made_up", task_title="Web", n_runs=20.0)


def values(ids, means, spread=0.01, half=0.05):
    rows = [
        {"series_id": name, "law": law, "estimate": mean + spread * place, "lo": mean - half, "hi": mean + half}
        for name, mean in zip(ids, means, strict=True)
        for place, law in enumerate(LAWS)
    ]
    rows.append({"series_id": ids[0], "law": "hoffmann2022", "estimate": 0.45})
    frame = pd.DataFrame(rows).assign(quantity="exponent_params", status="ok")
    return frame.assign(confidence_level=0.95, interval_method="bootstrap_runs_percentile")


def test_one_corpus_and_the_fitted_laws_stand_for_a_study():
    ids = ["one/web", "one/books", "two/web", "two/books"]
    found = law_exponents(series(), values(ids, [0.5, 0.9, 0.4, 0.9]), SOURCE)
    assert found["series_id"].unique().tolist() == ["one/web", "two/web"]
    assert set(found["law"]) == set(LAWS)
    assert found["study"].unique().tolist() == ["Made up: first runs", "Made up: second"]
    assert found.groupby("pool")["independent"].first().to_dict() == {"one": True, "two": False}
    np.testing.assert_allclose(found["spread_estimators"], 0.02)
    np.testing.assert_allclose(found["mean_estimators"].unique(), [0.51, 0.41])
    ranked = compared(found)
    assert ranked.groupby("series_id")["rank"].first().to_dict() == {"one/web": 2, "two/web": 1}


def exponents(means, spread, independent=True):
    ids = [f"s{number}" for number in range(len(means))]
    frame = values(ids, means, spread)
    frame = frame[frame["law"].isin(LAWS)].assign(independent=independent)
    by = frame.groupby("series_id")["estimate"]
    return frame.assign(spread_estimators=by.transform("max") - by.transform("min"))


def test_studies_that_differ_are_told_from_estimators_that_differ():
    apart = spreads(exponents([0.3, 0.5, 0.7], 0.001), 0.95).set_index("law").loc["chinchilla_huber"]
    assert apart["share_studies"] > 0.99
    assert apart["p"] < 1e-10
    assert apart["range_studies"] == pytest.approx(0.4)
    assert apart["n_not_half"] == 2
    assert apart["tau"] == pytest.approx(np.sqrt(0.04 - (0.05 / 1.959964) ** 2), rel=1e-4)
    alike = spreads(exponents([0.5, 0.5, 0.5], 0.02), 0.95).set_index("law").loc["chinchilla_huber"]
    assert (alike["share_studies"], alike["tau"], alike["n_not_half"]) == (0, 0, 0)


def test_repeated_runs_are_no_study():
    frame = exponents([0.3, 0.5, 0.7], 0.001)
    frame.loc[frame["series_id"] == "s2", "independent"] = False
    assert spreads(frame, 0.95)["n_studies"].unique().tolist() == [2]
    assert spreads(frame[frame["series_id"] == "s0"], 0.95).empty
