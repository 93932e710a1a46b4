"""Xia et al. 2023 (arXiv 2212.09803): the OPT models, and the tasks and averages that the figures show.

The scores themselves are read from the figures (:mod:`emergence.sources.xia2023.readings`).
"""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats.pdf_text import lines
from emergence.sources.formats.upstream import content
from emergence.sources.printed_numbers import fraction

FILE = "images/section3/bigbench_{}_tasks.pdf"
PARAMS = {"125M": 125e6, "1.3B": 1.3e9, "6.7B": 6.7e9, "13B": 13e9, "30B": 30e9, "175B": 175e9}
AVERAGES = {  # the average's name in the file: task, title
    "all": ("bigbench_74_tasks_opt", "BIG-bench, average of 74 tasks"),
    "breakthroughness": ("bigbench_breakthrough_opt", "BIG-bench, average of 6 tasks with breakthroughs"),
    "linearity": ("bigbench_linear_opt", "BIG-bench, average of 11 linear tasks"),
}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """Models and tasks.

    Parameters
    ----------
    files : mapping of str to bytes
        The figures of the three averages, which print the level of chance.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a figure is damaged or prints no level.
    """
    return {"models.csv": pd.DataFrame([*_models()]), "tasks.csv": pd.DataFrame([*_tasks(files)])}


def _models():
    for size, params in PARAMS.items():
        locator = f"{FILE.format('all')}: colours of the sizes; the parameters are those in the name"
        yield {"model": f"OPT {size}", "family": "OPT", "params": params, "basis": "derived", "locator": locator}


def _tasks(files):
    for name, (task, title) in AVERAGES.items():
        yield {
            "task": task,
            "title": title,
            "answer_format": "multiple_choice",
            "chance": _level(files, FILE.format(name)),
            "chance_basis": "printed",
            "locator": f"{FILE.format(name)}, the level and the number beside it",
        }
    yield {
        "task": "bigbench_what_is_the_tao",
        "title": "What is the Tao",
        "answer_format": "multiple_choice",
        "n_items": 36.0,
        "locator": "bigbench__whatisthetao_ppl.pdf: all scores are multiples of 1/36; chance is not known",
    }
    yield {
        "task": "opt_validation",
        "title": "OPT's validation set",
        "answer_format": "language_modelling",
        "locator": f"{FILE.format('all')}, axis Validation PPL",
    }


def _level(files, file):
    """The number printed at the level of chance: the only one with a decimal."""
    found = {
        word for line in lines(content(files, file), 1, file) for word in re.findall(r"(?<!\S)\d\d\.\d(?!\S)", line)
    }
    if len(found) != 1:
        raise DataError(file, "one percentage with a decimal", value=", ".join(sorted(found)) or "none")
    return fraction(found.pop())
