"""The printed tables of the LLaMA report (Touvron et al. 2023, arXiv 2302.13971): models and scores.

Which task, metric, shots and split a column stands for is said in the report's captions and text, and declared here;
the numbers themselves are read from the PDF. Nothing is filled in from other papers: where the report is silent on
shots or split, so is the table.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from emergence.io.errors import DataError
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS
from emergence.sources.formats.pdf_tables import find_tables, rows
from emergence.sources.formats.upstream import content
from emergence.sources.printed_numbers import count, fraction

_PDF = "2302.13971v1"


@dataclass(frozen=True)
class _Column:
    """What a printed column holds; ``own_split`` is the split of the LLaMA rows where only theirs is printed."""

    title: str
    task: str
    metric: str
    shots: float | None = None
    subtask: str | None = None
    split: str | None = None
    own_split: str | None = None


def _by_shots(task, split=None):
    return tuple(_Column(f"{shots}-shot", task, "exact_match", shots, split=split) for shots in (0, 1, 5, 64))


def _mmlu(title, subtask=None):
    # Table 16 prints the same LLaMA averages and states that they are for the test sets.
    return _Column(title, "mmlu", "accuracy", 5, subtask, own_split="test")


_SIZES_HEAD = "params dimension n heads n layers learning rate batch size n tokens"
_SIZES = {"7B": "6.7B", "13B": "13.0B", "33B": "32.5B", "65B": "65.2B"}  # name to the params of Table 2

_SCORES = {
    3: (
        "BoolQ PIQA SIQA HellaSwag WinoGrande ARC-e ARC-c OBQA",
        (
            _Column("BoolQ", "boolq", "accuracy", 0),
            _Column("PIQA", "piqa", "accuracy", 0),
            _Column("SIQA", "siqa", "accuracy", 0),
            _Column("HellaSwag", "hellaswag", "accuracy", 0),
            _Column("WinoGrande", "winogrande", "accuracy", 0),
            _Column("ARC-e", "arc_easy", "accuracy", 0),
            _Column("ARC-c", "arc_challenge", "accuracy", 0),
            _Column("OBQA", "openbookqa", "accuracy", 0),
        ),
    ),
    4: ("0-shot 1-shot 5-shot 64-shot", _by_shots("natural_questions")),
    5: ("0-shot 1-shot 5-shot 64-shot", _by_shots("triviaqa", split="validation")),  # "the filtered dev set"
    6: (
        "RACE-middle RACE-high",
        (
            _Column("RACE-middle", "race", "accuracy", 0, "middle"),
            _Column("RACE-high", "race", "accuracy", 0, "high"),
        ),
    ),
    7: (  # the report says neither the shots nor, without the vote, the metric: the share of right final answers
        "MATH +maj1@k GSM8k +maj1@k",
        (
            _Column("MATH", "math", "exact_match"),
            _Column("MATH +maj1@k", "math", "maj1@k"),
            _Column("GSM8k", "gsm8k", "exact_match"),
            _Column("GSM8k +maj1@k", "gsm8k", "maj1@k"),
        ),
    ),
    8: (
        "Params HumanEval MBPP pass@ @1 @100 @1 @80",
        (
            _Column("HumanEval @1", "humaneval", "pass@1", 0),
            _Column("HumanEval @100", "humaneval", "pass@100", 0),
            _Column("MBPP @1", "mbpp", "pass@1", 3),
            _Column("MBPP @80", "mbpp", "pass@80", 3),
        ),
    ),
    9: (
        "Humanities STEM Social Sciences Other Average",
        (
            _mmlu("Humanities", "humanities"),
            _mmlu("STEM", "stem"),
            _mmlu("Social Sciences", "social_sciences"),
            _mmlu("Other", "other"),
            _mmlu("Average"),
        ),
    ),
}

_ABSENT = {"-"}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """Models and scores from the report's PDF.

    Parameters
    ----------
    files : mapping of str to bytes
        The PDF under its name in source.yaml.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``models.csv`` (MODELS) and ``table3.csv`` to ``table9.csv`` (SOURCE_OBSERVATIONS), sorted by key.

    Raises
    ------
    DataError
        If the PDF is damaged, a table is missing or laid out otherwise, or a cell is no number.
    """
    printed = find_tables(content(files, _PDF), {2, *_SCORES}, _PDF)
    scores = {}
    for number, (head, columns) in _SCORES.items():
        scores[number] = pd.DataFrame(_scores(number, rows(printed[number], head, len(columns), _PDF), columns))
    sizes = rows(printed[2], _SIZES_HEAD, 7, _PDF)
    frames = {f"table{number}.csv": _sorted(frame, SOURCE_OBSERVATIONS) for number, frame in scores.items()}
    return {"models.csv": _sorted(_models(sizes, scores), MODELS), **frames}


def _scores(number, printed, columns):
    """One record a printed number."""
    for row in printed:
        for column, cell in zip(columns, row.cells, strict=True):
            if cell in _ABSENT:
                continue
            where = f"Table {number}, row {row.label}, column {column.title}"
            if not (match := re.fullmatch(r"(\d{1,3}\.\d)(∗?)", cell)):
                raise DataError(_PDF, "a percentage with one decimal, or '-'", row=where, value=cell)
            is_own = row.label.startswith("LLaMA ")
            yield {
                "model": row.label,
                "task": column.task,
                "subtask": column.subtask,
                "metric": column.metric,
                "shots": column.shots,
                "split": column.own_split if is_own and column.own_split else column.split,
                "value": fraction(match[1]),
                "locator": where + _remark(row.label, column, is_starred=bool(match[2])),
            }


def _remark(label, column, is_starred):
    """What the captions of Tables 7 and 8 add to single numbers."""
    if is_starred:
        return " (starred: the report read it from a figure of the PaLM paper)"
    if column.metric == "maj1@k":
        samples = {"math": 64, "gsm8k": 40} if label == "Minerva 540B" else {"math": 256, "gsm8k": 100}
        return f" (k = {samples[column.task]})"
    return ""


def _models(sizes, scores):
    """Every model that the tables name: LLaMA's own with their set-up, of the others the parameters in their names."""
    own = _own_models(sizes)
    models = {}
    for number, frame in sorted(scores.items()):
        for name in frame["model"].unique():
            family, size = name.rsplit(" ", 1)
            if family == "LLaMA" and name not in own:
                raise DataError(_PDF, f"one of {', '.join(own)}", row=f"Table {number}", value=name)
            locator = f"Table {number}, row {name}"
            other = {"model": name, "family": family, "params": count(size, _PDF, locator), "basis": "printed"}
            models.setdefault(name, own.get(name, other | {"locator": locator}))
    return pd.DataFrame(models.values())


def _own_models(sizes):
    """The rows of Table 2, which names no model: its parameters, rounded, are the names used elsewhere."""
    if (found := [row.cells[0] for row in sizes]) != list(_SIZES.values()):
        raise DataError(_PDF, ", ".join(_SIZES.values()), row="Table 2", column="params", value=", ".join(found))
    models = {}
    for name, row in zip(_SIZES, sizes, strict=True):
        where = f"Table 2, row {row.cells[0]}"
        params, width, heads, layers, rate, batch, tokens = row.cells
        if not (power := re.fullmatch(r"(\d\.\d)e−(\d)", rate)):
            raise DataError(_PDF, "a learning rate such as 3.0e−4", row=where, value=rate)
        models[f"LLaMA {name}"] = {
            "model": f"LLaMA {name}",
            "family": "LLaMA",
            "params": count(params, _PDF, where),
            "tokens": count(tokens, _PDF, where),
            "flops": 6 * count(params, _PDF, where) * count(tokens, _PDF, where),
            "d_model": count(width, _PDF, where),
            "n_layers": count(layers, _PDF, where),
            "n_heads": count(heads, _PDF, where),
            "learning_rate": float(f"{power[1]}e-{power[2]}"),
            "batch_tokens": count(batch, _PDF, where),
            "basis": "derived",
            "locator": f"{where}; FLOPs are not printed but 6 x params x tokens",
        }
    return models


def _sorted(frame, table):
    names = [name for name in table.names if name in frame.columns]
    key = [name for name in table.key if name in frame.columns]
    return frame[names].sort_values(key, ignore_index=True)
