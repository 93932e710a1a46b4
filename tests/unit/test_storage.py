"""Tables survive a round trip, come out the same byte for byte, and never stand half-written."""

import os
import subprocess
import sys
from datetime import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from emergence.io import files, storage
from emergence.io.contract import Table, flag, number, text
from emergence.io.errors import DataError

TABLE = Table("scores", (text("model", required=True), number("value"), flag("is_final")))

words = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1).filter(lambda w: w != "")
numbers = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
rows = st.lists(st.tuples(words, numbers, st.sampled_from([None, True, False])), min_size=1, max_size=20)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@given(rows)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_round_trip(tmp_path, ending, rows):
    frame = pd.DataFrame(rows, columns=["model", "value", "is_final"])
    path = tmp_path / f"scores.{ending}"
    storage.write_table(frame, path, TABLE)
    first = path.read_bytes()
    back = storage.read_table(path, TABLE)
    expected = frame.astype({"model": "str", "value": "float64", "is_final": "boolean"})
    assert_frame_equal(back, expected)
    storage.write_table(back, path, TABLE)
    assert path.read_bytes() == first


def test_bytes_do_not_depend_on_process_or_locale(tmp_path):
    code = (
        "import pandas as pd, sys; from emergence.io import storage; from emergence.schema.published import METRICS;"
        "f = pd.DataFrame({'metric': ['a'], 'title': ['A'], 'unit': ['u'], 'better': ['higher'], 'floor': ['zero']});"
        "f['counts'] = True;"
        "storage.write_table(f, sys.argv[1], METRICS)"
    )
    written = []
    for name, zone in (("a", "UTC"), ("b", "Asia/Tokyo")):
        path = tmp_path / f"{name}.parquet"
        environment = os.environ | {"TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": name.encode().hex()[:4]}
        subprocess.run([sys.executable, "-c", code, path], check=True, env=environment)
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "scores.csv"
    storage.write_table(pd.DataFrame({"model": ["a"]}), path, TABLE)
    before = path.read_bytes()
    with pytest.raises(TypeError), files.replacing(path) as temporary:
        temporary.write_text(b"text, not bytes, is wanted here")
    with pytest.raises(DataError):
        storage.write_table(pd.DataFrame({"model": [None]}), path, TABLE)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"model,value\na,0.5\nb,0", "row 3: expected a line break at the end"),
        (b"model,value\na,0.5\nb\n", "row 3: found '1 fields': expected 2 fields"),
        (b"model,value\na,0.5,1\n", "row 2: found '3 fields': expected 2 fields"),
        (b"model,value\n\xff,0.5\n", "expected UTF-8 text"),
        (b"", "expected a line break at the end"),
    ],
)
def test_a_cut_or_damaged_csv_is_refused(tmp_path, content, message):
    path = tmp_path / "scores.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        storage.read_table(path, TABLE)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            pa.array([datetime(2022, 4, 5)]),
            "row 1, column 'value': found '2022-04-05 00:00:00': expected a finite number",
        ),
        (pa.array([[0.5, 0.6]]), "row 1, column 'value': found '[0.5 0.6]': expected a finite number"),
        (pa.array([True]), "row 1, column 'value': found True: expected a finite number"),
        (pa.array([{"mean": 0.5}]), "row 1, column 'value': found \"{'mean': 0.5}\": expected a finite number"),
    ],
)
def test_a_parquet_column_of_another_type_is_refused(tmp_path, values, message):
    pq.write_table(pa.table({"model": ["a"], "value": values}), tmp_path / "scores.parquet")
    with pytest.raises(DataError) as error:
        storage.read_table(tmp_path / "scores.parquet", TABLE)
    assert message in str(error.value)


def test_parquet_types_that_say_the_same_are_taken(tmp_path):
    columns = {
        "model": pa.array(["a", "b"]).dictionary_encode(),
        "value": pa.array([Decimal("0.5"), None]),
        "is_final": pa.nulls(2),
    }
    pq.write_table(pa.table(columns), tmp_path / "scores.parquet")
    read = storage.read_table(tmp_path / "scores.parquet", TABLE)
    assert read["model"].tolist() == ["a", "b"]
    assert read["value"].tolist()[0] == 0.5
    assert read["is_final"].isna().all()


def test_a_cut_parquet_is_refused_at_any_length(tmp_path):
    path = tmp_path / "scores.parquet"
    storage.write_table(pd.DataFrame({"model": ["a", "b"]}), path, TABLE)
    whole = path.read_bytes()
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match=r"scores.parquet: expected a whole Parquet file"):
            storage.read_table(path, TABLE)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"scores.csv: expected a file of this name"):
        storage.read_table(tmp_path / "scores.csv", TABLE)


@pytest.mark.parametrize(("wanted", "found"), [(["a"], [1.0, 3.0]), (["c"], []), ([], [])])
def test_a_frame_can_be_read_in_part(tmp_path, wanted, found):
    storage.write_frame(pd.DataFrame({"series_id": ["a", "b", "a"], "x": [1.0, 2.0, 3.0]}), tmp_path / "points.parquet")
    assert storage.read_frame(tmp_path / "points.parquet", wanted)["x"].tolist() == found


def test_a_columns_description_and_unit_travel_with_it_and_survive_a_join(tmp_path):
    table = Table("losses", (text("run"), number("loss", "validation loss", unit="nats per token"), flag("is_final")))
    frame = pd.DataFrame({"run": ["a"], "loss": [2.0], "is_final": [True]})
    for name in ("one", "two"):
        storage.write_table(frame, tmp_path / f"{name}.parquet", table)
    schema = pq.read_schema(tmp_path / "one.parquet")
    assert schema.field("loss").metadata == {b"description": b"validation loss", b"unit": b"nats per token"}
    assert schema.field("run").metadata is None
    joined = pa.concat_tables([pq.read_table(tmp_path / f"{name}.parquet") for name in ("one", "two")])
    files.write_parquet(joined, tmp_path / "joined.parquet")
    assert pq.read_schema(tmp_path / "joined.parquet").field("loss").metadata == schema.field("loss").metadata
    assert_frame_equal(storage.read_frame(tmp_path / "one.parquet"), frame.astype({"is_final": bool}))


@pytest.mark.parametrize("ids", [[], ["b"], ["c", "a"], ["nowhere"]])
def test_the_rows_of_some_series_are_those_of_the_whole_table(tmp_path, ids):
    path = tmp_path / "points.parquet"
    table = Table("points", (text("series_id", required=True), text("label"), number("x"), flag("is_final")))
    names = np.repeat(["a", "b", "c"], 50_000)  # more than one batch
    frame = pd.DataFrame({"series_id": names, "label": names + "!", "x": np.arange(150_000.0), "is_final": None})
    storage.write_table(frame, path, table)
    whole = storage.read_table(path, table)
    expected = whole[whole["series_id"].isin(ids)].reset_index(drop=True)
    assert_frame_equal(storage.read_table(path, table, series_ids=ids), expected)
    some = storage.read_frame(path, ids, ["x", "series_id"])
    assert_frame_equal(some, expected[["x", "series_id"]])
    storage.write_table(frame[:0], path, table)
    assert storage.read_table(path, table, series_ids=ids).empty
