"""A form, an analysis, a mark, an exhibit and a profile are added as one file each, and the workflow finds them."""

import io

import numpy as np
import pandas as pd
import pdfplumber
import pypdfium2
import pytest
import yaml


def words_of(path):
    """The text of a PDF."""
    with pdfplumber.open(io.BytesIO(path.read_bytes())) as document:
        return "\n".join(page.extract_text() for page in document.pages)


FORM = '''\
"""The parabola: y = level + bend (x - 3)^2, least squares."""

from dataclasses import replace

from emergence.models.linear import Linear


class Parabola(Linear):
    """A line in ``(x - 3)^2``."""

    name = "parabola"
    parameters = ("level", "bend")

    def respond(self, points, responses, settings):
        """Weighted least squares in the square."""
        return super().respond(_squared(points), responses, settings)

    def refit(self, points, weights, estimate, settings):
        """Weighted least squares in the square."""
        return super().refit(_squared(points), weights, estimate, settings)

    def predict(self, values, x, x2, improves):
        """The parabola."""
        return super().predict(values, (x - 3.0) ** 2, x2, improves)

    def gradient(self, values, x, x2, improves):
        """1 and the square."""
        return super().gradient(values, (x - 3.0) ** 2, x2, improves)


def _squared(points):
    return replace(points, x=(points.x - 3.0) ** 2)


FORM = Parabola()
'''
ANALYSIS = '''\
"""The highest value of each series."""

from emergence.io.contract import Table, number, text

TABLE = Table(
    "summits",
    (
        text("series_id", "the series", required=True),
        number("highest", "its highest value", unit="as y", required=True),
        number("least", "what counts as high", unit="as y"),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("points",)


def run(tables, context):
    """The highest value by series."""
    highest = tables["points"].groupby("series_id", as_index=False)["y"].max()
    return highest.rename(columns={"y": "highest"}).assign(least=0.5)
'''
MARK = '''\
"""Crosses at (x, y), of a width of their own."""

from matplotlib.lines import Line2D

OPTIONS = {"stroke": {"type": "number", "exclusiveMinimum": 0}}
COUNTS = {"x": ("x",), "y": ("y",)}


def draw(axes, rows, layer, theme):
    """A cross for each row."""
    axes.plot(rows["x"], rows["y"], linestyle="none", marker="x", color="#123456", markeredgewidth=layer["stroke"])


def key(layer, style, theme):
    """One cross."""
    return [Line2D([], [], linestyle="none", marker="x", color="#123456")]
'''
ADDED = """\
kind: figure
title: Quiz with crosses
caption: A test.
size: {columns: 1, height: 2.5}
series:
  - {source: alpha, x_kind: loss_c4_en, pool: all, task: quiz}
panels: {by: [task], title: "{task_title}", columns: 1}
axes: {x: {title: Loss, reverse: true}, y: {title: Accuracy}}
layers:
  - {mark: cross, from: points, stroke: 1.25}
  - {mark: line, from: curves, where: {form: parabola}}
"""
SUMMITS = """\
kind: table
title: Summits
caption: A test.
from: summits
where: {source: alpha}
columns:
  - {field: task_title, title: Task, align: left}
  - {field: highest, title: Highest, format: ".3f"}
"""


@pytest.fixture
def all_forms(project):
    """The tiny project with a config that leaves the forms to their files."""
    path = project.folder / "workflow" / "config" / "config.yaml"
    settings = yaml.safe_load(path.read_text())
    settings["fits"]["forms"] = None
    path.write_text(yaml.safe_dump(settings))
    return project


@pytest.mark.slow
def test_a_form_an_analysis_a_mark_and_an_exhibit_are_one_file_each(all_forms):
    """Nothing else is touched: rows of the form and of the analysis, and crosses of the mark, are in the results."""
    library = all_forms.folder / "workflow" / "lib" / "emergence"
    exhibits = all_forms.folder / "workflow" / "exhibits" / "toy"
    (library / "models" / "parabola.py").write_text(FORM)
    (library / "analyses" / "summits.py").write_text(ANALYSIS)
    (library / "draw" / "marks" / "cross.py").write_text(MARK)
    (exhibits / "crosses.yaml").write_text(ADDED)
    (exhibits / "summits.yaml").write_text(SUMMITS)
    all_forms.build()
    results = all_forms.folder / "results"
    fits = pd.read_parquet(results / "fits.parquet")
    assert set(fits.loc[fits["form"] == "parabola", "parameter"]) == {"level", "bend"}
    assert {"parabola"} <= set(pd.read_parquet(results / "curves.parquet")["form"])
    summits = pd.read_parquet(results / "summits.parquet").set_index("series_id")["highest"]
    points = pd.read_parquet(results / "sources" / "alpha" / "points.parquet")
    assert summits[points["series_id"].iloc[0]] == points.groupby("series_id")["y"].max().iloc[0]
    frame = pd.read_parquet(results / "toy" / "crosses.parquet")
    assert (frame["mark"] == "cross").sum() == 24
    assert (frame["mark"] == "line").sum() > 10
    page = pypdfium2.PdfDocument(results / "toy" / "crosses.pdf")[0]
    pixels = np.asarray(page.render(scale=6).to_pil().convert("RGB"))
    assert (pixels == (0x12, 0x34, 0x56)).all(axis=2).sum() > 100  # the crosses' own colour
    assert "Summits" in words_of(results / "toy" / "summits.pdf")


@pytest.mark.slow
def test_a_marks_own_options_are_checked(project):
    (project.folder / "workflow/lib/emergence/draw/marks/cross.py").write_text(MARK)
    (project.folder / "workflow/exhibits/toy/crosses.yaml").write_text(ADDED.replace("stroke: 1.25", "stroke: -1"))
    said = project.refused("--dry-run")
    assert "crosses.yaml" in said
    assert "column 'layers.0.stroke': found -1: expected a number above 0" in said
    ours = ADDED.replace("stroke: 1.25", "strok: 1.25").replace("form: parabola", "form: hinge")
    (project.folder / "workflow/exhibits/toy/crosses.yaml").write_text(ours)
    assert "expected no key 'strok'" in project.refused("--dry-run")


@pytest.mark.slow
def test_a_profile_is_one_folder(project):
    home = project.folder / "workflow" / "profiles" / "mine"
    home.mkdir()
    (home / "config.yaml").write_text("cores: 1\nkeep-going: true\nconfig: [results=of_my_profile, 'sources=[beta]']\n")
    project.build("--workflow-profile", "workflow/profiles/mine")
    assert (project.folder / "of_my_profile" / "toy" / "table.pdf").is_file()
