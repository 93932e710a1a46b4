"""Import: tables appear together or not at all, and those that come out the same are left alone."""

import hashlib

import pandas as pd
import pytest
import yaml

from emergence.io.errors import DataError
from emergence.sources import importing

ROW = {"model": "m", "task": "t", "metric": "accuracy", "value": 0.5, "locator": "line 1"}
MODEL = {"model": "m", "family": "F", "basis": "printed", "locator": "Table 1"}
CONTENT = b"upstream"


class Importer:
    """Stands in for an importer module; ``value`` is what the score is read as."""

    value = 0.5

    def read(self, files):
        assert files == {"a.csv": CONTENT}
        return {"models.csv": pd.DataFrame([MODEL]), "scores.csv": pd.DataFrame([ROW | {"value": self.value}])}


@pytest.fixture
def importer(tmp_path, monkeypatch):
    """An importer, its source under tmp_path/data and its mirror."""
    files = [{"path": "a.csv", "sha256": hashlib.sha256(CONTENT).hexdigest()}]
    content = {
        "title": "T",
        "citation": {"authors": "N", "year": 2024, "title": "P"},
        "licence": "MIT",
        "method": "released",
        "upstream": [{"mirror": "m", "notes": "n", "files": files}],
        "pools": {"all": {"title": "All"}},
        "x": {"log10_flops": {}},
    }
    (tmp_path / "data" / "some").mkdir(parents=True)
    (tmp_path / "data" / "some" / "source.yaml").write_text(yaml.safe_dump(content))
    (tmp_path / "mirror" / "m").mkdir(parents=True)
    (tmp_path / "mirror" / "m" / "a.csv").write_bytes(CONTENT)
    stand_in = Importer()
    monkeypatch.setattr(importing, "importer_of", lambda source, data: stand_in)
    return stand_in


def run(tmp_path):
    return importing.import_source("some", data=tmp_path / "data", mirror=tmp_path / "mirror")


def standing(tmp_path):
    return {path.name: path.read_bytes() for path in (tmp_path / "data" / "some").iterdir()}


def test_tables_are_written_once(tmp_path, importer):
    assert run(tmp_path) == ["models.csv", "scores.csv"]
    first = standing(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "data" / "some").iterdir()}
    assert run(tmp_path) == []
    assert standing(tmp_path) == first
    assert times == {path: path.stat().st_mtime_ns for path in (tmp_path / "data" / "some").iterdir()}


def test_only_what_changed_is_replaced(tmp_path, importer):
    run(tmp_path)
    importer.value = 0.75
    assert run(tmp_path) == ["scores.csv"]
    assert b"0.75" in standing(tmp_path)["scores.csv"]


def test_one_wrong_table_leaves_all_as_they_were(tmp_path, importer):
    run(tmp_path)
    before = standing(tmp_path)
    importer.value = float("inf")
    with pytest.raises(DataError, match=r"scores\.csv.*'value'"):
        run(tmp_path)
    assert standing(tmp_path) == before


def test_an_upstream_file_that_is_missing_leaves_all_as_they_were(tmp_path, importer):
    run(tmp_path)
    before = standing(tmp_path)
    (tmp_path / "mirror" / "m" / "a.csv").unlink()
    with pytest.raises(DataError, match=r"a\.csv"):
        run(tmp_path)
    assert standing(tmp_path) == before


def test_a_source_without_an_importer_is_named():
    with pytest.raises(DataError, match=r"data/nothing_of_this_name/importer\.py"):
        importing.importer_of("nothing_of_this_name")


def test_an_importer_may_stand_in_the_folder_of_its_source(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "importer.py").write_text("def read(files):\n    return sorted(files)\n")
    assert importing.importer_of("mine", tmp_path).read({"b": b"", "a": b""}) == ["a", "b"]


def test_every_source_has_its_importer(root):
    for path in sorted((root / "data").glob("*/source.yaml")):
        if "method: computed" not in path.read_text():
            assert callable(importing.importer_of(path.parent.name).read)


class WithTasks(Importer):
    """An importer that knows two tasks, and may know a printed table that holds no scores."""

    chance = 0.25
    printed = {}

    def read(self, files):
        known = {
            "answer_format": "multiple_choice",
            "chance": self.chance,
            "chance_basis": "assumed",
            "locator": "here",
        }
        tasks = [{"task": name, "title": name.upper(), **known} for name in ("a", "t")]
        return super().read(files) | {"tasks.csv": pd.DataFrame(tasks)} | self.printed


@pytest.fixture
def shared(tmp_path, importer, monkeypatch):
    """The importer above, beside a table of shared tasks that has one of its tasks."""
    stand_in = WithTasks()
    monkeypatch.setattr(importing, "importer_of", lambda source, data: stand_in)
    head = "task,title,answer_format,chance,chance_basis,locator\n"
    (tmp_path / "data" / "tasks.csv").write_text(head + "a,A,multiple_choice,0.25,assumed,elsewhere\n")
    return stand_in


def test_a_shared_task_stays_in_its_home(tmp_path, shared):
    run(tmp_path)
    assert [line.split(",")[0] for line in (tmp_path / "data" / "some" / "tasks.csv").read_text().splitlines()] == [
        "task",
        "t",
    ]


def test_a_shared_task_must_be_the_same_one(tmp_path, shared):
    shared.chance = 0.5
    with pytest.raises(DataError, match=r"tasks\.csv, row a, column 'chance': found 0\.5"):
        run(tmp_path)


COLUMNS = (
    "key: [part]\ncolumns: {part: {doc: d, required: true}, share: {doc: d, kind: number, unit: fraction, high: 1}}\n"
)


def test_a_printed_table_has_its_folder_and_contract(tmp_path, shared):
    shares = pd.DataFrame([{"part": "web", "share": 0.8, "locator": "Table 3"}])
    shared.printed = {"tables/corpus_shares.csv": shares}
    with pytest.raises(DataError, match=r"tables/corpus_shares\.yaml: expected a file of this name"):
        run(tmp_path)
    (tmp_path / "data" / "some" / "tables").mkdir()
    (tmp_path / "data" / "some" / "tables" / "corpus_shares.yaml").write_text(COLUMNS)
    assert "tables/corpus_shares.csv" in run(tmp_path)
    made = tmp_path / "data" / "some" / "tables" / "corpus_shares.csv"
    assert made.read_text() == "part,share,locator\nweb,0.8,Table 3\n"
    assert run(tmp_path) == []
