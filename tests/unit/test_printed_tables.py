"""Printed tables: columns from the yaml beside a table, or shared by sources; every committed table has them."""

import pandas as pd
import pytest

from emergence.io.contract import number, text
from emergence.io.errors import DataError
from emergence.schema import printed

YAML = """\
key: [part]
columns:
  part: {doc: part of the corpus, required: true, choices: [web, books]}
  share: {kind: number, unit: fraction, low: 0, high: 1, doc: fraction of the corpus}
"""
CSV = "part,share,locator\nweb,0.75,Table 3\nbooks,0.25,Table 3\n"


def lay_out(folder, source, columns=YAML, rows=CSV):
    """The table ``shares`` of a source; the path of its CSV."""
    tables = folder / source / "tables"
    tables.mkdir(parents=True)
    (tables / "shares.yaml").write_text(columns)
    (tables / "shares.csv").write_text(rows)
    return tables / "shares.csv"


def test_the_columns_are_those_of_the_yaml_and_a_locator(tmp_path):
    table = printed.printed_table(lay_out(tmp_path, "a"))
    assert table.name == "shares"
    assert table.key == ("part",)
    assert table.columns == (
        text("part", "part of the corpus", required=True, choices=("web", "books")),
        number("share", "fraction of the corpus", unit="fraction", low=0, high=1),
        printed.LOCATOR,
    )


def test_rows_of_several_sources_come_with_their_source(tmp_path):
    parts = [(source, lay_out(tmp_path, source)) for source in ("a", "b")]
    rows = printed.read_printed(parts, "shares")
    assert rows["source"].tolist() == ["a", "a", "b", "b"]
    assert rows["share"].tolist() == [0.75, 0.25] * 2


def test_a_value_outside_its_range_is_named(tmp_path):
    path = lay_out(tmp_path, "a", rows=CSV.replace("0.25", "25"))
    with pytest.raises(DataError, match=r"shares\.csv, row 3, column 'share': found '25'"):
        printed.read_printed([("a", path)], "shares")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("key: [part]", "key: [prat]", "column 'key': found 'prat': expected one of part, share"),
        ("unit: fraction, ", "", "expected a key 'unit'"),
        ("kind: number", "kind: float", "expected one of text, number, flag"),
        ("high: 1", "hihg: 1", "expected no key 'hihg'"),
        ("columns:\n", "columns:\n  locator: {doc: d}\n", "column 'columns'"),
    ],
)
def test_a_malformed_yaml_is_told_what_was_expected(tmp_path, old, new, message):
    assert old in YAML
    path = lay_out(tmp_path, "a", columns=YAML.replace(old, new))
    with pytest.raises(DataError) as error:
        printed.printed_table(path)
    assert "shares.yaml" in str(error.value)
    assert message in str(error.value)


def test_one_name_has_one_set_of_columns(tmp_path):
    parts = [("a", lay_out(tmp_path, "a")), ("b", lay_out(tmp_path, "b", columns=YAML.replace("high: 1", "high: 2")))]
    with pytest.raises(DataError, match="expected the columns that another source gives shares"):
        printed.read_printed(parts, "shares")


def test_the_columns_of_a_shared_table_stand_in_one_place(tmp_path):
    home = tmp_path / "a" / "tables"
    home.mkdir(parents=True)
    assert printed.printed_table(home / "published_laws.csv") is printed.PUBLISHED_LAWS
    (home / "published_laws.yaml").write_text(YAML)
    with pytest.raises(DataError, match=r"published_laws\.yaml: expected no file of this name"):
        printed.printed_table(home / "published_laws.csv")


def test_no_rows_of_a_shared_table(tmp_path):
    assert printed.read_printed([], "published_laws").empty


def test_every_committed_table_is_described_and_read(root):
    """Each has a description of every column, and a unit of every number in the yaml files."""
    paths = sorted((root / "data").glob("*/tables/*.csv"))
    assert paths
    for path in paths:
        table = printed.printed_table(path)
        assert isinstance(printed.read_printed([(path.parts[-3], path)], path.stem), pd.DataFrame)
        assert all(column.doc for column in table.columns if path.stem not in printed.SHARED)
    orphans = {path for path in (root / "data").glob("*/tables/*.yaml") if not path.with_suffix(".csv").exists()}
    assert orphans == set()
