"""Another workflow uses this one: as a module with a config of its own, and as snakedeploy deploys it."""

import subprocess
import sys

import pandas as pd
import pytest
import yaml

pytestmark = pytest.mark.slow

MODULE = """\
module atlas:
    snakefile: "{snakefile}"
    config: {config}

use rule * from atlas as atlas_*

rule slides:
    default_target: True
    input: "results/toy/fig.pdf"
    output: "results/slides.pdf"
    shell: "cp {{input}} {{output}}"
"""


def run_in(folder, built, *arguments):
    """Run the built project's Snakemake in another folder; what it says."""
    python = built.folder / ".venv" / "bin" / "python"
    words = [python, "-m", "snakemake", "--cores", "2", *arguments]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_module_with_its_own_config_writes_into_the_folder_of_its_user(built, tmp_path):
    before = built.everything()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "notes.txt").write_text("mine")
    config = {"exhibits": ["toy/fig"], "results": "results"}
    (tmp_path / "Snakefile").write_text(MODULE.format(snakefile=built.folder / "workflow/Snakefile", config=config))
    run_in(tmp_path, built)
    assert "Nothing to be done" in run_in(tmp_path, built)
    assert (tmp_path / "results" / "slides.pdf").read_bytes() == before["results/toy/fig.pdf"]
    assert (tmp_path / "results" / "notes.txt").read_text() == "mine"
    assert built.everything() == before
    config["fits"] = {"confidence": 0.5}
    (tmp_path / "Snakefile").write_text(MODULE.format(snakefile=built.folder / "workflow/Snakefile", config=config))
    run_in(tmp_path, built)
    fits = pd.read_parquet(tmp_path / "results/sources/alpha/fits.parquet")
    assert set(fits["confidence_level"].dropna()) == {0.5}


def test_what_snakedeploy_deploys_from_a_folder_runs(built, tmp_path):
    target = tmp_path / "mine"
    command = [sys.executable, "-m", "snakedeploy.client", "deploy-workflow"]
    subprocess.run([*command, built.folder, target, "--branch", "main"], check=True, capture_output=True)
    deployed = target / "workflow" / "Snakefile"
    text = deployed.read_text()
    assert '"workflow/Snakefile"' in text  # of a folder snakedeploy writes the path inside it only
    deployed.write_text(text.replace('"workflow/Snakefile"', f'"{built.folder}/workflow/Snakefile"'))
    config = target / "config" / "config.yaml"
    config.write_text(yaml.safe_dump(yaml.safe_load(config.read_text()) | {"exhibits": ["toy/table"]}))
    run_in(target, built)
    assert (target / "results/toy/table.pdf").read_bytes() == built.contents()["results/toy/table.pdf"]


def test_the_catalogue_finds_what_it_asks_for(root):
    usage = yaml.safe_load((root / ".snakemake-workflow-catalog.yml").read_text())["usage"]
    assert set(usage) <= {"mandatory-flags", "software-stack-deployment", "report"}
    assert set(usage["software-stack-deployment"]) == {"conda", "apptainer", "apptainer+conda"}
    assert all((root / name).is_file() for name in ("workflow/Snakefile", "config/README.md", "config/config.yaml"))
    settings = set(yaml.safe_load((root / "config/config.yaml").read_text()))
    readme = (root / "config/README.md").read_text()
    assert all(f"`{key}`" in readme for key in settings)
