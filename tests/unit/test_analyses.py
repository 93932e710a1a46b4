"""Analyses are found by what their files say, run in order, and read tables by name."""

import subprocess
import sys
from importlib import import_module

import jsonschema
import pandas as pd
import pytest

from emergence import analyses
from emergence.analyses.running import Context, run, schemas, tables_of
from emergence.catalogue.analyses import discover, given_to, in_order, made_by, options_schema
from emergence.io.checking import check
from emergence.io.contract import Table, flag, number, text
from emergence.io.errors import DataError
from emergence.io.storage import write_table
from emergence.io.tables import Tables
from emergence.models.base import Settings

FOLDER = analyses.__path__[0]
DOUBLES = """
from emergence.io.contract import Table, number, text

TABLE = Table("{name}", (text("series_id", "the series"), number("x", "a number", unit="1")), key=("series_id",))
SCOPE = "{scope}"
INPUTS = ("{given}",)
OPTIONS = {{"factor": {{"type": "number"}}}}


def run(tables, context):
    own = tables["{given}"]
    return own.assign(x=context.options["factor"] * own["x"])
"""


def written(folder, **analyses):
    """A folder of analyses, each said as (scope, the table that it is made from)."""
    for name, (scope, given) in analyses.items():
        (folder / f"{name}.py").write_text(DOUBLES.format(name=name, scope=scope, given=given))
    return folder


def test_every_analysis_says_of_itself_what_its_module_has():
    found = discover(FOLDER)
    assert len(found) > 15
    assert sum(len(spec.tables) for spec in found.values()) == len(schemas())
    for name, spec in found.items():
        module = import_module(f"emergence.analyses.{name}")
        assert [table.name for table in tables_of(module)] == list(spec.tables)
        assert {table.name: table.key for table in tables_of(module)} == spec.keys
        assert (spec.scope, spec.inputs) == (module.SCOPE, module.INPUTS)
        assert spec.printed == getattr(module, "PRINTED", ())
        assert spec.options == getattr(module, "OPTIONS", {})


def test_planning_imports_no_numpy():
    code = f"""
import sys
from emergence.catalogue.analyses import discover, options_schema
options_schema(discover({FOLDER!r}))
assert not {{"numpy", "pandas"}} & set(sys.modules), sorted(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_analysis_comes_after_those_whose_tables_it_takes(tmp_path):
    folder = written(tmp_path, a=("source", "b"), b=("source", "c"), c=("source", "points"), d=("atlas", "a"))
    specs = discover(folder)
    assert in_order(specs, "source") == ["c", "b", "a"]
    assert made_by(specs, "atlas") == ["d"]
    assert given_to(specs, "source") == (["points"], [])
    assert given_to(specs, "atlas") == (["a"], [])


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"a": ("source", "b"), "b": ("source", "a")}, "tables that are not made from each other"),
        ({"a": ("source", "b"), "b": ("atlas", "series")}, "tables of one source"),
        ({"a": ("paper", "series")}, "source or atlas"),
    ],
)
def test_what_cannot_be_is_an_error(tmp_path, own, message):
    with pytest.raises(DataError, match=message):
        discover(written(tmp_path, **own))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('SCOPE = "source"\n', "", "SCOPE as a literal"),
        ('INPUTS = ("series",)', "INPUTS = tuple(x for x in y)", "INPUTS as a literal"),
        ('Table("a"', "Table(NAME", "with literal name and key"),
    ],
)
def test_what_is_no_literal_is_an_error(tmp_path, old, new, message):
    file = written(tmp_path, a=("source", "series")) / "a.py"
    said = file.read_text()
    assert old in said
    file.write_text(said.replace(old, new))
    with pytest.raises(DataError, match=message):
        discover(tmp_path)


def test_a_table_is_made_once(tmp_path):
    written(tmp_path, a=("source", "series"))
    (tmp_path / "b.py").write_text((tmp_path / "a.py").read_text())
    with pytest.raises(DataError, match=r"a table that .*a\.py does not make"):
        discover(tmp_path)


def test_options_are_held_against_what_each_file_allows(tmp_path):
    schema = options_schema(discover(written(tmp_path, a=("source", "series"))))
    jsonschema.validate({"a": {"factor": 2}}, schema)
    right = {"factor": 2}
    for wrong in ({}, {"a": {}}, {"a": {"factor": "2"}}, {"a": right | {"other": 1}}, {"a": right, "b": {}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_the_options_of_the_config_are_those_of_the_analyses(root):
    yaml = pytest.importorskip("yaml")
    config = yaml.safe_load((root / "workflow" / "config" / "config.yaml").read_text())
    jsonschema.validate(config["analyses"], options_schema(discover(FOLDER)))


def test_one_more_file_is_one_more_table(tmp_path, monkeypatch):
    """Later analyses read what earlier ones wrote."""
    specs = discover(written(tmp_path, twice=("source", "own"), again=("source", "twice")))
    monkeypatch.setattr(analyses, "__path__", [*analyses.__path__, str(tmp_path)])
    own = pd.DataFrame({"series_id": ["a", "b"], "x": [1.0, 2.0]})
    files = {name: [("s", tmp_path / f"{name}.parquet")] for name in specs}
    contracts = {}
    tables = Tables(files, lambda name: contracts[name], frames={"own": own})
    context = Context(Settings(forms=()))
    options = {"twice": {"factor": 2}, "again": {"factor": 10}}
    for table, frame in run(in_order(specs, "source"), tables, context, options):
        contracts[table.name] = table
        write_table(frame, files[table.name][0][1], table)
    assert tables["again"]["x"].tolist() == [20.0, 40.0]
    for name in specs:
        sys.modules.pop(f"emergence.analyses.{name}")


THINGS = Table("things", (text("series_id"), number("x"), flag("known")), key=("series_id", "x"))
PRINTED = Table("printed", (text("source"), text("law"), number("value")), key=("source", "law"))


def test_a_pool_may_be_left_out_of_all_tables(tmp_path):
    pools = Table("pools", (text("series_id"), text("pool"), number("x")), key=("series_id",))
    rows = pd.DataFrame({"series_id": ["a", "b"], "pool": ["all", "whole_tasks"], "x": [1.0, 2.0]})
    write_table(rows, tmp_path / "pools.parquet", pools)
    files = {"pools": [("s", tmp_path / "pools.parquet")]}
    assert Tables(files, {"pools": pools}.get)["pools"]["series_id"].tolist() == ["a", "b"]
    assert Tables(files, {"pools": pools}.get, without="whole_tasks")["pools"]["series_id"].tolist() == ["a"]


@pytest.fixture
def things(tmp_path):
    rows = pd.DataFrame({"series_id": ["a", "a", "b"], "x": [1.0, 2.0, 3.0], "known": [True, None, False]})
    files = []
    for source, own in (("s", rows[:2]), ("t", rows[2:])):
        files.append((source, tmp_path / f"{source}.parquet"))
        write_table(own, files[-1][1], THINGS)
    (tmp_path / "printed.csv").write_text("law,value\nkaplan,0.5\n")
    named = {"things": files, "nothing": [], "printed": [("s", tmp_path / "printed.csv")]}
    return Tables(named, {"things": THINGS, "nothing": THINGS, "printed": PRINTED}.get)


def test_the_files_of_a_table_are_one_frame_in_its_kinds(things):
    assert things["things"]["x"].tolist() == [1.0, 2.0, 3.0]
    assert things["things"]["known"].tolist() == [True, pd.NA, False]
    assert things["things"] is things["things"]
    assert check(things["nothing"], THINGS, "nothing").empty


@pytest.mark.parametrize("whole_first", [True, False])
def test_a_part_of_a_table_is_the_same_whether_it_is_read_or_cut(things, whole_first):
    if whole_first:
        things["things"]
    part = things.read("things", ["b"], ["series_id", "x"])
    assert part.to_dict("list") == {"series_id": ["b"], "x": [3.0]}
    assert part.index.tolist() == [0]
    assert things.read("things", set()).empty
    assert len(things.read("things")) == 3


def test_printed_tables_name_their_source(things):
    assert things["printed"].to_dict("list") == {"source": ["s"], "law": ["kaplan"], "value": [0.5]}
