"""Numbers in prose: each is a value of a table, and what is missing or ambiguous is an error that says where."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergence.exhibits.numbers import TAKES, filled, number, written
from emergence.io.errors import DataError

VERDICTS = pd.DataFrame(
    {
        "series_id": ["a", "b", "c", "d"],
        "verdict": ["gradual", "gradual", "flat", "abrupt"],
        "task": ["mmlu", "mmlu", "piqa", "arc_easy"],
        "n_runs": [12.0, 12.0, 12.0, 30.0],
        "p": [0.01, 0.02, 0.4, np.nan],
    }
)
SERIES = pd.DataFrame({"series_id": ["a", "b", "c", "d"], "source": ["olmo", "olmo", "llama", "llama"], "n_runs": 0.0})
FITS = pd.DataFrame({"series_id": ["a", "a", "b"], "form": ["hinge", "linear", "hinge"], "eta": [2.7, np.nan, 2.8]})
STATS = FITS[["series_id", "form"]].assign(best=[True, False, False], eta=0.0)
TABLES = {"verdicts": VERDICTS, "series": SERIES, "fits": FITS, "fit_stats": STATS}


def value(**entry):
    return number({"from": "verdicts", **entry}, TABLES, "fig.yaml", "n")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({}, 4),
        ({"where": {"verdict": "gradual"}}, 2),
        ({"of": {"verdict": "falling"}}, 0),
        ({"take": "share", "of": {"verdict": "gradual"}}, 0.5),
        ({"by": ["task"]}, 3),
        ({"by": ["task"], "of": {"verdict": "gradual"}, "take": "share"}, 1 / 3),
        ({"field": "n_runs", "where": {"verdict": ["gradual", "flat"]}}, 12.0),
        ({"field": "n_runs", "take": "sum"}, 66.0),
        ({"field": "p", "take": "min"}, 0.01),
        ({"field": "p", "take": "max"}, 0.4),
        ({"field": "p", "take": "median"}, 0.02),
        ({"field": "p", "take": "range"}, 0.39),
        ({"field": "n_runs", "take": "mean"}, 16.5),
        ({"field": "task", "take": "distinct"}, 3),
        ({"field": "task", "take": "list"}, ["mmlu", "piqa", "arc_easy"]),
        ({"field": "task", "where": {"n_runs": {"min": 20}}}, "arc_easy"),
        ({"where": {"source": "olmo"}}, 2),
        ({"field": "source", "where": {"task": "mmlu"}}, "olmo"),
        ({"from": "fits", "where": {"best": True, "source": "olmo"}, "field": "eta"}, 2.7),
        ({"value": 3}, 3),
        ({"value": 0.95, "take": "complement"}, 0.05),
    ],
)
def test_what_can_be_taken(entry, expected):
    assert value(**entry) == (pytest.approx(expected) if isinstance(expected, float) else expected)


def test_every_take_has_a_case_above():
    cases = next(mark for mark in test_what_can_be_taken.pytestmark if mark.name == "parametrize").args[1]
    assert {entry.get("take", "one" if "field" in entry else "count") for entry, _ in cases} == {*TAKES, "complement"}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"where": {"verdict": "gradul"}},
            r"column 'numbers.n': expected rows of verdicts that match {'verdict': 'gradul'}",
        ),
        (
            {"where": {"verdct": "gradual"}},
            r"numbers.n, column 'verdct': expected a column: series_id, source, verdict, task",
        ),
        ({"of": {"verdct": "gradual"}}, r"numbers.n, column 'verdct': expected a column"),
        ({"by": ["tsk"]}, r"'numbers.n': found 'tsk': expected a column"),
        ({"field": "runs"}, r"'numbers.n': found 'runs': expected a column: series_id"),
        ({"take": "max"}, r"'numbers.n': expected a column"),
        ({"field": "n_runs"}, r"'numbers.n': found '4 rows with 2 values': expected one value of n_runs"),
        (
            {"field": "p", "where": {"verdict": ["flat", "abrupt"]}},
            r"found '2 rows with 1 values': expected one value",
        ),
        (
            {"field": "p", "where": {"verdict": "abrupt"}},
            r"'numbers.n': expected a value of p in the rows that match",
        ),
        ({"field": "task", "take": "max"}, r"'numbers.n': found 'task': expected a column of numbers to take max of"),
    ],
)
def test_what_is_missing_or_ambiguous_is_an_error(entry, message):
    with pytest.raises(DataError, match=f"fig.yaml.*{message}"):
        value(**entry)


@pytest.mark.parametrize(
    ("found", "entry", "expected"),
    [
        (1696, {"format": ",d"}, "1,696"),
        (1696.0, {}, "1,696"),
        (0.95, {"scale": 100, "format": "d"}, "95"),
        (0.1234, {"format": ".1%"}, "12.3 %"),
        (-0.5, {"format": ".1f"}, "−0.5"),
        (1234.5, {"format": ",.1f"}, "1,234.5"),
        (1.34e22, {"format": ".1e"}, "1.3×10²²"),
        (-2e-5, {"format": ".0e"}, "−2×10⁻⁵"),
        (0, {"format": "words"}, "no"),
        (12, {"format": "words"}, "twelve"),
        (1300, {"format": "words"}, "1,300"),
        ("social_sciences", {}, "social sciences"),
        (["a"], {}, "a"),
        (["a_b", 2.0, "c"], {}, "a b, 2 and c"),
    ],
)
def test_how_numbers_are_written(found, entry, expected):
    assert written(found, entry, "fig.yaml", "n") == expected


@pytest.mark.parametrize(("found", "form"), [(0.5, "d"), (1.5, "words"), (1.0, "s"), (1.0, ".2f}"), (1.0, "*>9.1f")])
def test_other_formats_and_broken_counts_are_errors(found, form):
    with pytest.raises(DataError, match=r"fig.yaml, column 'numbers.n': found .*: expected a"):
        written(found, {"format": form}, "fig.yaml", "n")


def test_a_text_is_filled():
    numbers = {
        "n": {"from": "verdicts"},
        "share": {"from": "verdicts", "take": "share", "of": {"task": "mmlu"}, "format": ".0%"},
    }
    assert (
        filled("Of {n} series {share} are MMLU; {n} in all.", numbers, TABLES, "f")
        == "Of 4 series 50 % are MMLU; 4 in all."
    )
    with pytest.raises(DataError, match="f, column 'caption': found 'm': expected one of n, share"):
        filled("{m}", numbers, TABLES, "f")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8), st.integers(0, 6))
def test_a_written_number_is_the_number_to_its_digits(values, digits):
    tables = {"t": pd.DataFrame({"x": values})}
    entry = {"from": "t", "field": "x", "take": "max", "format": f".{digits}f"}
    text = filled("at most {m} nats", {"m": entry}, tables, "f")
    shown = re.fullmatch(r"at most (−?[\d.]+) nats", text)[1].replace("−", "-")
    assert float(shown) == pytest.approx(max(values), abs=0.51 * 10**-digits)


def test_rows_stay_where_the_fits_of_their_form_are_of_another_source():
    residuals = pd.DataFrame({"series_id": ["c", "c"], "form": "hinge", "used": [True, False]})
    entry = {"from": "residuals", "where": {"source": "llama", "form": "hinge"}, "of": {"used": True}}
    assert number(entry, {**TABLES, "residuals": residuals}, "f", "n") == 1
