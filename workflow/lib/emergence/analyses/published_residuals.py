"""Every point of a source's losses against the laws that the literature prints for them."""

import pandas as pd

from emergence.analyses._laws import any_law, laws_of, printed_laws
from emergence.analyses.running import Context
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings

_NATS = "nats per token"

TABLE = Table(
    "published_residuals",
    (
        text("series_id", "series of losses", required=True),
        text("law", "publication that prints the law", required=True),
        text("run", "training run", required=True),
        number("params", "parameters", unit="count"),
        number("tokens", "training tokens", unit="count"),
        number("flops", "training FLOPs", unit="FLOPs"),
        number("y", "published loss", required=True, unit=_NATS),
        number("fitted", "loss by the printed law", required=True, unit=_NATS),
        number("residual", "y minus fitted", required=True, unit=_NATS),
        flag("used", "do our own fits use this point"),
    ),
)
SCOPE = "source"
INPUTS = ("series", "points")
PRINTED = ("published_laws",)


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`published_residuals`."""
    series, points, published = tables["series"], tables["points"], tables["published_laws"]
    return published_residuals(series, points, published, context.settings, context.name)


def published_residuals(
    series: pd.DataFrame, points: pd.DataFrame, published: pd.DataFrame, settings: Settings, source: str | None
) -> pd.DataFrame:
    """Residuals of printed laws.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables of one source.
    published : pandas.DataFrame
        Printed table ``published_laws``.
    settings : Settings
    source : str

    Returns
    -------
    pandas.DataFrame
        Table ``published_residuals``.
    """
    form, blocks = any_law(), []
    for every in laws_of(series, points):
        own = points.iloc[every.rows]
        columns = {name: own[name].to_numpy() for name in ("run", "params", "tokens", "flops")}
        for law, values in printed_laws(published, source):
            expected = form.predict(values, every.x, every.x2, every.improves)
            key = {"series_id": every.series_id, "law": law, "used": form.used(every, settings)}
            blocks.append({**key, **columns, "y": every.y, "fitted": expected, "residual": every.y - expected})
    return table_frame(blocks, TABLE)
