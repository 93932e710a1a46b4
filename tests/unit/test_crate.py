"""The RO-Crate of a run: what it says of files, code and environment, and what to cite for each exhibit."""

import json
import tomllib

import pytest
import yaml
from tiny_project import ROOT, write_tiny_project

from emergence.catalogue import citing
from emergence.catalogue.planning import plan
from emergence.catalogue.project import Project
from emergence.io import yaml_files
from emergence.io.crate import ABOUT, crate
from emergence.io.file_memory import FileMemory
from emergence.io.provenance import sha256

ARTICLE = {"authors": "A. Nobody", "year": 2020, "title": "On alpha", "arxiv": "2001.00001"}
OWN = {"results/manifest.json": "c" * 64}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The plan of the tiny project, of which one source has a second publication and an address."""
    write_tiny_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "data/alpha/source.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), "cite_also": [ARTICLE]}))
    settings = yaml.safe_load((tmp_path / "workflow/config/config.yaml").read_text())
    return plan(settings, (), Project(FileMemory(tmp_path / "plan.json")))


@pytest.fixture
def manifest(run):
    """A manifest of the run, with made-up checksums of outputs, which are not there."""
    versions = {"python": "3.11.0", "snakemake": "9.0.0", "numpy": "2.0.0"}
    outputs = {path: f"{number:064x}" for number, path in enumerate(run.products)}
    return {"versions": versions, "outputs": outputs, "inputs": {path: sha256(path) for path in run.inputs}}


def made(run, manifest, **more):
    about = yaml_files.load(ROOT / "CITATION.cff", ABOUT) | more
    return crate("results", manifest, OWN, about, **citing.plan_of(run))


@pytest.fixture
def entities(run, manifest):
    return {entity["@id"]: entity for entity in made(run, manifest)["@graph"]}


def names(references):
    return [each["@id"] for each in (references if isinstance(references, list) else [references])]


def test_the_root_is_a_workflow_run_crate(entities):
    assert names(entities["ro-crate-metadata.json"]["about"]) == ["./"]
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert {"https://w3id.org/ro/wfrun/workflow/0.5"} < set(names(root["conformsTo"]))
    assert entities[names(root["mentions"])[0]]["@type"] == "CreateAction"
    assert "ComputationalWorkflow" in entities[names(root["mainEntity"])[0]]["@type"]


def test_every_output_and_input_is_a_file_with_its_checksum(entities, manifest):
    def digests(path):
        return {name: entities[name]["sha256"] for name in names(entities["#run"][path])}

    outputs = {**manifest["outputs"], **OWN}
    assert digests("result") == {path.removeprefix("results/"): digest for path, digest in outputs.items()}
    assert digests("object") == {f"../{path}": digest for path, digest in manifest["inputs"].items()}
    assert all("File" in entities[name]["@type"] for name in names(entities["#run"]["result"]))
    assert set(digests("result")) | set(digests("object")) <= set(names(entities["./"]["hasPart"]))


def test_code_and_environment_are_those_of_the_manifest(entities, manifest):
    workflow = entities["../Snakefile"]
    assert "../workflow/rules/checks.smk" in names(workflow["hasPart"])
    needed = names(workflow["softwareRequirements"])
    numpy = "https://pypi.org/project/numpy/2.0.0/"
    assert needed[:3] == ["../envs/requirements.txt", "https://docs.python.org/release/3.11.0/", numpy]
    assert entities[numpy]["version"] == manifest["versions"]["numpy"]


@pytest.mark.parametrize("kind", ["parquet", "pdf"])
def test_every_exhibit_cites_the_publications_of_its_sources(entities, kind):
    figure, table = entities[f"toy/fig.{kind}"], entities[f"toy/table.{kind}"]
    assert figure["name"] == "Quiz against loss"
    assert names(figure["isBasedOn"]) == ["../data/alpha/"]
    assert names(table["isBasedOn"]) == ["../data/beta/"]
    cited = [entities[name] for name in names(figure["citation"])]
    assert {(each["name"], each["author"]) for each in cited} == {("A test", "Nobody"), ("On alpha", "A. Nobody")}
    assert "https://arxiv.org/abs/2001.00001" in names(figure["citation"])
    assert "https://arxiv.org/abs/2001.00001" not in names(table["citation"])


def test_a_table_without_a_source_is_of_all_that_its_analyses_take(run):
    spec = {"kind": "table", "title": "T", "file": "t.yaml", "columns": []}
    run.exhibits.update({"toy/all": {**spec, "from": "lags"}, "toy/one": {**spec, "from": "lags"}})
    run.exhibits["toy/one"]["where"] = {"source": "beta"}
    assert citing.sources_of(run, "toy/all") == ["alpha", "beta"]
    assert citing.sources_of(run, "toy/one") == ["beta"]


def test_all_that_is_referred_to_is_described(run, manifest):
    graph = made(run, manifest)["@graph"]
    known = {entity["@id"] for entity in graph}
    referred = {
        each["@id"]
        for entity in graph
        for value in entity.values()
        for each in (value if isinstance(value, list) else [value])
        if isinstance(each, dict)
    }
    outside = {
        "https://w3id.org/ro/crate/1.1",
        "https://snakemake.readthedocs.io",
        "https://doi.org/10.1093/bioinformatics/bts480",
    }
    assert referred - known == outside


def test_no_order_and_no_clock_is_in_it(run, manifest):
    content = made(run, manifest)
    turned = {key: dict(reversed(value.items())) for key, value in manifest.items()}
    assert json.dumps(made(run, turned)) == json.dumps(content)
    assert [entity["@id"] for entity in content["@graph"]] == sorted(entity["@id"] for entity in content["@graph"])


def test_the_date_is_that_of_the_release(run, manifest):
    graph = made(run, manifest, **{"date-released": "2031-02-03"})["@graph"]
    assert next(entity for entity in graph if entity["@id"] == "./")["datePublished"] == "2031-02-03"


def test_the_version_is_that_of_the_package():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert yaml_files.load(ROOT / "CITATION.cff", ABOUT)["version"] == package["version"]
