"""Verdicts beside annotations: what a category implies, counts and kappa."""

import numpy as np
import pandas as pd
import pytest

from emergence.analyses import annotation_agreement, annotation_counts, annotations, verdict_counts
from emergence.analyses.annotation_agreement import agreement, kappa_of
from emergence.io.checking import check

METRICS = {"accuracy": {"counts": True}, "bleu": {"counts": False}}


def series_of(ids, **keys):
    about = {"source": "s", "pool": "p", "x_kind": "log10_flops", "metric": "accuracy", "task": "t", **keys}
    return pd.DataFrame({"series_id": ids, **about})


def verdicts_of(series, words, **numbers):
    about = {"q_trend": 0.01, "rise": 0.2, "p_trend": 0.01, "p_extrapolation": 0.01, "n_above_chance": 1.0, **numbers}
    return series.assign(verdict=words, **about)


CATEGORIES = pd.DataFrame(
    [
        ("t", "E.2", "emergent with GPT-3 or LaMDA"),
        ("u", "E.1", "smoothly increasing"),
        ("t", "F", "PaLM 62B"),
        ("v", "E.5", "flat"),
    ],
    columns=["task", "list", "category"],
)


def annotated(**numbers):
    ids = ["a", "b", "c", "d"]
    series = series_of(ids, task=["t", "u", "w", "v"], metric=["accuracy", "accuracy", "accuracy", "bleu"])
    verdicts = verdicts_of(series, ["abrupt", "gradual", "flat", "flat"], **numbers)
    found = annotations.annotate(verdicts, CATEGORIES, METRICS, 0.05)
    return check(found, annotations.TABLE, "annotations"), series


def test_series_of_annotated_tasks_whose_scores_count_items():
    found, _ = annotated()
    assert found["series_id"].tolist() == ["a", "b"]
    assert found["expected"].tolist() == ["abrupt", "gradual"]
    assert found["rises"].all()
    assert found["emerges"].all()


@pytest.mark.parametrize(
    ("numbers", "rises", "emerges"),
    [
        ({"q_trend": 0.06}, False, True),
        ({"rise": -0.1}, False, True),
        ({"p_trend": np.nan}, None, True),
        ({"p_extrapolation": 0.2}, True, False),
        ({"n_above_chance": 0.0}, True, False),
        ({"n_above_chance": np.nan}, True, True),  # chance is not known
        ({"p_extrapolation": np.nan}, True, None),
    ],
)
def test_answers(numbers, rises, emerges):
    found, _ = annotated(**numbers)
    assert found[["rises", "emerges"]].iloc[0].astype(object).where(lambda row: row.notna(), None).to_list() == [
        rises,
        emerges,
    ]


def test_counts_by_category():
    found, series = annotated(p_trend=np.nan)
    counts = check(annotation_counts.count_annotations(found, series), annotation_counts.TABLE, "counts")
    rows = counts.set_index("category")[["n_series", "abrupt", "gradual", "rises", "emerges"]]
    assert rows.loc["emergent with GPT-3 or LaMDA"].tolist() == [1, 1, 0, 0, 1]
    assert rows.loc["smoothly increasing"].tolist() == [1, 0, 1, 0, 1]


def test_counts_of_verdicts_and_of_disputed_ones():
    series = series_of(["a", "b", "c", "d"], metric=["m", "m", "m", "n"])
    verdicts = verdicts_of(series, ["abrupt", "abrupt", "gradual", "abrupt"])
    verdicts["metrics_agree"] = pd.array([True, False, False, None], dtype="boolean")
    counts = verdict_counts.count_verdicts(verdicts)
    rows = check(counts, verdict_counts.TABLE, "counts").set_index("metric")
    assert rows[["n_series", "abrupt", "gradual", "disputed"]].to_numpy().tolist() == [[3, 2, 1, 1], [1, 1, 0, 0]]


def test_kappa_by_its_definition():
    random = np.random.default_rng(3)
    words = np.array(["flat", "gradual", "abrupt"])
    theirs, other = words[random.integers(0, 3, 80)], words[random.integers(0, 3, 80)]
    ours = np.where(random.uniform(size=80) < 0.5, theirs, other)
    rows = pd.DataFrame({"series_id": [f"s{n}" for n in range(80)], "expected": theirs, "verdict": ours})
    rows["rises"] = pd.array(ours == "gradual", dtype="boolean")
    rows["emerges"] = rows["rises"]
    found = agreement(rows, series_of(rows["series_id"]))
    found = check(found, annotation_agreement.TABLE, "agreement").set_index("question").loc["verdict"]
    same = np.mean(theirs == ours)
    chance = sum(np.mean(theirs == word) * np.mean(ours == word) for word in words)
    assert found["kappa"] == pytest.approx((same - chance) / (1 - chance))
    assert found["n_agree"] == np.sum(theirs == ours)
    assert found["lo"] < found["kappa"] < found["hi"]


def test_unresolved_verdicts_are_set_aside_and_open_answers_too():
    rows = pd.DataFrame({"series_id": ["a", "b", "c"], "expected": ["flat", "gradual", None]})
    rows["verdict"] = ["flat", "unresolved", "flat"]
    rows["rises"] = pd.array([False, None, True], dtype="boolean")
    rows["emerges"] = pd.array([None, None, True], dtype="boolean")
    found = agreement(rows, series_of(rows["series_id"])).set_index("question")
    assert found["n_series"].to_dict() == {"verdict": 1, "rises": 1, "emerges": 0}
    assert found["n_agree"].to_dict() == {"verdict": 1, "rises": 1, "emerges": 0}


@pytest.mark.parametrize(
    ("theirs", "ours", "kappa", "lo", "hi"),
    [
        ("aabb", "aabb", 1.0, 1.0, 1.0),
        ("aabb", "aaaa", 0.0, 0.0, 0.0),
        ("aab", "aaa", 0.0, 0.0, 0.0),
        ("aabb", "bbaa", -1.0, -1.0, -1.0),
    ],
)
def test_kappa_at_its_limits(theirs, ours, kappa, lo, hi):
    found = kappa_of(np.array(list(theirs)), np.array(list(ours)))
    assert [found[name] for name in ("kappa", "lo", "hi")] == pytest.approx([kappa, lo, hi])


def test_where_all_say_the_same_there_is_no_kappa():
    assert kappa_of(np.array(["a"] * 4), np.array(["a"] * 4)) == {"n_agree": 4}
    assert kappa_of(np.array([]), np.array([])) == {"n_agree": 0}
