"""Scores on a sample of a task's items against those of the same models on all of its items."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import count, share

TABLE = Table(
    "split_agreement",
    (
        text("source", "source of the scores on the sample", required=True),
        text("source_whole", "source of the scores on all items", required=True),
        text("family", "family of models", required=True),
        text("model", "model, as both sources name it", required=True),
        text("task", "key of the task", required=True),
        text("metric", "key of the sample's metric", required=True),
        share("value", "score on the sample"),
        share("value_whole", "score on all items"),
        count("n_items", "items of the sample", low=1),
        count("n_items_whole", "all items", low=1),
        number("difference", "value less value_whole", unit="of the metric"),
        number("se", "standard error of the difference, if the sample is drawn at random", low=0, unit="of the metric"),
        number("z", "difference over se", unit="1"),
        number("task_difference", "mean difference of the task's models", unit="of the metric"),
    ),
    key=("source", "source_whole", "model", "task", "metric"),
)
SCOPE = "atlas"
INPUTS = ("observations",)
OPTIONS = {
    "sample": {"type": "string", "description": "source whose scores are of a sample of the items"},
    "whole": {"type": "string", "description": "source whose scores are of all items"},
    "metrics": {
        "description": "metrics of the sample that are a share of right answers",
        "type": "array",
        "items": {"type": "string"},
        "minItems": 1,
    },
}

_COLUMNS = ["source", "family", "model", "task", "subtask", "metric", "value", "n_items"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`split_agreement`."""
    observations, options = tables.read("observations", columns=_COLUMNS), context.options
    whole = observations[observations["source"] == options["whole"]]
    sample = observations[(observations["source"] == options["sample"])]
    return split_agreement(sample[sample["metric"].isin(options["metrics"])], whole)


def split_agreement(sample: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Compare each score on a sample with that of the same model and task on all items.

    A sample of n of N items, drawn at random, has a score whose difference from that of all items has the variance
    ``p (1 - p) (1 / n - 1 / N)``; p is the latter score, moved off 0 and 1 as by Agresti and Coull (1998). The models
    of a task answer the same sample, so that their differences are no independent draws.

    Parameters
    ----------
    sample, whole : pandas.DataFrame
        OBSERVATIONS with item counts; parts of tasks are left out.

    Returns
    -------
    pandas.DataFrame
        Table ``split_agreement``, sorted by task and model.
    """
    sides = [frame[frame["subtask"].isna() & frame["n_items"].notna()] for frame in (sample, whole)]
    pairs = sides[0].merge(sides[1], on=["family", "model", "task"], suffixes=("", "_whole"))
    pairs = pairs[pairs["n_items"] < pairs["n_items_whole"]].sort_values(["task", "model", "metric"], ignore_index=True)
    if pairs.empty:
        return table_frame([], TABLE)
    n, total, p = (pairs[name].to_numpy(dtype=float) for name in ("n_items", "n_items_whole", "value_whole"))
    p = (total * p + 2) / (total + 4)
    difference = (pairs["value"] - pairs["value_whole"]).to_numpy(dtype=float)
    se = np.sqrt(p * (1 - p) * (1 / n - 1 / total))
    found = pairs.assign(difference=difference, se=se, z=difference / se)
    found["task_difference"] = found.groupby(["task", "metric"])["difference"].transform("mean")
    names = [name for name in TABLE.names if name in found]
    return table_frame([{name: found[name].to_numpy() for name in names}], TABLE)
