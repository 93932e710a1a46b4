"""A tiny project: the real workflow and library over two small sources and two exhibits."""

import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]

SOURCE = """\
title: {name}
citation: {{authors: Nobody, year: 2026, title: A test}}
licence: none
method: released
notes: made up for the tests
upstream: [{{mirror: nowhere, notes: a test, files: [{{path: a.csv, sha256: "{sha}"}}]}}]
pools: {{all: {{title: all}}}}
x: {{{x}: {limits}}}
"""
MODELS = (
    "model,family,params,basis,locator\nsmall,toy,1e8,printed,t\nlarge,toy,1e9,printed,t\nhuge,toy,1e10,printed,t\n"
)
TASKS = "task,title,answer_format,choices,chance,chance_basis,locator\nquiz,Quiz,multiple_choice,4,0.25,printed,t\n"
TASKS += "c4_en,C4,language_modelling,,,,t\n"
FIGURE = """\
kind: figure
title: Quiz against loss
caption: A test.
size: {columns: 1, height: 2.5}
redoes: [{paper: toy, item: Figure 1, from: its own numbers}]
series:
  - {source: alpha, x_kind: loss_c4_en, pool: all, task: quiz}
panels: {by: [task], title: "{task_title}", columns: 1}
axes: {x: {title: Loss, reverse: true}, y: {title: Accuracy}}
layers:
  - {mark: chance_line, from: series}
  - {mark: points, from: points, group: model}
  - {mark: line, from: curves, where: {form: hinge}}
"""
TABLE = """\
kind: table
title: Quiz by model
caption: A test.
from: observations
where: {source: beta}
columns:
  - {field: model, title: Model, align: left}
  - {field: value, title: Score, unit: "%", format: ".1f", scale: 100}
published:
  - {quantity: large, where: {model: large}, field: value, value: 0.5, tolerance: 0.01, locator: here}
"""


def alpha_rows():
    """Three runs of eight checkpoints, each a loss and a score that leaves chance at a loss of 3."""
    yield "model,run,tokens,is_final,task,metric,value,locator"
    for index, model in enumerate(("small", "large", "huge")):
        for step in range(1, 9):
            loss = 4.0 - 0.2 * step - 0.1 * index
            score = 0.25 + 0.3 * max(0.0, 3.0 - loss) + 0.001 * ((7 * step + index) % 5)
            point = f"{model},{model},{step}e9,{'true' if step == 8 else 'false'}"
            yield f"{point},c4_en,cross_entropy,{loss:.3f},t"
            yield f"{point},quiz,accuracy,{score:.4f},t"


def write_tiny_project(folder):
    """Lay out the tiny project: our workflow and library, other data and exhibits."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("Snakefile", "CITATION.cff"):
        shutil.copy2(ROOT / name, folder)
    shutil.copytree(ROOT / "workflow", folder / "workflow", ignore=ignored)
    (folder / "config").symlink_to("workflow/config")  # where snakedeploy looks for it
    (folder / "envs").mkdir()
    for name in ("requirements.txt", "environment.yaml", "networks.txt", "networks.yaml"):
        shutil.copy2(ROOT / "envs" / name, folder / "envs")
    exhibits = folder / "workflow" / "exhibits"
    for paper in [path for path in exhibits.iterdir() if path.is_dir()]:
        shutil.rmtree(paper)
    (exhibits / "chapters.yaml").unlink()  # what the book answers is about the sources that are not here
    contents = {
        "data/tasks.csv": TASKS,
        "data/metrics.csv": (ROOT / "data" / "metrics.csv").read_text(),
        "data/alpha/source.yaml": SOURCE.format(name="alpha", sha="0" * 64, x="loss_c4_en", limits="{max: 4.5}"),
        "data/alpha/models.csv": MODELS,
        "data/alpha/scores.csv": "\n".join(alpha_rows()) + "\n",
        "data/beta/source.yaml": SOURCE.format(name="beta", sha="0" * 64, x="log10_params", limits="{}"),
        "data/beta/models.csv": MODELS,
        "data/beta/scores.csv": "model,task,metric,value,locator\nsmall,quiz,accuracy,0.25,t\n"
        "large,quiz,accuracy,0.5,t\nhuge,quiz,accuracy,0.75,t\n",
        "workflow/exhibits/toy/fig.yaml": FIGURE,
        "workflow/exhibits/toy/table.yaml": TABLE,
        "workflow/exhibits/papers.yaml": "toy: {title: A toy, items: {Figure 1: {shows: a quiz}}}\n",
    }
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    config = folder / "workflow" / "config" / "config.yaml"
    settings = yaml.safe_load(config.read_text())
    settings["fits"] |= {"draws": 20, "forms": ["constant", "linear", "hinge"]}
    settings["analyses"]["forecasts"]["sources"] = {}
    settings["shards"] = {"default": 1}
    config.write_text(yaml.safe_dump(settings))
