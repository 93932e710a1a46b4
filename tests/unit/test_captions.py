"""The captions of the repository: each number names columns of its table, and is found in results where there are."""

from pathlib import Path

import pandas as pd
import pytest

from emergence.catalogue import descriptors, exhibits, wording
from emergence.catalogue.tables import TABLES
from emergence.exhibits.numbers import filled
from emergence.io import yamlfile
from emergence.io.storage import read_frame
from emergence.schema.printed import printed_table, read_printed

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "workflow/config/schemas"
SHARED = yamlfile.load(ROOT / "workflow/exhibits/wording.yaml", SCHEMAS / "wording.schema.json")
FILES = sorted((ROOT / "workflow/exhibits").glob("*/*.yaml"))
READ = exhibits.read(FILES, SCHEMAS / "exhibit.schema.json")
SPECS = {name: wording.worded(spec, SHARED) for name, spec in READ.items()}
NUMBERED = [name for name, spec in SPECS.items() if "numbers" in spec]


def printed(table):
    return sorted((ROOT / "data").glob(f"*/tables/{table}.csv"))


def columns_of(table):
    """The columns by which a caption may choose from a table."""
    if files := printed(table):
        return {*printed_table(files[0]).names, "source"}
    own = {*TABLES[table].names}
    return own | {*TABLES["series"].names} if "series_id" in own else own


def settings():
    """The config of the repository with the x of its sources."""
    config = yamlfile.read(ROOT / "workflow/config/config.yaml")
    sources = {path.parent.name: yamlfile.read(path) for path in (ROOT / "data").glob("*/source.yaml")}
    return {**config, "x": {name: descriptors.x_of(own, config["x_kinds"]) for name, own in sources.items()}}


@pytest.mark.parametrize("name", NUMBERED)
def test_numbers_name_columns_of_their_tables_and_settings_that_exist(name):
    spec = wording.settled(SPECS[name], settings())
    for number, entry in spec["numbers"].items():
        if entry["from"] == wording.CONFIG:
            continue
        named = {*entry.get("where", {}), *entry.get("of", {}), *entry.get("by", ())}
        named |= {entry["field"]} if "field" in entry else set()
        assert named <= columns_of(entry["from"]), number


@pytest.fixture(scope="module")
def tables():
    """A function that reads a table of results, of all sources, once."""
    if not (ROOT / "results" / "manifest.json").is_file():
        pytest.skip("no results here: run the main job first")
    read = {}

    def table(name):
        if name not in read:
            whole = ROOT / "results" / f"{name}.parquet"
            parts = [whole] if whole.is_file() else sorted((ROOT / "results/sources").glob(f"*/{name}.parquet"))
            frames = [read_printed(files, name)] if (files := printed(name)) else map(read_frame, parts)
            read[name] = pd.concat(frames, ignore_index=True)
        return read[name]

    return table


@pytest.mark.parametrize("name", NUMBERED)
def test_every_caption_is_filled_from_results(name, tables):
    spec = wording.settled(SPECS[name], settings())
    needed = {table: tables(table) for table, _ in exhibits.number_inputs(spec)}
    for key in wording.WORDED:
        assert "{" not in filled(spec[key], spec["numbers"], needed, spec["file"], key)
