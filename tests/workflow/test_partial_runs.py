"""A run of a part makes what was asked for and leaves all else as it was, byte for byte."""

import re
import shutil

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("asked", [["--config", "exhibits=[toy/fig]"], ["results/toy/fig.pdf"]])
def test_one_exhibit_of_a_built_tree(project, asked):
    (project.folder / "results/toy/fig.pdf").unlink()
    before = project.contents("toy/fig")
    project.build(*asked)
    assert project.contents("toy/fig") == before
    assert (project.folder / "results/toy/fig.pdf").is_file()


@pytest.mark.parametrize("asked", [["--config", "exhibits=[toy/fig]"], ["results/toy/fig.pdf"]])
def test_one_exhibit_from_a_fresh_clone_builds_what_it_needs_and_no_more(project, asked):
    shutil.rmtree(project.folder / "results")
    said = project.build(*asked)
    files = project.files()
    assert {"results/toy/fig.pdf", "results/toy/fig.parquet", "results/sources/alpha/fits.parquet"} <= set(files)
    assert not re.search("beta|Analyse|Bind|Compare|manifest|Gather", said)
    assert not any("beta" in name or "table" in name or "atlas.pdf" in name for name in files)
    project.build()
    assert {"results/toy/table.pdf", "results/atlas.pdf", "results/manifest.json"} <= set(project.files())
    assert project.due() == set()


def test_an_exhibits_changed_yaml_is_drawn_and_the_rest_waits_for_a_whole_run(project):
    project.edit("workflow/exhibits/toy/fig.yaml", "title: Quiz against loss", "title: Quiz by loss")
    before = project.contents("toy/fig")
    project.build("--config", "exhibits=[toy/fig]")
    assert project.contents("toy/fig") == before
    assert "Bind all exhibits into one PDF" in project.due()


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("sources=[beta]", "sources"),
        ("fits={draws: 10}", "fits.draws"),
        ("x_kinds={log10_params: null}", "x_kinds.log10_params"),
    ],
)
def test_other_sources_and_settings_write_elsewhere_and_say_where(project, asked, reason):
    before = project.contents()
    said = project.build("--config", asked)
    assert project.contents() == before
    folder = re.search(rf"differs from the standard one in {reason}: its results are in (results-partial-\w+)/", said)[
        1
    ]
    assert (project.folder / folder / "manifest.json").is_file()
    assert len(re.findall(rf"{folder}/", said)) >= 2, "at the start and at the end"
    assert project.due() == set()


def test_a_named_folder_is_taken(project):
    before = project.contents()
    project.build("--config", "results=mine", "sources=[beta]")
    assert project.contents() == before
    assert (project.folder / "mine/toy/table.pdf").is_file()
    assert not list(project.folder.glob("results-partial-*"))


def test_a_nested_setting_that_is_no_number_is_named(project):
    said = project.refused("--config", "fits={draws: ten}")
    assert "config, column 'fits.draws': found 'ten': expected a value of type integer" in said
