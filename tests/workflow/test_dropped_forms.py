"""A config may fit fewer forms than the exhibits show: these lack a layer, or are left out."""

import pandas as pd
import pytest

CONFIG = "workflow/config/config.yaml"
FIGURE = "workflow/exhibits/toy/fig.yaml"
HINGE = """\
kind: table
title: Threshold
caption: A test.
from: fits
where: {source: alpha, form: hinge, parameter: eta}
columns: [{field: task_title, title: Task, align: left}, {field: estimate, title: Threshold, format: ".2f"}]
"""


@pytest.fixture
def without_hinge(project):
    """The tiny project with a table of hinges alone, and a config that fits none."""
    (project.folder / "workflow/exhibits/toy/hinge.yaml").write_text(HINGE)
    project.edit(CONFIG, "  - hinge\n", "")
    return project


def test_a_figure_lacks_the_layer_and_a_table_of_that_form_is_left_out(without_hinge):
    said = without_hinge.build()
    assert "2 exhibits in results/, 1 of 1 checks pass" in said
    assert set(pd.read_parquet(without_hinge.folder / "results/toy/fig.parquet")["mark"]) == {"chance_line", "points"}
    assert not (without_hinge.folder / "results/toy/hinge.pdf").exists()


def test_an_exhibit_that_the_config_names_is_not_left_out_in_silence(without_hinge):
    without_hinge.edit(CONFIG, "exhibits: null", "exhibits: [toy/hinge]")
    message = "config, column 'fits.forms': found 'constant, linear': expected a form that toy/hinge shows"
    assert message in without_hinge.refused()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            CONFIG,
            "  - hinge\n",
            "  - hing\n",
            "config, column 'fits.forms': found 'hing': expected one of broken_power_law",
        ),
        (
            FIGURE,
            "form: hinge",
            "form: hing",
            "fig.yaml, column 'form': found 'hing': expected one of broken_power_law",
        ),
    ],
)
def test_a_misspelt_form_is_told_before_any_job(project, file, old, new, message):
    project.edit(file, old, new)
    assert message in project.refused()
