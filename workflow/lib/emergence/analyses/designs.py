"""Designs of simulated series: the runs, checkpoints, items and scatter of a source's series."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.errors import DataError
from emergence.io.selection import matching
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.analysed import count, share
from emergence.series.points import split
from emergence.simulations._measured import measured


def _between(name, doc, unit):
    """The ends of the middle eight tenths of the series."""
    ends = (("lo", "a tenth of the series lies below"), ("hi", "a tenth lies above"))
    return tuple(number(f"{name}_{end}", f"{doc}: {where}", unit=unit, low=0, required=True) for end, where in ends)


_NAME = text("design", "name of the design", required=True)
DESIGNS = Table(
    "designs",
    (
        _NAME,
        count("n_series", "series that meet its condition", low=1),
        count("n_rising", "of these, series whose fitted curve gains enough to count; all count if none does"),
        text("x_kind", "what x is", required=True),
        number("x_range", "range of x in the series that has most points", unit="of x", required=True, above=0),
        count("n", "points of that series", low=1),
        count("n_runs", "training runs of that series", low=1),
        count("n_items", "items behind a score, median over the rising series, as all that follows", low=1),
        count("effective_items", "independent items that would give the noise of a checkpoint; 1e6 at most", low=1),
        number(
            "run_sd", "standard deviation of the runs' effects, over sqrt(p (1 - p)) of the score p", unit="1", low=0
        ),
        number(
            "lasting_sd",
            "standard deviation of errors that last from checkpoint to checkpoint, over sqrt(p (1 - p))",
            unit="1",
            low=0,
        ),
        share("correlation", "correlation of these errors between neighbouring checkpoints of a run"),
        share("floor", "fitted score at the worst x"),
        share("chance", "score of a uniform guess, median over the series; null where most have none"),
        share("rise", "gain of the fitted score from the worst x to the best"),
        *_between("n_items", "items behind a score", "count"),
        *_between("scatter", "variance of residuals over that of the design at as many items", "1"),
        *_between("rise", "gain of the fitted score", "1"),
    ),
    key=("design",),
)
POINTS = Table(
    "design_points",
    (
        _NAME,
        count("run", "training run, numbered from 0"),
        count("checkpoint", "checkpoint of the run, numbered from 0 in the order of x"),
        share("x", "place in the range of x: 0 the worst, 1 the best", required=True),
    ),
    key=("design", "run", "checkpoint"),
)
TABLES = (DESIGNS, POINTS)
SCOPE = "atlas"
INPUTS = ("series", "points")
OPTIONS = {
    "series": {
        "description": "design: condition on series, whose scores must be shares of items",
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["where"],
            "additionalProperties": False,
            "properties": {"where": {"type": "object", "minProperties": 1}},
        },
    },
}


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """See :func:`designs`; the points of no other series are read."""
    series = tables["series"]
    wanted = {name: _wanted(series, own) for name, own in context.options["series"].items()}
    names = sorted(set().union(*wanted.values()))
    return designs(series, tables.read("points", names), context.options["series"], context.metrics, context.settings)


def _wanted(series, own):
    return series.loc[matching(series, own["where"], file="config, analyses.designs"), "series_id"]


def designs(
    series: pd.DataFrame,
    points: pd.DataFrame,
    wanted: Mapping[str, Mapping[str, Any]],
    metrics: Mapping[str, Mapping],
    settings: Settings,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure designs on real series (:func:`emergence.simulations._measured.measured`).

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS``.
    wanted : dict of str to dict
        Design to ``where``, a condition on series.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    settings : Settings

    Returns
    -------
    designs, points : pandas.DataFrame
        Tables of this module. Series whose metric counts no items, or of which no number of items is known, are left
        out, and so are designs without series, as of a source that the run does not have.

    Raises
    ------
    DataError
        If series of several kinds of x meet the condition of a design.
    """
    rows, blocks = [], []
    items = points["n_items"].to_numpy(dtype=float, na_value=np.nan)
    counted = series[np.array([bool(metrics[metric]["counts"]) for metric in series["metric"]], dtype=bool)]
    for name, own in wanted.items():
        chosen = counted[counted["series_id"].isin(_wanted(counted, own))].sort_values("series_id")
        parts = []
        for one in split(chosen, points):
            known = items[one.rows][np.isfinite(items[one.rows])]
            if one.varies and known.size:
                parts.append((one, float(np.median(known))))
        if parts:
            row, block = measured(name, parts, settings)
            rows.append(row | {"x_kind": _only_kind(name, chosen)})
            blocks.append(block | {"checkpoint": _numbered(block["run"])})
    return table_frame(rows, DESIGNS), table_frame(blocks, POINTS)


def _only_kind(name, series):
    """The kind of x that all series of a design have."""
    kinds = sorted(set(series["x_kind"]))
    if len(kinds) > 1:
        raise DataError("config, analyses.designs", "series of one kind of x", row=name, value=", ".join(kinds))
    return kinds[0]


def _numbered(run):
    """The number of each point within its run, of runs in order."""
    _, first, counts = np.unique(run, return_index=True, return_counts=True)
    return np.arange(run.size) - np.repeat(first, counts)
