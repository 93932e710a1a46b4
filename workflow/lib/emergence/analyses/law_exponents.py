"""How parameters should grow with compute by the law of the loss: the exponent of each study and estimator."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.models import registry
from emergence.schema.analysed import SERIES_ID, count, interval
from emergence.schema.fitted import STATUSES
from emergence.schema.x_kinds import is_loss

TABLE = Table(
    "law_exponents",
    (
        SERIES_ID,
        text("source", "folder under data/", required=True),
        text("pool", "pool of runs", required=True),
        text("study", "the pool for people", required=True),
        text("task_title", "corpus of the loss, for people", required=True),
        text("law", "form of the law: its estimator", required=True),
        count("n_runs", "training runs"),
        number(
            "estimate", "a = beta / (alpha + beta): best parameters grow as FLOPs^a, tokens as FLOPs^(1 - a)", unit="1"
        ),
        *interval("1"),
        flag("independent", "whether no other study of the table has the same runs; the summary takes only these"),
        number("spread_estimators", "largest less smallest estimate of the study's laws", low=0, unit="1"),
        number("mean_estimators", "mean of the estimates of the study's laws", unit="1"),
        text("status", "status of the law's fit", required=True, choices=STATUSES),
    ),
    key=("series_id", "law"),
)
SCOPE = "source"
INPUTS = ("series", "law_values")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`law_exponents`."""
    return law_exponents(tables["series"], tables["law_values"], context.source or {})


def law_exponents(series: pd.DataFrame, law_values: pd.DataFrame, source: Mapping[str, Any]) -> pd.DataFrame:
    """The exponent of parameters of every study, which is a pool of runs, and of every law fitted to its losses.

    Where a source has losses on several corpora, the first corpus that its scores are compared with stands for all.

    Parameters
    ----------
    series, law_values : pandas.DataFrame
        Tables of one source. Printed laws have no fit and are left out.
    source : dict
        Its descriptor: the names of its pools, and which of them have the runs of another source.

    Returns
    -------
    pandas.DataFrame
        Table ``law_exponents``, one series of losses a pool.
    """
    own = series[series["x_kind"] == "params_tokens"]
    corpus = next((key.removeprefix("loss_") for key in source.get("x", ()) if is_loss(key)), None)
    own = own if corpus is None else own[own["task"] == corpus]
    fitted = [name for name, form in registry().items() if form.kind == "law"]
    values = law_values[(law_values["quantity"] == "exponent_params") & law_values["law"].isin(fitted)]
    rows = own.merge(values, on="series_id")
    by_study = rows.groupby("series_id")["estimate"]
    repeated = source.get("law", {}).get("repeated", [])
    rows = rows.assign(
        study=[_study(pool, source) for pool in rows["pool"]],
        independent=~rows["pool"].isin(repeated),
        spread_estimators=by_study.transform("max") - by_study.transform("min"),
        mean_estimators=by_study.transform("mean"),
    )
    return rows[TABLE.names].sort_values(list(TABLE.key), ignore_index=True)


def _study(pool, source):
    """The source's name and, where it has several pools with a law, the pool's."""
    names = source["pools"][pool]
    label = source.get("label", source["title"])
    own = names.get("label", names["title"])
    return label if len(source["law"]["pools"]) < 2 else f"{label}: {own}"
