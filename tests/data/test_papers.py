"""What the papers print: our tables against the text of the PDFs as another reader (pypdfium2) gives it."""

import re

import pandas as pd
import pytest

from emergence.io.errors import DataError
from emergence.io.storage import read_table
from emergence.schema.printed import printed_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS
from emergence.sources.du2024 import importer as du2024
from emergence.sources.palm import bigbench as palm_bigbench
from emergence.sources.palm import importer as palm
from emergence.sources.wei2022 import importer as wei2022

pypdfium2 = pytest.importorskip("pypdfium2")


def printed(root, source, name):
    path = root / "data" / source / "tables" / f"{name}.csv"
    return read_table(path, printed_table(path))


def page(path, number):
    """The text of a page, a word that a line's end parts put together again."""
    document = pypdfium2.PdfDocument(path)
    text = document[number - 1].get_textpage().get_text_range()
    document.close()
    return text.replace("\r\n", "\n").replace("\ufffe\n", "").replace("\ufffe", "")


@pytest.fixture(scope="module")
def wei(mirror):
    return lambda number: page(mirror / "papers" / "wei-2206.07682.pdf", number)


@pytest.fixture(scope="module")
def chowdhery(mirror):
    return lambda number: page(mirror / "papers" / "palm-2204.02311.pdf", number)


def test_table_2_of_wei(root, wei):
    models = read_table(root / "data" / "wei2022" / "models.csv", MODELS)
    text = wei(26)
    rows = re.findall(
        r"([\d.]+)([MB])(?: \[sic\])? ([\d.]+)([BT]) (\d\.\d+E\+\d+)", text[text.index("Model Parameters") :]
    )
    unit = {"M": 1e6, "B": 1e9, "T": 1e12}
    wanted = [(float(n) * unit[m], float(d) * unit[b], float(c)) for n, m, d, b, c in rows]
    assert len(wanted) == 36
    ours = models[["params", "tokens", "flops"]].to_numpy().tolist()
    assert ours == [pytest.approx(row, rel=1e-12) for row in wanted]
    assert models["family"].value_counts().to_dict() == {
        "LaMDA": 13,
        "GPT-3": 8,
        "Gopher": 4,
        "Chinchilla": 4,
        "Anthropic LM": 4,
        "PaLM": 3,
    }


def test_the_one_misprint_of_table_2(root):
    """Six times parameters times tokens tells it from rounding; the printed number stays."""
    models = read_table(root / "data" / "wei2022" / "models.csv", MODELS).set_index("model")
    ratio = models["flops"] / (6 * models["params"] * models["tokens"])
    assert set(ratio.index[(ratio - 1).abs() > 0.12]) == {"Anthropic LM 52B"}
    wrong = models.loc["Anthropic LM 52B"]
    assert (wrong["flops"], wrong["flops_corrected"]) == (2.65e22, 2.65e23)
    assert models["correction"].notna().sum() == models["flops_corrected"].notna().sum() == 1
    assert models["params_corrected"].isna().all()
    assert models["tokens_corrected"].isna().all()


def test_table_1_of_wei(root, wei):
    ours = printed(root, "wei2022", "abilities").set_index("ability")
    text = wei(6)
    flops = re.findall(r"\d\.\dE\+\d\d", text[: text.index("5 Discussion")])
    assert sorted(map(float, flops)) == sorted(ours["flops"].dropna())
    assert len(ours) == 23
    assert ours["prompting"].value_counts().to_dict() == {"augmented": 13, "few-shot": 10}
    for ability, row in ours.iterrows():
        place = text.index(ability)
        line = text[place : text.index("\n", place)]
        if not pd.isna(row["flops"]):
            assert float(re.search(r"\d\.\dE\+\d\d", line)[0]) == row["flops"]
            size = re.search(r"E\+\d\d ([\d.]+)([MB])", line)
            assert float(size[1]) * {"M": 1e6, "B": 1e9}[size[2]] == pytest.approx(row["params"])
        if "row above" not in row["locator"]:
            assert line.strip().endswith(row["reference"]), ability
    assert ours.loc["MMLU Benchmark (26 topics)", ["family", "reference"]].tolist() == ["Gopher", "Rae et al. (2021)"]
    assert ours.loc["Addition/subtraction (4-5 digit)", "family"] == "GPT-3"
    assert ours["locator"].str.contains("row above").sum() == 3


def test_categories_of_wei(root, wei):
    ours = printed(root, "wei2022", "task_categories")
    assert ours.groupby("list").size().to_dict() == {"E.1": 58, "E.2": 25, "E.3": 42, "E.4": 45, "E.5": 40, "F": 14}
    appendix = ours[ours["list"] != "F"]
    assert len(appendix) == 210
    assert appendix["task"].is_unique, "the paper says: each in one category only"
    assert set(ours.loc[ours["list"] == "F", "task"]) <= set(ours.loc[ours["list"] == "E.3", "task"])
    text = " ".join(f"{wei(29)} {wei(30)}".split())
    passages = {
        "E.1": text[text.index("E.1 Smoothly") : text.index("E.2 Emergent")],
        "E.2": text[text.index("E.2 Emergent") : text.index("E.3 Emergent")],
        "E.3": text[text.index("E.3 Emergent") : text.index("E.4 Flat")],
        "E.4": text[text.index("E.4 Flat") : text.index("E.5 Other")],
        "E.5": text[text.index("E.5 Other") : text.index("F PaLM 62B is")],
        "F": text[text.index("list of tasks: ") :],
    }
    for section, rows in ours.groupby("list"):
        passage = passages[section]
        for name in rows["printed"]:
            assert re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", passage), (section, name)
        # one comma fewer than names in each list; the remark on "arithmetic" holds one of its own
        commas = passage.count(",") - (section == "E.5")
        assert commas == len(rows) - (len(set(rows["category"])) if section == "E.5" else 1), section
    assert set(ours["task"]) >= {"bigbench_few_shot_nlg", "bigbench_conlang_translation", "bigbench_disambiguation_qa"}


def test_categories_name_tasks_that_others_know(root):
    """Most of the 85 tasks of LaMDA's logs stand in a list under the same name."""
    ours = set(printed(root, "wei2022", "task_categories")["task"])
    scores = read_table(root / "data" / "bigbench_lamda" / "scores.parquet", SOURCE_OBSERVATIONS)
    missing = set(scores["task"]) - ours
    assert len(missing) <= 3, missing


def test_table_36_of_palm(root, chowdhery):
    ours = read_table(root / "data" / "palm" / "table36.csv", SOURCE_OBSERVATIONS)
    text = chowdhery(79).replace("41.1\na\n", "41.1a ")  # the one mark in the table, on a line of its own
    lines = [line for line in text[: text.index("Table 36")].split("\n") if re.search(r"\d\d\.\d .*\d\.\d", line)]
    assert len(lines) == 30
    numbers = []
    for line in lines:
        cells = re.findall(r"(?<![\w.])(\d{1,2}\.\d)a?(?: \((\d+)\))?", line)
        assert len(cells) == 9, line
        numbers += [float(value) for value, shots in cells if shots != "1"]
    assert len(numbers) == len(ours) == 265
    assert sorted(ours["value"] * 100) == pytest.approx(sorted(numbers))
    seen = {  # read by eye
        ("PaLM 8B", "triviaqa", 0): 0.395,
        ("PaLM 540B", "natural_questions", 64): 0.396,
        ("PaLM 62B", "natural_questions", 5): 0.276,
        ("PaLM 540B", "wic", 5): 0.646,
        ("PaLM 62B", "winograd", 1): 0.824,
        ("PaLM 540B", "record", 2): 0.929,
        ("PaLM 8B", "cb", 0): 0.411,
        ("PaLM 540B", "openbookqa", 32): 0.680,
        ("PaLM 540B", "boolq", 8): 0.891,
        ("PaLM 62B", "quac", 1): 0.413,
    }
    values = ours.set_index(["model", "task", "shots"])["value"].to_dict()
    assert {key: values[key] for key in seen} == seen
    parts = ours[ours["subtask"].notna()].set_index(["model", "task", "subtask", "shots"])["value"].to_dict()
    assert parts["PaLM 540B", "race", "middle", 8] == 0.721
    assert parts["PaLM 540B", "race", "high", 5] == 0.546
    assert parts["PaLM 8B", "anli", "round_3", 5] == 0.327


def test_palm_agrees_with_what_the_llama_report_quotes(root):
    """Zero-shot scores of PaLM 62B and 540B that Touvron et al. print in Table 3: two papers, one number."""
    ours = read_table(root / "data" / "palm" / "table36.csv", SOURCE_OBSERVATIONS)
    theirs = read_table(root / "data" / "llama" / "table3.csv", SOURCE_OBSERVATIONS)
    key = ["model", "task", "subtask", "metric", "shots"]
    joined = ours.merge(theirs, on=key, suffixes=("", "_quoted"))
    assert len(joined) >= 12
    differing = joined[joined["value"] != joined["value_quoted"]]
    assert differing[["model", "task"]].to_numpy().tolist() == []


def test_table_21_of_palm(root, chowdhery):
    compute = printed(root, "palm", "compute").set_index("model")
    text = chowdhery(65)
    assert re.search(r"540B 3\.28 4\.10 2\.56 ?× ?10\s*24 29600", text)
    assert compute.loc["PaLM 540B"].tolist()[:4] == [3.28e12, 4.1e12, 2.56e24, 29600]
    models = read_table(root / "data" / "palm" / "models.csv", MODELS).query("family == 'PaLM'").set_index("model")
    assert (models["flops"] / models["tokens"] / compute["flops_per_token"]).to_numpy() == pytest.approx(1, abs=0.005)
    assert (compute["petaflop_s_days"] * 1e15 * 86400 / compute["flops"]).to_numpy() == pytest.approx(1, abs=0.005)


def test_table_1_of_palm(root, chowdhery):
    models = read_table(root / "data" / "palm" / "models.csv", MODELS).query("family == 'PaLM'")
    rows = re.findall(r"PaLM (\d+B) (\d+) (\d+) (\d+) (\d+\.\d+) ", chowdhery(6))
    assert [f"PaLM {row[0]}" for row in rows] == models["model"].tolist()
    printed_rows = [[float(value) for value in row[1:]] for row in rows]
    ours = models.assign(params=models["params"] / 1e9)[["n_layers", "n_heads", "d_model", "params"]]
    assert ours.to_numpy().tolist() == printed_rows
    # 6 x parameters, attention apart, are the FLOPs a token of Table 21 to a few percent
    assert (models["flops_per_token"] / models["params"] / 6).between(1, 1.07).all()


def test_tables_37_to_39_of_palm(root, chowdhery):
    ours = printed(root, "palm", "bigbench_scores")
    text = f"{chowdhery(80)}\n{chowdhery(81)}"
    rows = [line for line in text.split("\n") if re.fullmatch(r"[a-z ]+( -?\d+\.\d){4,5}", line)]
    numbers = [float(value) for line in rows for value in re.findall(r"-?\d+\.\d", line)]
    assert len(numbers) == len(ours) == 24 * 5 + 20 * 4
    assert (ours["value"] * 100).tolist() == pytest.approx(numbers)
    names = [re.match(r"[a-z ]+[a-z]", line)[0].replace(" ", "_") for line in rows]
    assert ours.drop_duplicates(["task", "scale"]).query("scale == 'raw'")["task"].str.removeprefix(
        "bigbench_"
    ).tolist() == (list(dict.fromkeys(names)))
    seen = {  # read by eye
        ("bigbench_navigate", "PaLM 540B", "raw"): 0.553,
        ("bigbench_navigate", "PaLM 540B", "normalised"): 0.106,
        ("bigbench_persian_idioms", "Human (average)", "normalised"): -0.067,
        ("bigbench_mnist_ascii", "Human (average)", "raw"): 0.91,
        ("bigbench_auto_debugging", "Human (best)", "raw"): 0.5,
        ("bigbench_auto_debugging", "Human (average)", "raw"): 0.137,
        ("bigbench_winowhy", "PaLM 62B", "raw"): 0.61,
    }
    values = ours.set_index(["task", "scored", "scale"])["value"].to_dict()
    assert {key: values[key] for key in seen} == seen


def test_tasks_of_figure_7_are_those_of_its_footnote(chowdhery):
    text = " ".join(chowdhery(18).split())
    named = re.findall(r"t(\d+): ([a-z ]+?)(?:,|\.)", text[text.index("24 tasks in BIG-bench Lite correspond") :])
    assert [int(number) for number, _ in named] == list(range(1, 25))
    assert [name.replace(" ", "_") for _, name in named] == list(palm_bigbench.LITE)


def test_chance_by_raw_and_normalised_scores_is_that_of_others(root):
    """Tables 38 and 39 tell what score counts as zero; where another source has a chance level, it is the same."""
    own = read_table(root / "data" / "palm" / "tasks.csv", TASKS).set_index("task")["chance"].dropna()
    assert own["bigbench_navigate"] == own["bigbench_hyperbaton"] == 0.5
    assert own["bigbench_persian_idioms"] == own["bigbench_movie_recommendation"] == 0.25
    assert own["bigbench_mnist_ascii"] == 0.1
    assert own["bigbench_sufficient_information"] == 0
    shared = read_table(root / "data" / "tasks.csv", TASKS).set_index("task")
    shared = shared.loc[~shared["locator"].str.contains("2204.02311", regex=False), "chance"].dropna()
    rows = printed(root, "palm", "bigbench_scores")
    told = {task: palm_bigbench._chance(list(part.to_dict("records"))) for task, part in rows.groupby("task")}
    both = {task: chance for task, chance in told.items() if chance is not None and task in shared.index}
    assert len(both) == 4
    assert both == pytest.approx({task: shared[task] for task in both})
    # not the quarter that four choices make, as the second-hand table has it
    scores = rows[rows["task"] == "bigbench_swedish_to_german_proverbs"].set_index(["scored", "scale"])["value"]
    for who in ("PaLM 540B", "Human (average)"):
        raw, normalised = scores[who]
        assert (raw - normalised) / (1 - normalised) == pytest.approx(0.2795, abs=0.001)


def test_appendix_g2_prints_tables_and_draws_nothing(mirror):
    """Version 5 has no figure in its appendix G.2: nothing but text and the rules of three tables."""
    document = pypdfium2.PdfDocument(mirror / "papers" / "palm-2204.02311.pdf")
    for number in (80, 81):
        page = document[number - 1]
        assert "Figure" not in page.get_textpage().get_text_range().replace("shown in Figure 7", "")
        kinds = [thing.type for thing in page.get_objects(max_depth=8)]
        assert set(kinds) == {1, 2}, "text and paths; 3 is an image, 5 a form"
        assert kinds.count(2) == 35
    document.close()


def test_items_of_wsc(root):
    """Every score of WSC is a share of 285 to the printed digit, and none of 104: it is not SuperGLUE's."""
    ours = read_table(root / "data" / "palm" / "table36.csv", SOURCE_OBSERVATIONS)
    values = ours.loc[ours["task"] == "wsc_285", "value"]
    for items, fits in ((285, 9), (104, 0)):
        assert ((values - (values * items).round() / items).abs() <= 0.0005 + 1e-9).sum() == fits


def test_runs_of_du(root):
    models = read_table(root / "data" / "du2024" / "models.csv", MODELS).set_index("model")
    assert len(models) == 31
    tokens = {}
    for name in models.index:
        tokens.setdefault(name.split()[0], []).append(float(name.split()[2][:-1]))
    assert tokens == {  # from the text of the issue that asked for them, not from the importer
        "300M": [67, 125, 250, 500],
        "540M": [33, 66, 125, 250, 500],
        "1B": [33, 67, 125, 250, 500],
        "1.5B": [3, 67, 100, 125, 250, 375, 500],
        "3B": [67, 125, 250, 500],
        "6B": [3, 33, 67, 125, 250],
        "32B": [2.5],
    }
    assert models.loc["32B on 2.5T", ["tokens", "d_model", "n_layers"]].tolist() == [2.5e12, 6656, 58]
    assert (models["basis"] == "secondary").all()
    assert models["flops"].isna().all()


def test_tables_of_du(root):
    evaluations = printed(root, "du2024", "published_evaluations").set_index("title")
    assert len(evaluations) == 12
    crossed = evaluations.index[evaluations["threshold"].notna()]
    assert set(crossed) == {"MMLU", "C-Eval", "GSM8K", "GSM8K-Chinese"}
    assert set(evaluations["threshold"].dropna()) == {2.2}
    assert evaluations["language"].value_counts().to_dict() == {"en": 6, "zh": 6}
    assert (
        evaluations["n_items"].sum()
        == 11313 + 10042 + 4934 + 1267 + 14042 + 1319 + 10613 + 938 + 508 + 3816 + 1346 + 1212
    )
    correlations = printed(root, "du2024", "published_correlations")
    correlations = correlations.set_index(["title", "method"])["estimate"].unstack()  # noqa: PD010 (refuses repeats)
    assert correlations.loc["MMLU"].to_dict() == {"pearson": -0.903, "spearman": -0.804}
    assert correlations.loc["GSM8K-Chinese"].to_dict() == {"pearson": -0.829, "spearman": -0.948}
    assert correlations.shape == (12, 2)
    shares = printed(root, "du2024", "corpus_shares")
    assert shares["share"].sum() == pytest.approx(1)


def test_no_point_of_du_is_made_up(root):
    assert {path.name for path in (root / "data" / "du2024").iterdir()} == {"source.yaml", "models.csv", "tables"}


def test_items_of_shared_tasks_are_those_that_du_prints(root):
    shared = read_table(root / "data" / "tasks.csv", TASKS)
    whole = shared[shared["subtask"].isna()].set_index("task")["n_items"].dropna()
    evaluations = printed(root, "du2024", "published_evaluations").set_index("task")["n_items"]
    both = sorted(set(whole.index) & set(evaluations.index))
    assert both == ["gsm8k", "hellaswag", "mmlu", "race", "winogrande"]
    assert whole[both].equals(evaluations[both])


@pytest.mark.parametrize(
    ("read", "lines", "message"),
    [
        (wei2022._models, ["Model Parameters", "125M 300B 2.25E+20", "26"], "a family, parameters"),
        (wei2022._models, ["Model Parameters", "GPT-3 125M 300B much", "26"], "found 'GPT-3 125M 300B much'"),
        (wei2022._models, ["GPT-3 125M 300B 2.25E+20"], "begins with 'Model Parameters'"),
        (wei2022._abilities, ["Train. FLOPs", "Juggling 1.0E+22 1B GPT-3 X (2020)", "5 Discussion"], "an ability"),
        (palm._compute, ["(non-attn+attn)", "8B 0.0550", "Table 21"], "a model and five numbers"),
        (palm._shapes, ["Model Layers", "PaLM 9B 1 2 3 4.5 6", "Table 1"], "a model of 8B, 62B, 540B, its shape"),
        (palm._scores, ["Task 8B", "Chess 1.0 2.0", "Table 36"], "a row's name, once"),
        (palm._scores, ["Task 8B", "WSC" + 9 * " 78.9", "Table 36"], "a row TriviaQA"),
        (palm._scores, ["Task 8B", "WSC" + 8 * " 78.9", "Table 36"], "nine percentages"),
    ],
)
def test_a_line_that_reads_otherwise_is_refused(read, lines, message):
    with pytest.raises(DataError, match=message):
        list(read(lines))


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({37: ["auto debugging 14.7 38.2"]}, "row Table 37: found 'auto debugging 14.7 38.2': expected a task and 5"),
        ({37: [], 38: ["chess 1.0 2.0 3.0 4.0 5.0"]}, "expected a task and 4 scores"),
        ({37: ["winowhy 1.0 2.0 3.0 4.0 5.0"]}, "expected the tasks t1 to t24 of Figure 7"),
    ],
)
def test_a_table_of_big_bench_that_reads_otherwise_is_refused(tables, message):
    with pytest.raises(DataError, match=message):
        palm_bigbench.printed_scores(tables, "the PDF")


def test_few_shot_of_one_must_repeat_the_one_shot_column():
    row = {"model": "m", "task": "t", "subtask": None, "metric": "f1", "shots": 1.0, "locator": "r"}
    assert len(palm._once(pd.DataFrame([row | {"value": 0.5}, row | {"value": 0.5}]))) == 1
    with pytest.raises(DataError, match="the number of the one-shot column"):
        palm._once(pd.DataFrame([row | {"value": 0.5}, row | {"value": 0.6}]))


def test_a_name_that_is_none_is_refused():
    assert [row["task"] for row in wei2022._tasks("E.1", "a b, c-d (why, so)", "flat")] == [
        "bigbench_a_b",
        "bigbench_c_d",
    ]
    with pytest.raises(DataError, match="a task's name"):
        list(wei2022._tasks("E.1", "a b, , c", "flat"))


def test_facts_that_read_otherwise_are_refused():
    with pytest.raises(DataError, match="a passage from '## Du"):
        du2024.read({"facts.md": b"nothing"})
    with pytest.raises(DataError, match="UTF-8"):
        du2024.read({"facts.md": b"\xff"})
    with pytest.raises(DataError, match="a correlation such as"):
        list(du2024._correlations("| | A |\n| --- | --- |\n| Spearman | 0.9 |\n| Pearson | -.900 |\n"))
    with pytest.raises(DataError, match="sizes with tokens and shape"):
        list(du2024._models("Table 4 (x): 1.5B 3T 2048 6912 16 24 1344 5e-4. 6B. Table 5"))
