"""The package can be built with the locked tools alone, holds every file of the library, and needs no repository."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from evaluation_folders import MAKERS, TASKS, write_ladder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    project = folder / "project"
    shutil.copytree(root / "workflow/lib", project / "workflow/lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "envs", project / "envs")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(root / name, project)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", folder, project], check=True)
    shutil.rmtree(project)
    (built,) = folder.glob("emergence_atlas-*.whl")
    return built


@pytest.fixture
def alone(wheel, tmp_path):
    """Run the command of the wheel in a folder without a repository, under this Python and its packages."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    here = tmp_path / "here"
    here.mkdir()
    paths = {"PYTHONPATH": str(tmp_path / "site"), "NUMBA_CACHE_DIR": str(tmp_path / "numba")}

    def run(*arguments):
        started = "import emergence; assert '/site/' in emergence.__file__; from emergence.cli.main import main; main()"
        command = [sys.executable, "-c", started, *arguments]
        return subprocess.run(command, cwd=here, env=os.environ | paths, capture_output=True, text=True)

    return here, run


def test_a_wheel_holds_every_file_of_the_library(root, wheel):
    library = root / "workflow/lib"
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        metadata = packed.read(next(name for name in names if name.endswith("METADATA"))).decode()
    files = (path.relative_to(library) for path in library.rglob("*") if path.is_file())
    expected = {path.as_posix() for path in files if "__pycache__" not in path.parts}
    assert expected - names == {name for name in expected if ".egg-info/" in name}
    assert "Requires-Dist: numpy<2.5" in metadata


def test_the_wheel_alone_fits_a_table_of_runs(root, alone):
    here, run = alone
    shutil.copy2(root / "docs/runs.csv", here)
    done = run("fit", "runs.csv", "--x", "loss", "--forms", "linear,hinge", "--draws", "99")
    assert done.returncode == 0, done.stderr
    assert {"summary.csv", "loss_c4.pdf", "report.html"} <= {path.name for path in (here / "runs-emergence").iterdir()}
    planned = run("plan", "runs.csv", "--task", "mmlu", "--x", "loss")
    assert planned.stdout.startswith("mmlu (accuracy) against loss on c4"), planned.stderr


@pytest.mark.parametrize("form", list(MAKERS))
def test_the_wheel_alone_reads_evaluation_results(alone, form):
    here, run = alone
    write_ladder(here, form)
    done = run("read", "results/", "--from", form, "--runs", "meta.csv", "-o", "runs.csv")
    assert done.returncode == 0, done.stderr
    assert f",{TASKS[form]},accuracy," in (here / "runs.csv").read_text()
    judged = run("fit", "runs.csv", "--x", "loss", "--forms", "linear", "--draws", "19")
    assert "Against loss on c4" in judged.stdout, judged.stderr


@pytest.mark.parametrize("arguments", [["show", "mmlu"], ["verify"], ["figures"], ["init-source", "mylab", "runs.csv"]])
def test_what_needs_the_repository_says_so(root, alone, arguments):
    here, run = alone
    shutil.copy2(root / "docs/runs.csv", here)
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("ERROR: ")
    assert "clone of the atlas" in done.stderr
    assert [path.name for path in here.iterdir()] == ["runs.csv"]
