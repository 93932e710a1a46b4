"""What the explorer packs is what the tables say, and the same each time."""

import base64
import gzip
import json

import numpy as np
import pandas as pd
import pytest

from emergence.draw.explorer.block import block
from emergence.draw.explorer.packing import numbers, packed, steps, words
from emergence.draw.palette import parse
from emergence.hypotheses.verdict import rests_on_margin
from emergence.io.tables import Tables
from emergence.schema.verdicts import VERDICT_WORDS


def unpacked(text):
    return json.loads(gzip.decompress(base64.b64decode(text)))


def spelled(column):
    return [None if at < 0 else column["words"][at] for at in column["at"]]


@pytest.fixture(scope="module")
def palette(root):
    return parse((root / "workflow/exhibits/palette.yaml").read_text())


def test_what_is_packed_comes_back_and_says_no_time():
    value = {"a": [1, 2.5, None], "b": "ä</script>"}
    assert unpacked(packed(value)) == value
    assert packed(value) == packed(value)
    assert base64.b64decode(packed(value))[4:8] == bytes(4)  # the time in the head of a gzip


def test_numbers_are_rounded_to_significant_digits_and_nulls_are_kept():
    assert numbers([0.123456, 123456.0, np.nan, -2.0]) == [0.1235, 123500, None, -2]
    assert numbers(pd.array([1.5, None], dtype="Float64")) == [1.5, None]
    assert spelled(words(pd.Series(["b", None, "a", "b"]))) == ["b", None, "a", "b"]
    assert np.cumsum(steps([2, 3, 7])).tolist() == [2, 3, 7]


def a_source():
    """Two runs of three checkpoints: a score against two x, of which one lacks the last checkpoint."""
    keys = {"task": "quiz", "subtask": None, "metric": "accuracy", "shots": 5.0, "format": "mc", "split": None}
    ids = {"s/loss": "loss_c4", "s/flops": "log10_flops"}
    points = pd.DataFrame(
        {
            "series_id": name,
            "family": "OLMo-2",
            "label": f"OLMo-2 {run}",
            "run": run,
            "params": 7e9,
            "tokens": 1e9 * step,
            "flops": 6e19 * step,
            "x": 4.0 - step / 3 if kind == "loss_c4" else 19.0 + step,
            "y": 0.25 + 0.1 * step + (0.01 if run == "13B" else 0),
            "locator": f"file, step {step}",
        }
        for name, kind in ids.items()
        for run in ("7B", "13B")
        for step in (1, 2, 3)
        if not (kind == "log10_flops" and step == 3)
    )
    verdicts = pd.DataFrame(
        {"series_id": name, "x_kind": kind, "best_form": "hinge", **keys} for name, kind in ids.items()
    )
    x = np.linspace(3.0, 4.0, 61)
    curves = pd.DataFrame({"series_id": "s/loss", "form": "hinge", "x": x, "y": 4 - x, "lo": np.nan, "hi": np.nan})
    others = curves.assign(form="linear", y=0.0)
    return {"verdicts": verdicts, "points": points, "curves": pd.concat([curves, others], ignore_index=True)}


def test_every_point_of_every_series_is_in_the_block(palette):
    frames = a_source()
    made = unpacked(packed(block(Tables(frames=frames), palette)))
    assert len(made["checkpoints"]["look"]) == 6
    assert len(made["scores"]["y"]) == 1  # one score, though there are two series of it
    for name, own in frames["points"].groupby("series_id"):
        entry = made["series"][name]
        at = np.cumsum(made["scores"]["at"][entry["score"]])
        rows = range(len(at)) if entry["rows"] is None else np.cumsum(entry["rows"])
        labels, x = spelled(made["checkpoints"]["label"]), made["x"][entry["x"]]
        y, from_ = (made["scores"][column][entry["score"]] for column in ("y", "from"))
        found = {(labels[at[r]], x[at[r]], y[r], made["locators"][from_[r]]) for r in rows}
        expected = zip(own["label"], numbers(own["x"], 5), numbers(own["y"]), own["locator"], strict=True)
        assert found == set(expected)


def test_a_series_has_the_curve_of_its_best_form_alone(palette):
    made = block(Tables(frames=a_source()), palette)["series"]
    assert made["s/flops"]["curve"] is None
    curve = made["s/loss"]["curve"]
    assert (curve["x"], curve["y"][0], curve["y"][-1]) == ([3, 4], 1, 0)
    assert "lo" not in curve


def test_looks_are_those_of_the_palette(palette):
    made = block(Tables(frames=a_source()), palette)
    colours = {look["colour"] for look in made["looks"]}
    assert colours == {palette["families"]["OLMo-2"]["light"], palette["families"]["OLMo-2"]["dark"]}


def test_every_verdict_has_a_marker_of_its_own(palette):
    """Colours alone would not tell verdicts apart for everyone."""
    assert len({palette["groups"][word]["marker"] for word in VERDICT_WORDS}) == len(VERDICT_WORDS)


def test_which_verdicts_rest_on_the_margin():
    row = {"status": "ok", "q_trend": 0.01, "rise_hi": 0.5, "p_abrupt": 0.2, "width": 0.3, "q_misfit": 0.5}
    cases = [
        ({}, True),
        ({"q_trend": 0.2}, False),  # no trend: flat or unresolved
        ({"rise_hi": -0.1}, False),  # falling
        ({"q_misfit": 0.01}, False),
        ({"p_abrupt": np.nan}, False),  # no onset can be placed
        ({"status": "too_few_runs"}, False),
    ]
    frame = pd.DataFrame([row | change for change, _ in cases])
    assert rests_on_margin(frame, 0.05).tolist() == [expected for _, expected in cases]
