"""One score from Python: what `emergence.fit` takes, refuses and returns."""

import re

import numpy as np
import pytest
from made_up import a_lab

import emergence
from emergence.io.errors import AtlasError, DataError


def test_one_score_from_python():
    lab = a_lab(24)
    found = emergence.fit(lab["c4_loss"], lab["mmlu"], chance=0.25, draws=99, forms=("linear", "hinge"))
    assert found.best_form == "hinge"
    assert found.params()["eta"].value == pytest.approx(2.8, abs=0.02)
    assert found.predict([3.2])[0] == pytest.approx(0.25)
    assert found.onset.value == pytest.approx(2.8, abs=0.03)
    assert found.onset.low < found.onset.value < found.onset.high
    assert str(found.params()["eta"]).startswith("2.799 [2.7")
    assert "hinge" in found.summary()
    assert len(found.plot().axes) == 1


@pytest.fixture(scope="module")
def result():
    lab = a_lab()
    return emergence.fit(lab["c4_loss"], lab["mmlu"], task="mmlu", draws=19, forms=["linear", "hinge", "logistic"])


def test_a_result_is_shown_in_short_and_printed_as_its_summary(result):
    assert re.fullmatch(r"<Result mmlu: \w+, onset 2.7\d* \[.*\], width .*>", repr(result))
    lines = str(result).splitlines()
    assert lines[0] == "mmlu (accuracy) against loss on own (nats per token)"
    assert lines[1].startswith(f"{result.verdict}: ")
    assert "12 points of 12 runs, between runs" in lines
    assert [line.split()[0] for line in lines[-3:]] == ["hinge", "logistic", "linear"]
    assert not any("nan" in line for line in lines)


def test_p_values_are_those_of_tests_that_were_made(result):
    assert {"trend", "abrupt", "gradual"} <= set(result.p_values)
    assert np.isfinite(list(result.p_values.values())).all()


def test_a_curve_is_predicted_at_one_x_or_many_of_any_form(result):
    assert result.predict(2.2) == pytest.approx(result.predict([2.2, 3.0])[0])
    assert result.predict([[2.2, 3.0]], form="linear").shape == (1, 2)
    with pytest.raises(AtlasError, match="cubic: expected a form that was fitted: hinge, linear, logistic"):
        result.predict(2.2, form="cubic")


def test_of_too_few_runs_everything_says_so():
    found = emergence.fit([3.0, 2.5, 2.0], [0.2, 0.3, 0.4], draws=19, forms="hinge")
    assert (found.verdict, found.best_form, str(found.onset)) == ("unresolved", None, "-")
    assert found.summary().endswith("width  - nats per token")
    with pytest.raises(AtlasError, match="no form could be fitted: too few runs for any test"):
        found.predict([2.2])


def test_it_is_seen_what_the_package_offers():
    assert {"fit", "Result"} <= set(dir(emergence))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"y": [0.1]}, "one length"),
        ({"x": [1.0, np.inf]}, "'x'.*finite"),
        ({"metric": "acc"}, "'metric'.*one of accuracy"),
        ({"x_kind": "loss"}, "'x_kind': found 'loss': expected one of log10_flops"),
        ({"x": ["a", 1.0]}, "'x': expected numbers"),
        ({"run": ["a", None]}, "'run': expected the name of a run for every point"),
        (
            {"y": [25.0, 60.0]},
            "row 0, column 'y': found 25.0: expected accuracy from 0 to 1; in percent, divide by 100",
        ),
        ({"y": [-0.1, 0.5]}, "'y': found -0.1"),
        ({"chance": 25}, "column 'chance': found 25.0: expected accuracy from 0 to 1"),
        ({"x": [1e8, 1e9]}, "row 1, column 'x': found 1000000000.0: expected a loss .*x_kind says what x is"),
        ({"x": [1e8, 1e9], "x_kind": "log10_params"}, "expected the log10 of parameters, at most 29"),
        ({"n_items": [1, 2, 3]}, "'n_items'.*one or 2 of them"),
        ({"n_items": 2000.5}, "'n_items': found 2000.5: expected a whole number"),
        ({"draws": 5}, "'draws': found 5: expected 19 draws or more"),
        ({"forms": "sigmoid"}, "found 'sigmoid': expected one of .*hinge"),
    ],
)
def test_what_fit_refuses(given, expected):
    with pytest.raises(DataError, match=expected):
        emergence.fit(**{"x": [1.0, 2.0], "y": [0.1, 0.2], **given})
