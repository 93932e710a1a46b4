"""Wei et al.'s figures as observations: all of them, whose they are, and where the paper disagrees with itself."""

import re

import pandas as pd
import pytest

from emergence.io.storage import read_table
from emergence.schema.digitised import DIGITISED
from emergence.schema.printed import printed_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.wei2022.panels import score_of

# At the FLOPs of Gopher 7.1B, and at those of Table 1: no model of the family stands there in Table 2.
UNLISTED = {("Chinchilla 7.1B", "Multi-task NLU"), ("Anthropic LM 52B", "D")}


@pytest.fixture(scope="module")
def home(root):
    return root / "data" / "wei2022"


@pytest.fixture(scope="module")
def scores(home):
    return read_table(home / "figures.csv", SOURCE_OBSERVATIONS)


@pytest.fixture(scope="module")
def models(home):
    return read_table(home / "models.csv", MODELS).set_index("model")


def printed_rows(home, name):
    path = home / "tables" / f"{name}.csv"
    return read_table(path, printed_table(path))


def drawn(home, figure, kind="markers"):
    return read_table(home / "figures" / f"{figure}.csv", DIGITISED).query("kind == @kind")


def test_every_marker_is_an_observation_once(scores):
    """Counted by eye in the figures, less what an earlier figure shows too."""
    figures = scores["locator"].str.extract(r"^Figure (\d+)")[0].astype(int)
    assert figures.value_counts().sort_index().to_dict() == {
        2: 117,  # 21, 21, 13, 23; 7, 5, 12, 15
        3: 42,  # 10, 10, 14, 8
        4: 8,  # the perplexities
        5: 72,  # sampled scores and losses of 12 models; the greedy ones are Figure 2's
        6: 144,  # 3 tasks, 12 models: accuracy, loss, two log probabilities
        7: 247,  # 13 models: 7, 6 and 8 metrics, less the two of Figure 2
        10: 32,  # 8 models, 4 categories
        13: 26,  # 8, 8, 3, 3 and four levels
    }
    assert not scores.duplicated(["model", "task", "subtask", "metric", "shots", "format"]).any()


def test_every_value_of_figure_2_is_the_one_drawn(scores, home):
    points = drawn(home, "figure2")
    for panel, own in points.groupby("panel"):
        rows = scores[scores["locator"].str.startswith(f"Figure 2, panel {panel},")]
        assert sorted(rows["value"]) == pytest.approx(sorted(own["y"]), abs=1e-9)


def test_every_value_has_its_reading_error(scores):
    error = (scores["value_hi"] - scores["value_lo"]) / 2
    assert ((scores["value_lo"] <= scores["value"]) & (scores["value"] <= scores["value_hi"])).all()
    assert (error > 0).all()
    scale = scores["metric"].map({"bleu": 100, "perplexity": 10, "task_cross_entropy": 10}).fillna(1)
    assert (error / scale).max() < 4e-4


@pytest.mark.parametrize(("figure", "axis"), [("figure2", "flops"), ("figure3", "flops"), ("figure13", "params")])
def test_a_model_is_drawn_where_table_2_has_it(figure, axis, scores, home, models):
    """Within 0.1 % of what is printed or of what that rounds to, or it stands in the list of inconsistencies."""
    known = scores[scores["model"].isin(models.index)]
    assert known[["params", "flops", "family"]].isna().all(axis=None), "Table 2's count"
    off = printed_rows(home, "inconsistencies")["drawn_at"]
    points, compared = drawn(home, figure), 0
    for row in known[known["locator"].str.startswith(f"Figure {figure[6:]},")].itertuples():
        panel, series = re.search(r"panel (.+?), series ([^;]+)", row.locator).groups()
        own = points[(points["panel"] == panel) & (points["series"] == series)]
        x = own.loc[(own["y"] - row.value).abs() < 1e-6, "x"]  # several where they score the same
        printed = models.loc[row.model, f"{axis}_corrected"]
        printed = models.loc[row.model, axis] if pd.isna(printed) else printed
        near = min((x / value - 1).abs().min() for value in (printed, float(f"{printed:.1e}"), float(f"{printed:.0e}")))
        listed = off.str.startswith(f"Figure {figure[6:]},") & off.str.endswith(f": {row.model}")
        assert near < 1e-3 or listed.any() or (row.model, panel) in UNLISTED, row
        compared += 1
    assert compared == {"figure2": 111, "figure3": 38, "figure13": 13}[figure]


def test_models_that_nobody_names(scores, models):
    """Each for a reason: no model of Table 2 there, or one by FLOPs and another by parameters."""
    unnamed = scores[~scores["model"].isin(models.index)]
    assert unnamed["family"].value_counts().to_dict() == {
        "GPT-3": 12,  # 13B at 29B (3); TruthfulQA, other models by FLOPs than by parameters (3); Figure 13 (6)
        "LaMDA": 4,  # 40M at the FLOPs of 57M (2); 400M at 4.0E+20, between 262M and 453M (2)
        "Earlier state of the art": 4,
        "Flamingo": 3,
    }
    drawn_at = unnamed[unnamed["task"] == "truthfulqa"]
    assert drawn_at["flops"].tolist() == pytest.approx([4.77e21, 1.2e22, 2.31e22], rel=1e-3)
    assert drawn_at["params"].tolist() == pytest.approx([3.5e8, 1.3e9, 6.7e9], rel=1e-3)


def test_what_other_papers_print(scores, root):
    """PaLM's one-shot Word in Context, and MMLU as Touvron et al. quote it."""
    value = scores.set_index(["model", "task", "metric"])["value"]
    palm = read_table(root / "data" / "palm" / "table36.csv", SOURCE_OBSERVATIONS)
    wic = palm.query("task == 'wic' and shots == 1").set_index("model")["value"]
    ours = value.loc[:, "wic", "accuracy"]
    assert ours[wic.index].tolist() == pytest.approx(wic.tolist(), abs=1e-4)
    llama = read_table(root / "data" / "llama" / "table9.csv", SOURCE_OBSERVATIONS)
    mmlu = llama[llama["subtask"].isna()].set_index("model")["value"]
    ours = scores[(scores["task"] == "mmlu") & scores["subtask"].isna()].set_index("model")["value"]
    for model in ("Chinchilla 70B", "Gopher 280B", "GPT-3 175B"):
        assert ours[model] == pytest.approx(mmlu[model], abs=0.0015), model


def test_chance_is_where_the_figures_draw_it(home, root):
    tasks = [read_table(path, TASKS) for path in (root / "data" / "tasks.csv", home / "tasks.csv")]
    tasks = pd.concat(tasks)
    chance = tasks[tasks["subtask"].isna()].set_index("task")["chance"]
    found = 0
    for figure in ("figure2", "figure4", "figure5", "figure6", "figure10", "figure11"):
        for level in drawn(home, figure, "level").itertuples():
            series = "LaMDA" if figure != "figure5" else "T = 0"
            score = score_of(figure, level.panel, series)
            if score is not None:
                shown = level.y if score.best is None else score.best - score.times * level.y
                wanted = 0 if score.metric == "bleu" else chance[score.task]
                assert shown == pytest.approx(wanted, abs=2e-3), (figure, level.panel)
                found += 1
    assert found == 8 + 8 + 2 + 6 + 8


def test_gopher_is_drawn_at_the_perplexities_of_chinchilla(scores, home):
    """In Figures 4 and 10; the top row of Figure 4 has its own, and those are the observations."""
    points = pd.concat([drawn(home, "figure4"), drawn(home, "figure10")])
    points = points[points["panel"].str.endswith("by perplexity")]
    x = points.groupby(["panel", "series"])["x"].apply(list).unstack()  # noqa: PD010 (refuses repeats)
    assert len(x) == 5
    for gopher, chinchilla in zip(x["Gopher"], x["Chinchilla"], strict=True):
        assert gopher == pytest.approx(chinchilla, rel=1e-6)
    own = scores[scores["metric"] == "perplexity"].set_index("model")["value"]
    assert own["Gopher 280B"] == pytest.approx(8.12, abs=0.002)
    assert own["Chinchilla 70B"] == pytest.approx(7.2, abs=0.002)


def test_two_categories_of_figure_10_are_not_those_of_figure_9(scores, home):
    pairs = printed_rows(home, "model_pairs")
    largest = {"Chinchilla": ("Chinchilla 7.1B", "Chinchilla 70B"), "Gopher": ("Gopher 7.1B", "Gopher 280B")}
    value = scores[scores["subtask"].notna()].set_index(["model", "subtask"])["value"]
    names = {"Humanities": "humanities", "STEM": "stem", "Other": "other", "Social Science": "social_sciences"}
    assert len(pairs) == 8
    for row in pairs.itertuples():
        second, first = (value[model] for model in largest[row.family])
        agree = {
            part
            for part in names.values()
            if abs(first[part] - row.largest) < 1e-4 and abs(second[part] - row.second_largest) < 1e-4
        }
        expected = {"Other": set(), "Social Science": {"other"}}.get(row.category, {names[row.category]})
        assert agree == expected, row


def test_keywords_as_the_text_has_them(home):
    classes = printed_rows(home, "keyword_classes")
    counts = classes.pivot_table(index="keyword", columns="class", values="n_tasks")
    assert len(counts) == 33
    total = counts.sum(axis=1)
    assert (total >= 5).all(), "only keywords with at least five tasks"
    assert (counts.loc["visual-reasoning", "Flat"], total["visual-reasoning"]) == (8, 13)
    share = (counts["Emergent with LaMDA or GPT-3"] + counts["Emergent with PaLM"]) / total
    assert set(share.nlargest(5).index) == {
        "analogical-reasoning",
        "word-sense-disambiguation",
        "truthfulness",
        "social-reasoning",
        "emotional-understanding",
    }
    assert (classes["top"] - classes["base"] == classes["n_tasks"]).all()


def test_scores_that_two_figures_give_to_other_models_or_parts_are_listed(home):
    """TruthfulQA stands at other models in Figures 2 and 11; Figures 9 and 10 name parts of MMLU differently."""
    rows = printed_rows(home, "inconsistencies").set_index("drawn_at")
    later = rows[rows.index.str.startswith("Figure 2, panel TruthfulQA: GPT-3") & rows.index.str.endswith("Figure 11")]
    assert later["printed"].tolist() == [6.41e20, 2.38e21, 1.2e22]
    assert later["read"].tolist() == [4.77e21, 1.2e22, 2.31e22]
    assert rows.loc["Figure 2, panel Multi-task NLU: Chinchilla 7.1B of Figure 4", "read"] == 1.28e22  # Gopher 7.1B's
    other = rows.loc["Figure 10, panel Other: largest model of Chinchilla"]
    assert other[["read", "printed"]].tolist() == [0.791, 0.7]
    assert rows.index.str.startswith("Figure 10, panel").sum() == 7
    assert not rows.index.str.contains("panel (?:Humanities|STEM):").any()
