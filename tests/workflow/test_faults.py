"""Every fault of docs/faults.md: what people are told, and that all results end as a clean build has them."""

import os
import random
import shutil
import signal
import subprocess
import time

import pytest
from faults import all_faults
from faults.interruptions import KILLED, KILLS
from faults.page import page
from projects import copied

pytestmark = pytest.mark.slow

# What all changes must pass; `make test-faults` injects the others.
ALWAYS = {"edited_estimate", "lost_records_and_old_input", "removed_exhibit", "power_cut", "second_run", "full_results"}
OTHERS = [pytest.mark.faults]
CHAINS = 4  # in each, so many of the kills follow one another
# Mounting is for who may; where tests may not, these few are left out.
MOUNTS = subprocess.run(["unshare", "--map-root-user", "--mount", "true"], capture_output=True).returncode == 0


def assert_whole(project, built):
    """The results are those of the clean build, they verify, and there is nothing left to do."""
    assert project.everything() == built.everything()
    verified = project.run("verify", module="emergence.cli.main")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert project.due() == set()


@pytest.mark.parametrize(
    "fault", [pytest.param(one, id=one.name, marks=[] if one.name in ALWAYS else OTHERS) for one in all_faults()]
)
def test_a_fault_is_named_and_mended(fault, built, tmp_path):
    if "mounted" in fault.inject.__code__.co_names and not MOUNTS:
        pytest.skip("may not mount")
    project = copied(built, tmp_path / "project")
    for met in fault.strike(project):
        said = met.stdout + met.stderr
        assert all(words in said for words in fault.says), said
        assert (met.returncode == 0) == fault.mends, said
        assert "Traceback" not in said
        assert "DEFECT" not in said
    if not fault.mends:
        project.build()
    assert_whole(project, built)


@pytest.mark.parametrize("chain", [0, *(pytest.param(chain, marks=OTHERS) for chain in range(1, CHAINS))])
def test_kills_at_random_moments(chain, built, tmp_path):
    """From nothing to the whole results, through runs that are killed; each goes on where the one before it was."""
    chance = random.Random(20261130 + chain)
    project = copied(built, tmp_path / "project")
    shutil.rmtree(project.folder / "results")
    shutil.rmtree(project.folder / ".snakemake")
    for _ in range(KILLS // CHAINS):
        run = project.start()
        for _ in range(1 + chance.randrange(4)):  # the number of jobs, then a line for each that has ended
            run.stderr.readline()
        time.sleep(chance.uniform(0, 2))
        if chance.random() < 0.5:
            os.killpg(run.pid, signal.SIGKILL)
        else:
            run.kill()  # its jobs live on
        run.wait()
        assert (project.folder / ".snakemake/locks").is_dir()
    assert KILLED in project.build()
    assert_whole(project, built)


def test_the_page_lists_the_faults(root):
    assert (root / "docs/faults.md").read_text() == page(), "python -m faults, in tests/, writes it"
    assert len(all_faults()) + KILLS >= 30
