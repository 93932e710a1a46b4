"""Chinchilla's Figure 4, read by us, against the digitisation that the source publishes."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.cross_checks import agreement
from emergence.sources.figures import Digitised


def observe(figures: Mapping[str, Digitised], tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """How far the two readings agree, circle by circle in drawing order.

    Parameters
    ----------
    figures : mapping of str to emergence.sources.figures.Digitised
        ``figure4``.
    tables : mapping of str to pandas.DataFrame
        ``losses.csv``, whose runs are numbered in the order of the published file.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``tables/agreements.csv``.

    Raises
    ------
    DataError
        If they have not as many runs.
    """
    ours, theirs = figures["figure4"].reading.points, tables["losses.csv"].sort_values("run", ignore_index=True)
    if len(ours) != len(theirs):
        raise DataError("figure4", f"{len(theirs)} circles, one a run of losses.csv", value=len(ours))
    compared = (
        ("training FLOPs", "x", "flops", 1e-4),
        ("parameters", "y", "params", 1e-4),
        ("loss", "colour_value", "value", 2e-3),
    )
    rows = [
        agreement(
            f"Figure 4: {title}",
            (ours[own] / theirs[other] - 1).abs().tolist(),
            tolerance,
            "fraction",
            "the digitisation of Besiroglu et al. 2024",
        )
        for title, own, other, tolerance in compared
    ]
    return {"tables/agreements.csv": pd.DataFrame(rows)}
