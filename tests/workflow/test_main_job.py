"""The main job from end to end on a tiny project: what it makes, and that it makes the same again."""

import hashlib
import json
import shutil

import pandas as pd

EVERY_ANALYSIS = True

TABLES = [
    "observations",
    "models",
    "tasks",
    "series",
    "fits",
    "intervals",
    "fit_stats",
    "curves",
    "correlations",
    "residuals",
    "checks",
]


def manifest(project):
    return json.loads((project.folder / "results" / "manifest.json").read_text())


def crate(project):
    return json.loads((project.folder / "results" / "ro-crate-metadata.json").read_text())


def test_every_public_table_and_exhibit_is_there(built):
    files = set(built.files())
    assert {f"results/{table}.parquet" for table in TABLES} <= files
    assert {f"results/toy/{name}.{kind}" for name in ("fig", "table") for kind in ("parquet", "pdf")} <= files
    for name in ("fig", "table"):
        assert (built.folder / f"results/toy/{name}.pdf").read_bytes().startswith(b"%PDF")


def test_the_threshold_of_the_made_up_scores_is_found(built):
    fits = pd.read_parquet(built.folder / "results" / "fits.parquet")
    row = fits[fits["series_id"].str.startswith("alpha/") & (fits["form"] == "hinge") & (fits["parameter"] == "eta")]
    assert abs(row["estimate"].item() - 3.0) < 0.02


def test_checks_compare_with_what_is_published(built):
    check = pd.read_parquet(built.folder / "results" / "checks.parquet").iloc[0]
    assert check[["exhibit", "quantity", "published", "ours", "ok"]].tolist() == ["toy/table", "large", 0.5, 0.5, True]


def test_the_manifest_holds_the_checksum_of_every_output(built):
    outputs = manifest(built)["outputs"]
    assert set(outputs) == {name for name in built.files() if "/sources/" not in name} - {
        "results/manifest.json",
        "results/checks.accepted",
        "results/ro-crate-metadata.json",
    }
    for name, checksum in outputs.items():
        assert hashlib.sha256((built.folder / name).read_bytes()).hexdigest() == checksum


def test_the_crate_describes_the_outputs_and_cites_the_sources_of_each_exhibit(built):
    entities = {entity["@id"]: entity for entity in crate(built)["@graph"]}
    for name, checksum in manifest(built)["outputs"].items():
        assert entities[name.removeprefix("results/")]["sha256"] == checksum
    cited = entities["toy/fig.pdf"]["citation"]["@id"]
    assert entities[cited]["name"] == "A test"


def test_all_that_is_there_verifies(built):
    done = built.run("verify", module="emergence.cli.main")
    assert done.returncode == 0, done.stdout


def test_what_differs_is_missing_or_does_not_belong_is_listed(project):
    results = project.folder / "results"
    for change in (results / "toy" / "fig.pdf").write_bytes, (results / "toy" / "more.pdf").write_bytes:
        change(b"%PDF-1.4")
    (results / "series.parquet").unlink()
    project.edit("data/beta/scores.csv", "small,quiz,accuracy,0.25", "small,quiz,accuracy,0.26")
    done = project.run("verify", module="emergence.cli.main")
    assert done.returncode == 1
    assert set(done.stdout.splitlines()) >= {
        "results/toy/fig.pdf differs from what its job wrote",
        "results/series.parquet is missing",
        "results/toy/more.pdf does not belong to the results",
        "data/beta/scores.csv has changed since",
    }


def test_one_core_and_another_folder_give_the_same_manifest(built, project):
    shutil.rmtree(project.folder / "results")
    shutil.rmtree(project.folder / ".snakemake")
    project.build("--cores", "1")
    assert manifest(project) == manifest(built)
    assert crate(project) == crate(built)
