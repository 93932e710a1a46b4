"""Reading upstream bytes: what a damaged file is told."""

import pytest

from emergence.io.errors import DataError
from emergence.sources.formats import upstream


def test_columns_come_as_asked():
    frame = upstream.table({"a.csv": b"n,word,other\r\n1.5,x,\r\n,y,z\r\n"}, "a.csv", text=("word",), numbers=("n",))
    assert list(frame.columns) == ["word", "n"]
    assert frame["n"].tolist()[0] == 1.5
    assert frame["n"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"n,word\n1,x", "truncated"),
        (b"n,word\n1\n", "2 fields"),
        (b"number,word\n1,x\n", "a column 'n'"),
        (b"n,word\n1,x\n1.2.3,y\n", r"row 3, column 'n': found '1\.2\.3': expected a number"),
        (b"n,word\n\xff,x\n", "UTF-8"),
    ],
)
def test_a_damaged_csv_is_named(content, message):
    with pytest.raises(DataError, match=message) as caught:
        upstream.table({"a.csv": content}, "a.csv", text=("word",), numbers=("n",))
    assert str(caught.value).startswith("a.csv")


def test_cut_json_is_named():
    with pytest.raises(DataError, match=r"a\.json: expected well-formed JSON"):
        upstream.parsed_json({"a.json": b'{"a": 1'}, "a.json")


def test_a_file_that_was_not_handed_over_is_named():
    with pytest.raises(DataError, match=r"b\.json"):
        upstream.parsed_json({}, "b.json")
