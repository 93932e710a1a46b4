"""The run effects that simulated series are given, against those measured between runs of one recipe."""

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import chdtri

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import count, interval

TABLE = Table(
    "assumed_run_effects",
    (
        text("size", "size of the simulated series, named after the source that has it", required=True),
        text("source", "source of the runs of one recipe", required=True),
        number("assumed_sd", "standard deviation of the run effects of the simulated series", low=0, unit="1"),
        count("n_tasks", "scores that are compared, each a task and split", low=1),
        count("df", "degrees of freedom, summed over them", low=1),
        number("ratio", "standard deviation between runs, measured over assumed, items included", low=0, unit="1"),
        *interval("1"),
        number("expected", "ratio if runs differed as assumed: 1", low=0, unit="1"),
        number("run_sd", "run effect that fits the measured spread, items as if independent", low=0, unit="1"),
        number("total_sd", "measured standard deviation between runs, pooled over the scores", low=0, unit="1"),
    ),
    key=("size", "source"),
)
SCOPE = "atlas"
INPUTS = ("run_effects",)
PRINTED = ("coverage",)
OPTIONS = {
    "metrics": {
        "description": "metrics that are compared: one of each task, so that each counts once",
        "type": "array",
        "items": {"type": "string"},
        "minItems": 1,
    },
}


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`assumed_run_effects`."""
    return assumed_run_effects(
        tables["run_effects"], tables["coverage"], context.options["metrics"], context.settings.confidence
    )


def assumed_run_effects(
    effects: pd.DataFrame, coverage: pd.DataFrame, metrics: list[str], confidence: float
) -> pd.DataFrame:
    """Compare the spread between runs with the one that a study of simulated series assumes.

    A simulated score has the variance ``assumed_sd^2 + item_sd^2``, the latter that of independent binomial draws with
    the mean and the number of items of the measured score. ``ratio^2`` is the mean over scores, weighed by their
    degrees of freedom, of measured over simulated variance; its interval is that of a chi-square variable with the sum
    of the degrees of freedom, as if scores were independent, though the same runs give them all. ``run_sd`` is the
    assumed effect for which the ratio were 1.

    Parameters
    ----------
    effects : pandas.DataFrame
        Table ``run_effects``.
    coverage : pandas.DataFrame
        Table ``coverage``: ``size`` and ``run_sd``.
    metrics : list of str
    confidence : float

    Returns
    -------
    pandas.DataFrame
        Table ``assumed_run_effects``: a row for each size and source.
    """
    scores = effects[effects["metric"].isin(metrics) & effects["item_sd"].notna()]
    sizes = coverage[["size", "run_sd"]].drop_duplicates("size") if len(coverage) else coverage
    rows = []
    for source, own in scores.groupby("source"):
        df, sd, items = (own[name].to_numpy(dtype=float) for name in ("df", "sd", "item_sd"))
        measured = {"source": source, "n_tasks": len(own), "df": df.sum(), "run_sd": _fitting(df, sd, items)}
        measured["total_sd"] = np.sqrt((df * sd**2).sum() / df.sum())
        for size, assumed in sizes.itertuples(index=False):
            square = _ratio(assumed, df, sd, items)
            tail = (1 - confidence) / 2
            ends = {
                end: np.sqrt(square * df.sum() / chdtri(df.sum(), p)) for end, p in (("lo", tail), ("hi", 1 - tail))
            }
            row = {"size": size, "assumed_sd": assumed, "ratio": np.sqrt(square), "expected": 1.0, **ends}
            rows.append(row | measured | {"confidence_level": confidence, "interval_method": "chi_square"})
    return table_frame(sorted(rows, key=lambda row: (row["size"], row["source"])), TABLE)


def _ratio(assumed, df, sd, items):
    return float((df * sd**2 / (assumed**2 + items**2)).sum() / df.sum())


def _fitting(df, sd, items):
    """The run effect at which measured and simulated variance agree; 0 where items alone explain the spread."""
    if _ratio(0.0, df, sd, items) <= 1:
        return 0.0
    return float(brentq(lambda assumed: _ratio(assumed, df, sd, items) - 1, 0.0, 1.0, xtol=1e-12))
