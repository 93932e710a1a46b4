"""The profiles for clouds plan the whole run. Their plugins are not locked here: what only these read is left out."""

import pytest
import yaml

PLUGIN = {"executor", "container-image", "default-storage-provider", "default-storage-prefix"}
PROFILES = ("kubernetes", "googlebatch")


def read(root, profile):
    return yaml.safe_load((root / "workflow" / "profiles" / profile / "config.yaml").read_text())


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_plans_every_job_without_its_plugin(project, root, profile):
    given = read(root, profile)
    assert given["executor"] == profile
    kept = {key: value for key, value in given.items() if key not in PLUGIN and not key.startswith(profile)}
    folder = project.folder / "workflow" / "profiles" / "planned"
    folder.mkdir()
    (folder / "config.yaml").write_text(yaml.safe_dump(kept))
    run = project.run("--dry-run", "--forceall", "--cores", "1", profile="planned")
    assert run.returncode == 0, run.stdout + run.stderr
    for words in ("Fit and test the series of alpha, shard 1", "Draw the exhibits of toy", "Write the manifest"):
        assert words in run.stdout + run.stderr


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_differs_from_that_for_slurm_in_the_place_of_the_run_alone(root, profile):
    slurm, given = read(root, "slurm"), read(root, profile)
    shared = ("jobs", "max-threads", "rerun-triggers", "scheduler", "keep-going", "logger")
    assert {key: given[key] for key in shared} == {key: slurm[key] for key in shared}
    assert given["default-resources"] == slurm["default-resources"] | {"disk_mb": 2000}
    assert given["default-storage-prefix"].startswith(given["default-storage-provider"] + "://")
