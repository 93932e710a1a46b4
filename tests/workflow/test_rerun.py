"""A change reruns exactly what depends on it, also when the changed file looks older than the results."""

import os
import re

import pytest

from emergence.catalogue.analyses import registered
from emergence.catalogue.tables import INGESTED

EVERY_ANALYSIS = True

pytestmark = pytest.mark.slow

INGEST_ALPHA = {"Ingest alpha: check its tables and pair its scores with each x"}
FIT_ALPHA, FIT_BETA = ({f"Fit and test the series of {source}, shard 1"} for source in ("alpha", "beta"))
JOIN_ALPHA, JOIN_BETA = ({f"Join the shards of {source}"} for source in ("alpha", "beta"))
ANALYSE_ALPHA, ANALYSE_BETA = ({f"Analyse the series of {source}"} for source in ("alpha", "beta"))
OF_ATLAS = {name: spec.inputs for name, spec in registered().items() if spec.scope == "atlas"}
# Those of studies take no table of a source, only the settings.
ANALYSES = {name: inputs for name, inputs in OF_ATLAS.items() if inputs}
ANALYSE_ALL, ANALYSE_FITTED, ANALYSE_STUDIES = (
    {f"Analyse the series of all sources: {name.replace('_', ' ')}" for name in names}
    for names in (
        ANALYSES,
        [name for name, inputs in ANALYSES.items() if not set(inputs) <= set(INGESTED)],
        OF_ATLAS.keys() - ANALYSES.keys(),
    )
)
GATHER = {"Gather the tables of all sources"}
DRAW = {"Draw the exhibits of toy"}
MANIFEST = {
    "Write the manifest: the SHA-256 of every output and input",
    "Describe the results as an RO-Crate, with what to cite for each exhibit",
}
EXPLORER = {"Build the explorer of all series"}
ENDING = {
    "Sum up the verdicts, and where each series is shown",
    "Compare the exhibits with what the papers print",
    "See that every check passes or is a known disagreement",
    "Bind all exhibits into one PDF",
    *MANIFEST,
}
CONTENTS = {"List the figures and tables of the papers, and what redoes them"}
FROM_ALPHA = FIT_ALPHA | JOIN_ALPHA | ANALYSE_ALPHA | ANALYSE_ALL | GATHER | DRAW | EXPLORER | ENDING
FROM_BETA = FIT_BETA | JOIN_BETA | ANALYSE_BETA

ONE_MORE_NAME = ("\n\n\n", "\n\nCHANGED = True\n\n\n")  # in a module


def test_nothing_is_due_after_a_build(built):
    assert built.due() == set()


def test_a_checkout_of_identical_files_reruns_nothing(project):
    for folder in ("data", "workflow", "envs"):
        for path in (project.folder / folder).rglob("*"):
            os.utime(path)
    assert project.due() == set()


def test_a_value_in_one_table(project):
    project.edit("data/alpha/scores.csv", "cross_entropy,3.800", "cross_entropy,3.801")
    assert project.due() == INGEST_ALPHA | FROM_ALPHA


def test_a_module_of_the_fits(project):
    project.edit("workflow/lib/emergence/models/hinge.py", *ONE_MORE_NAME)
    assert project.due() >= FROM_BETA | FROM_ALPHA - (ANALYSE_ALL - ANALYSE_FITTED)


def test_a_comment_or_docstring_of_the_fits(project):
    project.edit("workflow/lib/emergence/models/hinge.py", '"""', '"""Reworded. ')
    assert project.due() == MANIFEST


def test_a_module_of_one_analysis(project):
    project.edit("workflow/lib/emergence/analyses/lags.py", *ONE_MORE_NAME)
    assert project.due() == {"Analyse the series of all sources: lags"} | MANIFEST


def test_a_module_of_the_drawing(project):
    project.edit("workflow/lib/emergence/draw/figure.py", *ONE_MORE_NAME)
    assert project.due() == DRAW | ENDING


def test_a_config_value(project):
    project.edit("workflow/config/config.yaml", "draws: 20", "draws: 21")
    assert project.due() == FROM_BETA | FROM_ALPHA | ANALYSE_STUDIES


def test_an_option_of_one_analysis(project):
    project.edit("workflow/config/config.yaml", "draws: 199", "draws: 198")
    assert project.due() == {"Analyse the series of all sources: thinning"} | MANIFEST


def test_a_limit_of_an_x(project):
    project.edit("data/alpha/source.yaml", "max: 4.5", "max: 3.5")
    assert project.due() >= INGEST_ALPHA | FROM_ALPHA
    assert not project.due() & FROM_BETA


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("where: {source: beta}", "where: {source: beta, model: large}"),
        ("caption: A test.", "caption: Another test."),
        ("value: 0.5,", "value: 0.6,"),
    ],
)
def test_an_exhibits_yaml(project, old, new):
    project.edit("workflow/exhibits/toy/table.yaml", old, new)
    assert project.due() == DRAW | ENDING


def test_the_look(project):
    project.edit("workflow/exhibits/palette.yaml", "#222222", "#232323")
    assert project.due() == DRAW | EXPLORER | ENDING


def test_what_no_result_depends_on(project):
    (project.folder / "README.md").write_text("No result depends on this.\n")
    assert project.due() == set()


def test_deleted_outputs_come_back_the_same(project):
    wanted = ["results/toy/fig.pdf", "results/fits.parquet", "results/atlas.pdf", "results/lags.parquet"]
    before = {name: (project.folder / name).read_bytes() for name in wanted}
    for name in wanted:
        (project.folder / name).unlink()
    project.build()
    assert {name: (project.folder / name).read_bytes() for name in wanted} == before


def test_a_changed_exhibit_redraws_itself_alone(project):
    project.edit("workflow/exhibits/toy/table.yaml", "title: Quiz by model", "title: Quiz by size")
    project.build()
    log = (project.folder / "results/logs/draw/toy.log").read_text()
    assert re.search(r"toy/fig: kept\ntoy/table: \d+ rows", log)
