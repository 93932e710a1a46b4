"""What follows from the laws of the loss: the best use of compute, floors and scales, with the laws' uncertainty."""

import numpy as np
import pandas as pd

from emergence.analyses._laws import any_law, fitted_laws, grid, laws_of, printed_laws
from emergence.analyses.running import Context
from emergence.inference.bootstrap import LEAST_SHARE, percentile_interval
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.models.optimum import FLOPS, allocation, exponents, loss_floor, scale_params
from emergence.schema.analysed import interval
from emergence.schema.fitted import STATUSES

TABLE = Table(
    "law_values",
    (
        text("series_id", "series of losses that the law was fitted to", required=True),
        text("law", "form of the law, or the publication that prints it", required=True),
        text(
            "quantity",
            "params, tokens, tokens_per_param, loss: at the least loss that training FLOPs of 6 N D buy; loss_floor: "
            "E + B / D^beta, the loss of an infinite model after D tokens; scale_params: N0 = A^(1/alpha); "
            "exponent_params, exponent_tokens: the powers of FLOPs with which params and tokens grow",
            required=True,
            choices=(
                "params",
                "tokens",
                "tokens_per_param",
                "loss",
                "loss_floor",
                "scale_params",
                "exponent_params",
                "exponent_tokens",
            ),
        ),
        text("argument", "what the quantity is a function of; null where of nothing", choices=("flops", "tokens")),
        number("argument_value", "FLOPs or tokens at which it is evaluated", above=0, unit="FLOPs or tokens"),
        number("log10_argument_value", "decimal logarithm of argument_value, eighths of a decade", unit="log10"),
        number("estimate", "the quantity", unit="of the quantity"),
        *interval("of the quantity"),
        flag("extrapolated", "is it beyond the runs that the law was fitted to"),
        text("status", "status of the law's fit; ok for a printed law", required=True, choices=STATUSES),
    ),
    key=("series_id", "law", "quantity", "argument_value"),
)
SCOPE = "source"
INPUTS = ("series", "points", "fits", "law_draws")
PRINTED = ("published_laws",)

# How far beyond the largest run the grids go: a thousand times.
_BEYOND = 1e3


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`law_values`."""
    series, points, published = tables["series"], tables["points"], tables["published_laws"]
    fits, draws = tables["fits"], tables["law_draws"]
    return law_values(series, points, fits, draws, published, context.settings, context.name)


def law_values(
    series: pd.DataFrame,
    points: pd.DataFrame,
    fits: pd.DataFrame,
    law_draws: pd.DataFrame,
    published: pd.DataFrame,
    settings: Settings,
    source: str | None,
) -> pd.DataFrame:
    """Compute-optimal parameters and tokens, floors and scales of every law, fitted or printed.

    Parameters
    ----------
    series, points, fits, law_draws : pandas.DataFrame
        Tables of one source.
    published : pandas.DataFrame
        Printed table ``published_laws``; its laws have no intervals, for want of draws.
    settings : Settings
    source : str

    Returns
    -------
    pandas.DataFrame
        Table ``law_values``. Intervals are percentiles over the bootstrap draws of the fits, each draw giving all
        quantities.
    """
    blocks = []
    for law in fitted_laws(series, points, fits, law_draws, settings):
        key = {"series_id": law.series_id, "law": law.form.name, "status": law.status}
        if law.stands:
            blocks += _values(key, law.points, law.best, law.drawn, settings)
        else:
            blocks.append({**key, "quantity": "params", "argument": "flops", "extrapolated": False})
    for every in laws_of(series, points):
        for name, values in printed_laws(published, source):
            key = {"series_id": every.series_id, "law": name, "status": "ok"}
            blocks += _values(key, every, values, np.empty((0, values.size)), settings)
    return table_frame(blocks, TABLE).sort_values(list(TABLE.key), ignore_index=True)


def _values(key, points, best, draws, settings):
    """Blocks of rows of one law."""
    spent, seen = FLOPS * points.x * points.x2, points.x2
    blocks = []
    for argument, axis in (("flops", spent), ("tokens", seen), (None, None)):
        where, extrapolated, at = {}, False, None
        if argument:
            at, log10_at = grid(axis.min(), _BEYOND * axis.max())
            where = {"argument": argument, "argument_value": at, "log10_argument_value": log10_at}
            extrapolated = at > axis.max()
        over = _quantities(draws[:, None, :], argument, at)
        for quantity, estimate in _quantities(best, argument, at).items():
            blocks.append({**key, "quantity": quantity, **where, "estimate": estimate, "extrapolated": extrapolated})
            if len(draws) >= max(2, LEAST_SHARE * settings.draws):
                _, lo, hi = percentile_interval(np.atleast_2d(over[quantity].T).T, settings.confidence)
                blocks[-1] |= {"lo": lo, "hi": hi, "confidence_level": settings.confidence}
                blocks[-1]["interval_method"] = "bootstrap_runs_percentile"
    return blocks


def _quantities(values, argument, at):
    """The quantities that are functions of FLOPs, of tokens, or of nothing."""
    if argument == "flops":
        params, tokens = allocation(values, at)
        loss = any_law().predict(values, params, tokens, 1.0)
        return {"params": params, "tokens": tokens, "tokens_per_param": tokens / params, "loss": loss}
    if argument == "tokens":
        return {"loss_floor": loss_floor(values, at)}
    by_params, by_tokens = exponents(values)
    return {"scale_params": scale_params(values), "exponent_params": by_params, "exponent_tokens": by_tokens}
