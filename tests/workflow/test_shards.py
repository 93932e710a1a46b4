"""A source that is cut into shards has the same results, byte for byte, as one that is not."""

import pytest

pytestmark = pytest.mark.slow

CONFIG = "workflow/config/config.yaml"


def test_shards_change_no_result(project):
    before = project.contents("shards/")
    project.edit(CONFIG, "  default: 1", "  default: 1\n  alpha: 3")
    said = project.build()
    assert "Fit and test the series of alpha, shard 2" in said
    assert "Fit and test the series of beta" not in said
    after = project.contents("shards/")
    for name in ("results/manifest.json", "results/ro-crate-metadata.json"):  # the config is among their inputs
        before.pop(name), after.pop(name)
    assert after == before


def test_a_shard_without_series_and_an_unknown_source(project):
    project.edit(CONFIG, "  default: 1", "  default: 1\n  beta: 9")
    project.build("results/sources/beta/verdicts.parquet")
    project.edit(CONFIG, "  beta: 9", "  gamma: 2")
    assert "config, column 'shards': found 'gamma'" in project.refused("--dry-run")
