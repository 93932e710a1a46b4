"""The tiny project through the profiles for clusters, on a Slurm of two nodes: results are those of a local run."""

import os
import re
import shutil
import signal
import time
from importlib.util import find_spec

import pytest
from cluster import two_nodes
from projects import COMPILED, Project, built_in, carry_compiled, copied, install
from tiny_project import write_tiny_project

PLUGINS = {"slurm": "snakemake_executor_plugin_slurm", "generic": "snakemake_executor_plugin_cluster_generic"}
pytestmark = [pytest.mark.slow, pytest.mark.cluster]


@pytest.fixture(scope="module")
def cluster():
    """A Slurm of two nodes; the tests are skipped with a word where it cannot be."""
    lacking = [plugin for plugin in PLUGINS.values() if find_spec(plugin) is None]
    why_not = two_nodes.why_not() or (f"no {', '.join(lacking)}: make test-cluster installs it" if lacking else "")
    if why_not:
        pytest.skip(why_not)
    with two_nodes.running() as folder:
        yield folder


@pytest.fixture(scope="module")
def local(cluster, tmp_path_factory):
    """The tiny project, built on this machine alone."""
    return built_in(tmp_path_factory.mktemp("local") / "project")


def jobs_of(cluster):
    """How many jobs this Slurm has been handed."""
    return (cluster / "slurmctld.log").read_text().count("_slurm_rpc_submit_batch_job")


def nodes_of(cluster):
    """The nodes to which this Slurm has sent jobs."""
    return set(re.findall(r"Allocate JobId=\d+ NodeList=(\w+)", (cluster / "slurmctld.log").read_text()))


@pytest.fixture
def fresh(tmp_path):
    """A function that lays out the tiny project, unbuilt, changed by a function of its folder."""

    def laid_out(change=lambda folder: None):
        write_tiny_project(tmp_path)
        change(tmp_path)
        install(tmp_path)
        carry_compiled(COMPILED, tmp_path / "workflow" / "lib")
        return Project(tmp_path)

    return laid_out


@pytest.mark.parametrize("profile", PLUGINS)
def test_results_through_a_scheduler_are_those_of_a_local_run(cluster, local, fresh, profile):
    before, project, began = jobs_of(cluster), fresh(), time.monotonic()
    run = project.run(profile=profile)
    through = time.monotonic() - began
    assert run.returncode == 0, run.stdout + run.stderr
    assert project.contents() == local.contents()
    assert jobs_of(cluster) >= before + 5  # fits, analyses and drawings
    assert nodes_of(cluster) == set(two_nodes.NODES)
    shutil.rmtree(project.folder / "results")
    began = time.monotonic()
    project.build()
    print(f"{profile}: {through:.0f} s, on this machine {time.monotonic() - began:.0f} s")


@pytest.mark.parametrize("profile", PLUGINS)
def test_fits_in_shards_are_those_of_one_job(cluster, local, tmp_path, profile):
    before, project = jobs_of(cluster), copied(local, tmp_path / "project")
    project.edit("workflow/config/config.yaml", "  default: 1", "  default: 1\n  alpha: 2")
    run = project.run("--until", "join", profile=profile)
    assert run.returncode == 0, run.stdout + run.stderr
    assert jobs_of(cluster) == before + 2
    joined = "results/sources/alpha/fits.parquet"
    assert "results/sources/alpha/shards/2/fits.parquet" in project.contents()
    assert project.contents()[joined] == local.contents()[joined]


def slow(folder):
    """Let every fit take two minutes more."""
    script = folder / "workflow" / "scripts" / "fit.py"
    script.write_text(script.read_text() + "    __import__('time').sleep(120)\n")


def hungry(folder):
    """Let every fit take 3 GB more."""
    script = folder / "workflow" / "scripts" / "fit.py"
    script.write_text(script.read_text() + "    held = b'x' * 3_000_000_000\n    __import__('time').sleep(120)\n")


@pytest.mark.parametrize("profile", PLUGINS)
def test_a_job_over_its_time_is_named_with_its_limit(cluster, fresh, profile):
    said = fresh(slow).run("--set-resources", "fit:runtime=1", "--until", "fit", profile=profile).stderr
    assert "FAILED: Fit and test the series of alpha, shard 1" in said
    assert "The scheduler ended the job for its time, of which it may have 1 minutes." in said
    assert "`runtime` under `default-resources`, or `set-resources: {fit: {runtime: ...}}`" in said


@pytest.mark.parametrize("profile", PLUGINS)
def test_a_job_over_its_memory_is_named_with_its_limit(cluster, fresh, profile):
    said = fresh(hungry).run("--until", "fit", profile=profile).stderr
    assert "FAILED: Fit and test the series of alpha, shard 1" in said
    assert "The scheduler ended the job for its memory, of which it may have 2000 MB." in said
    assert "`mem_mb` under `default-resources`, or `set-resources: {fit: {mem_mb: ...}}`" in said


@pytest.mark.parametrize("profile", PLUGINS)
def test_a_run_whose_head_was_killed_goes_on(cluster, local, fresh, profile):
    before, project = jobs_of(cluster), fresh()
    head = project.start(profile=profile)
    while jobs_of(cluster) < before + 2:  # both fits are with the scheduler
        assert head.poll() is None
        time.sleep(0.2)
    os.kill(head.pid, signal.SIGKILL)
    head.communicate()
    run = project.run(profile=profile)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "The last run here was killed: what it had not finished is made anew" in run.stderr
    assert "its jobs with the scheduler are cancelled: " in run.stderr
    assert project.contents() == local.contents()
    assert "Nothing to be done" in project.build("--dry-run")
