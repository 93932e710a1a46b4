"""The printed tables of Wei et al. 2022 (arXiv 2206.07682): abilities, models, and categories of BIG-bench tasks."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats.pdf_text import between, joined, lines
from emergence.sources.formats.upstream import content
from emergence.sources.printed_numbers import count

PDF = "2206.07682v2"

_TABLE_1, _TABLE_2, _LISTS = 6, 26, (29, 30)  # pages
_FAMILY = "(?P<family>GPT-3|LaMDA|Gopher|Chinchilla|PaLM|Anthropic LM|FLAN|T5|Anthropic|EleutherAI|Many)"
_PROMPTING = {"Few-shot prompting abilities": "few-shot", "Augmented prompting abilities": "augmented"}
_ABILITY = re.compile(
    r"(?P<ability>.+?) (?P<flops>\d\.\dE\+\d\d|Many) (?P<params>[\d.]+[MB]|Many)"
    rf"(?: {_FAMILY} (?P<reference>.+))?"
)
_MODEL = re.compile(
    rf"(?:{_FAMILY} )?(?P<params>[\d.]+[MB])(?P<sic> \[sic\])? (?P<tokens>[\d.]+[BT]) (?P<flops>\d\.\d\dE\+\d\d)"
)
_MISPRINTS = {
    ("Anthropic LM 52B", 2.65e22): (
        2.65e23,
        "the exponent: 6 x parameters x tokens is 2.65E+23, and Table 1 prints 2.6E+23 for the same model",
    )
}
_HEADINGS = {  # the list's heading and its category
    "E.1": ("Smoothly increasing", "smoothly increasing"),
    "E.2": ("Emergent with GPT-3 or LaMDA", "emergent with GPT-3 or LaMDA"),
    "E.3": ("Emergent wih PaLM", "emergent with PaLM"),  # as printed
    "E.4": ("Flat (no model better than random)", "flat"),
}
_OTHERS = {  # the parts of E.5
    "Better than random and not correlated with scale": "uncorrelated with scale",
    "Model gets worse with scale": "worse with scale",
    "Not enough examples": "too few examples",
    "Incomplete evals": "incomplete evaluations",
    "Other": "other",
}
# The task of the atlas that asks for an ability of Table 1, and the series of it that the paper's own figures draw.
_SERIES = {  # ability: (task, pool, format)
    "Addition/subtraction (3 digit)": ("arithmetic_3_digit_addition", None, None),
    "MMLU Benchmark (57 topic avg.)": ("mmlu", "gpt3", None),
    "Truthfulness (Truthful QA)": ("truthfulqa", "gopher", None),
    "Grounded conceptual mappings": ("grounded_mappings", "gpt3", None),
    "Word in Context (WiC) benchmark": ("wic", "palm", None),
    "Instruction following (finetuning)": ("nlu_10_tasks", "lamda", "instruction_tuned"),
    "Scratchpad: 8-digit addition (finetuning)": ("addition_8_digit", "lamda", "scratchpad"),
    "Chain-of-thought: Math word problems": ("gsm8k", "lamda", "chain_of_thought"),
    "Calibration via P(True)": ("calibration", "anthropic", "true_or_false"),
}
_REMARKS = {"arithmetic": "emerges at 1B", "few-shot nlg": "BLEURT is negative"}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The tables of the paper.

    Parameters
    ----------
    files : mapping of str to bytes
        The PDF under its name in source.yaml.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``models.csv`` (Table 2), ``tables/abilities.csv`` (Table 1) and ``tables/task_categories.csv`` (E and F).

    Raises
    ------
    DataError
        If the PDF is damaged, or a line of a table reads otherwise than such lines do.
    """
    pdf = content(files, PDF)
    return {
        "models.csv": pd.DataFrame(_models(lines(pdf, _TABLE_2, PDF))),
        "tables/abilities.csv": pd.DataFrame(_abilities(lines(pdf, _TABLE_1, PDF, drop=2.0))),
        "tables/task_categories.csv": pd.DataFrame(_categories([lines(pdf, page, PDF) for page in _LISTS])),
    }


def _abilities(printed):
    """Table 1; a cell that spans several rows is printed in the first of them."""
    prompting = family = reference = None
    for line in between(printed, "Train. FLOPs", "5 Discussion", PDF):
        if line in _PROMPTING:
            prompting = _PROMPTING[line]
        elif line != "(cid:114)":  # the bullet of each row
            match = _ABILITY.fullmatch(line)
            if match is None or prompting is None:
                raise DataError(PDF, "an ability, FLOPs, parameters, model and reference", row="Table 1", value=line)
            spans = "" if match["family"] else "; model and reference printed in a row above"
            family, reference = match["family"] or family, match["reference"] or reference
            yield {
                "ability": match["ability"],
                "prompting": prompting,
                "flops": None if match["flops"] == "Many" else float(match["flops"]),
                "params": None if match["params"] == "Many" else count(match["params"], PDF, "Table 1"),
                "family": family,
                "reference": reference,
                **dict(zip(("task", "pool", "format"), _SERIES.get(match["ability"], (None,) * 3), strict=True)),
                "locator": f"Table 1, row {match['ability']}{spans}",
            }


def _models(printed):
    """Table 2; a family is printed in its first row."""
    family = None
    for line in between(printed, "Model Parameters", "26", PDF):
        match = _MODEL.fullmatch(line)
        if match is None or not (match["family"] or family):
            raise DataError(PDF, "a family, parameters, tokens and FLOPs", row="Table 2", value=line)
        family = match["family"] or family
        name = f"{family} {match['params']}"
        model = {"model": name, "family": family, "params": count(match["params"], PDF, "Table 2")}
        model |= {"tokens": count(match["tokens"], PDF, "Table 2"), "flops": float(match["flops"]), "basis": "printed"}
        corrected, reason = _MISPRINTS.get((name, model["flops"]), (None, None))
        model |= {"flops_corrected": corrected, "correction": reason}
        sic = ", parameters marked [sic] there" if match["sic"] else ""
        yield model | {"locator": f"Table 2, row {name}{sic}"}


def _categories(pages):
    """Appendices E and F: one row a task and list."""
    first, second = pages
    for section, (heading, category) in _HEADINGS.items():
        following = f"E.{int(section[-1]) + 1} " if section != "E.4" else "29"
        yield from _tasks(section, joined(between(first, f"{section} {heading}", following, PDF)), category)
    others = joined(between(second, "E.5 Other", "F PaLM", PDF))
    parts = re.split(f"({'|'.join(map(re.escape, _OTHERS))}): ", others)
    if parts[0] or parts[1::2] != list(_OTHERS):
        raise DataError(PDF, ", ".join(_OTHERS), row="E.5", value=", ".join(parts[1::2]))
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        yield from _tasks("E.5", text, _OTHERS[name], f", {name}")
    text = joined(between(second, "F PaLM", "30", PDF))
    _, _, listed = text.partition("This is the list of tasks: ")
    yield from _tasks("F", listed.removesuffix("."), "emergent with PaLM 62B")


def _tasks(section, text, category, part=""):
    for printed in re.sub(r" \([^)]*\)", "", text).split(","):
        printed = printed.strip()
        if not re.fullmatch(r"[a-z0-9][a-z0-9 -]*", printed):
            raise DataError(PDF, "a task's name", row=section, value=printed)
        yield {
            "task": "bigbench_" + re.sub("[ -]", "_", printed),
            "printed": printed,
            "list": section,
            "category": category,
            "remark": _REMARKS.get(printed),
            "locator": f"Appendix {section}{part}",
        }
