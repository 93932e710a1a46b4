"""Schaeffer et al.'s figures: the model's formulas, items behind each score, and what the paper prints."""

import numpy as np
import pytest

from emergence.digitise.reading import read_drawings
from emergence.io.storage import read_table
from emergence.schema.printed import printed_table
from emergence.schema.published import SOURCE_OBSERVATIONS
from emergence.sources.schaeffer2023.arithmetic import formula
from emergence.sources.schaeffer2023.lattice import confirmed_number, smallest_number


@pytest.fixture(scope="module")
def home(root):
    return root / "data" / "schaeffer2023"


@pytest.fixture(scope="module")
def table(home):
    def read(name):
        path = home / "tables" / f"{name}.csv"
        return read_table(path, printed_table(path))

    return read


@pytest.fixture(scope="module")
def arithmetic(table):
    return table("arithmetic")


@pytest.mark.parametrize(
    ("figure", "quantity", "tolerance"),
    [(3, "exact_match", 1e-8), (3, "token_edit_distance", 2e-8), (4, "exact_match", 1e-7), (2, "exact_match", 1e-4)],
)
def test_the_models_panels_are_its_formulas_for_one_pair_of_constants(figure, quantity, tolerance, table):
    """p^T, and T (1 - p) over T; coordinates of Figure 2 have three decimals of a point, the others seven."""
    curves = table("model_curves").query("figure == @figure and quantity == @quantity")
    expected = [formula(quantity, row.params, row.target_length, 2e9, -0.5) for row in curves.itertuples()]
    scale = curves["target_length"] if quantity == "token_edit_distance" else 1
    assert (np.abs(curves["value"] - expected) / scale).max() < tolerance
    assert set(curves["params"]) == {3.5e8, 1.3e9, 6.7e9, 2e11}


def test_no_other_constants_fit_the_models_panels(table):
    """A change of c or alpha in the third digit is seen."""
    curves = table("model_curves").query("figure == 3 and quantity == 'exact_match' and target_length == 1")
    for c, alpha in ((2.01e9, -0.5), (2e9, -0.501)):
        off = np.abs(curves["value"] - formula("exact_match", curves["params"], 1, c, alpha))
        assert off.max() > 1e-4


def test_linear_and_logarithmic_panels_agree(table):
    curves = table("model_curves").query("quantity == 'exact_match'")
    both = curves.pivot_table(index=["target_length", "params"], columns="figure", values="value")
    assert (both[4] - both[3]).abs().max() < 1e-6
    agreements = table("agreements")
    assert (agreements["n"] == agreements["within"]).all()
    assert (agreements["largest"] <= agreements["tolerance"]).all()


def test_every_accuracy_is_a_whole_count(arithmetic):
    """Both metrics of a model and target are whole counts of one number of items."""
    told = arithmetic.dropna(subset=["n_multiple_of"])
    counts = told["value"] * told["n_multiple_of"]
    assert (counts - counts.round()).abs().max() < 2e-3
    exact = told[told["metric"] == "exact_match"]
    assert len(exact) == 49
    assert exact["n_items"].notna().sum() == 39


@pytest.mark.parametrize(
    ("task", "length", "temperature", "model", "items"),
    [
        ("addition_4_digit", 1, 1, "GPT-3 1.3B", 126),
        ("addition_4_digit", 2, 0, "GPT-3 6.7B", 4020),
        ("addition_4_digit", 2, 1, "GPT-3 350M", 7040),
        ("multiplication_2_digit", 4, 0, "GPT-3 6.7B", 10276),
        ("multiplication_2_digit", 4, 0, "GPT-3 175B", 10276),
    ],
)
def test_items_read_independently(task, length, temperature, model, items, arithmetic):
    row = arithmetic.query(
        "task == 'integer_' + @task and target_length == @length and temperature == @temperature"
        " and model == @model and metric == 'exact_match'"
    )
    assert row["n_items"].item() == items


def test_bands_hold_their_values_and_have_the_width_of_a_95_percent_interval(arithmetic):
    assert (arithmetic["band_lo"] <= arithmetic["value"] + 1e-7).all()
    assert (arithmetic["value"] <= arithmetic["band_hi"] + 1e-7).all()
    told = arithmetic.query("metric == 'exact_match' and n_items == n_multiple_of")
    normal = 2 * 1.96 * np.sqrt(told["value"] * (1 - told["value"]) / told["n_items"])
    assert ((told["band_hi"] - told["band_lo"]) / normal).median() == pytest.approx(1, abs=0.02)


def test_a_resampled_interval_tells_the_multiple():
    n, share = 4020, 0.35
    half = 1.96 * np.sqrt(share * (1 - share) / n)
    assert confirmed_number(4020.0, share, share - half, share + half) == 4020
    assert confirmed_number(2010.0, share, share - half, share + half) == 4020
    assert confirmed_number(1005.0, share, share - half, share + half) is None, "four times is not told from five"
    assert confirmed_number(None, share, share - half, share + half) is None


def test_the_smallest_number_is_found_and_withheld_where_any_would_fit():
    assert smallest_number([1411 / 4020, 4083 / 4020], [7e-9, 4e-8]) == 4020
    assert smallest_number([1.0, 0.0], [7e-9, 4e-8]) is None
    assert smallest_number([0.3517], [1e-3]) is None


def test_every_series_of_figure_3_is_there(arithmetic):
    """4 models, 4 or 5 lengths, 2 temperatures, 2 metrics."""
    assert arithmetic.groupby("task").size().to_dict() == {
        "integer_addition_4_digit": 4 * 5 * 2 * 2,
        "integer_multiplication_2_digit": 4 * 4 * 2 * 2,
    }
    assert set(arithmetic["params"]) == {3.5e8, 1.3e9, 6.7e9, 1.75e11}


def test_observations_are_the_tables(home, arithmetic, table):
    scores = read_table(home / "scores.csv", SOURCE_OBSERVATIONS)
    gpt3 = scores[scores["model"].str.startswith("GPT-3")]
    assert sorted(gpt3["value"]) == sorted(arithmetic["value"])
    drawn = table("vision").query("kind == 'run' and metric != 'squared_error'")
    assert len(scores) == len(arithmetic) + len(drawn)


def test_the_scale_of_figure_8_is_the_only_one_that_makes_all_sizes_whole(mirror):
    """All whole sizes of the largest network that leave no other power of ten in sight are tried."""
    content = (mirror / "papers" / "schaeffer-2304.15004.pdf").read_bytes()
    paths = read_drawings(content, {9}, "paper")[9].paths
    grid = [path.points[0][0] for path in paths if path.stroke == "#cccccc" and len(path.points) == 2]
    lines = [[x for x, _ in path.points] for path in paths if len(path.points) == 6 and path.fill is None]
    assert len(lines) == 2
    largest = np.arange(4.45e6, 8.61e6)
    for line in lines:
        million = next(x for x in grid if min(abs(x - 293.04), abs(x - 411.18)) < 0.01 and line[0] < x < line[-1])
        at = np.array(line) - million
        slope = at[-1] / np.log10(largest / 1e6)
        assert slope.max() > 102.34 > 71.0208 > slope.min(), "a decade as long as the axis, or one that reaches its end"
        sizes = 1e6 * 10 ** (at[:-1, None] / slope)
        off = np.abs(sizes - np.round(sizes)) / (sizes * np.log(10) / slope)
        assert largest[off.max(axis=0) < 1.5e-7].tolist() == [4481535], "points: the file has seven decimals"


def test_sizes_of_networks_are_whole(table):
    vision = table("vision")
    transformers = vision[vision["family"] == "Omniglot transformer"]["params"]
    assert sorted(set(transformers)) == [547327, 809481, 809509, 1071700, 1333863, 4481535]
    autoencoders = vision[vision["family"] == "CIFAR-100 autoencoder"]
    assert autoencoders["params"].nunique() == 19
    assert (autoencoders["params"].min(), autoencoders["params"].max()) == (9217, 6295552)
    assert len(autoencoders.query("kind == 'run' and metric == 'squared_error'")) == 189
    items = vision.groupby(["family", "metric"])["n_items"].first().dropna().to_dict()
    assert items[("CIFAR-100 autoencoder", "reconstructed")] == 9900
    assert items[("Omniglot transformer", "accuracy")] == 19250
    assert items[("MNIST LeNet", "accuracy")] == 5000


def test_means_of_figure_7_are_those_of_the_runs(table):
    """189 runs of 19 sizes: every run and every mean is read."""
    rows = table("vision").query("family == 'CIFAR-100 autoencoder'")
    runs = rows[rows["kind"] == "run"].groupby(["metric", "subtask", "params"], dropna=False)["value"].mean()
    means = rows[rows["kind"] == "mean"].set_index(["metric", "subtask", "params"])["value"]
    assert (runs - means).abs().max() < 1e-6


def test_emergence_scores_of_39_metrics(table):
    """The five whose scores exceed 100, with the largest of each, read independently."""
    scores = table("emergence_scores")
    assert scores["metric"].nunique() == 39
    largest = scores.groupby("metric")["high"].max()
    assert largest[largest > 100].round().to_dict() == {
        "bleu": 632,
        "multiple_choice_grade": 199,
        "normalized_aggregate_score": 186,
        "rougeLsum": 173,
        "exact_str_match": 151,
    }
    boxes = scores[scores["kind"] == "box"].pivot_table(index="metric", columns="number", values=["low", "high"])
    for level in (2.0, 3.0, 4.0):
        inner, outer = boxes.xs(level - 1, axis=1, level=1), boxes.xs(level, axis=1, level=1)
        there = outer.notna().all(axis=1)
        assert (outer["low"] <= inner["low"] + 1e-6)[there].all()
        assert (outer["high"] >= inner["high"] - 1e-6)[there].all()


def test_simulations_are_multiples_of_one_in_500(table):
    metrics = table("text_metrics")
    assert (metrics["n_samples"] == 500).all()
    assert metrics.groupby("metric").size().to_dict() == {"bleu": 120, "rouge_l_sum": 90}
    assert ((metrics["band_lo"] <= metrics["value"]) & (metrics["value"] <= metrics["band_hi"])).all()


def test_claims_are_those_printed(table):
    claims = table("claims").set_index("claim")
    assert claims.loc["metrics with emergence by hand", "share"] == pytest.approx(0.1026, abs=5e-5)
    two = claims.loc[["pairs under multiple_choice_grade", "pairs under exact_str_match"], "n"].sum()
    assert two / 67 > claims.loc["pairs under multiple-choice grade or exact match, more than", "share"] == 0.92
