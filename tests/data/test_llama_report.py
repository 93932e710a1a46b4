"""The LLaMA report's tables: ours against the report, as another reader of PDFs sees it."""

import io
import re

import pandas as pd
import pypdfium2
import pytest
import yaml

from emergence.exhibits.table import build_table
from emergence.io.errors import DataError
from emergence.io.storage import read_table, write_table
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.llama import importer as llama

PDF = "2302.13971v1"

# Columns in the printed order: task, subtask, metric, shots.
SHOTS = (0, 1, 5, 64)
COLUMNS = {
    3: [
        (task, None, "accuracy", 0)
        for task in ("boolq", "piqa", "siqa", "hellaswag", "winogrande", "arc_easy", "arc_challenge", "openbookqa")
    ],
    4: [("natural_questions", None, "exact_match", shots) for shots in SHOTS],
    5: [("triviaqa", None, "exact_match", shots) for shots in SHOTS],
    6: [("race", "middle", "accuracy", 0), ("race", "high", "accuracy", 0)],
    7: [(task, None, metric, None) for task in ("math", "gsm8k") for metric in ("exact_match", "maj1@k")],
    8: [
        ("humaneval", None, "pass@1", 0),
        ("humaneval", None, "pass@100", 0),
        ("mbpp", None, "pass@1", 3),
        ("mbpp", None, "pass@80", 3),
    ],
    9: [("mmlu", part, "accuracy", 5) for part in ("humanities", "stem", "social_sciences", "other", None)],
}
LAST_LINE_OF_HEAD = {
    3: "BoolQ PIQA SIQA",
    4: "0-shot 1-shot",
    5: "0-shot 1-shot",
    6: "RACE-middle",
    7: "MATH +maj1@k",
    8: "pass@ @1 @100",
    9: "Humanities STEM",
}


@pytest.fixture(scope="module")
def folder(root):
    return root / "data" / "llama"


@pytest.fixture(scope="module")
def tables(folder):
    return {n: read_table(folder / f"table{n}.csv", SOURCE_OBSERVATIONS) for n in COLUMNS}


@pytest.fixture(scope="module")
def models(folder):
    return read_table(folder / "models.csv", MODELS)


@pytest.fixture(scope="module")
def report(mirror):
    return (mirror / "papers" / "llama-2302.13971.pdf").read_bytes()


@pytest.fixture(scope="module")
def text(report):
    """The report's text in the order of its content stream, as PDFium and not our reader sees it."""
    document = pypdfium2.PdfDocument(report)
    pages = [document[page].get_textpage().get_text_bounded() for page in range(len(document))]
    hyphen = "\x02"  # PDFium's mark for a hyphen at the end of a line
    return "\n".join(pages).replace("\r", "").replace(hyphen, "")


def printed_rows(text, number):
    """Label and cells of each row, from plain lines: a line of one word names the rows that follow."""
    body = text[: text.index(f"\nTable {number}:")]
    body = body[body.rindex(LAST_LINE_OF_HEAD[number]) :]
    family, rows = None, []
    for line in body.split("\n")[1:]:
        words = line.split()
        if len(words) == 1:
            family = words[0]
            continue
        cut = len(words) - len(COLUMNS[number])
        rows.append((" ".join([family, *words[:cut]] if cut == 1 else words[:cut]), words[cut:]))
    return rows


def value(table, model, column):
    task, subtask, metric, shots = column
    rows = table[(table["model"] == model) & (table["task"] == task) & (table["metric"] == metric)]
    rows = rows[rows["subtask"].isna() if subtask is None else rows["subtask"] == subtask]
    rows = rows[rows["shots"].isna() if shots is None else rows["shots"] == shots]
    assert len(rows) <= 1
    return rows["value"].item() if len(rows) else None


@pytest.mark.parametrize("number", COLUMNS)
def test_every_number_is_the_one_in_the_pdf_text(tables, text, number):
    ours = [
        (model, ["-" if (v := value(tables[number], model, c)) is None else f"{v * 100:.1f}" for c in COLUMNS[number]])
        for model, _ in printed_rows(text, number)
    ]
    theirs = [(model, [cell.rstrip("∗") for cell in cells]) for model, cells in printed_rows(text, number)]
    assert ours == theirs
    assert sum(cell != "-" for _, cells in theirs for cell in cells) == len(tables[number])


def test_values_read_from_figures_are_said_to_be(tables, text):
    starred = {
        (model, column)
        for model, cells in printed_rows(text, 8)
        for column, cell in zip(COLUMNS[8], cells, strict=True)
        if cell.endswith("∗")
    }
    marked = tables[8][tables[8]["locator"].str.contains("starred")]
    assert {(r.model, (r.task, None, r.metric, r.shots)) for r in marked.itertuples()} == starred
    assert len(starred) == 6


def test_size_of_the_vote(tables):
    votes = tables[7][tables[7]["metric"] == "maj1@k"]
    size = votes["locator"].str.extract(r"\(k = (\d+)\)")[0].astype(int)
    minerva = votes["model"] == "Minerva 540B"
    found = {
        (task, bool(m)): set(size[(votes["task"] == task) & (minerva == m)])
        for task in ("math", "gsm8k")
        for m in (0, 1)
    }
    assert found == {("math", False): {256}, ("gsm8k", False): {100}, ("math", True): {64}, ("gsm8k", True): {40}}


def test_what_columns_mean_is_printed(text):
    """The declared shots, metrics and splits rest on these words."""
    words = " ".join(text.split())
    for phrase in (
        "Table 3: Zero-shot performance on Common Sense Reasoning tasks.",
        "Table 4: NaturalQuestions. Exact match performance.",
        "Table 5: TriviaQA. Zero-shot and few-shot exact match performance on the filtered dev set.",
        "Table 6: Reading Comprehension. Zero-shot accuracy.",
        "k = 256 samples for MATH and k = 100 for GSM8k (Minerva 540B uses k = 64 for MATH and and k = 40 for GSM8k)",
        "HumanEval generations are done in zero-shot and MBBP with 3-shot prompts",
        "The values marked with ∗are read from figures",
        "Table 9: Massive Multitask Language Understanding (MMLU). Five-shot accuracy.",
        "Table 16: MMLU. Detailed 5-shot results per domain on the test sets.",
        "LLaMA-33B and LLaMA65B were trained on 1.4T tokens. The smaller models were trained on 1.0T tokens.",
    ):
        assert phrase in words


def test_mmlu_test_split_is_of_the_averages_in_table_16(tables, text):
    body = text[text.index("Abstract Algebra STEM") : text.index("\nTable 16:")]
    sizes = ("7B", "13B", "33B", "65B")
    rows = {
        "Humanities": "humanities",
        "STEM": "stem",
        "Social Science": "social_sciences",
        "Others": "other",
        "All": None,
    }
    for title, subtask in rows.items():
        numbers = re.search(rf"\n{title} ([\d. ]+)$", body, re.MULTILINE)[1].split()
        ours = [value(tables[9], f"LLaMA {size}", ("mmlu", subtask, "accuracy", 5)) for size in sizes]
        assert [f"{v * 100:.1f}" for v in ours] == numbers[3:7]  # GPT-3, Gopher, Chinchilla, LLaMA, LLaMA-I
    own = tables[9]["model"].str.startswith("LLaMA")
    assert set(tables[9].loc[own, "split"]) == {"test"}
    assert tables[9].loc[~own, "split"].isna().all()


def test_importer_rewrites_the_committed_tables(report, folder, tmp_path):
    frames = llama.read({PDF: report})
    imported = {path.name for path in folder.glob("*.csv")} - {"figure1.csv", "tasks.csv"}  # these are not read here
    assert set(frames) == imported
    for name, frame in frames.items():
        write_table(frame, tmp_path / name, MODELS if name == "models.csv" else SOURCE_OBSERVATIONS)
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.parametrize("damage", [lambda pdf: b"", lambda pdf: b"<html></html>\n", lambda pdf: pdf[: len(pdf) // 3]])
def test_damaged_pdf(report, damage):
    with pytest.raises(DataError, match=PDF) as caught:
        llama.read({PDF: damage(report)})
    assert re.search("a whole PDF|a caption 'Table", str(caught.value))


def test_pdf_without_a_table(report):
    document = pypdfium2.PdfDocument.new()
    document.import_pages(pypdfium2.PdfDocument(report), pages=[0, 2, 3, 4, 6])
    saved = io.BytesIO()
    document.save(saved)
    with pytest.raises(DataError, match=r"2302\.13971v1: expected a caption 'Table 7:'"):
        llama.read({PDF: saved.getvalue()})


@pytest.mark.parametrize("number", range(2, 10))
def test_exhibits_show_the_printed_rows_in_the_printed_order(root, tables, models, text, number):
    file = root / "workflow" / "exhibits" / "touvron2023" / f"table{number}.yaml"
    spec = {"file": str(file), **yaml.safe_load(file.read_text("utf-8"))}
    known = models.assign(source="llama")
    seen = (
        pd.concat(tables.values())
        .drop(columns=["params", "family"])
        .merge(known[["model", "family", "params"]], on="model")
    )
    built = build_table(spec, {"models": known, "observations": seen.assign(source="llama", method="transcribed")})
    if number == 2:
        assert list(built["model"]) == ["LLaMA 7B", "LLaMA 13B", "LLaMA 33B", "LLaMA 65B"]
        return
    shown = [
        (row.iloc[0], ["-" if pd.isna(v) else f"{v * 100:.1f}" for v in row.iloc[1:]]) for _, row in built.iterrows()
    ]
    assert shown == [(model, [cell.rstrip("∗") for cell in cells]) for model, cells in printed_rows(text, number)]
