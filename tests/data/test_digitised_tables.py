"""The committed tables of digitised figures: made again byte for byte, and in agreement with what the papers print."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from emergence.io.storage import read_table
from emergence.schema.digitised import AXIS_TICKS, DIGITISED
from emergence.schema.printed import printed_table
from emergence.schema.published import SOURCE_OBSERVATIONS
from emergence.sources import descriptor
from emergence.sources.fetch import fetch
from emergence.sources.figures import digitise_source

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    {p.parents[1].name for p in ROOT.glob("data/*/figures/*.yaml") if (p.parents[1] / "source.yaml").exists()}
)
THOUSAND_STEPS = 4_194_304e3  # tokens


def printed(path):
    return read_table(ROOT / path, printed_table(ROOT / path))


def figure(source, name):
    (path,) = (path for path in (ROOT / "data" / source / "figures").glob(f"{name}.*") if path.suffix != ".yaml")
    return read_table(path, DIGITISED)


@pytest.mark.parametrize("source", SOURCES)
def test_digitising_again_changes_nothing(source, mirror, tmp_path):
    shutil.copytree(ROOT / "data" / source, tmp_path / source)
    figures, changed = digitise_source(source, tmp_path, mirror)
    assert figures
    assert changed == []


@pytest.mark.parametrize("source", SOURCES)
def test_every_figure_has_its_table_and_reading_errors(source):
    ticks = read_table(ROOT / "data" / source / "figures" / "ticks.csv", AXIS_TICKS)
    for path in sorted((ROOT / "data" / source / "figures").glob("*.yaml")):
        points = figure(source, path.stem)
        for which in ("x", "y"):
            there = points[which].notna()
            assert (points.loc[there, f"{which}_error"] > 0).all()
        assert path.stem in set(ticks["figure"])


def test_llama_levels_equal_the_printed_tables():
    levels = figure("llama", "figure2").query("kind == 'level'").set_index("panel")["y"]
    tables = pd.concat(read_table(ROOT / f"data/llama/table{n}.csv", SOURCE_OBSERVATIONS) for n in (3, 4, 5))
    chinchilla = tables[tables["model"] == "Chinchilla 70B"]
    printed = chinchilla[chinchilla["shots"].isin([0, 5])].set_index(["task", "shots"])["value"]
    for panel, key in (
        ("TriviaQA", ("triviaqa", 5)),
        ("NaturalQuestions", ("natural_questions", 5)),
        ("HellaSwag", ("hellaswag", 0)),
        ("SIQA", ("siqa", 0)),
        ("WinoGrande", ("winogrande", 0)),
        ("PIQA", ("piqa", 0)),
    ):
        assert levels[panel] == pytest.approx(printed[key], abs=1e-5), panel


def test_llama_scores_stand_at_multiples_of_a_thousand_steps():
    x = figure("llama", "figure2").query("kind == 'line'")["x"]
    assert (x - (x / THOUSAND_STEPS).round() * THOUSAND_STEPS).abs().max() < 1e6  # tokens: 0.001 B


def test_last_scores_of_llama_are_near_the_printed_ones():
    scores = read_table(ROOT / "data/llama/figure2.parquet", SOURCE_OBSERVATIONS)
    last = scores[scores["is_final"].astype(bool)].set_index(["model", "task"])["value"]
    printed = read_table(ROOT / "data/llama/table3.csv", SOURCE_OBSERVATIONS).set_index(["model", "task"])["value"]
    for task, near in (("hellaswag", 0.001), ("piqa", 0.005), ("winogrande", 0.005), ("siqa", 0.005)):
        for size in ("7B", "13B", "33B", "65B"):
            assert last[f"LLaMA {size}", task] == pytest.approx(printed[f"LLaMA {size}", task], abs=near), (size, task)


def test_every_loss_of_llama_has_an_error_and_falls_with_the_tokens():
    scores = read_table(ROOT / "data/llama/figure2.parquet", SOURCE_OBSERVATIONS)
    losses = scores[scores["task"] == "llama_train"]
    assert losses["value"].between(1.5, 2.25).all()
    assert ((losses["value_hi"] - losses["value_lo"]) / 2).between(1e-4, 6e-3).all()
    for _, rows in losses.groupby("model"):
        tokens, value = rows["tokens"].to_numpy(), rows["value"].to_numpy()
        assert np.corrcoef(np.log(tokens), value)[0, 1] < -0.98
        medians = read_table(ROOT / "data/llama/figure1.csv", SOURCE_OBSERVATIONS).query("model == @rows.model.iloc[0]")
        inner = medians[medians["tokens"].between(tokens.min(), tokens.max()) & (medians["tokens"] > 1e11)]
        np.testing.assert_allclose(np.interp(inner["tokens"], tokens, value), inner["value"], atol=4e-3)


def test_chinchilla_runs_agree_with_the_published_digitisation(mirror):
    """All 245: the same positions and colours; the loss is 0.15 % lower, half a row of the colour bar's pixels."""
    ours = figure("chinchilla", "figure4")
    files = {file.path: file for file in descriptor.load(ROOT / "data/chinchilla/source.yaml").files}
    name = "data/svg_extracted_data.csv"
    (theirs,) = fetch([files[name]], mirror).values()
    theirs = pd.read_csv(pd.io.common.BytesIO(theirs))
    assert len(ours) == len(theirs) == 245
    np.testing.assert_allclose(ours[["x_pt", "y_pt"]], theirs[["x", "y"]], atol=1e-5)
    assert ours["colour"].tolist() == theirs["hex_color"].tolist()
    np.testing.assert_allclose(ours["x"], theirs["Training FLOP"], rtol=1e-5)
    np.testing.assert_allclose(ours["y"], theirs["Model Size"], rtol=1e-5)
    np.testing.assert_allclose(ours["colour_value"], theirs["loss"] * (1 - 0.001495), rtol=5e-6)


def test_palm_scores_are_shares_of_the_items():
    """The bars of Figure 7 give back counts: what Table 37 prints as 38.2 is 13 of 34."""
    bars = figure("palm", "figure7").set_index(["category", "series"])["y"]
    for category, items in (("t1", 34), ("t3", 60), ("t6", 100), ("t8", 175), ("t9", 46), ("t13", 49), ("t14", 32)):
        right = bars[category].iloc[:3] * items
        np.testing.assert_allclose(right, right.round(), atol=items * 1e-5)


def test_palm_figures_agree_with_the_printed_tables():
    rows = printed("data/palm/tables/bigbench_scores.csv")
    scores = pd.concat(read_table(ROOT / f"data/palm/figure{n}.csv", SOURCE_OBSERVATIONS) for n in (5, 7))
    scores["scale"] = scores["metric"].map({"preferred": "raw", "normalised_preferred": "normalised"})
    joined = scores.merge(rows, left_on=["task", "model", "scale"], right_on=["task", "scored", "scale"])
    assert len(joined) == 24 * 3 + 3 + 2  # Tables 38 and 39 repeat three raw scores; two panels of Figure 5 are there
    assert (joined["value_x"] - joined["value_y"]).abs().max() < 0.00051
    people = printed("data/palm/tables/human_scores.csv")
    best = people[people["people"] == "best"].merge(rows[rows["scored"] == "Human (best)"], on="task")
    assert len(best) == 24
    assert (best["value_x"] - best["value_y"]).abs().max() < 0.00051


def test_palm_averages_stand_at_the_models_that_they_name():
    points = figure("palm", "figure3").query("kind == 'markers'")
    scores = read_table(ROOT / "data/palm/figure3.csv", SOURCE_OBSERVATIONS)
    assert len(points) == len(scores) == 41
    assert scores.groupby("task").size().to_dict() == {"bigbench_150": 9, "bigbench_58": 32}
    x = sorted(points.loc[points["series"].str.startswith("GPT-3"), "x"].unique())
    np.testing.assert_allclose(
        x[::2] if len(x) == 16 else x, [125e6, 350e6, 760e6, 1.3e9, 3e9, 6e9, 13e9, 200e9], rtol=1e-4
    )
    values = scores.set_index(["task", "model", "shots"])["value"]
    assert values["bigbench_58", "Gopher 280B", 5] == pytest.approx(0.2986, abs=1e-4)
    assert values["bigbench_58", "PaLM 540B", 5] > values["bigbench_58", "Chinchilla 70B", 5]
    # the report draws one number for both, in either panel
    for task in ("bigbench_58", "bigbench_150"):
        assert values[task, "PaLM 62B", 0] == values[task, "PaLM 540B", 0]
