"""The captions of the repository: each number names columns of its table, and is found in results where there are."""

import os
from pathlib import Path

import pandas as pd
import pytest

from emergence.catalogue import exhibits, wording
from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, WORDING, Project
from emergence.exhibits.numbers import filled
from emergence.exhibits.typed import typed_numbers
from emergence.io.errors import DataError
from emergence.io.storage import read_frame
from emergence.schema.printed import read_printed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def run():
    """The standard run, planned in the checkout."""
    before = Path.cwd()
    os.chdir(ROOT)
    project = Project()
    yield plan(project.load(CONFIG, "config"), project=project)
    os.chdir(before)


def numbered(run):
    return {name: spec for name, spec in run.exhibits.items() if "numbers" in spec}


def columns_of(run, table):
    """The columns by which a caption may choose from a table: its own, and those of its series and fits."""
    found = {*run.project.contract(table).names}
    for other, keys in (("series", {"series_id"}), ("fit_stats", {"series_id", "form"})):
        found |= {*run.project.contract(other).names} if keys <= found else set()
    return found


def words(spec):
    """All that an exhibit's yaml says in prose."""
    remarks = [entry.get("remark", "") for entry in spec.get("redoes", ())]
    legends = [layer.get("legend") or "" for layer in spec.get("layers", ())]
    return " | ".join([spec["title"], spec["caption"], spec.get("short", ""), *remarks, *legends])


def test_numbers_name_columns_that_their_tables_have(run):
    assert len(numbered(run)) > 50
    for name, spec in numbered(run).items():
        for number, entry in spec["numbers"].items():
            if entry["from"] != wording.CONFIG:
                named = {*entry.get("where", {}), *entry.get("of", {}), *entry.get("by", ()), entry.get("field")}
                assert named - {None} <= columns_of(run, entry["from"]), f"{name}: {number}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("over eight seeds", ["eight seeds"]),
        ("Four models per family are few", ["Four models"]),
        ("the two largest models, and half of the tasks", ["two largest models", "half of the tasks"]),
        ("{n} runs of five shots; the three are alike, two learning rates", []),
        ("the 12 runs at 95 %", ["12", "95 %"]),
        ("the four parts, models", []),
    ],
)
def test_numbers_in_digits_and_in_words_are_found(text, found):
    assert typed_numbers(text, {}) == found


def test_a_constant_may_be_said_and_must_occur():
    assert typed_numbers("fewer than twelve runs of 7B", {"fewer than twelve runs": "set in the code"}) == []
    with pytest.raises(DataError, match="a passage of the text"):
        typed_numbers("twelve runs", {"eleven runs": "set in the code"})


def test_captions_hold_no_number_that_is_typed_by_hand(run):
    shared = run.project.load(WORDING, "wording").get("constants", {})
    specs = run.project.exhibits.items()
    found = {name: typed_numbers(words(spec), spec.get("constants", {}), shared, name) for name, spec in specs}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_every_figure_has_a_title_and_a_short_caption(run):
    assert [n for n, s in run.project.exhibits.items() if s["kind"] == "figure" and not s.get("short")] == []


def test_every_caption_is_filled_from_results(run):
    if not Path(run.places.manifest).is_file():
        pytest.skip("no results here: run the main job first")
    read = {}
    for spec in numbered(run).values():
        for table in {table for table, _ in exhibits.number_inputs(spec)} - set(read):
            printed = run.project.printed.get(table, ())
            frames = [read_printed(printed, table)] if printed else map(read_frame, run.paths(table))
            read[table] = pd.concat(frames, ignore_index=True)
        for key in set(wording.WORDED) & set(spec):
            assert "{" not in filled(spec[key], spec["numbers"], read, spec["file"], key)
