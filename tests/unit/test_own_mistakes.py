"""Mistakes that people make in tables of runs: each has one message, with the place in their file and what to do."""

import re

import numpy as np
import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.own.fitting import source_tables
from emergence.own.judged import standard_settings
from emergence.own.tables import Reading

LOSS = np.linspace(3.5, 2.4, 12)
LAB = pd.DataFrame(
    {
        "run": [f"r{number}" for number in range(12)],
        "params": np.logspace(8, 10, 12),
        "tokens": 1e10,
        "c4_loss": LOSS,
        "mmlu": 0.25 + 0.5 * np.clip(2.8 - LOSS, 0, None),
    }
)


@pytest.fixture
def read(tmp_path):
    def from_file(content, name="runs.csv", **how):
        path = tmp_path / name
        text = content.to_csv(index=False) if isinstance(content, pd.DataFrame) else content
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return source_tables(path, Reading(**how))

    return from_file


@pytest.mark.parametrize(
    ("table", "how", "message"),
    [
        (LAB.rename(columns={"params": "N"}), {}, "row 2, column 'N'.*expected accuracy in 0..1; if it is no score"),
        (LAB.rename(columns={"c4_loss": "c4"}), {}, "column 'c4'.*--map c4=... says what: params, c4_loss"),
        (LAB.assign(notes="lr 3e-4"), {}, "'notes': found 'lr 3e-4'.* or ignore$"),
        (LAB.to_csv(sep=";", decimal=",", index=False), {}, "row 2, column 'params'.*a decimal point and no commas$"),
        (LAB.assign(tokens="10,000,000,000"), {}, "'tokens': found '10,000,000,000'.*point and no commas$"),
        (LAB.assign(params="100M"), {}, "'params': found '100M': .*such as 7e9 for 7B$"),
        (LAB.assign(mmlu="25.0%"), {}, "'mmlu': found '25.0%'.*without the sign, and with --percent$"),
        (LAB.assign(mmlu=-0.2), {}, "row 2, column 'mmlu': found -0.2: expected accuracy of 0 or more$"),
        (LAB.assign(c4_loss=-LOSS), {}, "row 2, column 'c4_loss': found -3.5: expected cross_entropy of 0 or more$"),
        (LAB.assign(params=-1e9), {}, "row 2, column 'params': found -1000000000.0: .*params, above 0$"),
        (LAB.assign(params=1e300), {}, "row 2: expected parameters and tokens of a model that can be$"),
        (
            LAB.assign(other=0.4),
            {"meanings": {"other": "mmlu"}},
            "'other': expected one column of mmlu .accuracy., which",
        ),
        (
            LAB.rename(columns={"mmlu": "é"}).to_csv().encode("latin-1"),
            {},
            "row 1: expected UTF-8 text: save the table",
        ),
        (b"PK\x03\x04\x14\x00", {}, "this is a spreadsheet or an archive"),
        (LAB, {"items": {"mmlu": 2000.5}}, "--items, column 'mmlu': found 2000.5: expected a whole number of items"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_to_do(read, table, how, message):
    with pytest.raises(DataError, match=re.compile(message)):
        read(table, **how)


def test_a_column_that_is_no_score_can_be_left_out(read):
    kept = read(LAB).tables
    made = read(LAB.assign(seed=7, notes="warm"), meanings={"seed": "ignore", "notes": "ignore"}).tables
    (theirs,), (own,) = kept.numbers.values(), made.numbers.values()
    pd.testing.assert_frame_equal(own, theirs)


def test_names_in_any_script_tell_tasks_apart(read):
    (found,) = read(LAB.rename(columns={"mmlu": "数学"}).assign(**{"Größe": 0.5})).tables.numbers.values()
    assert set(found["task"]) == {"c4", "数学", "größe"}


def test_a_dash_is_an_empty_value_and_an_ending_may_be_in_capitals(read):
    (found,) = read(LAB.assign(mmlu=["-", *LAB["mmlu"][1:]]), "RUNS.CSV").tables.numbers.values()
    assert (found["task"] == "mmlu").sum() == 11


def test_columns_that_a_long_table_does_not_need_are_named_as_such(read):
    long = LAB.melt(["run", "params"], ["c4_loss", "mmlu"], "task", "value").assign(seed=1)
    assert read(long).notes == ["left out: column 'seed', since a row is one score"]


def test_options_that_name_no_task_of_the_table_are_said(read):
    assert read(LAB, chance={"mlmu": 0.25}, items={"mmlu": 100, "x": 9}).notes == [
        "--chance mlmu: no such task in the table, which has mmlu",
        "--items x: no such task in the table, which has c4, mmlu",
    ]


@pytest.mark.parametrize(
    ("margin", "message"),
    [
        ({"losss": 0.1}, "column 'margin': found 'losss': expected one of loss, "),
        ({"flops": 0.1}, "'flops': expected one of .*log10_flops"),
        ({"loss_c4": -0.1}, "column 'margin loss_c4': found -0.1: expected a width above 0"),
    ],
)
def test_a_margin_that_no_x_has_is_refused(margin, message):
    with pytest.raises(DataError, match=message):
        standard_settings(margin)


@pytest.mark.parametrize(
    "before",
    ["", "\n", "\n \n", ",,,,\n\n", "r99,1e8,1e10,3.6,\n"],
    ids=["none", "a blank line", "two blank lines", "a row without values", "another row"],
)
def test_a_row_is_named_by_its_line_in_the_file(read, before):
    lines = LAB.astype(object).to_csv(index=False).splitlines(keepends=True)
    lines[5] = lines[5].replace("r4", '"r4,\nagain"')  # a field of two lines
    text = "".join([*lines[:3], before, *lines[3:8], "r7,1e9,1e10,2.9,high\n", *lines[9:]])
    line = text[: text.index("high")].count("\n") + 1
    with pytest.raises(DataError, match=f"row {line}, column 'mmlu': found 'high'"):
        read(text)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_blank_lines_and_line_endings_change_no_number(read, ending):
    text = LAB.to_csv(index=False, sep=";").replace("\n", ending)
    (plain,), (blank,) = (
        read(table).tables.numbers.values() for table in (text, ending + text.replace("r5", ending + "r5") + ending)
    )
    pd.testing.assert_frame_equal(plain.drop(columns="locator"), blank.drop(columns="locator"))
    assert blank["locator"].iloc[[0, 11]].tolist() == ["row 3, c4_loss", "row 15, c4_loss"]


def test_runs_that_are_the_index_of_a_parquet_table_are_read(tmp_path):
    LAB.set_index("run").to_parquet(tmp_path / "runs.parquet")
    (found,) = source_tables(tmp_path / "runs.parquet", Reading()).tables.numbers.values()
    assert found["run"].nunique() == 12
    assert found["locator"].iloc[0] == "row 1, c4_loss"
