"""What is wrong with the tables of a source is said before any job runs, with file, row and what was expected."""

import pandas as pd
import pytest

from emergence.catalogue.soundness import require_sound
from emergence.catalogue.wellformed import require_wellformed
from emergence.io.errors import DataError
from emergence.io.file_memory import FileMemory

HEAD = "model,task,metric,value,n_items,locator\n"
SCORES = HEAD + "small,quiz,accuracy,0.25,400,t\nlarge,quiz,accuracy,0.5,400,t\nlarge,c4_en,cross_entropy,2.5,,t\n"
MODELS = "model,family,params,flops,basis,locator\nsmall,toy,1e8,1e19,printed,t\nlarge,toy,1e9,1e20,printed,t\n"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "beta").mkdir(parents=True)
    (folder / "tasks.csv").write_text("task,title\nquiz,Quiz\nc4_en,C4\n")
    (folder / "metrics.csv").write_text("metric\naccuracy\n")
    (folder / "beta" / "models.csv").write_text(MODELS)
    (folder / "beta" / "scores.csv").write_text(SCORES)
    return folder


def look(folder, **pools):
    require_sound("beta", {"all": {}, **pools}, FileMemory(folder / "memory.json"), folder)


def test_a_sound_source_is_not_commented_on(data):
    look(data, toys={"family": "toy", "metric": ["accuracy"], "tokens": {"min": 1}})


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("more.csv", "", "more.csv: expected a table; the file is empty"),
        ("scores.csv", "\ufeff" + SCORES, "row 1: expected UTF-8 without a byte-order mark"),
        ("scores.csv", SCORES.replace(",", ";"), "commas between columns, not semicolons"),
        ("scores.csv", SCORES.replace(",", "\t"), "commas between columns, not tabs"),
        ("scores.csv", SCORES.replace("2.5", "212"), "row 4, column 'value': found 212.0: expected a loss"),
        (
            "scores.csv",
            SCORES.replace("2.5", "1e308"),
            "found 1e[+]308: expected a loss in nats per token, at most 13.8",
        ),
        ("scores.csv", SCORES.replace(",400", ",2000.5"), "row 2, column 'n_items': found 2000.5: expected a whole"),
        (
            "models.csv",
            MODELS.replace("1e20", "1e200"),
            "row 3, column 'flops': found 1e[+]200: expected training FLOPs",
        ),
        (
            "scores.csv",
            SCORES.replace("large,quiz", "large,quizz"),
            "row 3.*beta/tasks.csv or .*such as quiz; a new one",
        ),
        ("more.csv", HEAD + "large,quiz,accuracy,0.5,,t\n", "scores.csv, row 3.*each number once; row 2 of .*more.csv"),
        ("more.xlsx", "PK", "more.xlsx: expected tables as .csv or .parquet"),
        ("results.json", "{}", "results.json: expected tables as .csv or .parquet.* and notes as .md or .txt"),
    ],
)
def test_a_fault_is_named(data, name, content, expected):
    (data / "beta" / name).write_text(content)
    with pytest.raises(DataError, match=expected):
        look(data)


@pytest.mark.parametrize("name", ["README.txt", "LICENSE", "LICENSE.txt", "README.md", "notes.txt"])
def test_notes_may_lie_beside_the_tables(data, name):
    (data / "beta" / name).write_text("Made by us.\n")
    look(data)


def test_a_pool_that_no_row_meets_is_named(data):
    with pytest.raises(
        DataError, match="source.yaml, column 'pools.big.where'.*'tyo'.*expected a condition that rows meet"
    ):
        look(data, big={"family": "tyo"})


def test_numbers_of_a_parquet_table_are_no_text(data):
    rows = pd.DataFrame({"model": ["small"], "task": "quiz", "metric": "accuracy", "value": ["0.3"], "shots": [5.0]})
    rows.to_parquet(data / "beta" / "more.parquet")
    with pytest.raises(DataError, match="more.parquet, column 'value': expected a column of numbers; its type is text"):
        look(data)
    rows.assign(value=212.0, metric="cross_entropy").to_parquet(data / "beta" / "more.parquet")
    with pytest.raises(DataError, match="more.parquet, row 1, column 'value': found 212.0"):
        look(data)


def test_what_is_no_file_of_the_folder_is_named(data):
    odd = data / "beta" / "odd.csv"
    odd.mkdir()
    with pytest.raises(DataError, match="odd.csv: expected a file, not a folder"):
        look(data)
    odd.rmdir()
    odd.symlink_to("nowhere.csv")
    with pytest.raises(DataError, match="a link to nowhere.csv, which does not exist"):
        look(data)
    odd.unlink()
    (data.parent / "elsewhere.csv").write_text(HEAD)
    odd.symlink_to(data.parent / "elsewhere.csv")
    with pytest.raises(DataError, match="expected a file of its own; it is a link to .*elsewhere.csv, outside"):
        look(data)
    odd.unlink()
    odd.symlink_to("scores.csv")
    with pytest.raises(DataError, match="each number once"):
        look(data)


def test_a_number_given_twice_is_looked_for_again_when_either_table_changes(data, monkeypatch):
    monkeypatch.setattr("emergence.io.file_memory._SETTLED", -1)
    scores, more, memory = data / "beta" / "scores.csv", data / "beta" / "more.csv", FileMemory(data / "memory.json")
    apart = HEAD + "huge,quiz,accuracy,0.5,,t\n"

    def look_again():
        require_sound("beta", {}, memory, data)

    more.write_text(apart)
    look_again()
    computed = memory.computed
    look_again()
    assert memory.computed == computed
    for table, changed in ((scores, SCORES + "huge,quiz,accuracy,0.25,,t\n"), (more, apart.replace("huge", "large"))):
        before = table.read_text()
        table.write_text(changed)
        with pytest.raises(DataError, match=r"scores.csv.*each number once; row 2 of .*more.csv"):
            look_again()
        table.write_text(before)
        look_again()


def test_a_damaged_table_is_left_to_the_job_that_reads_it(data):
    (data / "beta" / "scores.csv").unlink()
    (data / "beta" / "more.parquet").write_bytes(b"PAR1 and no more")
    look(data)


def test_a_config_that_is_no_yaml_has_row_and_character(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("fits:\n  draws: 20\nstudies: ][\n")
    with pytest.raises(DataError, match="config.yaml, row 3: expected well-formed yaml .* at character 10"):
        require_wellformed(FileMemory(tmp_path / "memory.json"), str(path))
    path.write_text("fits: {draws: 20}\n")
    require_wellformed(FileMemory(tmp_path / "memory.json"), str(path))
