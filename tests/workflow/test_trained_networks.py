"""Networks trained by a target of their own: an interrupted training goes on, and the main job takes the tables."""

import re
import shutil

import pytest

FAMILIES = ("autoencoder", "classifier", "transformer")
DESIGN = "workflow/lib/emergence/networks/design.py"


@pytest.fixture
def with_networks(project, root):
    """The tiny project with few small networks, hardly trained."""
    pytest.importorskip("sklearn")
    home = project.folder / "data" / "digits_networks"
    home.mkdir()
    shutil.copy(root / "data" / "digits_networks" / "source.yaml", home)
    design = project.folder / DESIGN
    text = design.read_text().replace("range(8)", "range(2)")
    text = re.sub(r"widths=\(.*?\)", "widths=(1, 4)", text)
    design.write_text(re.sub(r"(epochs|steps)=\d+", r"\1=1", text))
    return project


def trained(output):
    return sorted(re.findall(r" s  Train: (.*)$", output, re.MULTILINE))


def test_an_interrupted_training_goes_on_and_comes_out_the_same(with_networks):
    assert "digits_networks/models.csv: expected this file; `snakemake networks` makes it" in with_networks.refused()
    widths = [f"{family} of width {width}" for family in FAMILIES for width in (1, 4)]
    assert trained(with_networks.build("networks")) == widths
    scores = with_networks.folder / "data" / "digits_networks" / "scores.csv"
    first = scores.read_bytes()
    (with_networks.folder / "results" / "networks" / "classifier_4.parquet").unlink()
    assert trained(with_networks.build("networks")) == ["classifier of width 4"]
    assert scores.read_bytes() == first
    assert not any("Train" in job for job in with_networks.due())
    with_networks.build("results/sources/digits_networks/series.parquet")
