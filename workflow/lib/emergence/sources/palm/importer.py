"""The printed tables of the PaLM report (Chowdhery et al. 2022, arXiv 2204.02311): 1, 21 and 36 to 39."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats.pdf_text import between, lines
from emergence.sources.formats.upstream import content
from emergence.sources.palm import bigbench as palm_bigbench
from emergence.sources.printed_numbers import fraction

PDF = "2204.02311v5"

_TABLE_1, _TABLE_21, _TABLE_36, _TABLE_37, _TABLES_38_39 = 6, 65, 79, 80, 81  # pages
SIZES = ("8B", "62B", "540B")
_TOKENS = {"8B": 780e9, "62B": 795e9, "540B": 780e9}  # caption of Table 21
_SHOTS = (0.0, 1.0, 5.0)  # of each three columns; few-shot is five "unless otherwise specified"

# Printed row: task, part, metric; then title, kind, choices and items of the tasks that no other source has.
_ROWS = {
    "TriviaQA (EM)": ("triviaqa", None, "exact_match"),
    "Natural Questions (EM)": ("natural_questions", None, "exact_match"),
    "Web Questions (EM)": ("web_questions", None, "exact_match", "Web Questions", "free_response", None),
    "Lambada (EM)": ("lambada", None, "exact_match", "LAMBADA (as PaLM ran it)", "free_response", None),
    "HellaSwag": ("hellaswag", None, "accuracy"),
    "StoryCloze": ("storycloze", None, "accuracy", "StoryCloze", "multiple_choice", 2),
    "Winograd": ("winograd", None, "accuracy"),
    "Winogrande": ("winogrande", None, "accuracy"),
    "Drop (F1)": ("drop", None, "f1", "DROP", "free_response", None),
    "CoQA (F1)": ("coqa", None, "f1"),
    "QuAC (F1)": ("quac", None, "f1", "QuAC", "free_response", None),
    "SQuADv2 (F1)": ("squad_v2", None, "f1", "SQuAD 2.0", "free_response", None),
    "SQuADv2 (EM)": ("squad_v2", None, "exact_match"),
    "RACE-m": ("race", "middle", "accuracy"),
    "RACE-h": ("race", "high", "accuracy"),
    "PIQA": ("piqa", None, "accuracy"),
    "ARC-e": ("arc_easy", None, "accuracy"),
    "ARC-c": ("arc_challenge", None, "accuracy"),
    "OpenbookQA": ("openbookqa", None, "accuracy"),
    "BoolQ": ("boolq", None, "accuracy"),
    "Copa": ("copa", None, "accuracy"),
    "RTE": ("rte", None, "accuracy", "RTE", "multiple_choice", 2),
    "WiC": ("wic", None, "accuracy", "WiC", "multiple_choice", 2),
    "Multirc (F1a)": ("multirc", None, "f1", "MultiRC", "multiple_choice", None),
    "WSC": ("wsc_285", None, "accuracy", "WSC (285 items)", "multiple_choice", 2),
    "ReCoRD": ("record", None, "accuracy", "ReCoRD", "multiple_choice", None),
    "CB": ("cb", None, "accuracy", "CommitmentBank", "multiple_choice", 3),
    "ANLI R1": ("anli", "round_1", "accuracy", "ANLI", "multiple_choice", 3),
    "ANLI R2": ("anli", "round_2", "accuracy"),
    "ANLI R3": ("anli", "round_3", "accuracy"),
}
_CELL = re.compile(r"(\d{1,2}\.\d)(a?)(?: \((\d+)\))?")
_SHAPE = re.compile(r"PaLM (\d+B) (\d+) (\d+) (\d+) (\d+\.\d+) [\d →]+")
_COMPUTE = re.compile(r"(\d+B) (\d\.\d+) (\d\.\d+) (\d\.\d+) × 10(\d\d) (\d+)")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The tables of the report.

    Parameters
    ----------
    files : mapping of str to bytes
        The PDF under its name in source.yaml.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``table36.csv`` and ``table38.csv`` (scores; the second also of Table 39), ``models.csv`` (Tables 1 and 21, and
        the other models of Figure 3), ``tasks.csv``, ``tables/compute.csv`` (Table 21) and
        ``tables/bigbench_scores.csv`` (Tables 37 to 39).

    Raises
    ------
    DataError
        If the PDF is damaged, or a line of a table reads otherwise than such lines do.
    """
    pdf = content(files, PDF)
    compute = pd.DataFrame(_compute(lines(pdf, _TABLE_21, PDF)))
    shapes = _shapes(lines(pdf, _TABLE_1, PDF))
    page_80, page_81 = (lines(pdf, page, PDF) for page in (_TABLE_37, _TABLES_38_39))
    printed = palm_bigbench.printed_scores(palm_bigbench.lines_of_tables(page_80, page_81, PDF), PDF)
    tasks = pd.DataFrame([*_tasks(), *palm_bigbench.tasks(printed)])
    models = [*(_model(row, shapes) for row in compute.to_dict("records")), *palm_bigbench.other_models()]
    return {
        "table36.csv": _once(pd.DataFrame(_scores(lines(pdf, _TABLE_36, PDF)))),
        "table38.csv": pd.DataFrame(palm_bigbench.observations(printed)),
        "models.csv": pd.DataFrame(models),
        "tasks.csv": tasks.sort_values(["task", "subtask"], na_position="first", ignore_index=True),
        "tables/compute.csv": compute,
        "tables/bigbench_scores.csv": pd.DataFrame(printed),
    }


def _scores(printed):
    """One record a printed number. A number in brackets behind a score gives its shots."""
    rows = [line for line in between(printed, "Task ", "Table 36", PDF) if line]
    found = {}
    for line in rows:
        name = next((name for name in sorted(_ROWS, key=len, reverse=True) if line.startswith(f"{name} ")), None)
        cells = line.removeprefix(f"{name} ")
        if name is None or name in found or not re.fullmatch(rf"(?:{_CELL.pattern} ?){{9}}", cells):
            raise DataError(PDF, "a row's name, once, and nine percentages", row="Table 36", value=line)
        found[name] = _CELL.findall(cells)
    if missing := [name for name in _ROWS if name not in found]:
        raise DataError(PDF, f"a row {missing[0]}", row="Table 36")
    for name, cells in found.items():
        task, part, metric = _ROWS[name][:3]
        for column, (value, mark, shots) in enumerate(cells):
            size, group = SIZES[column % 3], column // 3
            remark = f" (printed with a mark: {value}{mark})" if mark else ""
            yield {
                "model": f"PaLM {size}",
                "is_final": True,
                "task": task,
                "subtask": part,
                "metric": metric,
                "shots": float(shots) if shots else _SHOTS[group],
                "value": fraction(value),
                "locator": f"Table 36, row {name}, {('0-shot', '1-shot', 'few-shot')[group]}, {size}{remark}",
            }


def _once(scores):
    """A few-shot score of one example repeats the one-shot column: the same number, which counts once."""
    key = ["model", "task", "subtask", "metric", "shots"]
    apart = scores.groupby(key, dropna=False)["value"].transform("nunique") > 1
    if apart.any():
        row = scores[apart].iloc[-1]
        raise DataError(PDF, "the number of the one-shot column", row=row["locator"], value=row["value"])
    return scores.drop_duplicates(key).sort_values(key, na_position="first", ignore_index=True)


def _compute(printed):
    for line in between(printed, "(non-attn+attn)", "Table 21", PDF):
        match = _COMPUTE.fullmatch(line)
        if match is None:
            raise DataError(PDF, "a model and five numbers", row="Table 21", value=line)
        size, plain, recomputed, factor, power, days = match.groups()
        yield {
            "model": f"PaLM {size}",
            "flops_per_token": float(f"{plain}e12"),
            "flops_per_token_recomputed": float(f"{recomputed}e12"),
            "flops": float(f"{factor}e{power}"),
            "petaflop_s_days": float(days),
            "locator": f"Table 21, row {size}",
        }


def _shapes(printed):
    """Table 1: layers, heads, width and parameters by size."""
    found = {}
    for line in between(printed, "Model Layers", "Table 1", PDF):
        match = _SHAPE.fullmatch(line)
        if match is None or match[1] not in SIZES:
            raise DataError(PDF, f"a model of {', '.join(SIZES)}, its shape and parameters", row="Table 1", value=line)
        layers, heads, width = map(float, match.groups()[1:4])
        known = {"n_layers": layers, "n_heads": heads, "d_model": width, "params": float(f"{match[5]}e9")}
        found[match[1]] = known | {"ffw_size": 4 * width, "kv_size": 256.0}  # caption of Table 1
    return found


def _model(row, shapes):
    size = row["model"].removeprefix("PaLM ")
    if size not in shapes:
        raise DataError(PDF, f"one of {', '.join(shapes)}", row="Table 21", value=size)
    known = {"model": row["model"], "family": "PaLM", "tokens": _TOKENS[size], **shapes[size]}
    known |= {"flops": row["flops"], "flops_per_token": row["flops_per_token"], "basis": "printed"}
    return known | {"locator": f"{row['locator']}, and its caption; Table 1, row {row['model']}, and its caption"}


def _tasks():
    for name, (task, _, _, *facts) in _ROWS.items():
        if facts:
            title, kind, choices = facts
            free = (
                kind == "free_response" and task != "squad_v2"
            )  # half of its questions have no answer: a guess scores
            guess = 1 / choices if choices else 0.0 if free else None
            row = {
                "task": task,
                "subtask": None,
                "title": title,
                "answer_format": kind,
                "choices": choices,
                "chance": guess,
            }
            row["chance_basis"] = None if guess is None else "derived" if choices else "assumed"
            yield row | {"n_items": 285 if task == "wsc_285" else None, "locator": f"Table 36, row {name}"}
    for number in (1, 2, 3):
        part = {"task": "anli", "subtask": f"round_{number}", "title": f"ANLI round {number}"}
        yield part | {"answer_format": "multiple_choice", "locator": f"Table 36, row ANLI R{number}"}
