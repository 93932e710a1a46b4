"""Scales from labels and ticks: which labels are believed, and what the others are told."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from emergence.digitise.axes import Axis, fit_axis
from emergence.digitise.drawing import Drawing, Letter, words_of
from emergence.digitise.figure import _says
from emergence.digitise.labels import Label, labels, spelled_number
from emergence.io.errors import DataError


def label(value, at, text=None):
    return Label(text or f"{value:g}", value, at, at, at - 3, at + 3, at - 3, at + 3, 8.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10M", 1e7),
        ("1B", 1e9),
        ("2.5T", 2.5e12),
        ("2,000", 2000),
        ("−0.5", -0.5),
        ("6e+18", 6e18),
        ("10^18", 1e18),
        ("10^−3", 1e-3),
        ("3×10^4", 3e4),
        ("50%", 50),
        ("Loss", None),
        ("1B2", None),
        ("", None),
        ("-", None),
    ],
)
def test_what_labels_spell(text, value):
    found = spelled_number(text)
    assert found == (None if value is None else pytest.approx(value))


def test_a_raised_smaller_word_is_an_exponent_and_a_neighbour_is_not():
    letters = [
        Letter("1", 0, 50, 5, 50, 10, 1),
        Letter("0", 5, 50, 10, 50, 10, 2),
        Letter("1", 10, 46, 13, 46, 7, 3),
        Letter("8", 13, 46, 16, 46, 7, 4),
        Letter("2", 17, 50, 22, 50, 10, 5),
    ]
    assert [found.text for found in labels(Drawing(100.0, 100.0, (), words_of(letters)))] == ["10^18", "2"]


@settings(max_examples=60, deadline=None)
@given(
    scale=st.sampled_from(["linear", "log"]),
    slope=st.floats(5, 80) | st.floats(-80, -5),
    offset=st.floats(-500, 500),
    count=st.integers(5, 9),
    shift=st.floats(-0.6, 0.6),
    wrong=st.integers(0, 8),
)
def test_the_scale_comes_back_with_one_wrong_label_and_shifted_labels(scale, slope, offset, count, shift, wrong):
    """Labels may all stand a little aside of their ticks, and one may be misprinted: ticks and the others decide."""
    t = np.arange(count) + 3.0
    values = 10.0**t if scale == "log" else t
    at = offset + slope * t
    printed = [label(value, position + shift) for value, position in zip(values, at, strict=True)]
    wrong %= count
    printed[wrong] = label(values[wrong] * 1.7, at[wrong] + shift)
    axis = fit_axis(printed, [tuple(at)], "x", None, "f", "x")
    assert axis.scale == scale
    assert axis.slope == pytest.approx(slope, rel=1e-9)
    assert axis.offset == pytest.approx(offset, abs=1e-7)
    assert [not tick.is_used for tick in axis.ticks] == [i == wrong for i in range(count)]
    np.testing.assert_allclose(axis.value(at), values, rtol=1e-9)


@given(st.floats(1e-3, 1e20), st.floats(-70, 70))
def test_positions_and_values_are_inverse(value, slope):
    assume(abs(slope) > 1)
    axis = fit_axis([label(1e3, 3 * slope), label(1e6, 6 * slope), label(1e9, 9 * slope)], [], "x", "log", "f", "x")
    assert axis.value(axis.position(value)) == pytest.approx(value, rel=1e-9)


def test_major_ticks_are_preferred_to_minor_ones_that_labels_stand_nearer_to():
    """Labels of powers stand a little low; a minor tick at 9/10 of a decade would fit them, one label excepted."""
    major = np.array([0.0, 17.4, 34.8, 52.2])
    minor = np.array([m - 17.4 * (1 - np.log10(9)) for m in major[1:]])
    printed = [label(10.0**k, at - 0.5, f"10^{k}") for k, at in enumerate(major)]
    axis = fit_axis(printed, [tuple(major), tuple(minor)], "x", None, "f", "x")
    assert axis.position(1.0) == pytest.approx(0, abs=1e-9)


def test_labels_without_ticks_have_a_larger_error():
    printed = [label(k, 20.0 * k) for k in range(1, 5)]
    assert fit_axis(printed, [], "x", None, "f", "x").error > 0.5
    assert fit_axis(printed, [tuple(20.0 * k for k in range(1, 5))], "x", None, "f", "x").error == 1e-3


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ([], "two or more tick labels"),
        ([label(1, 0)], "two or more"),
        ([label(1, 0), label(2, 20)], "linear and log"),
        ([label(1, 0), label(5, 20), label(2, 40), label(9, 60)], "agree on a scale"),
        ([label(1, 0), label(1, 20)], "agree on a scale"),
    ],
)
def test_labels_that_settle_nothing(printed, message):
    with pytest.raises(DataError, match=message):
        fit_axis(printed, [], "x", None, "f", "x")


def test_a_tick_at_zero_says_zero_whatever_the_processor_rounds_to():
    axis = Axis("linear", 379.548552, -100.0, 1e-3, ())
    assert _says(axis, 379.548552 - 5.4e-8) == _says(axis, 379.548552 + 5.4e-8) == 0.0
    assert _says(axis, 379.548552 - 0.01) == 1e-4
    assert _says(axis, 279.548552) == 1.0
