"""The lead of a form over the best other form of its series."""

import numpy as np
import pandas as pd

from emergence.inference.model_selection import compare_forms


def test_lead_against_brute_force():
    random = np.random.default_rng(1)
    stats = pd.DataFrame({"series_id": np.repeat(["a", "b", "c", "d"], 3), "form": ["x", "y", "z"] * 4, "n": 9.0})
    stats["kind"] = ["smooth", "threshold", "threshold"] * 4
    stats["aicc"] = random.normal(size=12).round(1)
    stats.loc[[3, 7, 8, 9, 10, 11], "aicc"] = np.nan
    lead = compare_forms(stats)["delta_aicc"]
    for row in stats.itertuples():
        others = stats[(stats["series_id"] == row.series_id) & (stats["form"] != row.form)]["aicc"].dropna()
        expected = others.min() - row.aicc if len(others) else np.nan
        assert np.isclose(lead[row.Index], expected, equal_nan=True)


def test_forms_on_other_points_are_not_compared():
    stats = pd.DataFrame({"series_id": "a", "form": ["x", "y"], "kind": "smooth", "n": [9.0, 8.0], "aicc": [1.0, 2.0]})
    assert compare_forms(stats)["delta_aicc"].isna().all()


def test_the_best_form_of_all_and_of_each_kind():
    stats = pd.DataFrame({"series_id": "a", "form": ["line", "wild", "hinge", "power", "none"], "n": 9.0})
    stats["kind"] = ["smooth", "smooth", "threshold", "threshold", "threshold"]
    stats["aicc"] = [3.0, -9.0, 2.0, 1.0, np.nan]
    found = compare_forms(stats, aside=["wild"])
    assert found["form"][found["best"]].tolist() == ["power"]
    assert found["form"][found["best_of_kind"]].tolist() == ["line", "power"]
