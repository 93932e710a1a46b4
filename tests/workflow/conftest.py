"""A tiny project: the real workflow over two small sources and two exhibits, built once and copied for each test."""

import os
import re
import shutil
import subprocess
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

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
    shutil.copy2(ROOT / "Snakefile", folder)
    shutil.copytree(ROOT / "workflow", folder / "workflow", ignore=ignored)
    (folder / "envs").mkdir()
    for name in ("requirements.txt", "environment.yaml", "networks.txt", "networks.yaml"):
        shutil.copy2(ROOT / "envs" / name, folder / "envs")
    exhibits = folder / "workflow" / "exhibits"
    for paper in [path for path in exhibits.iterdir() if path.is_dir()]:
        shutil.rmtree(paper)
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
    settings["analyses"]["forecasts"]["source"] = None
    settings["shards"] = {"default": 1}
    config.write_text(yaml.safe_dump(settings))


def install(folder):
    """An environment beside the project in which its own copy of the package is installed, as `pip install -e` does it.

    All other packages are those of the environment that runs the tests.
    """
    home = folder / ".venv"
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    lines = [str(folder / "workflow" / "lib"), f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})"]
    (packages / "project.pth").write_text("\n".join(lines) + "\n")
    return home / "bin"


@dataclass
class Project:
    """A project folder and the ways in which the tests run it."""

    folder: Path

    def snakemake(self, *arguments):
        """Run Snakemake; its output and exit code."""
        profile = ["--workflow-profile", "workflow/profiles/default", "--cores", "2"]
        command = [self.folder / ".venv" / "bin" / "python", "-m", "snakemake", *profile, *arguments]
        path = os.pathsep.join([str(self.folder / ".venv" / "bin"), os.environ["PATH"]])
        # Without a folder named for them, numba keeps compiled functions beside the modules: copies take them along.
        environment = {**os.environ, "PATH": path, "NUMBA_CACHE_DIR": ""}
        environment.pop("PYTHONPATH", None)  # it would hide the project's own copy of the package
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def build(self, *arguments):
        """Run and require success."""
        run = self.snakemake(*arguments)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout + run.stderr

    def refused(self, *arguments):
        """Run and require that it fails with a message, no traceback; what it says."""
        run = self.snakemake(*arguments)
        said = run.stdout + run.stderr
        assert run.returncode != 0, said
        assert "Traceback" not in said
        return said

    def due(self):
        """The messages of the jobs that a run would start now."""
        return set(re.findall(r"^Job \d+: (.*)$", self.build("--dry-run"), re.MULTILINE))

    def edit(self, name, old, new):
        """Change a file's content and make it look older than everything that was built from it."""
        path = self.folder / name
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new, 1))
        os.utime(path, (1_000_000_000, 1_000_000_000))

    def files(self):
        """Everything under results/ but the logs."""
        found = sorted(path for path in (self.folder / "results").rglob("*") if path.is_file())
        return [path.relative_to(self.folder).as_posix() for path in found if "logs" not in path.parts]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The tiny project, built once. Tests must not change it."""
    folder = tmp_path_factory.mktemp("tiny") / "project"
    folder.mkdir()
    write_tiny_project(folder)
    install(folder)
    project = Project(folder)
    project.build()
    return project


@pytest.fixture
def project(built, tmp_path):
    """A copy of the built project, to change at will."""
    folder = tmp_path / "project"
    shutil.copytree(built.folder, folder, copy_function=shutil.copy2, ignore=shutil.ignore_patterns(".venv"))
    install(folder)
    return Project(folder)
