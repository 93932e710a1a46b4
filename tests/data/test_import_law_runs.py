"""The runs that laws of the loss are fitted to, against the raw files read in another way, and the notes' counts."""

import csv
from collections import Counter

import numpy as np
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.isoflop_losses import importer as isoflop
from emergence.sources.misfitting import importer as misfitting


def losses(root, source):
    return read_table(root / "data" / source / "losses.csv", SOURCE_OBSERVATIONS)


def raw(path):
    with open(path, newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def sweeps(mirror):
    return raw(mirror / "isoflop-losses" / "data" / "isoflops" / "transform" / "isoflops.csv")


@pytest.fixture
def checkpoints(mirror):
    return raw(mirror / "misfitting" / "data" / "scaling_results.csv")


def test_sweeps_kept_and_left_out_are_as_the_notes_count(root, sweeps):
    counted = Counter(row["experiment"] for row in sweeps)
    assert (len(sweeps), sum(counted[name] for name in isoflop._LEFT_OUT)) == (947, 256)
    kept = losses(root, "isoflop_losses")
    assert kept["model"].value_counts().to_dict() == {
        "Llama 3 sweep": 133,
        "Marin Nemotron sweep": 88,
        "Marin Comma sweep": 85,
        "Marin DCLM sweep": 85,
        "Chinchilla sweep (ml-scalefit)": 124,
        "FineWeb runs, interpolated": 176,
    }
    assert kept.loc[kept["metric"] == "loss_unit_unknown", "model"].unique().tolist() == ["Llama 3 sweep"]


def test_a_row_of_each_sweep_is_that_of_its_line(root, sweeps):
    for _, own in losses(root, "isoflop_losses").groupby("model"):
        row = own.iloc[len(own) // 2]
        line = int(row["locator"].split("line ")[1].split(";")[0])
        there = sweeps[line - 2]
        assert [float(there[name]) for name in ("params", "tokens", "budget", "loss")] == [
            row["params"],
            row["tokens"],
            row["flops"],
            row["value"],
        ]
        assert there["reason"] == "none" or row["locator"].endswith(there["reason"])


def test_the_other_losses_of_llama_3_are_their_exponential(sweeps):
    of = {
        name: np.array([float(row["loss"]) for row in sweeps if row["experiment"] == f"llama_3__{name}"])
        for name in ("raw_loss", "exp_loss")
    }
    np.testing.assert_allclose(np.sort(of["exp_loss"]), np.sort(np.exp(of["raw_loss"])), rtol=1e-9)


def test_all_losses_of_ml_scalefit_are_those_of_chinchilla(root):
    kept = losses(root, "isoflop_losses")
    own = kept.loc[kept["task"] == "scalefit_train", "value"].to_numpy()
    others = losses(root, "chinchilla")["value"].to_numpy()
    assert len(own) == 124
    assert np.abs(own[:, None] - others).min(axis=1).max() < 1e-9  # the last digits differ


def test_interpolated_losses_are_of_the_sizes_of_misfitting_and_no_finished_runs(root):
    kept = losses(root, "isoflop_losses")
    own = kept[kept["task"] == "misfitting_interpolated"]
    params = read_table(root / "data" / "misfitting" / "models.csv", MODELS)["params"]
    assert (set(own["params"]) == set(params), own["run"].nunique(), own["is_final"].any()) == (True, 11, False)
    np.testing.assert_allclose(6 * own["params"] * own["tokens"], own["flops"], rtol=1e-12)


def test_misfitting_keeps_the_best_finished_run_of_each_size_and_token_count(root, checkpoints):
    assert len(checkpoints) == 4852
    finished = [row for row in checkpoints if float(row["portion_steps_elapsed"]) == 1]
    best = {}
    for row in finished:
        key = (float(row["N"]), float(row["D"]))
        best[key] = min(best.get(key, np.inf), float(row["loss"]))
    kept = losses(root, "misfitting")
    params = read_table(root / "data" / "misfitting" / "models.csv", MODELS).set_index("model")["params"]
    assert (len(finished), len(kept), len(checkpoints) - len(finished)) == (261, 81, 4591)
    assert dict(zip(zip(kept["model"].map(params), kept["tokens"], strict=True), kept["value"], strict=True)) == best
    assert kept["model"].nunique() == 11


def test_misfitting_has_one_loss_under_two_names(checkpoints):
    assert all(row["loss"] == row["C4 Eval Loss"] for row in checkpoints)


def test_an_unknown_experiment_is_named():
    head = "source,dataset,condition,experiment,tokens,params,budget,loss,reason\n"
    files = {isoflop.RUNS: (head + "a,b,,new_study,1,1,6,2,none\n").encode()}
    with pytest.raises(DataError, match=r"isoflops\.csv.*8 known experiments"):
        isoflop.read(files)


def test_losses_that_differ_are_an_error():
    head = "loss,C4 Eval Loss,N,D,C,portion_steps_elapsed,model,peak_lr\n"
    files = {misfitting.CHECKPOINTS: (head + "3.1,3.2,1e7,1e9,6e16,1,small,0.001\n").encode()}
    with pytest.raises(DataError, match=r"scaling_results\.csv.*loss"):
        misfitting.read(files)
