"""The same task in different sources: differences of onset and of onset width where they share an x.

Sources share compute and parameters only: their losses are on corpora and tokenizers of their own. Prompts, shots and
items may differ too, and are given, so that a difference is one between publications and not only between models.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from emergence.analyses.running import Context
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import TASK, share
from emergence.schema.x_kinds import x_kind

_SIDES = ("source", "pool", "shots", "format", "split", "verdict", "onset")
_SAME = ["task", "subtask", "metric", "x_kind"]


def _side(end, of):
    return (
        text(f"source{end}", f"folder under data/{of}", required=True),
        text(f"pool{end}", f"pool of runs{of}", required=True),
        number(f"shots{end}", f"examples in the prompt{of}", unit="count"),
        text(f"format{end}", f"how the task is put or its answer scored{of}"),
        text(f"split{end}", f"split of the task's items{of}"),
        text(f"verdict{end}", f"verdict on the series{of}", required=True),
        number(f"onset{end}", f"onset of the best curve{of}", unit="of x", required=True),
    )


TABLE = Table(
    "source_differences",
    (
        *TASK,
        text("metric", "key of the metric", required=True),
        text("x_kind", "what x is", required=True),
        *_side("", ""),
        *_side("_other", ", of the other source"),
        number("difference", "onset less that of the other source", unit="of x", required=True),
        number("lo", "lower end of its interval: both standard errors", unit="of x", required=True),
        number("hi", "upper end", unit="of x", required=True),
        flag("differs", "whether the interval excludes 0", required=True),
        number("width_ratio", "onset width over that of the other source", unit="1", low=0),
        number("width_ratio_lo", "lower end of its interval, on the scale of the logarithm", unit="1", low=0),
        number("width_ratio_hi", "upper end", unit="1", low=0),
        share("confidence_level", "of the intervals"),
    ),
)
SCOPE = "atlas"
INPUTS = ("onset_estimates", "series")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`source_differences`."""
    return source_differences(tables["onset_estimates"], tables["series"], context.settings.confidence)


def source_differences(estimates: pd.DataFrame, series: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Differences between every two sources that have a decided onset of the same task, metric and x.

    Parameters
    ----------
    estimates, series : pandas.DataFrame
        Tables ``onset_estimates`` and ``series``.
    confidence : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        Table ``source_differences``, sources of a pair in the order of their names.
    """
    z = float(ndtri((1 + confidence) / 2))
    known = estimates["run"].isna() & estimates["onset_se"].notna()
    rows = estimates[known].drop(columns="run").merge(series, on="series_id")
    shared = rows["x_kind"].map(lambda key: x_kind(key).metric is None).astype(bool)
    rows = rows[shared].sort_values("series_id")
    found = [
        _difference(one, other, z)
        for _, own in rows.groupby(_SAME, dropna=False, sort=True)
        for one, other in combinations(own.to_dict("records"), 2)
        if one["source"] != other["source"]
    ]
    return pd.DataFrame(found, columns=TABLE.names).assign(confidence_level=confidence)


def _difference(one, other, z):
    """A row of the table: errors of two sources are independent."""
    half = z * np.hypot(one["onset_se"], other["onset_se"])
    difference = one["onset"] - other["onset"]
    row = {key: one[key] for key in (*_SAME, "task_title")} | {key: one[key] for key in _SIDES}
    row |= {f"{key}_other": other[key] for key in _SIDES}
    row |= {
        "difference": difference,
        "lo": difference - half,
        "hi": difference + half,
        "differs": abs(difference) > half,
    }
    ratio, spread = one["width"] / other["width"], z * np.hypot(one["log_width_se"], other["log_width_se"])
    ends = {"width_ratio_lo": ratio * np.exp(-spread), "width_ratio_hi": ratio * np.exp(spread)}
    return row | {"width_ratio": ratio, **ends}
