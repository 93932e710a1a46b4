"""The linear and the threshold model of each task, and its group."""

import pandas as pd

from emergence.analyses.two_groups import two_groups


def _tables(verdicts):
    ids = [f"s{number}" for number in range(len(verdicts))]
    keys = {"source": "s", "pool": "all", "metric": "accuracy", "format": None, "split": None, "subtask": None}
    keys |= {"x_kind": "loss_a", "shots": 5.0, "n": 40.0}
    series = pd.DataFrame({"series_id": ids, "task": ids, "task_title": ids})
    stats = [
        {"series_id": name, "form": form, "kind": kind, "r2": r2, "aicc": aicc, "status": status}
        for name in ids
        for form, kind, r2, aicc, status in (
            ("linear", "smooth", 0.6, -10.0, "ok"),
            ("hinge", "threshold", 0.8, -30.0, "ok"),
            ("saturating", "threshold", 0.9, -50.0, "at_bound"),
            ("logistic", "smooth", 0.95, -70.0, "ok"),
        )
    ]
    eta = {"form": "saturating", "parameter": "eta", "estimate": 2.7, "at_bound": False}
    fits = pd.DataFrame({"series_id": ids}).assign(**eta)
    fits.loc[0, "at_bound"] = True
    return pd.DataFrame({"series_id": ids, "verdict": verdicts}), series.assign(**keys), fits, pd.DataFrame(stats)


def test_the_group_is_that_of_the_verdict_whichever_model_fits_better():
    found = two_groups(*_tables(["abrupt", "gradual", "no onset in range", "misfit", "unresolved"]))
    assert found["group"].tolist() == ["threshold", "no threshold", "no threshold", "neither", "open"]
    assert set(found["threshold_form"]) == {"saturating"}
    assert set(found["delta_aicc"]) == {40.0}
    assert found["threshold"].isna().tolist() == [True, False, False, False, False]


def test_scores_against_compute_are_no_matter():
    verdicts, series, fits, stats = _tables(["abrupt"])
    assert two_groups(verdicts, series.assign(x_kind="log10_flops"), fits, stats).empty
