"""``numbers.json`` and ``numbers.tex``: what captions and README say, under names that a manuscript may use."""

import json
import re

import pandas as pd

from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, Project
from emergence.catalogue.quoting import quoted as planned
from emergence.exhibits.macros import as_json, as_tex, quoted
from emergence.own.outputs import quoted as own_numbers

ENTRY = {"from": "verdicts", "where": {"verdict": "abrupt"}, "field": "onset", "take": "max", "format": ".2f"}


def test_the_numbers_of_all_places_under_stable_names(tmp_path):
    path = tmp_path / "verdicts.parquet"
    pd.DataFrame({"verdict": ["abrupt", "abrupt", "flat"], "onset": [2.5, 3.25, 9.0]}).to_parquet(path)
    files = [("verdicts", "", str(path))]
    level = {"from": "config", "field": "fits.confidence", "scale": 100, "format": "d", "value": 0.95}
    places = {
        "shared": {"file": "wording.yaml", "numbers": {"level": level}, "files": []},
        "du2024/fig1": {"file": "fig1.yaml", "numbers": {"last": ENTRY}, "files": files},
    }
    found = quoted(places)
    assert found == {
        "du2024/fig1/last": {"value": 3.25, "text": "3.25"},
        "shared/level": {"value": 0.95, "text": "95"},
    }
    assert json.loads(as_json(found)) == found


def test_texts_as_macros_of_tex():
    tex = as_tex({"a/b_c": "−1.5 %", "a/d": "2.1×10⁻²³", "a/e": "x_y & #1"}).decode()
    assert r"\csname emergence/a/b_c\endcsname{$-$1.5 \%}" in tex
    assert r"\csname emergence/a/d\endcsname{2.1$\times10^{-23}$}" in tex
    assert r"\csname emergence/a/e\endcsname{x\_y \& \#1}" in tex
    assert r"\providecommand{\emergence}[1]" in tex


def test_every_number_of_the_captions_and_of_the_readme_has_one_name():
    project = Project()
    run = plan(project.load(CONFIG, "config"), project=project)
    places = planned(run)
    for place, spec in run.exhibits.items():
        for name in spec.get("numbers", {}):
            assert name in places.get(place, places["shared"])["numbers"] or name in places["shared"]["numbers"], name
    assert "level" in places["shared"]["numbers"]
    assert not any("level" in spec["numbers"] for place, spec in places.items() if place != "shared")
    assert "letter_abrupt" in places["readme"]["numbers"]
    names = [f"{place}/{name}" for place, spec in places.items() for name in spec["numbers"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_/]+", name) for name in names)


def test_own_numbers_say_what_tells_the_scores_of_a_task_apart():
    rows = pd.DataFrame({"task": ["mmlu", "mmlu", "piqa"], "x_kind": "loss_c4", "verdict": "abrupt", "shots": None})
    rows = rows.assign(metric=["accuracy", "brier", "accuracy"], subtask=None, format=None, split=None)
    rows = rows.assign(onset=[2.5, -1.0, 3.0], **dict.fromkeys(("onset_lo", "onset_hi", "width"), float("nan")))
    found = own_numbers(rows.assign(width_lo=float("nan"), width_hi=float("nan")))
    assert found["mmlu/accuracy/loss_c4/onset"] == "2.5"
    assert found["mmlu/brier/loss_c4/onset"] == "−1"
    assert found["piqa/loss_c4/onset"] == "3"
