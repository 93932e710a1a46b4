"""What Schaeffer et al. 2023 print: the four models that they could query, and what their tasks are."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats.pdf_text import joined, lines
from emergence.sources.formats.upstream import content
from emergence.sources.printed_numbers import count, fraction

PDF = "2304.15004"

_MODELS, _SHARES = 4, 7  # pages
_AVAILABLE = re.compile(r"(\d) models with ((?:[\d.]+[MB](?:, )?)+) parameters are available via the OpenAI API")
_EMERGENT = re.compile(r"emergent abilities appear with (\d+)/(\d+) metrics")
_MOST = re.compile(r"metrics account for > (\d+)% of claimed emergent abilities")
_POSSIBLE = re.compile(r"appear with at most (\d+) out of (\d+) BIG-Bench metrics")
_LENGTHS = {"integer_multiplication_2_digit": (1, 2, 3, 4), "integer_addition_4_digit": (1, 2, 3, 4, 5)}
_TITLES = {
    "integer_multiplication_2_digit": "Product of two 2-digit integers",
    "integer_addition_4_digit": "Sum of two 4-digit integers",
}
_NETWORKS = {"omniglot": "Omniglot, image classified", "mnist": "MNIST, image classified"}
_SUBSETS = {"omniglot": (3,), "mnist": (6, 8, 10)}
_CUTOFFS = ("0.003", "0.004")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The models, the tasks, and the shares of metrics and of pairs that the text and Figure 5 print.

    Parameters
    ----------
    files : mapping of str to bytes
        The PDF under its name in source.yaml.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``models.csv``, ``tasks.csv`` and ``tables/claims.csv``.

    Raises
    ------
    DataError
        If the PDF is damaged, or a sentence that holds a number is not found.
    """
    pdf = content(files, PDF)
    tasks = pd.DataFrame(_tasks())
    return {
        "models.csv": pd.DataFrame(_models(joined(lines(pdf, _MODELS, PDF)))),
        "tasks.csv": tasks.sort_values(["task", "subtask"], na_position="first", ignore_index=True),
        "tables/claims.csv": pd.DataFrame(_claims(joined(lines(pdf, _SHARES, PDF)))),
    }


def _found(pattern, text, page):
    if (match := pattern.search(text)) is None:
        raise DataError(PDF, f"a sentence that matches {pattern.pattern}", row=f"page {page}")
    return match


def _models(text):
    match = _found(_AVAILABLE, text, _MODELS)
    sizes = match[2].split(", ")
    if len(sizes) != int(match[1]):
        raise DataError(PDF, f"{match[1]} sizes", row=f"page {_MODELS}", value=match[2])
    for size in sizes:
        yield {
            "model": f"GPT-3 {size}",
            "family": "GPT-3",
            "params": count(size, PDF, f"page {_MODELS}"),
            "basis": "printed",
            "locator": "footnote 3, page 4: models of the InstructGPT and GPT-3 family that could be queried",
        }


def _tasks():
    for task, title in _TITLES.items():
        about = {"task": task, "answer_format": "free_response", "locator": "page 6, and Figures 3 and 4"}
        yield {**about, "title": title}
        for length in _LENGTHS[task]:
            yield {**about, "subtask": f"target_{length}", "title": f"{title}, target length {length}"}
    for task, title in _NETWORKS.items():
        about = {"task": task, "answer_format": "unknown", "locator": "Figures 8 and 11"}
        yield {**about, "title": title}
        for n in _SUBSETS[task]:
            yield {**about, "subtask": f"all_{n}", "title": f"{title.split(',')[0]}, {n} of {n} right"}
    about = {"task": "cifar100_reconstruction", "answer_format": "scoring", "locator": "Figure 7"}
    yield {**about, "title": "Reconstruction of CIFAR-100 images"}
    for cutoff in _CUTOFFS:
        title = f"CIFAR-100, squared error below {cutoff}"
        yield {**about, "subtask": f"below_{cutoff}", "title": title}


def _claims(text):
    """The numbers of Figure 5 that are printed; those in the bitmaps B and C are labels of pies, read by eye."""
    possible, emergent = _found(_POSSIBLE, text, _SHARES), _found(_EMERGENT, text, _SHARES)
    most = _found(_MOST, text, _SHARES)
    caption, body, pie = "Figure 5, caption", "page 7, text", "Figure 5, panel C, label"
    yield _claim("metrics with possible emergence, at most", possible[1], possible[2], None, caption)
    yield _claim("metrics with emergence by hand", emergent[1], emergent[2], None, body)
    yield _claim("pairs under multiple-choice grade or exact match, more than", None, None, fraction(most[1]), body)
    pairs = {"multiple_choice_grade": 51, "exact_str_match": 11, "normalized_aggregate_score": 3, "bleu": 2}
    for metric, n in pairs.items():
        yield {**_claim(f"pairs under {metric}", n, sum(pairs.values()), None, pie), "metric": metric}
    # Levels of dashed lines in bitmaps; 1/9801 and 1/19998 or 1/20000 would fit, and no number is printed.
    for panel, level in (("middle", 1.02e-4), ("right", 5.0e-5)):
        task = {"middle": "multiplication", "right": "addition"}[panel]
        yield _claim(f"chance of {task}", None, None, level, f"Figure 4, {panel} column, bitmap: dashed line, by eye")


def _claim(claim, n, of, share, locator):
    share = round(int(n) / int(of), 6) if share is None else share
    return {"claim": claim, "n": n and float(n), "of": of and float(of), "share": share, "locator": locator}
