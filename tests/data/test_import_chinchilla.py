"""Chinchilla: the tables against the raw files read in another way, and the claims of the notes."""

import csv
import math

import numpy as np
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.chinchilla import importer as chinchilla


@pytest.fixture
def losses(root):
    return read_table(root / "data" / "chinchilla" / "losses.csv", SOURCE_OBSERVATIONS)


def test_runs_are_those_of_the_file(losses, mirror):
    with open(mirror / "chinchilla-svg" / "svg_extracted_data.csv", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(losses) == 245
    assert losses["params"].tolist() == [float(row["Model Size"]) for row in rows]
    assert losses["flops"].tolist() == [float(row["Training FLOP"]) for row in rows]
    assert losses["value"].tolist() == [float(row["loss"]) for row in rows]
    assert losses["run"].tolist() == [f"r{number:03d}" for number in range(1, 246)]


def test_tokens_are_derived_and_said_to_be(losses):
    np.testing.assert_allclose(6 * losses["params"] * losses["tokens"], losses["flops"], rtol=1e-14)
    assert losses["locator"].str.contains("tokens derived").all()


def test_reading_error_is_that_of_the_colour_lattice(losses):
    gaps = np.diff(np.log(np.unique(losses["value"])))
    row = gaps.min()
    assert row == pytest.approx(0.0029964, abs=1e-7)
    halves = gaps / row * 2
    np.testing.assert_allclose(halves, np.round(halves), atol=1e-3)
    assert set(np.round(halves[halves < 3.5])) == {2.0, 3.0}
    assert (2 / 3 + 1 / 6) * row == pytest.approx(chinchilla.LOSS_ERROR, abs=5e-6)
    assert (losses["value_lo"] < losses["value"]).all()
    np.testing.assert_allclose(np.log(losses["value_hi"] / losses["value_lo"]), 2 * chinchilla.LOSS_ERROR)


def test_the_drop_rule_finds_240_runs(losses):
    """Besiroglu et al. keep the losses below the fifth largest."""
    fifth = losses["value"].nlargest(5).min()
    assert (losses["value"] < fifth).sum() == 240


def test_shapes_are_those_of_table_a9(root, mirror):
    models = read_table(root / "data" / "chinchilla" / "models.csv", MODELS).set_index("model")
    assert len(models) == 51
    assert math.isnan(models.loc["Chinchilla sweep", "params"])
    assert models.loc["44M", ["d_model", "n_layers", "n_heads", "ffw_size", "kv_size"]].tolist() == [
        512,
        8,
        8,
        2048,
        64,
    ]
    assert models.loc["16183M", ["d_model", "n_layers", "n_heads", "kv_size"]].tolist() == [5120, 47, 40, 128]
    raw = (mirror / "chinchilla-models" / "chinchilla_model_parameters.csv").read_text().splitlines()[1:]
    assert models.index[:-1].tolist() == [f"{line.split(',')[14]}M" for line in raw]


def test_sizes_of_the_runs_are_near_sizes_of_the_shapes(losses, root):
    """An independent reading of one axis: circles lie on sizes that the paper prints."""
    sizes = np.log(read_table(root / "data" / "chinchilla" / "models.csv", MODELS)["params"].dropna().to_numpy())
    distance = np.abs(np.log(losses["params"].to_numpy())[:, None] - sizes).min(axis=1)
    assert np.median(distance) < 0.002


def test_a_missing_column_is_named():
    files = {chinchilla.RUNS: b"Model Size,loss\n1e9,2.5\n", chinchilla.SHAPES: b""}
    with pytest.raises(DataError, match=r"svg_extracted_data\.csv.*'Training FLOP'"):
        chinchilla.read(files)
