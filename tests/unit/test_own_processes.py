"""A lab's runs in several processes: the same tables, and errors that are one message."""

import os
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from emergence.io.errors import AtlasError, DataError
from emergence.own import judged
from emergence.own.fitting import observed
from emergence.own.judged import judge_observations, known_metrics, standard_settings
from emergence.own.processes import side_by_side
from emergence.own.tables import Reading

SETTINGS = standard_settings(draws=19, forms=("linear", "logistic"))


@pytest.fixture
def lab(tmp_path):
    """Observations, kinds of x and tasks of twelve runs with three scores."""
    loss = np.linspace(3.5, 2.0, 12)
    scores = {name: 0.25 + 0.5 * np.clip(at - loss, 0, None) + 0.004 * np.cos(7.0 * loss) for name, at in
              {"mmlu": 2.8, "hellaswag": 3.2, "arc_easy": 2.4}.items()}  # fmt: skip
    runs = {"run": [f"r{i}" for i in range(12)], "params": np.logspace(8, 10, 12), "c4_loss": loss}
    pd.DataFrame(runs | scores).to_csv(tmp_path / "runs.csv", index=False)
    made, x, observations = observed(tmp_path / "runs.csv", Reading())
    return observations, x, made.tables.tasks


def test_tables_do_not_depend_on_the_number_of_processes_and_of_series_in_a_part(lab, monkeypatch):
    alone = judge_observations(*lab, known_metrics(), SETTINGS)
    assert alone.fits["series_id"].is_monotonic_increasing
    together = judge_observations(*lab, known_metrics(), SETTINGS, processes=2)
    monkeypatch.setattr(judged, "_AT_A_TIME", 1)
    parts = judge_observations(*lab, known_metrics(), SETTINGS)
    for field in fields(alone):
        for other in (together, parts):
            pd.testing.assert_frame_equal(getattr(other, field.name), getattr(alone, field.name), check_exact=True)


def test_curves_of_the_best_forms_alone(lab):
    found = judge_observations(*lab, known_metrics(), SETTINGS, every_curve=False)
    best = found.fit_stats[found.fit_stats["best"]].set_index("series_id")["form"]
    assert len(best) == 6
    assert found.curves.groupby("series_id")["form"].unique().map(list).to_dict() == {s: [f] for s, f in best.items()}


def test_an_error_of_a_part_is_the_same_message_from_another_process(lab):
    for processes in (1, 2):
        with pytest.raises(AtlasError, match="margin of the onset width for"):
            judge_observations(*lab, known_metrics(), replace(SETTINGS, margin={}), processes=processes)


def _refused(number):
    if number:
        raise DataError("runs.csv", "a number", 2, "mmlu", "x")
    return number


def test_a_process_that_is_ended_is_said():
    with pytest.raises(AtlasError, match="a process was ended"):
        side_by_side(os._exit, [(1,), (1,)], 2)


def test_what_is_done_meanwhile_is_done_once():
    done = []
    assert side_by_side(abs, [(-1,), (-2,)], 2, lambda: done.append(1)) == [1, 2]
    assert side_by_side(abs, [(-1,)], 2, lambda: done.append(1)) == [1]
    assert done == [1, 1]
    with pytest.raises(AtlasError, match="^runs.csv, row 2, column 'mmlu': found 'x': expected a number$"):
        side_by_side(_refused, [(0,), (1,)], 2)
