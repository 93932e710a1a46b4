"""A frame against its table's contract: what passes, and the one message that what fails gives."""

import numpy as np
import pandas as pd
import pytest

from emergence.io.checking import check
from emergence.io.contract import Table, flag, number, text
from emergence.io.errors import DataError

TABLE = Table(
    "scores",
    (
        text("model", required=True),
        number("value", low=0, high=1, required=True),
        number("loss", above=0),
        flag("is_final"),
        text("basis", choices=("printed", "derived")),
    ),
    key=("model",),
)


def frame(**changes):
    columns = {"model": ["a", "b"], "value": [0.1, 0.2], "loss": [2.0, np.nan]}
    return pd.DataFrame({**columns, **changes})


def test_columns_come_in_the_tables_order_and_absent_ones_are_null():
    checked = check(frame()[["value", "model", "loss"]], TABLE, "scores.csv")
    assert list(checked.columns) == TABLE.names
    assert checked["is_final"].isna().all()
    assert checked["basis"].isna().all()


def test_text_of_a_csv_becomes_numbers_and_flags():
    checked = check(frame(value=["0.1", "1e-1"], is_final=["true", None]), TABLE, "scores.csv")
    assert checked["value"].tolist() == [0.1, 0.1]
    assert checked["is_final"].tolist()[0] is True
    assert pd.isna(checked["is_final"][1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": [1, 2]}, "scores.csv, column 'size': expected only columns of scores: model, value, loss"),
        ({"value": [0.1, 1.5]}, "scores.csv, row 3, column 'value': found 1.5: expected a finite number in 0..1"),
        ({"value": ["0.1", "12%"]}, "scores.csv, row 3, column 'value': found '12%': expected a finite number in 0..1"),
        ({"value": [0.1, np.nan]}, "scores.csv, row 3, column 'value': expected a value"),
        ({"loss": [-2.0, 1.0]}, "scores.csv, row 2, column 'loss': found -2.0: expected a finite number above 0"),
        ({"loss": [np.inf, 1.0]}, "scores.csv, row 2, column 'loss': found inf: expected a finite number above 0"),
        ({"loss": ["nan", "1"]}, "scores.csv, row 2, column 'loss': found 'nan': expected a finite number above 0"),
        ({"is_final": ["yes", None]}, "scores.csv, row 2, column 'is_final': found 'yes': expected true or false"),
        ({"basis": ["printed", "guess"]}, "row 3, column 'basis': found 'guess': expected one of printed, derived"),
        ({"model": ["a", "a"]}, "scores.csv, row 3, column 'model': found 'model=a': expected each key once"),
    ],
)
def test_one_message_names_file_row_column_value_and_what_was_expected(changes, message):
    with pytest.raises(DataError) as error:
        check(frame(**changes), TABLE, "scores.csv", first_row=2)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": [7.0, 8.0]}, "scores.csv, row 2, column 'model': found 7.0: expected text"),
        ({"model": ["a", 8]}, "scores.csv, row 3, column 'model': found 8: expected text"),
        ({"model": [["a"], ["b"]]}, """scores.csv, row 2, column 'model': found "['a']": expected text"""),
        ({"value": [True, False]}, "scores.csv, row 2, column 'value': found True: expected a finite number in 0..1"),
        ({"value": [0.5, [0.5]]}, "scores.csv, row 3, column 'value': found '[0.5]': expected a finite number in 0..1"),
        (
            {"value": [0.5, np.array([0.5, 1])]},
            "scores.csv, row 3, column 'value': found '[0.5 1. ]': expected a finite",
        ),
        (
            {"loss": pd.to_datetime(["2022-04-05", None])},
            "column 'loss': found '2022-04-05 00:00:00': expected a finite",
        ),
        ({"is_final": [1.0, 0.0]}, "scores.csv, row 2, column 'is_final': found 1.0: expected true or false"),
        ({"is_final": [{"a": 1}, None]}, "row 2, column 'is_final': found \"{'a': 1}\": expected true or false"),
    ],
)
def test_a_column_of_another_kind_is_refused_and_not_converted(changes, message):
    with pytest.raises(DataError) as error:
        check(frame(**changes), TABLE, "scores.csv", first_row=2)
    assert message in str(error.value)


def test_categories_are_what_they_stand_for_and_nothing_is_of_every_kind():
    checked = check(frame(model=pd.Categorical(["a", "b"]), is_final=[np.nan] * 2, basis=[np.nan] * 2), TABLE, "x")
    assert checked["model"].tolist() == ["a", "b"]
    assert checked[["is_final", "basis"]].isna().all(axis=None)


def test_a_column_may_stand_once():
    twice = frame()[["model", "value", "value"]]
    with pytest.raises(DataError, match=r"scores.csv, column 'value': expected each column once"):
        check(twice, TABLE, "scores.csv")


def test_all_required_columns_that_are_missing_are_named():
    with pytest.raises(DataError, match="expected columns 'model', 'value'"):
        check(frame().drop(columns=["value", "model"]), TABLE, "scores.csv")


def test_a_required_column_must_be_there():
    with pytest.raises(DataError, match="expected a column 'value'"):
        check(frame().drop(columns="value"), TABLE, "scores.csv")
