"""A source that is cut into shards has the same results, byte for byte, as one that is not."""


def test_shards_change_no_result(project):
    names = [name for name in project.files() if name.endswith(".parquet") and "contents" not in name]
    before = {name: (project.folder / name).read_bytes() for name in names}
    config = "workflow/config/config.yaml"
    project.edit(config, "shards: {}", "shards: {alpha: 3}")
    for name in ("fits", "tests"):
        (project.folder / f"results/sources/alpha/{name}.parquet").unlink()
    said = project.build()
    assert "Fit every form to shard 2 of the series of alpha" in said
    assert "Join the shards of alpha" in said
    assert {name: (project.folder / name).read_bytes() for name in names} == before


def test_a_shard_without_series_and_an_unknown_source(project):
    config = "workflow/config/config.yaml"
    project.edit(config, "shards: {}", "shards: {beta: 9}")
    project.build("results/sources/beta/verdicts.parquet")
    project.edit(config, "shards: {beta: 9}", "shards: {gamma: 2}")
    assert "config, column 'shards': found 'gamma'" in project.refused("--dry-run")
