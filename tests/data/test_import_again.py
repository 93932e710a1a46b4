"""Every importer, run on the mirror, gives the committed tables byte for byte; and these tables hold together."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from emergence.io.storage import read_table
from emergence.schema.printed import table_of
from emergence.schema.published import METRICS, TASKS
from emergence.sources import descriptor
from emergence.sources.importing import import_source
from emergence.sources.ingest import ingest, merge_tasks
from emergence.sources.source_code import module_of

SOURCES = sorted(path.parent.name for path in Path(__file__).resolve().parents[2].glob("data/*/source.yaml"))


def read_from_figures(source, data):
    """The tables that a source's module ``readings`` names: `snakemake digitise` makes these."""
    readings = module_of(source, "readings", data)
    text = "" if readings is None else Path(readings.__file__).read_text()
    return set(re.findall(r'"((?:tables/)?\w+\.(?:csv|parquet))"', text))


@pytest.mark.parametrize("source", SOURCES)
def test_import_reproduces_the_committed_tables(source, mirror, root, tmp_path):
    committed = root / "data" / source
    folder = tmp_path / source
    folder.mkdir()
    (folder / "tables").mkdir()
    for path in [*committed.glob("source.yaml"), *committed.glob("*.sha256"), *committed.glob("tables/*.yaml")]:
        shutil.copy(path, folder / path.relative_to(committed))
    shutil.copy(root / "data" / "tasks.csv", tmp_path)
    described = descriptor.load(folder / "source.yaml")
    if described.pattern is not None or described.method == "computed":
        pytest.skip("its files are the user's own, or it has none")
    made = import_source(source, data=tmp_path, mirror=mirror)
    assert made
    for name in made:
        assert (folder / name).read_bytes() == (committed / name).read_bytes(), name
    standing = {path.relative_to(committed).as_posix() for path in committed.rglob("*.*")}
    by_hand = {name for name in standing - set(made) if name.endswith((".csv", ".parquet"))}
    by_hand = {name for name in by_hand if not name.startswith("figure")} - read_from_figures(source, root / "data")
    assert by_hand <= {"tasks.csv"}, "a table that no importer makes"


@pytest.mark.parametrize(
    "source", [pytest.param(name, marks=[pytest.mark.slow] * (name == "olmo_ladder")) for name in SOURCES]
)
def test_tables_join(source, root):
    """Models, tasks and metrics are all known, values in range, keys unique, and loss x are there."""
    folder = root / "data" / source
    described = descriptor.load(folder / "source.yaml")
    if described.pattern is not None:
        pytest.skip("its tables are the user's own")
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".parquet"))
    tables = {path.name: read_table(path, table_of(path.name, folder)) for path in paths}
    for path in (folder / "tables").glob("*.csv"):
        read_table(path, table_of(f"tables/{path.name}", folder))
    if described.method == "computed" and not described.pools:
        assert not tables, "observations that no series is made of"
        return
    shared = read_table(root / "data" / "tasks.csv", TASKS)
    tasks = merge_tasks(shared, tables.pop("tasks.csv", shared.iloc[:0]), "tasks.csv")
    metrics = read_table(root / "data" / "metrics.csv", METRICS)
    observations = ingest(source, described.method, tables, tables.pop("models.csv"), tasks, metrics)
    losses = set(observations.loc[observations["metric"] == "cross_entropy", "task"])
    assert {x.removeprefix("loss_") for x in described.x if x.startswith("loss_")} <= losses


def test_shared_chance_is_one_over_the_choices(root):
    tasks = read_table(root / "data" / "tasks.csv", TASKS)
    counted = tasks[tasks["choices"].notna()]
    assert (counted["chance"] == 1 / counted["choices"]).all()
    assert counted["chance_basis"].isin(["derived", "secondary"]).all()
    uncounted = tasks[tasks["choices"].isna() & tasks["subtask"].isna()]
    other = uncounted.loc[uncounted["chance"].notna(), ["chance", "chance_basis"]]
    # derived, digitised: from scores or a level that a paper shows; released: by the suite that put the task so
    assert other["chance_basis"].isin(["assumed", "secondary", "derived", "digitised", "released"]).all()
    assert tasks["task"].is_monotonic_increasing


def test_one_task_one_home(root):
    """No task stands in two places, and none that the shared table has stands in a source's own."""
    homes = {path.parent.name: read_table(path, TASKS) for path in sorted(root.glob("data/**/tasks.csv"))}
    whole = pd.concat([tasks.assign(home=home) for home, tasks in homes.items()])
    repeated = whole[whole.duplicated(["task", "subtask"], keep=False)]
    assert repeated[["task", "subtask", "home"]].to_numpy().tolist() == []
