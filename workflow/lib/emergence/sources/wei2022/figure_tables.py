"""Figures 8 and 9 of Wei et al. 2022 as tables, and where Figure 10 has other scores than Figure 9."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.cross_checks import disagreement

_APART = 0.0005  # fraction: both figures draw scores to a tenth of a point
_WHOLE = 0.01  # tasks: farther off, a bar's end is no whole number


def keywords(points: pd.DataFrame) -> Iterator[dict]:
    """The bars of Figure 8: how many tasks of BIG-bench with a keyword scale in which way.

    Parameters
    ----------
    points : pandas.DataFrame
        DIGITISED: its bars, stacked.

    Yields
    ------
    dict
        KEYWORD_CLASSES.

    Raises
    ------
    DataError
        If a bar is no whole number of tasks.
    """
    total = points.groupby("category")["y"].max().round()
    bar: Any
    for bar in points.sort_values(["x", "base"]).itertuples():
        foot, top = round(bar.base), round(bar.y)
        if max(abs(bar.base - foot), abs(bar.y - top)) > _WHOLE:
            raise DataError("figure8", "a whole number of tasks", bar.category, bar.series, bar.y - bar.base)
        whole = total[bar.category]
        yield {
            "keyword": bar.category,
            "position": round(bar.x),
            "class": bar.series,
            "n_tasks": top - foot,
            "base": foot,
            "top": top,
            "share": round((top - foot) / whole, 6),
            "share_base": round(foot / whole, 6),
            "share_top": round(top / whole, 6),
            "locator": f"Figure 8, bar {bar.category}",
        }


def pairs(points: pd.DataFrame) -> Iterator[dict]:
    """The markers of Figure 9: what the two largest models of a family score on a part of MMLU.

    Parameters
    ----------
    points : pandas.DataFrame
        DIGITISED.

    Yields
    ------
    dict
        MODEL_PAIRS.
    """
    point: Any
    for point in points.query("kind == 'markers'").itertuples():
        family, _, category = point.series.partition(": ")
        yield {
            "family": family,
            "category": category,
            "second_largest": point.x,
            "second_largest_lo": round(point.x - point.x_error, 9),
            "second_largest_hi": round(point.x + point.x_error, 9),
            "largest": point.y,
            "largest_lo": round(point.y - point.y_error, 9),
            "largest_hi": round(point.y + point.y_error, 9),
            "locator": f"Figure 9, series {point.series}",
        }


def otherwise_named(figure_9: Sequence[Mapping], figure_10: pd.DataFrame) -> Iterator[dict]:
    """Scores on parts of MMLU that Figure 10 gives to the two largest models of a family, and Figure 9 does not.

    Parameters
    ----------
    figure_9 : iterable of dict
        MODEL_PAIRS.
    figure_10 : pandas.DataFrame
        DIGITISED.

    Yields
    ------
    dict
        INCONSISTENCIES.
    """
    for pair in figure_9:
        panel = figure_10["panel"] == f"{pair['category']} by FLOPs"
        own = figure_10[panel & (figure_10["series"] == pair["family"]) & (figure_10["kind"] == "markers")]
        drawn = own.sort_values("x")["y"].tail(2)
        for words, read in zip(("second_largest", "largest"), drawn, strict=True):
            printed, which = float(f"{pair[words]:.3g}"), words.replace("_", "-")
            if abs(read - printed) > _APART:
                place = f"Figure 10, panel {pair['category']}: {which} model of {pair['family']}"
                locator = f"Figure 9, series {pair['family']}: {pair['category']}"
                yield disagreement(place, read, printed, "fraction", locator)
