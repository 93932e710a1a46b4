"""Thresholds in order: which count, and which comes first."""

import pandas as pd

from emergence.analyses.thresholds import TABLE, rank_thresholds
from emergence.io.checking import check
from emergence.series.build import KEYS


def ranked(x_better, estimates, r2, at_bound, slopes=1.0, better="higher", best="hinge"):
    ids = [f"s{number}" for number in range(len(estimates))]
    fits = pd.DataFrame({"series_id": ids, "form": "hinge", "parameter": "eta", "estimate": estimates, "status": "ok"})
    fits = fits.assign(lo=None, hi=None, at_bound=at_bound)
    others = [("slope", slopes), ("floor", 0.25)]
    fits = pd.concat([fits, *(fits.assign(parameter=name, estimate=own, at_bound=False) for name, own in others)])
    stats = pd.DataFrame({"series_id": ids, "form": "hinge", "r2": r2})
    verdicts = pd.DataFrame({"series_id": ids, "verdict": "gradual", "best_form": best, "threshold_x": estimates})
    about = {**dict.fromkeys(KEYS, "a"), "shots": 0.0, "task_title": "T", "x_better": x_better, "n": 9.0, "n_runs": 9.0}
    about |= {"x_min": 1.0, "x_max": 5.0}
    about["better"] = better
    series = pd.DataFrame({"series_id": ids, **about})
    return check(rank_thresholds(fits, stats, verdicts, series), TABLE, "thresholds")


def test_the_largest_loss_and_the_least_compute_come_first():
    for better, order in (("lower", ["s1", "s2", "s0"]), ("higher", ["s0", "s2", "s1"])):
        found = ranked(better, [2.0, 4.0, 3.0], [0.9] * 3, [False] * 3)
        assert found["series_id"].tolist() == order
        assert found["rank"].tolist() == [0, 1, 2]


def test_poor_fits_and_edges_are_left_out():
    found = ranked("higher", [2.0, 4.0, 3.0], [0.9, 0.4, 0.9], [False, False, True])
    assert found["series_id"].tolist() == ["s0"]


def test_scores_must_get_better_beyond_a_threshold():
    for better, left in (("higher", ["s1"]), ("lower", ["s0"])):
        found = ranked("higher", [2.0, 4.0], [0.9] * 2, [False] * 2, slopes=[-1.0, 1.0], better=better)
        assert found["series_id"].tolist() == left


def test_the_threshold_is_that_of_the_form_that_fits_best():
    found = ranked("higher", [2.0, 4.0], [0.9] * 2, [False] * 2, best=["hinge", "saturating"])
    assert found[["series_id", "form", "estimate"]].to_numpy().tolist() == [["s0", "hinge", 2.0]]
