"""The tiny project through the profiles for clusters, on a Slurm of one node: results are those of a local run."""

import time
from importlib.util import find_spec

import pytest
from cluster import one_node
from projects import COMPILED, Project, built_in, carry_compiled, copied, install
from tiny_project import write_tiny_project

PLUGINS = {"slurm": "snakemake_executor_plugin_slurm", "generic": "snakemake_executor_plugin_cluster_generic"}
pytestmark = [pytest.mark.slow, pytest.mark.cluster]


@pytest.fixture(scope="module")
def cluster():
    """A Slurm of one node; the tests are skipped with a word where it cannot be."""
    lacking = [plugin for plugin in PLUGINS.values() if find_spec(plugin) is None]
    why_not = one_node.why_not() or (f"no {', '.join(lacking)}: make test-cluster installs it" if lacking else "")
    if why_not:
        pytest.skip(why_not)
    with one_node.running() as folder:
        yield folder


@pytest.fixture(scope="module")
def local(cluster, tmp_path_factory):
    """The tiny project, built on this machine alone."""
    return built_in(tmp_path_factory.mktemp("local") / "project")


def jobs_of(cluster):
    """How many jobs this Slurm has been handed."""
    return (cluster / "slurmctld.log").read_text().count("_slurm_rpc_submit_batch_job")


def test_results_through_slurm_are_those_of_a_local_run(cluster, local, tmp_path):
    before = jobs_of(cluster)
    write_tiny_project(tmp_path)
    install(tmp_path)
    carry_compiled(COMPILED, tmp_path / "workflow" / "lib")
    project, began = Project(tmp_path), time.monotonic()
    run = project.run(profile="slurm")
    print(f"through Slurm: {time.monotonic() - began:.0f} s")
    assert run.returncode == 0, run.stdout + run.stderr
    assert project.contents() == local.contents()
    assert jobs_of(cluster) >= before + 5  # fits, analyses and drawings


def test_fits_through_the_generic_profile_are_those_of_a_local_run(cluster, local, tmp_path):
    before, project = jobs_of(cluster), copied(local, tmp_path / "project")
    run = project.run("--forcerun", "fit", "--until", "join", profile="generic")
    assert run.returncode == 0, run.stdout + run.stderr
    assert project.contents() == local.contents()
    assert jobs_of(cluster) == before + 2
