"""A run as planned: which sources, exhibits, analyses and files, from the config and the command line."""

import gc
import json
import os
import subprocess
import sys

import pytest
import yaml
from tiny_project import write_tiny_project

from emergence.catalogue import environment
from emergence.catalogue.planning import plan
from emergence.catalogue.project import Project
from emergence.io.errors import AtlasError
from emergence.io.file_memory import FileMemory


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("planned")
    write_tiny_project(home)
    return home


@pytest.fixture
def planned(folder, monkeypatch, tmp_path):
    """A function that plans a run of the tiny project with some settings and targets."""
    monkeypatch.chdir(folder)
    standard = yaml.safe_load((folder / "workflow/config/config.yaml").read_text())
    memory = FileMemory(tmp_path / "plan.json")

    def planned(*targets, **settings):
        return plan({**standard, **settings}, targets, Project(memory))

    return planned


def test_a_whole_run_makes_everything(planned):
    run = planned()
    assert run.whole
    assert list(run.exhibits) == ["toy/fig", "toy/table"]
    assert run.observed == ["alpha", "beta"]
    assert set(run.analyses("source") + run.analyses("atlas")) == set(run.project.analyses)
    assert {"results/toy/fig.pdf", "results/fits.parquet", "results/atlas.pdf"} <= set(run.products)
    assert {"results/checks.accepted", "results/manifest.json", "results/ro-crate-metadata.json"} <= set(run.targets)
    assert "results/points.parquet" not in run.products


def test_a_run_looks_at_own_numbers_and_not_at_published_ones(planned, folder):
    path = folder / "data/beta/source.yaml"
    published = path.read_text()
    assert "results/unlikely.txt" not in planned().targets
    path.write_text(published.replace("method: released", "method: own"))
    own = planned()
    one = planned(exhibits=["toy/table"])
    path.write_text(published)
    assert "results/unlikely.txt" in own.targets
    assert "results/unlikely.txt" not in one.targets


@pytest.mark.parametrize("how", [{"exhibits": ["toy/table"]}, {"targets": ["results/toy/table.pdf"]}])
def test_a_run_of_an_exhibit_makes_it_alone(planned, how):
    run = planned(*how.pop("targets", ()), **how)
    assert not run.whole
    assert run.targets == ["results/toy/table.parquet", "results/toy/table.pdf"]
    assert run.analyses("source") == run.analyses("atlas") == []
    assert run.files("toy/table") == [
        ("observations", "beta", "results/sources/beta/observations.parquet"),
        ("tasks", "beta", "results/sources/beta/tasks.parquet"),
    ]


def test_an_exhibit_of_verdicts_needs_the_analysis_and_what_it_takes(planned, folder):
    path = folder / "workflow/exhibits/toy/verdicts.yaml"
    path.write_text(
        "kind: table\ntitle: Verdicts\ncaption: A test.\nfrom: verdict_counts\ncolumns: [{field: metric, title: M}]\n"
    )
    run = planned(exhibits=["toy/verdicts"])
    path.unlink()
    assert run.analyses("source") == ["verdicts", "verdict_counts"]
    assert run.analyses("atlas") == []
    assert {source for table, source, _ in run.files("toy/verdicts") if table == "verdict_counts"} == {"alpha", "beta"}
    assert {"tests", "series"} <= set(run.taken(run.analyses("source")))


def test_a_run_of_other_sources_says_where_it_writes(planned):
    run = planned(sources=["beta"])
    assert run.places.results.startswith("results-partial-")
    assert f"differs from the standard one in sources: its results are in {run.places.results}/" in run.where
    assert list(run.exhibits) == ["toy/table"]
    assert planned().where == planned(exhibits=["toy/fig"]).where == ""


def test_what_is_printed_by_all_sources_reaches_a_run_of_some(planned, folder):
    tables = folder / "data" / "alpha" / "tables"
    tables.mkdir()
    (tables / "task_categories.csv").write_text("task,printed,list,category,remark,locator\n")
    files = planned(sources=["beta"]).tables_for(["annotations"], "beta")
    (tables / "task_categories.csv").unlink()
    tables.rmdir()
    assert files["task_categories"] == [("alpha", "data/alpha/tables/task_categories.csv")]
    assert [source for source, _ in files["verdicts"]] == ["beta"]


def test_shards_of_a_source_and_of_all_others(planned):
    run = planned(shards={"default": 1, "alpha": 3})
    assert (run.shards("alpha"), run.shards("beta")) == (3, 1)
    assert len(run.shard_tables("fits", "alpha")) == 3


def test_shards_follow_from_the_number_of_series_unless_they_are_set(planned, monkeypatch):
    assert planned(shards={}).shards("alpha") == 1
    monkeypatch.setattr("emergence.catalogue.run.SERIES_A_JOB", 0.3)
    run = planned(shards={"beta": 2})
    assert (run.shards("alpha"), run.shards("beta")) == (4, 2)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"exhibits": ["toy/fgi"]}, "config, column 'exhibits': found 'toy/fgi': expected one of toy/fig"),
        ({"sources": ["gamma"]}, "config, column 'sources': found 'gamma': expected one of alpha, beta"),
        ({"shards": {"alpha": 0}}, "config, column 'shards.alpha': found 0"),
        ({"results": "../elsewhere and more"}, "config, column 'results'"),
        ({"exhibits": ["toy/fig"], "sources": ["beta"]}, "fig.yaml, column 'source': found 'alpha'"),
    ],
)
def test_what_there_is_not_is_one_message(planned, settings, message):
    with pytest.raises(AtlasError) as error:
        planned(**settings)
    assert message in str(error.value)


def test_an_option_of_an_analysis_is_checked_against_its_own_schema(planned, folder):
    options = yaml.safe_load((folder / "workflow/config/config.yaml").read_text())["analyses"]
    options["thinning"] |= {"draws": "199", "sizes": ["5", "8"]}
    assert planned(analyses=options).config["analyses"]["thinning"]["sizes"] == [5, 8]
    options["thinning"] |= {"darws": 3}
    with pytest.raises(AtlasError, match="config, column 'analyses.thinning': expected no key 'darws'"):
        planned(analyses=options)


def test_planning_again_reads_no_file_anew(planned, monkeypatch, tmp_path):
    monkeypatch.setattr("emergence.io.file_memory._SETTLED", -1.0)  # the project was written just now
    first = planned()
    first.project.memory.save()
    memory = FileMemory(tmp_path / "plan.json")
    again = plan(first.config, (), Project(memory))
    assert again.exhibits == first.exhibits
    assert (first.project.memory.computed > 5, memory.computed) == (True, 0)


def test_processes_for_single_jobs_plan_the_run_that_was_asked_for():
    shell = {"MPLCONFIGDIR": "/own"}
    environment.settle(shell)
    assert shell["MPLCONFIGDIR"] == "/own"
    assert shell["NUMBA_CPU_NAME"] == "generic"
    asked = ["results/b.pdf", "--cores", "2", "results/a.pdf"]
    found = environment.targets(shell, asked, lambda words: words[::3])
    assert found == environment.targets(shell, None, None) == ["results/a.pdf", "results/b.pdf"]
    assert environment.targets(shell, ["--cores", "2"], None) == environment.targets(shell, None, None) == []


def test_the_command_computes_in_the_environment_of_the_jobs(tmp_path):
    code = (
        "import json, os, sys; sys.argv = ['emergence', '--version']; from emergence.cli.main import main\n"
        "try: main()\nexcept SystemExit: print(json.dumps(dict(os.environ)))"
    )
    shell = os.environ | {"OPENBLAS_CORETYPE": "Haswell", "MPLCONFIGDIR": "/own"}
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=shell, capture_output=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    jobs: dict[str, str] = {}
    environment.settle(jobs, None)
    assert {name: found[name] for name in jobs} == jobs
    assert found["MPLCONFIGDIR"] == "/own"
    assert not list(tmp_path.iterdir())


def test_planning_looks_for_garbage_seldom():
    before = gc.get_threshold()
    try:
        gc.set_threshold(700)  # Python's own; jobs, which other tests run, have set theirs
        environment.collect_seldom()
        assert gc.get_threshold()[0] > 100 * 700
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
