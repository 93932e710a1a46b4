"""The number of series, counted before any job has run, beside the series that are built."""

import subprocess
import sys

import pytest

from emergence.catalogue import descriptors, series_count, sources
from emergence.catalogue.project import Project
from emergence.io.file_memory import FileMemory
from emergence.series.build import build_series
from emergence.sources.ingest import ingest
from emergence.sources.source_tables import read_source


@pytest.fixture
def count(tmp_path, root, monkeypatch):
    """A function of a source's name: its descriptor and the number of its series."""
    monkeypatch.chdir(root)
    own = Project().sources

    def counted(name):
        given = sources.pools_of(own[name]), descriptors.x_of(own[name], {})
        return own[name], series_count.about(name, *given, FileMemory(tmp_path / "memory.json"))

    return counted


@pytest.mark.parametrize("name", ["bigbench_lite", "bigscience", "pythia_arithmetic"])
def test_the_count_is_that_of_the_series_built(count, name):
    own, found = count(name)
    tables = read_source(f"data/{name}", sources.files_of(name))
    observations = ingest(name, own["method"], *tables)
    tasks = tables.tasks[tables.tasks["task"].isin(observations["task"].unique())].assign(source=name)
    given = sources.pools_of(own), descriptors.x_of(own, {})
    assert found == len(build_series(observations, *given, tasks, tables.metrics)[0])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"model,value\nsmall,1\n"])
def test_a_damaged_table_counts_for_none(tmp_path, content):
    folder = tmp_path / "alpha"
    folder.mkdir()
    for name in ("scores.csv", "scores.parquet", "models.csv"):
        (folder / name).write_bytes(content)
    pools, x = {"all": {"family": "toy"}}, {"log10_flops": {}}
    assert series_count.about("alpha", pools, x, FileMemory(tmp_path / "memory.json"), tmp_path) == 0


def test_conditions_of_pools_and_of_series_count(tmp_path):
    folder = tmp_path / "alpha"
    folder.mkdir()
    (folder / "models.csv").write_text("model,family,params\na,toy,1e8\nb,toy,1e9\nc,other,1e9\n")
    rows = [f"{model},{task},{metric}" for model in "abc" for task in ("quiz", "sums") for metric in ("accuracy", "f1")]
    (folder / "scores.csv").write_text("model,task,metric\n" + "\n".join([*rows, "a,c4,cross_entropy"]) + "\n")
    pools = {"all": {}, "large": {"family": "toy", "params": {"min": 5e8}}, "none": {"family": ["third"]}}
    x = {"log10_flops": {}, "log10_params": {"only": [{"metric": "f1"}, {"task": "quiz", "pool": "large"}]}}
    # Four series of each of two pools against FLOPs; against parameters two of both, and one more of the large.
    assert series_count.about("alpha", pools, x, FileMemory(tmp_path / "memory.json"), tmp_path) == 8 + 2 + 3


def test_parquet_is_counted_where_there_is_no_pandas(root):
    """As when a workflow is planned; it failed there."""
    code = """
import sys
sys.modules["pandas"] = None
from pathlib import Path
from emergence.catalogue.series_count import _distinct
path = Path("data/bigbench_lamda/scores.parquet")
print(len(list(_distinct(path.read_bytes(), str(path)))))
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 100
