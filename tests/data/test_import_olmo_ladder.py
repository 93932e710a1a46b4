"""The OLMo ladder: the tables against the raw files read in another way, and the claims of the notes."""

import csv
import json
import math
import random

import numpy as np
import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.olmo_ladder import importer as olmo_ladder

RUN_OF = {
    "peteish7_eval_full": "peteish7",
    "peteish7_eval_anneal": "peteish7",
    "peteish7_medlr_eval_full": "peteish7-medlr",
    "peteish13_eval_full": "peteish13",
}
# Columns spelled out by hand, one of each kind: what they must have become.
COLUMNS = {
    "eval/c4_en-validation/CrossEntropyLoss": ("c4_en", None, "cross_entropy", None, "validation"),
    "eval/dolma_common-crawl-validation/CrossEntropyLoss": (
        "dolma_common_crawl",
        None,
        "cross_entropy",
        None,
        "validation",
    ),
    "eval/downstream_bpb/mmlu_social_sciences_test_rc_5shot_bpb": (
        "mmlu",
        "social_sciences",
        "bits_per_byte",
        "rc",
        "test",
    ),
    "eval/downstream/mmlu_stem_val_rc_5shot_len_norm": ("mmlu", "stem", "accuracy", "rc", "validation"),
    "eval/downstream/boolq_val_rc_5shot_acc": ("boolq", None, "accuracy", "rc", "validation"),
    "eval/downstream_soft/csqa_val_rc_5shot_soft": ("commonsenseqa", None, "choice_probability", "rc", "validation"),
    "eval/downstream_soft_log/socialiqa_val_rc_5shot_soft_log": (
        "siqa",
        None,
        "choice_log_probability",
        "rc",
        "validation",
    ),
    "eval/downstream/arc_challenge_test_mc_5shot_acc": ("arc_challenge", None, "accuracy", "mc", "test"),
    "eval/downstream/mmlu_other_test_mc_5shot_len_norm": ("mmlu", "other", "accuracy", "mc", "test"),
}
BUDGET = {"0.5xC": 10, "1xC": 20, "1xC-rerun": 20, "2xC": 40, "5xC": 100, "10xC": 200}


@pytest.fixture(scope="module")
def observed(root):
    folder = root / "data" / "olmo_ladder"
    return pd.concat([read_table(folder / name, SOURCE_OBSERVATIONS) for name in ("losses.parquet", "scores.parquet")])


@pytest.fixture(scope="module")
def models(root):
    return read_table(root / "data" / "olmo_ladder" / "models.csv", MODELS).set_index("model")


@pytest.fixture(scope="module")
def raw(mirror):
    """File name to its rows as text, of every file that the importer uses."""
    paths = sorted((mirror / "olmo-ladder" / "runs").glob("*.csv"))
    used = [path for path in paths if path.stem in RUN_OF or not path.stem.startswith("peteish")]
    return {path.stem: list(csv.DictReader(path.read_text().splitlines())) for path in used}


def test_every_released_number_is_there_once(observed, raw):
    by_run = observed.groupby("run")["value"]
    for run in sorted(set(observed["run"])):
        names = [name for name in raw if RUN_OF.get(name, name) == run]
        released = [float(row[c]) for name in names for row in raw[name] for c in row if c.startswith("eval/")]
        assert np.array_equal(np.sort(released), np.sort(by_run.get_group(run).to_numpy())), run


def test_spot_values(observed, raw):
    """Cells drawn at random, found in the table by their run, tokens and hand-written meaning."""
    draw = random.Random(1)
    cells = []
    for column, key in COLUMNS.items():
        for name in draw.sample(sorted(name for name in raw if column in raw[name][0]), 3):
            row = draw.choice(raw[name])
            tokens = float(
                row.get("throughput/total_tokens") or float(row["_step"]) * float(row["batch_size_in_tokens"])
            )
            cells.append((RUN_OF.get(name, name), tokens, *key, float(row[column])))
    names = ["run", "tokens", "task", "subtask", "metric", "format", "split"]
    wanted = pd.DataFrame(cells, columns=[*names, "released"]).astype(dict.fromkeys(["subtask", "format"], "str"))
    found = wanted.merge(observed, on=names, how="left")
    assert len(found) == len(cells)
    assert found["value"].tolist() == found["released"].tolist()


def test_runs_and_last_checkpoints(observed):
    runs = observed.groupby(["model", "run"])
    assert len(runs) == 33
    last = observed[observed["is_final"]].groupby("run")["tokens"]
    assert (last.min() == last.max()).all()
    longest = observed.groupby("run")["tokens"].max()
    assert set(longest.index) - set(last.max().index) == {"peteish7-medlr"}
    assert (last.max() == longest.drop("peteish7-medlr")).all()
    assert last.max()["peteish13"] == 5000088518656
    annealed = observed[observed["locator"] == "peteish7_eval_anneal.csv, its one row"]
    assert annealed["is_final"].all()
    assert annealed["tokens"].unique().tolist() == [(928646 + 11931) * 4194304]
    counts = observed[observed["task"] == "c4_en"].groupby("run").size()
    assert counts[["190M-1xC", "3B-10xC", "peteish7", "peteish7-medlr", "peteish13"]].tolist() == [37, 202, 187, 98, 94]


def test_the_second_learning_rate_is_a_model_that_never_ends(observed, models):
    """The raw file holds one peak learning rate, twice that of the 7B; the model is else the same."""
    assert set(observed.loc[observed["model"] == "OLMo-2 7B medlr", "run"]) == {"peteish7-medlr"}
    assert set(observed.loc[observed["model"] == "OLMo-2 7B", "run"]) == {"peteish7"}
    seven, again = models.loc["OLMo-2 7B"], models.loc["OLMo-2 7B medlr"]
    same = ["family", "params", "flops_per_token", "d_model", "n_layers", "n_heads", "ffw_size", "batch_tokens"]
    assert again[same].equals(seven[same].rename(again.name))
    assert (seven["learning_rate"], again["learning_rate"]) == (0.0003, 0.0006)
    assert again[["tokens", "flops"]].isna().all()
    assert "another learning rate and not to its end" in again["locator"]
    run = observed[observed["run"] == "peteish7-medlr"]
    assert run["tokens"].max() == 490_000 * again["batch_tokens"]
    assert not run["is_final"].any()


def test_ladder_ends_ten_steps_past_its_budget(observed, models):
    """The rule that fixes the tokens of all 30 runs holds for 3B as for the sizes that final.json prints."""
    end = observed[observed["model"].isin(models.index[:5])].groupby(["model", "run"])["tokens"].max()
    for (model, run), tokens in end.items():
        batch = models.loc[model, "batch_tokens"]
        budget = BUDGET[run.partition("-")[2]] * models.loc[model, "params"]
        assert tokens / batch == math.ceil(budget / batch) + 10, run


def test_sizes_are_those_of_the_shapes(models, mirror):
    """Parameters without the input embedding, counted from the shape: the same integer, 3B included."""
    padded_vocabulary = 100352
    for model, row in models.iterrows():
        d, layers, ffw = row["d_model"], row["n_layers"], row["ffw_size"]
        counted = layers * (4 * d * d + 3 * d * ffw + 4 * d) + d + padded_vocabulary * d
        assert counted == row["params"], model
    config = json.loads((mirror / "olmo-ladder" / "final.json").read_text())
    assert models.loc["1B", "params"] == config["1.3B"]["n"]
    assert models.loc["OLMo-2 13B", "flops_per_token"] == config["13B-5T"]["flops"]


def test_items_are_the_smallest_number_that_fits(observed):
    """Every released accuracy is k/n in single precision, and for no smaller n."""
    accuracy = observed[observed["metric"] == "accuracy"]
    groups = accuracy.groupby(["task", "subtask", "split"], dropna=False)
    assert len(groups) == 20
    for key, group in groups:
        (items,) = group["n_items"].unique()
        values = group["value"].unique()
        exact = (np.round(values * items) / items).astype(np.float32).astype(float)
        assert np.array_equal(exact, values), key
        smaller = np.arange(1, items)
        some = values[: max(40, 40_000 // len(smaller))]
        fits = (np.abs(some[:, None] * smaller - np.round(some[:, None] * smaller)) < 1e-3).all(axis=0)
        assert not fits.any(), (key, smaller[fits])
    test = observed[(observed["task"] == "mmlu") & (observed["split"] == "test")]
    assert test.drop_duplicates("subtask")["n_items"].sum() == 14042


def test_other_windows_add_nothing(mirror):
    runs = mirror / "olmo-ladder" / "runs"
    windows = [path for path in runs.glob("peteish*.csv") if path.stem not in RUN_OF]
    assert len(windows) == 7
    for path in windows:
        whole = "peteish7_medlr" if "medlr" in path.stem else path.stem.split("_")[0]
        full = pd.read_csv(runs / f"{whole}_eval_full.csv").set_index("_step")
        window = pd.read_csv(path).set_index("_step")
        assert full.loc[window.index, window.columns].equals(window), path.name


def test_losses_go_on_over_the_joints_of_peteish13(observed):
    """Where the column of the learning rate changes, no corpus's loss jumps by more than it does elsewhere in a run."""
    run = observed[(observed["run"] == "peteish13") & (observed["metric"] == "cross_entropy")]
    losses = run.pivot_table(index="tokens", columns="task", values="value")
    steps = losses.index / 8388608
    jumps = losses.diff().abs()
    before = jumps[(steps > 50_000) & (steps <= 85_000)].max()
    assert (jumps[steps == 105_000].iloc[0] < 2 * before).all()
    after = losses[steps == 557_000].iloc[0]
    assert (after < losses[steps == 430_000].iloc[0]).all()


def small(name, **changes):
    """A ladder file of two checkpoints and one loss, as bytes, with some columns changed."""
    columns = {
        "_step": [100, 200],
        "eval/c4_en-validation/CrossEntropyLoss": [5.0, 4.5],
        "throughput/total_tokens": [1000, 2000],
        "throughput/total_training_Gflops": [2e-6, 4e-6],
        "learning_rate_peak": [0.1, 0.1],
        "batch_size_in_tokens": [10, 10],
    }
    frame = pd.DataFrame(columns | changes)
    return {f"{olmo_ladder.DATA}{name}.csv": frame.to_csv(index=False).encode()}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"throughput/total_tokens": [1000, 2001]}, "steps times batch"),
        ({"batch_size_in_tokens": [10, 20]}, "one batch size"),
        ({"eval/c4_en-validation/CrossEntropyLoss": [5.0, None]}, r"row 3, column 'eval/c4_en.*a number"),
        ({"eval/downstream/sudoku_val_rc_5shot_acc": [0.1, 0.2]}, "sudoku.*a column of a known evaluation"),
    ],
)
def test_a_ladder_file_that_is_not_as_known_is_refused(changes, message):
    with pytest.raises(DataError, match=message):
        olmo_ladder._tall("190M", "190M-1xC", olmo_ladder._ladder(small("190M-1xC", **changes), "190M-1xC"))


def test_flops_that_disagree_are_refused():
    runs = [olmo_ladder._ladder(small("190M-1xC"), "190M-1xC")]
    olmo_ladder._require_same_flops("190M", runs, 2.0)
    with pytest.raises(DataError, match="190M-1xC.csv, step 100.*2.1 FLOPs a token for 190M"):
        olmo_ladder._require_same_flops("190M", runs, 2.1)
