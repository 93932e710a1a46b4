"""Files of one table joined as a stream: rows in their order, bytes that do not depend on the number of files."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from emergence.io import joining
from emergence.io.files import write_parquet


@pytest.fixture
def small(monkeypatch):
    """Blocks of a few rows, so that joins cross them."""
    monkeypatch.setattr(joining, "BLOCK", 50)
    monkeypatch.setattr(joining, "_BATCH", 7)
    monkeypatch.setattr(joining, "_AT_ONCE", 3)


def table_of(ids, counts):
    ids = np.repeat(ids, counts)
    return pa.table({"series_id": ids, "row": np.arange(len(ids), dtype=float), "word": ids.astype(str)})


def written(folder, tables):
    paths = [folder / f"{number}.parquet" for number in range(len(tables))]
    for path, table in zip(paths, tables, strict=True):
        write_parquet(table, path, {"title": "t"})
    return paths


@pytest.mark.parametrize("shards", [1, 2, 3, 7, 11])
@pytest.mark.parametrize("seed", range(4))
def test_shards_are_merged_into_the_order_of_one_file(tmp_path, small, shards, seed):
    rng = np.random.default_rng(seed)
    ids = np.array([f"series/{number:03d}" for number in range(40)])
    whole = table_of(ids, rng.integers(0, 30, len(ids)))
    parts = [whole.filter(np.isin(whole["series_id"], ids[shard::shards])) for shard in range(shards)]
    joining.merge(written(tmp_path, parts), tmp_path / "joined.parquet")
    joining.merge(written(tmp_path, [whole]), tmp_path / "one.parquet")
    assert pq.read_table(tmp_path / "joined.parquet").equals(whole)
    assert (tmp_path / "joined.parquet").read_bytes() == (tmp_path / "one.parquet").read_bytes()
    assert pq.read_schema(tmp_path / "joined.parquet").metadata == {b"title": b"t"}
    assert not list(tmp_path.glob(".*"))


def test_shards_without_rows_give_a_table_without_rows(tmp_path):
    none = table_of(np.array(["a"]), [0])
    joining.merge(written(tmp_path, [none, none]), tmp_path / "joined.parquet")
    assert pq.read_table(tmp_path / "joined.parquet").equals(none)


def test_files_are_concatenated_in_their_order_and_a_missing_column_is_null(tmp_path, small):
    first, second = table_of(np.array(["b", "a"]), [60, 3]), table_of(np.array(["a"]), [20])
    joining.concatenate(written(tmp_path, [first, second.drop_columns(["word"])]), tmp_path / "joined.parquet")
    joined = pq.read_table(tmp_path / "joined.parquet")
    assert joined["series_id"].to_pylist() == ["b"] * 60 + ["a"] * 23
    assert joined["word"].null_count == 20
