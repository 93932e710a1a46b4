"""Series: which observation meets which x, in which pool."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.io.selection import matching
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.published import OBSERVATIONS
from emergence.series.build import KEYS, build_series, same_but

TASKS = pd.DataFrame(
    {"task": ["mmlu", "mmlu", "c4_en"], "subtask": [None, "stem", None], "title": ["MMLU", "STEM", "C4"]}
)
METRICS = pd.DataFrame(
    {"metric": ["accuracy", "cross_entropy"], "title": ["Accuracy", "Loss"], "better": ["higher", "lower"]}
)


def observations():
    """Two runs of three checkpoints, each with a loss and a score; the second run's last loss was not published."""
    rows = []
    for run, params in (("a", 1e9), ("b", 7e9)):
        for step in (1, 2, 3):
            shared = {"model": run.upper(), "run": run, "params": params, "tokens": step * 1e9, "is_final": step == 3}
            shared |= {"flops": 6 * params * step * 1e9, "family": "F"}
            rows.append({**shared, "task": "mmlu", "metric": "accuracy", "value": 0.2 + step / 10, "shots": 5})
            if (run, step) != ("b", 3):
                rows.append({**shared, "task": "c4_en", "metric": "cross_entropy", "value": 5 - step - params / 1e10})
    frame = pd.DataFrame(rows).assign(source="s", locator="l", method="released", unit="u", chance=0.25)
    return check(frame, OBSERVATIONS, "observations")


def built(x_kind="loss_c4_en", pools=None, limits=None, rows=None, law_pools=()):
    rows = observations() if rows is None else rows
    series, points = build_series(rows, pools or {"all": {}}, {x_kind: limits or {}}, TASKS, METRICS, law_pools)
    return check(series, SERIES, "series"), check(points, POINTS, "points")


def test_a_score_meets_the_logarithm_of_its_own_perplexity():
    rows = observations()
    losses = rows["metric"] == "cross_entropy"
    rows.loc[losses, ["metric", "task", "value"]] = ["perplexity", "c4_en", 100.0]
    series, points = built("log10_perplexity_c4_en", rows=rows)
    assert series[["metric", "metric_title", "n", "x_better"]].iloc[0].tolist() == ["accuracy", "Accuracy", 5, "lower"]
    assert points["x"].tolist() == [2.0] * 5


def test_a_score_meets_the_loss_of_its_own_checkpoint():
    series, points = built()
    assert series["series_id"].tolist() == ["s/all/mmlu/accuracy/5-shot/-/-/loss_c4_en"]
    assert series[["n", "n_runs", "x_better"]].iloc[0].tolist() == [5, 2, "lower"]
    expected = {(run, step): 5 - step - params / 1e10 for run, params in (("a", 1e9), ("b", 7e9)) for step in (1, 2, 3)}
    del expected["b", 3]
    assert {(row.run, row.tokens / 1e9): row.x for row in points.itertuples()} == expected


def test_limits_leave_checkpoints_out():
    series, points = built(limits={"max": 3.0})
    assert points["x"].max() <= 3.0
    assert series["n"].tolist() == [len(points)]


def test_against_parameters_only_finished_runs_are_compared():
    _, points = built("log10_params")
    scores = points[points["series_id"].str.contains("accuracy")]
    assert scores["tokens"].tolist() == [3e9, 3e9]
    assert scores["x"].tolist() == pytest.approx([9, np.log10(7e9)])


def test_a_law_takes_parameters_and_tokens_of_its_pools():
    pools = {"all": {}, "small": {"run": "a"}}
    _, points = built("params_tokens", pools, law_pools=["all"])
    assert len(points) == 5
    assert built("params_tokens", pools, law_pools=[])[1].empty
    assert (points["series_id"].str.contains("cross_entropy")).all()
    assert points[["x", "x2"]].iloc[0].tolist() == [1e9, 1e9]


def test_pools_share_points():
    series, points = built(pools={"all": {}, "small": {"run": "a"}})
    assert series["pool"].tolist() == ["all", "small"]
    assert series["n"].tolist() == [5, 3]
    assert len(points) == 8


def test_a_source_that_offers_a_loss_must_have_it():
    rows = observations()
    with pytest.raises(DataError, match="found 'loss_c4_en': expected losses on 'c4_en'"):
        built(rows=rows[rows["metric"] == "accuracy"])
    twice = rows.assign(split=rows["model"])
    with pytest.raises(DataError, match="expected one loss on 'c4_en' a checkpoint"):
        built(rows=pd.concat([rows, twice], ignore_index=True))


def test_a_source_that_offers_no_x_gives_empty_tables():
    series, points = build_series(observations(), {"all": {}}, {}, TASKS, METRICS)
    assert check(series, SERIES, "series").empty
    assert check(points, POINTS, "points").empty


def test_parts_of_tasks_have_names():
    rows = observations()
    rows.loc[rows["run"] == "a", "subtask"] = "stem"
    rows.loc[rows["run"] == "b", "subtask"] = "social_sciences"
    series, _ = built("log10_flops", rows=rows[rows["metric"] == "accuracy"])
    assert series["task_title"].tolist() == ["MMLU social sciences", "STEM"]


def test_order_of_rows_does_not_matter():
    first = built()
    second = built(rows=observations().sample(frac=1, random_state=1).reset_index(drop=True))
    assert_frame_equal(first[0], second[0])
    assert_frame_equal(first[1], second[1])


def test_conditions():
    rows = pd.DataFrame({"task": ["a", "b", None], "n": [1.0, 2.0, 3.0]})
    assert matching(rows, {"task": "a"}).tolist() == [True, False, False]
    assert matching(rows, {"task": ["a", None]}).tolist() == [True, False, True]
    assert matching(rows, {"task": None}).tolist() == [False, False, True]
    assert matching(rows, {"n": {"min": 2}}).tolist() == [False, True, True]
    assert matching(rows, {"n": {"min": 2, "max": 2}, "task": "b"}).tolist() == [False, True, False]
    with pytest.raises(DataError, match=r"column 'size': expected a column: task, n"):
        matching(rows, {"size": 1})


def test_series_that_are_the_same_but_for_one_key():
    common = {**dict.fromkeys(KEYS, "a"), "subtask": None, "shots": np.nan}
    changes = [{}, {"x_kind": "b"}, {"x_kind": "b", "shots": 5.0}, {"x_kind": "c", "subtask": "p"}, {"metric": "m"}]
    rows = pd.DataFrame([{**common, **change, "series_id": str(k)} for k, change in enumerate(changes)])
    by_x = same_but("x_kind", rows[rows["x_kind"] == "a"], rows[rows["x_kind"] != "a"])
    assert by_x[["series_id", "series_id_other"]].to_numpy().tolist() == [["0", "1"]]
    assert (by_x["x_kind"] + by_x["x_kind_other"]).tolist() == ["ab"]
    by_metric = same_but("metric", rows, rows)
    pairs = by_metric.loc[by_metric["metric"] < by_metric["metric_other"], ["series_id", "series_id_other"]]
    assert pairs.to_numpy().tolist() == [["0", "4"]]
