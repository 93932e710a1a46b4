"""The markers of the figures of Xia et al. 2023 as scores and losses of checkpoints.

A figure draws its 147 markers size by size and checkpoint by checkpoint. Which step a marker stands for is in
upstream's code (utils.py). The positions show that perplexities have two decimals and that scores are whole numbers
of items.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.cross_checks import agreement
from emergence.sources.figures import Digitised
from emergence.sources.printed_numbers import reading_interval
from emergence.sources.xia2023.importer import AVERAGES, PARAMS

LOSS = "opt_validation"
SHOTS = 2.0
MOST_ITEMS = 1000  # items of the largest task that is looked for
_HUNDREDTH = 0.002  # how near to a hundredth the perplexities are read
_BREAKTHROUGHS = (
    "code_line_description",
    "human_organs_senses",
    "implicatures",
    "phrase_relatedness",
    "swahili_english_proverbs",
    "what_is_the_tao",
)
_NOT_LINEAR = [*_BREAKTHROUGHS, "nonsense_words_grammar"]


def _every(first, last, by, *without):
    return [1000.0 * step for step in range(first, last + 1, by) if step not in without]


_EARLY = _every(2, 38, 4)
STEPS = {
    "125M": _EARLY + _every(40, 560, 20, 180),
    "1.3B": _EARLY + _every(40, 260, 20),
    "6.7B": _EARLY + _every(40, 140, 10),
    "13B": _every(2, 70, 4),
    "30B": _every(2, 70, 4),
    "175B": _every(4, 36, 4, 28, 32) + _every(40, 140, 4, 116),
}
STEP_TOKENS = {"125M": 0.5e6, "1.3B": 1e6, "6.7B": 2e6, "13B": 4e6, "30B": 4e6, "175B": 2e6}


def observe(figures: Mapping[str, Digitised], tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Observations of all figures.

    Parameters
    ----------
    figures : mapping of str to emergence.sources.figures.Digitised
        One a task, named by it, and ``average_all``, ``average_breakthroughness`` and ``average_linearity``.
    tables : mapping of str to pandas.DataFrame
        Not used.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``figures.parquet`` (SOURCE_OBSERVATIONS) and ``tables/agreements.csv`` (AGREEMENTS).

    Raises
    ------
    DataError
        If a figure has other markers than the checkpoints, its perplexities are not those of the others, or its
        heights are no whole numbers of items.
    """
    read = {name: _markers(name, figure.reading.points) for name, figure in figures.items()}
    perplexity = _perplexities(read)
    tasks = {name: points["y"].to_numpy() for name, points in read.items() if not name.startswith("average_")}
    rows = [_losses(read["average_all"], perplexity)]
    for name, points in read.items():
        rows.append(_average(name, points) if name.startswith("average_") else _scores(name, points))
    observations = pd.concat(rows, ignore_index=True).sort_values(["model", "tokens", "task"], ignore_index=True)
    agreements = pd.DataFrame([*_agreements(figures["average_all"].reading.points, read, tasks)])
    return {"figures.parquet": observations, "tables/agreements.csv": agreements}


def items(heights: np.ndarray, error: np.ndarray) -> int:
    """The smallest number of items of which all scores are whole multiples.

    Parameters
    ----------
    heights, error : numpy.ndarray, (n,)
        Scores as fractions, and their reading errors.

    Returns
    -------
    int
        0 if there is none up to ``MOST_ITEMS``.
    """
    for count in range(2, MOST_ITEMS + 1):
        if (np.abs(heights * count - np.round(heights * count)) <= 2 * error * count).all():
            return count
    return 0


def _markers(name, points, panel="perplexity"):
    """The markers of a panel in drawing order, with model, steps and tokens."""
    points = points[(points["panel"] == panel) & (points["kind"] == "markers")].sort_values("order")
    parts = []
    for size, steps in STEPS.items():
        own = points[points["series"] == f"OPT {size}"]
        if len(own) != len(steps):
            expected = f"{len(steps)} markers, one a checkpoint"
            raise DataError(f"figures/{name}", expected, row=f"OPT {size}", value=len(own))
        tokens = np.array(steps) * STEP_TOKENS[size]
        flops = 6 * PARAMS[size] * tokens
        parts.append(own.assign(model=f"OPT {size}", steps=steps, tokens=tokens, flops=flops))
    return pd.concat(parts, ignore_index=True)


def _perplexities(read):
    """The perplexity of each checkpoint, two decimals: all figures must show the same."""
    shown = {name: points["x"].to_numpy() for name, points in read.items()}
    first = np.round(next(iter(shown.values())), 2)
    for name, values in shown.items():
        off = np.abs(values - first)
        if off[worst := int(off.argmax())] > _HUNDREDTH:
            expected = f"the perplexity of the other figures, {first[worst]:.2f}"
            raise DataError(f"figures/{name}", expected, row=worst + 1, column="x", value=values[worst])
    return first


def _checkpoints(points, task):
    columns = {"model": points["model"], "tokens": points["tokens"], "flops": points["flops"], "is_final": False}
    return pd.DataFrame(columns | {"task": task})


def _losses(points, perplexity):
    low, high = np.log(perplexity - 0.005), np.log(perplexity + 0.005)
    return _checkpoints(points, LOSS).assign(
        metric="cross_entropy",
        split="validation",
        value=np.round(np.log(perplexity), 6),
        value_lo=np.round(low, 6),
        value_hi=np.round(high, 6),
        locator=[f"all figures, logarithm of the perplexity {value:.2f}" for value in perplexity],
        method="derived",
    )


def _scores(name, points):
    heights, error = points["y"].to_numpy(), points["y_error"].to_numpy()
    count = items(heights, error)
    if not count:
        raise DataError(f"figures/{name}", f"multiples of one over up to {MOST_ITEMS} items", column="y")
    locator = f"{_file(name)}, drawn in the order of size and step"
    scores = {"metric": "accuracy", "shots": SHOTS, "value": np.round(heights * count) / count, "n_items": float(count)}
    return _checkpoints(points, f"bigbench_{name}").assign(**scores, locator=locator)


def _average(name, points):
    kind = name.removeprefix("average_")
    low, high = reading_interval(points["y"], points["y_error"], 0.0, 1.0)
    scores = {"metric": "accuracy", "shots": SHOTS, "value": points["y"], "value_lo": low, "value_hi": high}
    return _checkpoints(points, AVERAGES[kind][0]).assign(**scores, locator=f"bigbench_{kind}_tasks.pdf, first panel")


def _file(name):
    return f"bigbench__{name.replace('_', '')}_ppl.pdf"


def _agreements(averages: Any, read: Mapping[str, pd.DataFrame], tasks: Any) -> Iterator[dict]:
    """The figures against each other, and against the steps and tokens of upstream's code."""
    off = np.concatenate([np.abs(points["x"] - np.round(points["x"], 2)) for points in read.values()])
    yield agreement("perplexities", off, _HUNDREDTH, "perplexity", "the nearest number with two decimals")
    for name, points in read.items():
        if name in tasks:
            count = items(points["y"].to_numpy(), points["y_error"].to_numpy())
            off = np.abs(points["y"] * count - np.round(points["y"] * count))
            yield agreement(f"scores on {name}", off, 0.01, "items", f"whole numbers of {count} items")
    for panel in ("steps", "tokens", "FLOPs"):
        points = _markers("average_all", averages, panel)
        ratio = (points["x"] / points["flops" if panel == "FLOPs" else panel]).to_numpy()
        # The axis has labels without ticks, so that its error is common to all markers.
        off = np.abs(ratio / np.median(ratio) - 1)
        yield agreement(f"{panel} of the checkpoints", off, 1e-3, "1", "upstream's steps, up to one factor")
        within = float(points["x_error"].div(points["x"]).max())
        yield agreement(f"{panel}, the factor", [abs(np.median(ratio) - 1)], within, "1", "the error of the axis")
    linear = [name for name in tasks if name not in _NOT_LINEAR]
    for kind, names in (("breakthroughness", _BREAKTHROUGHS), ("linearity", linear)):
        mean = np.mean([tasks[name] for name in names], axis=0)
        off = np.abs(mean - read[f"average_{kind}"]["y"].to_numpy())
        yield agreement(f"average_{kind}", off, 1e-5, "fraction", f"mean of {len(names)} tasks")
