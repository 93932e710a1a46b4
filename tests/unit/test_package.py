"""The package can be built with the locked tools alone, and holds every file of the library."""

import shutil
import subprocess
import sys
import zipfile

import pytest


@pytest.mark.slow
def test_a_wheel_holds_every_file_of_the_library(root, tmp_path):
    project = tmp_path / "project"
    library = shutil.copytree(
        root / "workflow/lib", project / "workflow/lib", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(root / "envs", project / "envs")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(root / name, project)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", tmp_path, project], check=True)
    (wheel,) = tmp_path.glob("emergence_atlas-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        metadata = packed.read(next(name for name in names if name.endswith("METADATA"))).decode()
    expected = {path.relative_to(library).as_posix() for path in library.rglob("*") if path.is_file()}
    assert expected - names == {name for name in expected if ".egg-info/" in name}
    assert "Requires-Dist: numpy<2.5" in metadata
